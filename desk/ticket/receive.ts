import type { TicketEvent } from '../../events/event.ts';
import { subjectKey } from '../mail/subject.ts';
import type { RefusalReason } from '../mail/words.ts';
import { quickReplyFor, withWords } from '../quick-reply.ts';
import { expectBy } from '../sla/expect.ts';
import type { Case, Command, Context, Refusal } from './command.ts';
import {
  acknowledged,
  agentOf,
  asLanguage,
  byAgent,
  byRule,
  continued,
  joined,
  messageFrom,
  notify,
  owedReply,
  silence,
  taken,
} from './correspond.ts';
import type { Wish } from './decide.ts';
import { directivesOf } from './directives.ts';
import type { Customer, Dossier, OwedMail } from './dossier.ts';
import { newCustomerId, newMailId, newMessageId, newTicketId } from './ids.ts';
import { evolve, isActive } from './ticket.ts';

type ReceiveMail = Extract<Command, { do: 'ReceiveMail' }>;
type ReceiveAgentMail = Extract<Command, { do: 'ReceiveAgentMail' }>;

/** The customer's row for somebody who writes for the first time. */
export const newCustomer = (address: string, name: string, seed: string): Customer => ({
  id: newCustomerId(`${seed}\n${address}`),
  address,
  name,
  language: null,
  tags: [],
  acknowledged: [],
  suppressed: null,
  unsubscribedAt: null,
  surveyed: { csatAt: null, npsAt: null },
  version: 0,
});

/** A mail from outside: opens a ticket, or goes on with the one that it was threaded to. */
export function receiveMail(before: Case | null, command: ReceiveMail, context: Context): Wish | Refusal {
  return before ? continueTicket(before, command, context) : open(command, context);
}

function open({ mail, mailbox, linkedTo }: ReceiveMail, context: Context): Wish {
  const { now, settings, seed } = context;
  const id = newTicketId(seed);
  const message = newMessageId(seed);
  const customer = context.customer ?? newCustomer(mail.from.address, mail.from.name, seed);
  const events: TicketEvent[] = [
    {
      type: 'TicketOpened',
      at: now,
      origin: 'customer',
      channel: 'email',
      mailbox,
      ticketType: null,
      priority: 'normal',
      tags: [],
      customer: customer.id,
      language: mail.language,
      linkedTo,
      by: { kind: 'customer' },
    },
    { type: 'MessageReceived', at: now, message, kind: mail.kind, channel: 'email', thanks: mail.thanks, claimedAt: mail.claimedAt },
  ];
  const dossier: Dossier = {
    subject: mail.subject,
    requester: mail.from,
    participants: [mail.from],
    thread: [mail.rfcMessageId],
  };
  const messages = [messageFrom(mail, id, message, now, null)];
  if (mail.kind !== 'customer') {
    const reason = mail.kind === 'spam' || mail.kind === 'virus' ? mail.kind : 'machine';
    events.push({ type: 'TicketExcluded', at: now, reason, into: null, team: null, active: false, by: byRule(`screen:${mail.kind}`) });
    return { id, events, dossier, messages, customer: context.customer ? null : customer };
  }
  const ticket = evolve(null, id, events);
  const language = asLanguage(mail.language, settings);
  const dueAt = expectBy(settings, ticket, { address: mail.from.address, tags: customer.tags }, now);
  const subject = subjectKey(mail.subject);
  const quiet = silence(mail, subject, context.customer, settings, now);
  const mails: OwedMail[] = [];
  if (quiet === null) {
    mails.push({
      id: newMailId(seed, 'acknowledgement'),
      kind: 'acknowledgement',
      ticket: id,
      to: [mail.from],
      language,
      mailbox,
      owedAt: now,
      thread: dossier.thread,
      subject: mail.subject,
      received: mail.newText.slice(0, 500),
      expectBy: dueAt,
    });
  } else {
    events.push({ type: 'AcknowledgementSkipped', at: now, reason: quiet });
  }
  mails.push(
    ...notify('new-ticket', ticket, dossier, { from: mail.from, text: mail.newText, attachments: mail.attachments.length, dueAt }, context),
  );
  return {
    id,
    events,
    dossier,
    messages,
    mails,
    customer: quiet === null ? acknowledged(customer, subject, now) : context.customer ? null : customer,
  };
}

function continueTicket({ ticket, dossier }: Case, { mail }: ReceiveMail, context: Context): Wish {
  const { now, seed } = context;
  const message = newMessageId(seed);
  const received: TicketEvent = {
    type: 'MessageReceived',
    at: now,
    message,
    kind: mail.kind,
    channel: 'email',
    thanks: mail.thanks,
    claimedAt: mail.claimedAt,
  };
  const messages = [messageFrom(mail, ticket.id, message, now, null)];
  const grown = joined(continued(dossier, mail.rfcMessageId), mail.kind === 'customer' ? [mail.from] : []);
  // Machine mail is kept on the ticket it belongs to, and moves nothing.
  if (mail.kind !== 'customer') return { id: ticket.id, events: [received], dossier: grown, messages };

  const events: TicketEvent[] = [];
  if (ticket.state === 'excluded') {
    // A person answers on what the screen took for machine mail: it was one of ours after all.
    if (ticket.reason !== 'machine') return { id: ticket.id, events: [{ ...received, kind: 'spam' }], dossier: grown, messages };
    events.push({ type: 'TicketReleased', at: now, from: 'machine', active: true, by: { kind: 'customer' } });
  } else if (ticket.state === 'pending') {
    events.push({ type: 'TicketResumed', at: now, by: { kind: 'customer' } });
  } else if (!isActive(ticket)) {
    const since = Date.parse(now) - Date.parse(ticket.resolvedAt);
    if (mail.thanks && since <= context.settings.tickets.thanksSeconds * 1000) {
      return { id: ticket.id, events: [received], dossier: grown, messages };
    }
    events.push({ type: 'TicketReopened', at: now, by: { kind: 'customer' }, message });
  }
  const reopened = events.some((e) => e.type === 'TicketReopened');
  events.push(received);
  const after = evolve(ticket, ticket.id, events);
  const why = reopened ? 'reopened' : 'customer-reply';
  const about = { from: mail.from, text: mail.newText, attachments: mail.attachments.length, dueAt: null };
  return { id: ticket.id, events, dossier: grown, messages, mails: notify(why, after, grown, about, context) };
}

/** An agent's mail to the signed address, already authenticated: relayed, or a note, as its first lines say (directives.ts). */
export function receiveAgentMail({ ticket, dossier }: Case, { mail, agent: by }: ReceiveAgentMail, context: Context): Wish | Refusal {
  const { now, seed, settings } = context;
  const agent = agentOf(settings, by);
  if (!agent?.active) return { refused: 'invalid', field: 'agent', why: 'No active agent has this address.' };
  const message = newMessageId(seed);
  const { act, quick, text } = directivesOf(mail.newText);
  const filled = quick === null ? null : quickReplyFor({ ticket, dossier }, settings, quick, agent);
  const newText = filled === null ? text : withWords(filled.text, text);
  const stored = { ...messageFrom(mail, ticket.id, message, now, by), newText };
  const refuse = (reason: RefusalReason, why: string): Wish => ({
    id: ticket.id,
    events: [{ type: 'NoteAdded', at: now, message, agent: by }],
    dossier,
    messages: [{ ...stored, direction: 'note', kind: 'note', evidence: [...mail.evidence, why] }],
    mails: [
      refusal(agent.address, agent.name, agent.language, ticket.mailbox, ticket.id, mail.subject, reason, mail.rfcMessageId, context),
    ],
  });
  if (quick !== null && filled === null) return refuse('no-quick-reply', `there is no quick reply "${quick.slice(0, 60)}"`);
  if (act === 'note') {
    const note = { ...stored, direction: 'note' as const, kind: 'note' as const };
    return { id: ticket.id, events: [{ type: 'NoteAdded', at: now, message, agent: by }], dossier, messages: [note] };
  }
  if (ticket.state === 'excluded') return refuse('excluded', `the ticket is ${ticket.reason}`);
  if (newText.trim() === '' && mail.attachments.length === 0) return refuse('empty', 'the answer was empty');
  if (dossier.participants.length === 0) return refuse('erased', 'the customer was erased');

  const events: TicketEvent[] = [];
  if (ticket.state === 'pending') events.push({ type: 'TicketResumed', at: now, by: byAgent(by) });
  events.push({ type: 'ReplySent', at: now, message, agent: by, via: 'mail', started: false }, ...taken(ticket, by, now));
  if (act === 'resolve') {
    if (ticket.state !== 'resolved' && ticket.state !== 'closed') {
      events.push({ type: 'TicketResolved', at: now, by: byAgent(by), unanswered: false });
    }
  } else if (act === 'pend' && isActive(ticket)) {
    events.push({ type: 'TicketPended', at: now, waitingOn: 'customer', by: byAgent(by) });
  }
  return { id: ticket.id, events, dossier, messages: [stored], mails: owedReply(ticket, dossier, message, agent, context) };
}

/** A mail that tells an agent that nothing was relayed, and why. */
export function refusal(
  address: string,
  name: string,
  language: Customer['language'],
  mailbox: string,
  ticket: Case['ticket']['id'] | null,
  subject: string,
  why: string,
  rfcMessageId: string | null,
  context: Context,
): OwedMail {
  return {
    id: newMailId(context.seed, 'refusal'),
    kind: 'refusal',
    ticket,
    to: [{ name, address }],
    language: language ?? context.settings.desk.language,
    mailbox,
    owedAt: context.now,
    thread: rfcMessageId ? [rfcMessageId] : [],
    subject,
    why,
  };
}
