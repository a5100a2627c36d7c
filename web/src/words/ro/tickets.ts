import type { Words } from '../en.ts';

export const tickets: Words['tickets'] = {};
