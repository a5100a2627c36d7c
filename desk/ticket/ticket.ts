import type { Channel, EventOf, Exclusion, Priority, TicketEvent } from '../../events/event.ts';
import type { AgentId, CustomerId, Instant, MessageId, OrderId, SurveyId, TicketId } from '../../events/ids.ts';
import { type Clocks, evolveClocks, NO_CLOCKS } from '../sla/clock.ts';

/*
 * What a ticket is, derived from its events alone: evolve() folds them, and nothing else changes a ticket.
 * Names, addresses, subject and texts are not here: see Dossier.
 */

type Core = {
  readonly id: TicketId;
  /** How many commits made it: the optimistic lock, and the ETag of the API. */
  readonly version: number;
  readonly origin: EventOf<'TicketOpened'>['origin'];
  readonly openedAt: Instant;
  readonly channel: Channel;
  readonly mailbox: string;
  readonly type: string | null;
  readonly priority: Priority;
  readonly assignee: AgentId | null;
  readonly tags: readonly string[];
  readonly language: string;
  readonly customer: CustomerId;
  readonly linkedTo: TicketId | null;
  /** The survey whose answer opened it. */
  readonly survey?: OrderId | SurveyId;
  readonly absorbed: readonly TicketId[];
  readonly messagesIn: number;
  /** Public replies by a person, the undelivered ones taken back. */
  readonly replies: number;
  /** `answered` is what had waited longest for it, so that a bounce can bring it back. */
  readonly lastReply: {
    readonly message: MessageId;
    readonly agent: AgentId;
    readonly at: Instant;
    readonly answered: Instant | null;
  } | null;
  readonly undelivered: readonly MessageId[];
  /** Messages of an excluded ticket that count once it is released. */
  readonly heldBack: readonly { readonly message: MessageId; readonly at: Instant }[];
  readonly lastInAt: Instant | null;
  /** Arrival of the oldest customer message that no person has answered yet. */
  readonly unansweredSince: Instant | null;
  readonly reopenings: number;
  readonly firstResolvedAt: Instant | null;
  readonly lastChangeAt: Instant;
  readonly remindedAt: Instant | null;
  readonly clocks: Clocks;
};

export type NewTicket = Core & { readonly state: 'new' };
export type OpenTicket = Core & { readonly state: 'open' };
export type PendingTicket = Core & {
  readonly state: 'pending';
  readonly waitingOn: 'customer' | 'third-party';
  readonly pendedAt: Instant;
};
export type ResolvedTicket = Core & { readonly state: 'resolved'; readonly resolvedAt: Instant; readonly expired: boolean };
export type ClosedTicket = Core & {
  readonly state: 'closed';
  readonly resolvedAt: Instant;
  readonly expired: boolean;
  readonly closedAt: Instant;
};
/** Spam, virus, machine mail, merged or redirected: kept, listed, and in no rate. `before` is what it was. */
export type ExcludedTicket = Core & {
  readonly state: 'excluded';
  readonly reason: Exclusion;
  readonly excludedAt: Instant;
  readonly into: TicketId | null;
  readonly team: string | null;
};
export type Ticket = NewTicket | OpenTicket | PendingTicket | ResolvedTicket | ClosedTicket | ExcludedTicket;
export type ActiveTicket = NewTicket | OpenTicket | PendingTicket;
export type State = Ticket['state'];

export const isActive = (ticket: Ticket): ticket is ActiveTicket =>
  ticket.state === 'new' || ticket.state === 'open' || ticket.state === 'pending';

/** Folds one commit's events into the ticket; the version counts commits. */
export function evolve(before: Ticket | null, id: TicketId, events: readonly TicketEvent[]): Ticket {
  let ticket = before;
  for (const event of events) ticket = apply(ticket, id, event);
  if (ticket === null) throw new Error(`a ticket begins with TicketOpened: ${id}`);
  return { ...ticket, version: (before?.version ?? 0) + 1 };
}

function apply(ticket: Ticket | null, id: TicketId, event: TicketEvent): Ticket {
  if (event.type === 'TicketOpened') {
    if (ticket) throw new Error(`${id} is open already`);
    return opened(id, event);
  }
  if (!ticket) throw new Error(`a ticket begins with TicketOpened, not ${event.type}: ${id}`);
  const at = event.at > ticket.lastChangeAt ? event.at : ticket.lastChangeAt;
  const next: Ticket = { ...ticket, lastChangeAt: at, clocks: evolveClocks(ticket.clocks, event) };
  switch (event.type) {
    case 'MessageReceived':
      if (event.kind !== 'customer') {
        return ticket.messagesIn > 0
          ? next
          : { ...next, heldBack: [...ticket.heldBack, { message: event.message, at: event.at }].slice(-20) };
      }
      return {
        ...next,
        messagesIn: ticket.messagesIn + 1,
        lastInAt: ticket.lastInAt && ticket.lastInAt > event.at ? ticket.lastInAt : event.at,
        remindedAt: null,
        heldBack: ticket.heldBack.filter((held) => held.message !== event.message),
        // Thanks on a resolved ticket waits for nobody; what reopens a ticket comes after TicketReopened.
        unansweredSince: isActive(ticket) ? earlier(ticket.unansweredSince, event.at) : ticket.unansweredSince,
      };
    case 'ReplySent':
      return {
        ...(ticket.state === 'new' ? active(next, 'open') : next),
        replies: ticket.replies + (event.started ? 0 : 1),
        lastReply: { message: event.message, agent: event.agent, at: event.at, answered: ticket.unansweredSince },
        unansweredSince: null,
      };
    case 'ReplyUndelivered':
      return {
        ...next,
        replies: Math.max(0, ticket.replies - 1),
        undelivered: [...ticket.undelivered, event.message],
        unansweredSince:
          isActive(ticket) && ticket.lastReply?.message === event.message
            ? earlier(ticket.unansweredSince, ticket.lastReply.answered)
            : ticket.unansweredSince,
      };
    case 'TypeChanged':
      return { ...next, type: event.to };
    case 'PriorityChanged':
      return { ...next, priority: event.to };
    case 'AssigneeChanged':
      return { ...(ticket.state === 'new' && event.to ? active(next, 'open') : next), assignee: event.to };
    case 'TagsChanged':
      return { ...next, tags: event.to };
    case 'TicketPended':
      return { ...bare(next), state: 'pending', waitingOn: event.waitingOn, pendedAt: event.at, remindedAt: null };
    case 'TicketResumed':
      return active(next, 'open');
    case 'TicketResolved':
    case 'TicketExpired':
      return {
        ...bare(next),
        state: 'resolved',
        resolvedAt: event.at,
        expired: event.type === 'TicketExpired',
        firstResolvedAt: ticket.firstResolvedAt ?? event.at,
        unansweredSince: null,
      };
    case 'TicketReopened':
      return { ...active(next, 'open'), reopenings: ticket.reopenings + 1 };
    case 'TicketClosed': {
      if (ticket.state !== 'resolved') throw new Error(`only a resolved ticket closes: ${id}`);
      return { ...bare(next), state: 'closed', resolvedAt: ticket.resolvedAt, expired: ticket.expired, closedAt: event.at };
    }
    case 'TicketExcluded':
      return { ...bare(next), state: 'excluded', reason: event.reason, excludedAt: event.at, into: event.into, team: event.team };
    case 'TicketReleased':
      return active(next, ticket.replies > 0 || ticket.assignee ? 'open' : 'new');
    case 'TicketAbsorbed':
      return {
        ...next,
        absorbed: [...ticket.absorbed, event.ticket],
        unansweredSince: isActive(ticket) ? earlier(ticket.unansweredSince, event.unansweredSince) : ticket.unansweredSince,
      };
    case 'MailQueued':
      return event.kind === 'reminder' ? { ...next, remindedAt: event.at } : next;
    default:
      return next;
  }
}

function opened(id: TicketId, event: EventOf<'TicketOpened'>): NewTicket {
  return {
    state: 'new',
    id,
    version: 0,
    origin: event.origin,
    openedAt: event.at,
    channel: event.channel,
    mailbox: event.mailbox,
    type: event.ticketType,
    priority: event.priority,
    assignee: null,
    tags: event.tags,
    language: event.language,
    customer: event.customer,
    linkedTo: event.linkedTo,
    ...(event.survey === undefined ? {} : { survey: event.survey }),
    absorbed: [],
    messagesIn: 0,
    replies: 0,
    lastReply: null,
    undelivered: [],
    heldBack: [],
    lastInAt: null,
    unansweredSince: null,
    reopenings: 0,
    firstResolvedAt: null,
    lastChangeAt: event.at,
    remindedAt: null,
    clocks: NO_CLOCKS,
  };
}

/** The ticket without what only one state has, so that no trace of an earlier state stays behind. */
function bare(ticket: Ticket): Core {
  const core: Record<string, unknown> = { ...ticket };
  for (const key of ONLY_ONE_STATE) delete core[key];
  return core as Core;
}

const ONLY_ONE_STATE = ['state', 'waitingOn', 'pendedAt', 'resolvedAt', 'expired', 'closedAt', 'reason', 'excludedAt', 'into', 'team'];

const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null ? b : b === null ? a : a < b ? a : b);

const active = (ticket: Ticket, state: 'new' | 'open'): NewTicket | OpenTicket => ({ ...bare(ticket), state });
