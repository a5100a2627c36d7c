import type { Decision } from '../../../desk/ticket/command.ts';
import type { Customer, Dossier, Message, OwedMail } from '../../../desk/ticket/dossier.ts';
import { newCustomerId, newMailId, newMessageId, newTicketId } from '../../../desk/ticket/ids.ts';
import { evolve } from '../../../desk/ticket/ticket.ts';
import type { TicketEvent } from '../../../events/event.ts';
import type { Instant, TicketId } from '../../../events/ids.ts';

/*
 * Decisions by hand, so that the contract of the adapters is tested apart from the rules.
 */

export const at = (text: string): Instant => `${text}.000Z` as Instant;
export const NOON = at('2026-03-02T12:00:00');

export const customerOf = (address: string): Customer => ({
  id: newCustomerId(address),
  address,
  name: 'Ana',
  language: null,
  tags: [],
  acknowledged: [],
  suppressed: null,
  unsubscribedAt: null,
  surveyed: { csatAt: null, npsAt: null },
  version: 0,
});

export function opening(seed: string, address = 'ana@x.test', now: Instant = NOON, text = 'Where is my order?'): Decision {
  const id = newTicketId(seed);
  const message = newMessageId(seed);
  const from = { name: 'Ana', address };
  const events: TicketEvent[] = [
    {
      type: 'TicketOpened',
      at: now,
      origin: 'customer',
      channel: 'email',
      mailbox: 'support',
      ticketType: null,
      priority: 'normal',
      tags: [],
      customer: newCustomerId(address),
      language: 'en',
      linkedTo: null,
      by: { kind: 'customer' },
    },
    { type: 'MessageReceived', at: now, message, kind: 'customer', channel: 'email', thanks: false, claimedAt: null },
  ];
  const dossier: Dossier = { subject: 'Order 7', requester: from, participants: [from], thread: [`<${seed}@x.test>`] };
  return {
    events,
    ticket: evolve(null, id, events),
    dossier,
    messages: [messageOf(id, seed, now, text)],
    mails: [ackOf(id, seed, now)],
    customer: customerOf(address),
  };
}

export const messageOf = (ticket: TicketId, seed: string, now: Instant, text: string): Message => ({
  id: newMessageId(seed),
  ticket,
  direction: 'in',
  kind: 'customer',
  at: now,
  channel: 'email',
  from: { name: 'Ana', address: 'ana@x.test' },
  agent: null,
  to: [],
  cc: [],
  subject: 'Order 7',
  text,
  newText: text,
  html: false,
  textKey: null,
  rfcMessageId: `<${seed}@x.test>`,
  attachments: [],
  raw: `mail/2026/03/02/${seed}`,
  evidence: [],
});

export const ackOf = (ticket: TicketId, seed: string, now: Instant): OwedMail => ({
  id: newMailId(seed, 'acknowledgement'),
  kind: 'acknowledgement',
  ticket,
  to: [{ name: 'Ana', address: 'ana@x.test' }],
  language: 'en',
  mailbox: 'support',
  owedAt: now,
  thread: [],
  subject: 'Order 7',
  received: 'Where is my order?',
  expectBy: null,
});
