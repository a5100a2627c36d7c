import type { Words } from '../en.ts';

export const today: Words['today'] = {};
