import type { Words } from './en.ts';
import { figures } from './ro/figures.ts';
import { frame } from './ro/frame.ts';
import { settings } from './ro/settings.ts';
import { tickets } from './ro/tickets.ts';
import { today } from './ro/today.ts';

export const ro: Words = { frame, today, figures, tickets, settings };
