import type { Instant, TicketId } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import type { Case } from './command.ts';

/** What a mail points at, strongest first. */
export type Pointers = {
  /** Ticket of a signed reply address: whoever holds it was given it. */
  readonly signed: TicketId | null;
  /** Tickets of In-Reply-To, then References newest first. */
  readonly byMessageId: readonly TicketId[];
  /** References found in the subject. */
  readonly bySubject: readonly TicketId[];
};

export type Thread = { readonly to: Case; readonly linkedTo: null } | { readonly to: null; readonly linkedTo: TicketId | null };

/**
 * Which ticket does a mail go on with? (mail.md, Threading.) Only a signed address opens a ticket to a new sender;
 * a Message-ID or a subject, which anybody can write, only to somebody who takes part already.
 * A ticket merged away leads to the one it went into. What cannot go on becomes a new ticket, linked.
 */
export function thread(
  pointers: Pointers,
  cases: ReadonlyMap<TicketId, Case>,
  sender: string,
  kind: 'person' | 'machine' | 'hostile',
  now: Instant,
  settings: Settings,
): Thread {
  const follow = (id: TicketId | null): Case | null => {
    let found = id ? (cases.get(id) ?? null) : null;
    for (let hops = 0; hops < 5 && found?.ticket.state === 'excluded' && found.ticket.into; hops += 1) {
      found = cases.get(found.ticket.into) ?? null;
    }
    return found;
  };
  const takesPart = (c: Case): boolean => c.dossier.participants.some((p) => p.address === sender);
  const signed = follow(pointers.signed);
  // A machine answers from any address (mailer-daemon), so for it a known Message-ID is enough: it moves nothing.
  const hinted = [...pointers.byMessageId, ...pointers.bySubject]
    .map(follow)
    .find((c) => c !== null && (takesPart(c) || (kind === 'machine' && pointers.byMessageId.includes(c.ticket.id))));
  const found = signed ?? hinted ?? null;
  // A forged pointer must not show that a ticket exists, but the team may see what it pointed at.
  const pointed = found?.ticket.id ?? [...pointers.byMessageId, ...pointers.bySubject].find((id) => cases.has(id)) ?? null;
  if (found === null || kind === 'hostile') return { to: null, linkedTo: pointed };
  return mayGoOn(found, kind, now, settings) ? { to: found, linkedTo: null } : { to: null, linkedTo: found.ticket.id };
}

function mayGoOn({ ticket }: Case, kind: 'person' | 'machine', now: Instant, settings: Settings): boolean {
  if (kind === 'machine') return true;
  if (ticket.state === 'excluded') return ticket.reason !== 'redirected' && ticket.reason !== 'virus';
  if (ticket.state !== 'resolved' && ticket.state !== 'closed') return true;
  return Date.parse(now) - Date.parse(ticket.resolvedAt) <= settings.tickets.reopenSeconds * 1000;
}
