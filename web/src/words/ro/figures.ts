import type { Words } from '../en.ts';

export const figures: Words['figures'] = {};
