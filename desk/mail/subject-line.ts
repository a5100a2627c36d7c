import type { TicketId } from '../../events/ids.ts';
import { saysReply } from './subject.ts';
import { oneLine } from './tame.ts';

/*
 * Subjects as we write them: what the customer wrote, `Re:` once, the reference once.
 */

const PLAIN = 180;
const ANY_REFERENCE = /\[T-[0-9A-HJKMNP-TV-Z]{5,8}\]/gi;

/**
 * A customer's subject without marks of an answer and without this ticket's own reference, in one line; '' when nothing is
 * left. `Fwd:` says something about the mail and stays.
 */
export function plainSubject(subject: string, ticket: TicketId | null): string {
  let line = oneLine(subject, 400);
  // A pattern of its own for each ticket would be compiled for each mail.
  if (ticket !== null) line = line.replace(ANY_REFERENCE, (found) => (found.slice(1, -1).toUpperCase() === ticket ? ' ' : found)).trim();
  while (saysReply(line)) line = line.slice(line.search(/[:：]/) + 1).trim();
  return oneLine(line, PLAIN);
}

/** The subject with the ticket's reference in it: a customer's answer finds home by it when all else is lost. */
export const withReference = (subject: string, ticket: TicketId | null): string =>
  ticket === null || subject.includes(`[${ticket}]`) ? subject : `${subject} [${ticket}]`;
