import type { Schemas } from '../desk.ts';

/*
 * What a list says of a ticket's clocks: the one that is due next, how urgent it is, and how long is left.
 */

type Brief = Pick<Schemas['TicketBrief'], 'state' | 'dueAt' | 'clocks'>;
export type ClockName = Schemas['TicketBrief']['clocks'][number]['clock'];

export type Due =
  | { readonly is: 'late' | 'soon' | 'ahead'; readonly clock: ClockName | null; readonly seconds: number }
  | { readonly is: 'paused' }
  /** Nothing is due, or the ticket is done with. */
  | { readonly is: 'none' };

/** Less than this is left: look at it now. */
const SOON_SECONDS = 3600;

/** @param nowMs by the desk's clock */
export function dueOf({ state, dueAt, clocks }: Brief, nowMs: number): Due {
  if (state === 'resolved' || state === 'closed' || state === 'excluded') return { is: 'none' };
  if (dueAt === null) return { is: clocks.some((one) => one.state === 'paused') ? 'paused' : 'none' };
  const left = (Date.parse(dueAt) - nowMs) / 1000;
  const clock = clocks.find((one) => one.state === 'running' && one.dueAt === dueAt)?.clock ?? null;
  if (left < 0) return { is: 'late', clock, seconds: -left };
  return { is: left <= SOON_SECONDS ? 'soon' : 'ahead', clock, seconds: left };
}
