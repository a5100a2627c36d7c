import type { TicketEvent } from '../../events/event.ts';
import type { Command, Context } from './command.ts';
import { asLanguage, byRule, notify } from './correspond.ts';
import type { Wish } from './decide.ts';
import type { Dossier, Message } from './dossier.ts';
import { newMessageId, newTicketId } from './ids.ts';
import { newCustomer } from './receive.ts';
import { evolve } from './ticket.ts';

type OpenFromSurvey = Extract<Command, { do: 'OpenFromSurvey' }>;

/** The type of these tickets, where the settings have it. */
export const UNHAPPY = 'unhappy';

/**
 * A ticket of an unhappy answer: the answer is the customer's first message, so its clock runs, and the agents are told.
 * The customer gets no acknowledgement: the survey's page has thanked.
 */
export function openFromSurvey(command: OpenFromSurvey, context: Context): Wish {
  const { now, settings, seed } = context;
  const { requester, channel, mailbox, subject, text } = command;
  const id = newTicketId(seed);
  const message = newMessageId(seed);
  const customer = context.customer ?? newCustomer(requester.address, requester.name, seed);
  const events: TicketEvent[] = [
    {
      type: 'TicketOpened',
      at: now,
      origin: 'survey',
      channel,
      mailbox,
      ticketType: settings.types.some((t) => t.id === UNHAPPY && t.active) ? UNHAPPY : null,
      priority: 'normal',
      tags: [],
      customer: customer.id,
      language: asLanguage(command.language, settings),
      linkedTo: command.linkedTo,
      survey: command.survey,
      by: byRule('unhappy-answer'),
    },
    { type: 'MessageReceived', at: now, message, kind: 'customer', channel, thanks: false, claimedAt: null },
  ];
  const dossier: Dossier = { subject, requester, participants: [requester], thread: [] };
  const said: Message = {
    id: message,
    ticket: id,
    direction: 'in',
    kind: 'customer',
    at: now,
    channel,
    from: requester,
    agent: null,
    to: [],
    cc: [],
    subject,
    text,
    newText: text,
    html: false,
    textKey: null,
    rfcMessageId: null,
    attachments: [],
    raw: null,
    evidence: ['survey'],
  };
  const ticket = evolve(null, id, events);
  return {
    id,
    events,
    dossier,
    messages: [said],
    mails: notify('new-ticket', ticket, dossier, { from: requester, text, attachments: 0, dueAt: null }, context),
    customer: context.customer ? null : customer,
  };
}
