import type { TicketEvent } from '../../events/event.ts';
import type { AgentId, MessageId } from '../../events/ids.ts';
import type { Case, Command, Context, Refusal } from './command.ts';
import { agentOf, asLanguage, byAgent, joined, notify, owedReply, taken } from './correspond.ts';
import type { Wish } from './decide.ts';
import type { Address, Dossier, Message } from './dossier.ts';
import { newMessageId, newTicketId } from './ids.ts';
import { newCustomer } from './receive.ts';
import { evolve, isActive, type Ticket } from './ticket.ts';

/*
 * What agents do, by the API or by mail. Each rule returns what it wishes, or a refusal that names the field.
 */

type Of<D extends Command['do']> = Extract<Command, { do: D }>;

const conflict = (why: string): Refusal => ({ refused: 'conflict', field: 'state', why });
/** An address that bounced for good, or whose owner complained, is not written to again (mail.md, Coming back). */
const unwelcome = ({ customer }: Context): Refusal | null =>
  customer?.suppressed
    ? conflict(`The customer's address is suppressed since ${customer.suppressed.at} (${customer.suppressed.reason}); lift that first.`)
    : null;
const invalid = (field: string, why: string): Refusal => ({ refused: 'invalid', field, why });

const written = (
  ticket: Pick<Ticket, 'id' | 'channel'>,
  id: MessageId,
  by: { agent: AgentId | null; from: Address | null },
  to: readonly Address[],
  what: Pick<Message, 'direction' | 'kind' | 'subject' | 'text'> & Partial<Pick<Message, 'attachments'>>,
  context: Context,
): Message => ({
  id,
  ticket: ticket.id,
  ...what,
  attachments: what.attachments ?? [],
  newText: what.text,
  at: context.now,
  channel: ticket.channel,
  from: by.from,
  agent: by.agent,
  to,
  cc: [],
  html: false,
  textKey: null,
  rfcMessageId: null,
  raw: null,
  evidence: [],
});

/** A ticket by another way than mail: a chat, a call, a missed chat; or a mail that an agent writes first. */
export function openTicket(command: Of<'OpenTicket'>, context: Context): Wish | Refusal {
  const { now, settings, seed } = context;
  if (!settings.mailboxes.some((m) => m.id === command.mailbox)) return invalid('mailbox', 'There is no such mailbox.');
  if (command.type !== null && !settings.types.some((t) => t.id === command.type && t.active)) {
    return invalid('type', 'There is no such ticket type.');
  }
  const agent = agentOf(settings, command.by);
  if (!agent) return invalid('agent', 'There is no such agent.');
  const refused = command.started ? unwelcome(context) : null;
  if (refused) return refused;
  const id = newTicketId(seed);
  const message = newMessageId(seed);
  const customer = context.customer ?? newCustomer(command.requester.address, command.requester.name, seed);
  const language = asLanguage(command.language ?? customer.language, settings);
  const events: TicketEvent[] = [
    {
      type: 'TicketOpened',
      at: now,
      origin: command.started ? 'agent' : 'customer',
      channel: command.channel,
      mailbox: command.mailbox,
      ticketType: command.type,
      priority: command.priority,
      tags: [...command.tags],
      customer: customer.id,
      language,
      linkedTo: null,
      by: byAgent(command.by),
    },
  ];
  const dossier: Dossier = { subject: command.subject, requester: command.requester, participants: [command.requester], thread: [] };
  const base = { id, channel: command.channel };
  const attachments = command.attachments ?? [];
  const newRow = context.customer ? null : customer;
  if (command.started) {
    events.push({ type: 'ReplySent', at: now, message, agent: command.by, via: 'api', started: true });
    const opened = evolve(null, id, events);
    events.push(...taken(opened, command.by, now));
    const what = { direction: 'out' as const, kind: 'reply' as const, subject: command.subject, text: command.text, attachments };
    return {
      id,
      events,
      dossier,
      messages: [written(base, message, { agent: command.by, from: null }, [command.requester], what, context)],
      mails: owedReply(opened, dossier, message, agent, context),
      customer: newRow,
    };
  }
  events.push({ type: 'MessageReceived', at: now, message, kind: 'customer', channel: command.channel, thanks: false, claimedAt: null });
  const opened = evolve(null, id, events);
  const what = { direction: 'in' as const, kind: 'customer' as const, subject: command.subject, text: command.text, attachments };
  return {
    id,
    events,
    dossier,
    messages: [written(base, message, { agent: null, from: command.requester }, [], what, context)],
    mails: notify('new-ticket', opened, dossier, { from: command.requester, text: command.text, attachments: 0, dueAt: null }, context),
    customer: newRow,
  };
}

export function reply({ ticket, dossier }: Case, command: Of<'Reply'>, context: Context): Wish | Refusal {
  const { now, settings, seed } = context;
  const agent = agentOf(settings, command.by);
  if (!agent?.active) return invalid('agent', 'There is no such active agent.');
  if (ticket.state === 'excluded') return conflict(`The ticket is excluded (${ticket.reason}); release it before you answer.`);
  if (dossier.participants.length === 0) return conflict('The customer was erased; there is nobody to answer.');
  const refused = unwelcome(context);
  if (refused) return refused;
  if (command.text.trim() === '') return invalid('text', 'The answer is empty.');
  const message = newMessageId(seed);
  const events: TicketEvent[] = [];
  if (ticket.state === 'pending') events.push({ type: 'TicketResumed', at: now, by: byAgent(command.by) });
  events.push({ type: 'ReplySent', at: now, message, agent: command.by, via: 'api', started: false }, ...taken(ticket, command.by, now));
  if (command.resolve && isActive(ticket)) {
    events.push({ type: 'TicketResolved', at: now, by: byAgent(command.by), unanswered: false });
  }
  const what = {
    direction: 'out' as const,
    kind: 'reply' as const,
    subject: dossier.subject,
    text: command.text,
    attachments: command.attachments ?? [],
  };
  return {
    id: ticket.id,
    events,
    dossier,
    messages: [written(ticket, message, { agent: command.by, from: null }, dossier.participants, what, context)],
    mails: owedReply(ticket, dossier, message, agent, context),
  };
}

export function addNote({ ticket, dossier }: Case, command: Of<'AddNote'>, context: Context): Wish | Refusal {
  if (command.text.trim() === '') return invalid('text', 'The note is empty.');
  const message = newMessageId(context.seed);
  const what = { direction: 'note' as const, kind: 'note' as const, subject: dossier.subject, text: command.text };
  return {
    id: ticket.id,
    events: [{ type: 'NoteAdded', at: context.now, message, agent: command.by }],
    dossier,
    messages: [written(ticket, message, { agent: command.by, from: null }, [], what, context)],
  };
}

export function classify({ ticket, dossier }: Case, command: Of<'Classify'>, context: Context): Wish | Refusal {
  const { now, settings } = context;
  const by = byAgent(command.by);
  const events: TicketEvent[] = [];
  if (command.type !== undefined && command.type !== ticket.type) {
    if (command.type !== null && !settings.types.some((t) => t.id === command.type))
      return invalid('type', 'There is no such ticket type.');
    events.push({ type: 'TypeChanged', at: now, from: ticket.type, to: command.type, by });
  }
  if (command.priority !== undefined && command.priority !== ticket.priority) {
    events.push({ type: 'PriorityChanged', at: now, from: ticket.priority, to: command.priority, by });
  }
  if (command.tags !== undefined && command.tags.join('\n') !== ticket.tags.join('\n')) {
    events.push({ type: 'TagsChanged', at: now, to: [...new Set(command.tags)], by });
  }
  const assigned = command.assignee !== undefined && command.assignee !== ticket.assignee;
  if (command.assignee !== undefined && assigned) {
    if (command.assignee !== null && !agentOf(settings, command.assignee)?.active)
      return invalid('assignee', 'There is no such active agent.');
    events.push({ type: 'AssigneeChanged', at: now, from: ticket.assignee, to: command.assignee, by });
  }
  if (events.length === 0) return { id: ticket.id, events, dossier };
  const after = evolve(ticket, ticket.id, events);
  const told = assigned && command.assignee !== null && command.assignee !== command.by && isActive(after);
  const about = { from: dossier.requester, text: '', attachments: 0, dueAt: null };
  return { id: ticket.id, events, dossier, mails: told ? notify('assigned', after, dossier, about, context) : [] };
}

export function resolve({ ticket, dossier }: Case, by: AgentId, { now }: Context): Wish | Refusal {
  if (!isActive(ticket)) return conflict(`The ticket is ${ticket.state} already.`);
  const unanswered = ticket.replies === 0 && ticket.messagesIn > 0;
  return { id: ticket.id, events: [{ type: 'TicketResolved', at: now, by: byAgent(by), unanswered }], dossier };
}

export function reopen({ ticket, dossier }: Case, by: AgentId, { now }: Context): Wish | Refusal {
  if (ticket.state === 'pending') return { id: ticket.id, events: [{ type: 'TicketResumed', at: now, by: byAgent(by) }], dossier };
  if (ticket.state !== 'resolved' && ticket.state !== 'closed') return conflict(`A ticket that is ${ticket.state} cannot be reopened.`);
  return { id: ticket.id, events: [{ type: 'TicketReopened', at: now, by: byAgent(by), message: null }], dossier };
}

export function pend({ ticket, dossier }: Case, command: Of<'Pend'>, { now }: Context): Wish | Refusal {
  if (!isActive(ticket)) return conflict(`A ticket that is ${ticket.state} cannot wait.`);
  if (ticket.state === 'pending' && ticket.waitingOn === command.waitingOn) return { id: ticket.id, events: [], dossier };
  return { id: ticket.id, events: [{ type: 'TicketPended', at: now, waitingOn: command.waitingOn, by: byAgent(command.by) }], dossier };
}

const exclude = (
  { ticket, dossier }: Case,
  by: AgentId,
  what: Pick<Extract<TicketEvent, { type: 'TicketExcluded' }>, 'reason' | 'into' | 'team'>,
  { now }: Context,
): Wish => ({
  id: ticket.id,
  events: [{ type: 'TicketExcluded', at: now, ...what, active: isActive(ticket), by: byAgent(by) }],
  dossier,
});

export function spam(before: Case, by: AgentId, context: Context): Wish | Refusal {
  if (before.ticket.state === 'excluded') return conflict(`The ticket is excluded already (${before.ticket.reason}).`);
  return exclude(before, by, { reason: 'spam', into: null, team: null }, context);
}

export function redirect(before: Case, command: Of<'Redirect'>, context: Context): Wish | Refusal {
  if (before.ticket.state === 'excluded') return conflict(`The ticket is excluded already (${before.ticket.reason}).`);
  return exclude(before, command.by, { reason: 'redirected', into: null, team: command.team }, context);
}

export function merge(before: Case, command: Of<'Merge'>, context: Context): Wish | Refusal {
  if (command.into === before.ticket.id) return invalid('into', 'A ticket cannot be merged into itself.');
  if (before.ticket.state === 'excluded') return conflict(`The ticket is excluded already (${before.ticket.reason}).`);
  return exclude(before, command.by, { reason: 'merged', into: command.into, team: null }, context);
}

/** The other half of a merge, committed with it: the target takes over the people and the oldest wait. */
export function absorb({ ticket, dossier }: Case, command: Of<'Absorb'>, { now }: Context): Wish | Refusal {
  if (ticket.state === 'excluded') return invalid('into', `The other ticket is excluded (${ticket.reason}).`);
  const { from } = command;
  const unansweredSince = isActive(from) ? from.unansweredSince : null;
  const events: TicketEvent[] = [];
  if (!isActive(ticket) && unansweredSince) events.push({ type: 'TicketReopened', at: now, by: byAgent(command.by), message: null });
  events.push({ type: 'TicketAbsorbed', at: now, ticket: from.id, unansweredSince, by: byAgent(command.by) });
  return { id: ticket.id, events, dossier: joined(dossier, command.dossier.participants) };
}

/** Out of quarantine, or back from a wrong merge: the messages held back count from when they came. */
export function release({ ticket, dossier }: Case, by: AgentId, context: Context): Wish | Refusal {
  if (ticket.state !== 'excluded') return conflict(`The ticket is ${ticket.state}, not excluded.`);
  if (ticket.reason === 'virus') return conflict('A mail with a virus stays in quarantine.');
  const events: TicketEvent[] = [
    { type: 'TicketReleased', at: context.now, from: ticket.reason, active: true, by: byAgent(by) },
    ...ticket.heldBack.map(
      (held): TicketEvent => ({
        type: 'MessageReceived',
        at: held.at,
        message: held.message,
        kind: 'customer',
        channel: ticket.channel,
        thanks: false,
        claimedAt: null,
      }),
    ),
  ];
  const after = evolve(ticket, ticket.id, events);
  const about = { from: dossier.requester, text: '', attachments: 0, dueAt: null };
  return { id: ticket.id, events, dossier, mails: notify('released', after, dossier, about, context) };
}

/** A reply came back: it was no response. Says so to the team once, however often the bounce is reported. */
export function recordUndelivered({ ticket, dossier }: Case, command: Of<'RecordUndelivered'>, context: Context): Wish | Refusal {
  if (ticket.undelivered.includes(command.message)) return { id: ticket.id, events: [], dossier };
  const events: TicketEvent[] = [
    { type: 'ReplyUndelivered', at: context.now, message: command.message, sentAt: command.sentAt, reason: command.reason },
  ];
  const after = evolve(ticket, ticket.id, events);
  const about = { from: dossier.requester, text: '', attachments: 0, dueAt: null };
  return { id: ticket.id, events, dossier, mails: notify('undelivered', after, dossier, about, context) };
}
