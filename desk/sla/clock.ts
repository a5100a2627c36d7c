import type { ClockName, EventOf, TicketEvent } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import type { Ticket } from '../ticket/ticket.ts';

/** One running, paused or stopped measurement; all of it comes from the Clock… events. */
export type Clock = {
  readonly state: 'running' | 'paused' | 'met' | 'missed' | 'stopped';
  readonly startedAt: Instant;
  readonly policy: string;
  readonly calendar: string | null;
  readonly settingsVersion: number;
  readonly measure: 'working' | 'elapsed';
  readonly targetSeconds: number | null;
  readonly warnAt: Instant | null;
  readonly dueAt: Instant | null;
  readonly pausedAt: Instant | null;
  readonly pausedSeconds: number;
  readonly warned: boolean;
  readonly breached: boolean;
  readonly escalated: number;
  /** How the last run ended. */
  readonly stopped: EventOf<'ClockStopped'> | null;
};
/** At most one of each name; a clock that never began is absent. */
export type Clocks = { readonly [name in ClockName]?: Clock };
export const NO_CLOCKS: Clocks = {};

/** Folds one event of the ticket into its clocks. */
export function evolveClocks(clocks: Clocks, _event: TicketEvent): Clocks {
  return clocks;
}

/**
 * The clock events that follow from what was just decided about a ticket.
 * @param before the ticket before the decision, null for a new one
 * @param after the ticket with the decided events folded in (clocks not yet moved)
 * @param decided the decided events, in order
 * @param settings current settings: a clock that starts now pins them
 * @param pinned settings of the versions that running clocks are pinned to, by version
 */
export function clockEvents(
  _before: Ticket | null,
  _after: Ticket,
  _decided: readonly TicketEvent[],
  _settings: Settings,
  _pinned: ReadonlyMap<number, Settings>,
): TicketEvent[] {
  return [];
}
