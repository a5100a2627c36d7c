import type { Instant } from '../../events/ids.ts';
import type { Ticket } from '../ticket/ticket.ts';

/** When the ticket is due next: the earliest due instant among its running clocks, whether it has passed or not; null when nothing is due. */
export function nextDue(ticket: Ticket): Instant | null {
  let earliest: Instant | null = null;
  for (const clock of Object.values(ticket.clocks)) {
    if (clock.state === 'running' && clock.dueAt !== null && (earliest === null || clock.dueAt < earliest)) earliest = clock.dueAt;
  }
  return earliest;
}
