import { CLOCKS } from '../../events/event.ts';
import type { Clocks } from '../sla/clock.ts';
import type { TicketBrief } from './responses.ts';

/** The clocks at a glance, for lists. */
export const clocksBrief = (clocks: Clocks): TicketBrief['clocks'] =>
  CLOCKS.flatMap((name) => {
    const clock = clocks[name];
    return clock ? [{ clock: name, state: clock.state, dueAt: clock.dueAt }] : [];
  });
