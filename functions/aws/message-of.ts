import type { Checked } from '../../desk/api/check.ts';
import { problem } from '../../desk/api/problem.ts';
import { noTicket, pathTicket } from '../../desk/api/ticket-path.ts';
import type { Message } from '../../desk/ticket/dossier.ts';
import type { Tickets } from './tickets.ts';

/** The message that a path such as `/tickets/{id}/messages/{messageId}/raw` names, or a problem. What holds a virus is given to nobody. */
export async function messageOf(params: Readonly<Record<string, string>>, tickets: Tickets): Promise<Checked<Message>> {
  const id = pathTicket(params.id);
  const said = id === null ? null : await tickets.conversation(id);
  if (!said?.stored) return { answer: noTicket() };
  const message = said.messages.find((m) => m.id === params.messageId);
  if (!message) return { answer: problem(404, 'There is no such message on this ticket.') };
  if (message.kind === 'virus') return { answer: problem(409, 'A mail with a virus stays in quarantine.') };
  return { value: message };
}
