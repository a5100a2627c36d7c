import * as z from 'zod/mini';
import { instant } from './ids.ts';

/** A fact: its type, when it happened, and what it says. */
export const fact = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), at: instant, ...shape });
