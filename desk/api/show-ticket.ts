import type { Commit } from '../../events/event.ts';
import type { AgentId, Instant, MessageId } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import type { Case } from '../ticket/command.ts';
import type { Message } from '../ticket/dossier.ts';
import type { Ticket } from '../ticket/ticket.ts';
import type { MessageView, Receipt, TicketView } from './responses.ts';
import { showClocks } from './show-clock.ts';
import { briefOf, showBrief } from './ticket-brief.ts';
import { timeline } from './timeline.ts';

/*
 * Tickets as the API shows them.
 */

/** A mail that was owed on the ticket, and what became of it. `message` is the reply that it carried. */
export type MailFate = {
  readonly id: string;
  readonly kind: string;
  readonly state: 'owed' | 'claimed' | 'sent' | 'undelivered' | 'failed';
  readonly at: Instant;
  readonly message: MessageId | null;
};

/** Lambda answers with 6 MB at most; texts beyond this budget are shortened, the oldest first. */
const TEXTS_BYTES = 3 * 1024 * 1024;
const SHORT = 500;

/** A ticket whole: conversation, clocks, history, and what became of its mails. */
export function showTicket(
  shown: Case,
  said: { messages: readonly Message[]; commits: readonly Commit[]; mails: readonly MailFate[] },
  at: { now: Instant; dueAt: Instant | null; pinned: ReadonlyMap<number, Settings> },
  settings: Settings,
): TicketView {
  const { ticket, dossier } = shown;
  return {
    ...showBrief(briefOf(shown, at.dueAt)),
    version: ticket.version,
    origin: ticket.origin,
    customer: ticket.customer,
    participants: [...dossier.participants],
    tags: [...ticket.tags],
    language: ticket.language,
    linkedTo: ticket.linkedTo,
    survey: ticket.survey ?? null,
    absorbed: [...ticket.absorbed],
    messagesIn: ticket.messagesIn,
    replies: ticket.replies,
    reopenings: ticket.reopenings,
    firstResolvedAt: ticket.firstResolvedAt,
    ...ofState(ticket),
    clocks: showClocks(ticket.clocks, at.now, at.pinned),
    messages: showMessages(inOrder(said.messages, said.commits), said.mails, settings),
    timeline: timeline(said.commits, settings),
    mails: said.mails.map(({ id, kind, state, at: when }) => ({ id, kind, state, at: when })),
  };
}

type OfState = Pick<TicketView, 'waitingOn' | 'pendedAt' | 'resolvedAt' | 'expired' | 'closedAt' | 'excluded'>;
const NOTHING: OfState = { waitingOn: null, pendedAt: null, resolvedAt: null, expired: null, closedAt: null, excluded: null };

/** What only one state has. */
function ofState(ticket: Ticket): OfState {
  switch (ticket.state) {
    case 'pending':
      return { ...NOTHING, waitingOn: ticket.waitingOn, pendedAt: ticket.pendedAt };
    case 'resolved':
      return { ...NOTHING, resolvedAt: ticket.resolvedAt, expired: ticket.expired };
    case 'closed':
      return { ...NOTHING, resolvedAt: ticket.resolvedAt, expired: ticket.expired, closedAt: ticket.closedAt };
    case 'excluded':
      return { ...NOTHING, excluded: { reason: ticket.reason, at: ticket.excludedAt, into: ticket.into, team: ticket.team } };
    default:
      return NOTHING;
  }
}

/** By when they came, and those of one instant by which was committed first. */
function inOrder(messages: readonly Message[], commits: readonly Commit[]): Message[] {
  const said = new Map<string, number>();
  for (const commit of commits) {
    for (const event of commit.events) {
      if ('message' in event && event.message !== null && !said.has(event.message)) said.set(event.message, commit.version);
    }
  }
  const place = (message: Message): number => said.get(message.id) ?? Number.MAX_SAFE_INTEGER;
  return [...messages].sort((a, b) => (a.at === b.at ? place(a) - place(b) : a.at < b.at ? -1 : 1));
}

function showMessages(messages: readonly Message[], mails: readonly MailFate[], settings: Settings): MessageView[] {
  const fates = new Map(mails.flatMap((mail) => (mail.message === null ? [] : [[mail.message, mail.state] as const])));
  let left = TEXTS_BYTES;
  return [...messages]
    .reverse()
    .map((message) => {
      left -= 3 * (message.text.length + message.newText.length);
      return showMessage(message, left >= 0, fates.get(message.id) ?? null, settings);
    })
    .reverse();
}

function showMessage(message: Message, whole: boolean, delivery: MessageView['delivery'], settings: Settings): MessageView {
  const here = `/tickets/${message.ticket}/messages/${message.id}`;
  return {
    id: message.id,
    direction: message.direction,
    kind: message.kind,
    at: message.at,
    channel: message.channel,
    from: message.from,
    agent: message.agent === null ? null : { id: message.agent, name: nameOf(message.agent, settings) },
    to: [...message.to],
    cc: [...message.cc],
    subject: message.subject,
    newText: whole ? message.newText : message.newText.slice(0, SHORT).toWellFormed(),
    text: whole ? message.text : message.text.slice(0, SHORT).toWellFormed(),
    shortened: !whole || message.textKey !== null,
    html: message.html,
    attachments: message.attachments.map((file, n) => ({
      n,
      filename: file.filename,
      mimeType: file.mimeType,
      bytes: file.bytes,
      inline: file.inline,
      contentId: file.contentId,
      href: `${here}/attachments/${n}`,
    })),
    raw: message.raw === null ? null : `${here}/raw`,
    evidence: [...message.evidence],
    delivery,
  };
}

const nameOf = (agent: AgentId, settings: Settings): string => settings.agents.find((known) => known.id === agent)?.name ?? agent;

/** What a command came to; nothing personal. */
export const receiptOf = (ticket: Ticket, changed: boolean, message: MessageId | null): Receipt => ({
  id: ticket.id,
  version: ticket.version,
  state: ticket.state,
  type: ticket.type,
  priority: ticket.priority,
  assignee: ticket.assignee,
  tags: [...ticket.tags],
  changedAt: ticket.lastChangeAt,
  changed,
  message,
  into: ticket.state === 'excluded' ? ticket.into : null,
});
