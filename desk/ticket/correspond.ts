import type { Actor, TicketEvent } from '../../events/event.ts';
import type { AgentId, Instant, MessageId, TicketId } from '../../events/ids.ts';
import type { Language } from '../languages.ts';
import { LANGUAGES } from '../languages.ts';
import type { Agent, Mailbox, Settings } from '../settings.ts';
import type { Context, InboundMail } from './command.ts';
import type { Address, Customer, Dossier, Message, OwedMail } from './dossier.ts';
import { newMailId } from './ids.ts';
import type { Ticket } from './ticket.ts';

/*
 * Who hears of what: the acknowledgement to a customer with its loop caps, the notification to the agents.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** So much of a message goes into a notification. */
const EXCERPT = 2_000;
/** Message-IDs kept for References (RFC 5322 recommends trimming long ones). */
const THREAD = 20;
const PARTICIPANTS = 50;

export const byRule = (rule: string): Actor => ({ kind: 'rule', rule });
export const byAgent = (agent: AgentId): Actor => ({ kind: 'agent', agent });

export const mailboxOf = (settings: Settings, id: string): Mailbox => {
  const found = settings.mailboxes.find((m) => m.id === id) ?? settings.mailboxes[0];
  if (!found) throw new Error('the settings hold no mailbox');
  return found;
};

export const agentOf = (settings: Settings, id: AgentId | null): Agent | null => settings.agents.find((a) => a.id === id) ?? null;

export const asLanguage = (language: string | null, settings: Settings): Language =>
  LANGUAGES.find((l) => l === language) ?? settings.desk.language;

/** The agents who serve a mailbox: those it names, else all active ones. */
export function teamOf(settings: Settings, mailbox: string): Agent[] {
  const named = mailboxOf(settings, mailbox).agents;
  return settings.agents.filter((a) => a.active && (named === null || named.includes(a.id)));
}

/** The thread with one more Message-ID at its end. */
export const continued = (dossier: Dossier, rfcMessageId: string | null): Dossier =>
  rfcMessageId === null || dossier.thread.includes(rfcMessageId)
    ? dossier
    : { ...dossier, thread: [...dossier.thread, rfcMessageId].slice(-THREAD) };

/** The participants with others joined in, each address once, the requester first. */
export function joined(dossier: Dossier, others: readonly Address[]): Dossier {
  const known = new Set(dossier.participants.map((p) => p.address));
  const added = others.filter((o) => !known.has(o.address) && known.add(o.address));
  return added.length === 0 ? dossier : { ...dossier, participants: [...dossier.participants, ...added].slice(0, PARTICIPANTS) };
}

/** A mail as a message of a ticket. */
export const messageFrom = (mail: InboundMail, ticket: TicketId, id: MessageId, at: Instant, agent: AgentId | null): Message => ({
  id,
  ticket,
  direction: agent ? 'out' : 'in',
  kind: agent ? 'reply' : mail.kind,
  at,
  channel: 'email',
  from: agent ? null : mail.from,
  agent,
  to: mail.to,
  cc: mail.cc,
  subject: mail.subject,
  text: mail.text,
  newText: mail.newText,
  html: mail.html,
  textKey: mail.textKey,
  rfcMessageId: mail.rfcMessageId,
  attachments: mail.attachments,
  raw: mail.raw,
  evidence: mail.evidence,
});

/** Why this mail gets no acknowledgement, or null when it gets one. Caps: mail.md, against desks that answer each other. */
export function silence(mail: InboundMail, subjectKey: string, customer: Customer | null, settings: Settings, now: Instant): string | null {
  if (!settings.acknowledge.active) return 'off';
  if (!mail.mayAnswer) return 'machine-sign';
  if (customer?.suppressed) return 'suppressed';
  const age = (at: Instant): number => Date.parse(now) - Date.parse(at);
  const today = (customer?.acknowledged ?? []).filter((a) => age(a.at) < DAY_MS);
  const thisHour = today.filter((a) => age(a.at) < HOUR_MS);
  if (thisHour.some((a) => a.subject === subjectKey)) return 'same-subject-this-hour';
  if (thisHour.length >= settings.acknowledge.perHour) return 'hourly-cap';
  if (today.length >= settings.acknowledge.perDay) return 'daily-cap';
  return null;
}

/** The customer's row after an acknowledgement: what is older than a day is forgotten. */
export const acknowledged = (customer: Customer, subject: string, now: Instant): Customer => ({
  ...customer,
  acknowledged: [...customer.acknowledged.filter((a) => Date.parse(now) - Date.parse(a.at) < DAY_MS), { at: now, subject }],
});

type Notice = Extract<OwedMail, { kind: 'notification' }>['why'];

/** Notifications owed to agents, one mail for each language among them. */
export function notify(
  why: Notice,
  ticket: Ticket,
  dossier: Dossier,
  about: { from: Address | null; text: string; attachments: number; dueAt: Instant | null },
  context: Context,
): OwedMail[] {
  const { settings } = context;
  const assignee = agentOf(settings, ticket.assignee);
  const rule = why === 'new-ticket' || why === 'released' ? settings.notify.newTicket : settings.notify.customerReply;
  const one = assignee?.active ? [assignee] : [];
  const team = teamOf(settings, ticket.mailbox);
  let audience: Agent[] = [];
  if (why === 'assigned' || rule === 'assignee') audience = one;
  else if (rule === 'team') audience = team;
  else if (rule === 'assignee-or-team') audience = one.length > 0 ? one : team;
  const languages = [...new Set(audience.map((a) => a.language))];
  return languages.map((language, n) => ({
    id: newMailId(context.seed, `notification ${why}`, n),
    kind: 'notification',
    why,
    ticket: ticket.id,
    to: audience.filter((a) => a.language === language).map((a) => ({ name: a.name, address: a.address })),
    language,
    mailbox: ticket.mailbox,
    owedAt: context.now,
    thread: [],
    subject: dossier.subject,
    from: about.from,
    excerpt: about.text.slice(0, EXCERPT),
    attachments: about.attachments,
    dueAt: about.dueAt,
  }));
}

/** A reply owed to the customer's side: to the requester and whoever else takes part. */
export function owedReply(ticket: Ticket, dossier: Dossier, message: MessageId, agent: Agent, context: Context): OwedMail[] {
  // Who is known by a telephone number or a handle alone is answered there; the ticket keeps what was said.
  const to = dossier.participants.filter((p) => p.address.includes('@'));
  if (to.length === 0) return [];
  return [
    {
      id: newMailId(context.seed, 'reply'),
      kind: 'reply',
      ticket: ticket.id,
      to,
      language: asLanguage(ticket.language, context.settings),
      mailbox: ticket.mailbox,
      owedAt: context.now,
      thread: dossier.thread,
      subject: dossier.subject,
      message,
      agentName: agent.name,
    },
  ];
}

/** The first person to answer takes an unassigned ticket, so that the customer's next message finds somebody. */
export const taken = (ticket: Ticket, agent: AgentId, now: Instant): TicketEvent[] =>
  ticket.assignee === null ? [{ type: 'AssigneeChanged', at: now, from: null, to: agent, by: byRule('first-to-answer') }] : [];
