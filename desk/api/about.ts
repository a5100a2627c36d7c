import * as z from 'zod/mini';

/** A schema with words for the OpenAPI page. */
export const about = <S extends z.ZodMiniType>(text: string, schema: S): S => schema.check(z.describe(text)) as S;
