import { figures } from './en/figures.ts';
import { frame } from './en/frame.ts';
import { settings } from './en/settings.ts';
import { tickets } from './en/tickets.ts';
import { today } from './en/today.ts';
import type { Texts } from './texts.ts';

/** Every text of the page. The other catalogues have the same, by type and when the page is built. */
export const en = { frame, today, figures, tickets, settings };
export type Words = Texts<typeof en>;
