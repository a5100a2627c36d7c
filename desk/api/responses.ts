import * as z from 'zod/mini';
import { channel, clockName, event, exclusion, priority } from '../../events/event.ts';
import { agentId, customerId, instant, messageId, orderId, surveyId, ticketId } from '../../events/ids.ts';
import { SCOPES, type Scope } from '../../events/scopes.ts';
import { about } from './about.ts';

/*
 * What the API answers. The projections are typed by these schemas, and the OpenAPI page is made of them.
 * Fields that do not apply are null, never absent.
 */

const nullable = z.nullable;
const count = z.int().check(z.nonnegative());
const seconds = z.number().check(z.nonnegative());

const actor = z.object({ kind: z.enum(['customer', 'agent', 'rule']), agent: nullable(agentId), name: nullable(z.string()) });

export const problemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), why: z.string() })),
  changes: about(
    'With 412 on a ticket: what was done since the version in If-Match, the newest 20, oldest first.',
    z.optional(z.array(z.object({ at: instant, by: actor, words: z.string() }))),
  ),
});

const person = z.object({ name: z.string(), address: z.string() });
const state = z.enum(['new', 'open', 'pending', 'resolved', 'closed', 'excluded']);

/** `voided`: it no longer applies, and yields no figure. */
const clockState = z.enum(['running', 'paused', 'met', 'missed', 'stopped', 'voided']);

/** A clock at a glance. */
const clockBrief = z.object({
  clock: clockName,
  state: clockState,
  dueAt: nullable(instant),
});

export const ticketBrief = z.object({
  id: ticketId,
  state,
  subject: z.string(),
  requester: nullable(person),
  channel,
  mailbox: z.string(),
  type: nullable(z.string()),
  priority,
  assignee: nullable(agentId),
  openedAt: instant,
  changedAt: instant,
  unansweredSince: about('Since when the customer waits for an answer by a person.', nullable(instant)),
  dueAt: about('The next instant at which a clock is due.', nullable(instant)),
  clocks: z.array(clockBrief),
});
export type TicketBrief = z.infer<typeof ticketBrief>;

export const ticketList = z.object({
  tickets: z.array(ticketBrief),
  cursor: about('For the next page; null on the last.', nullable(z.string())),
});

export const clockView = z.object({
  clock: clockName,
  state: clockState,
  policy: z.string(),
  calendar: nullable(z.string()),
  measure: z.enum(['working', 'elapsed']),
  startedAt: instant,
  targetSeconds: nullable(seconds),
  warnAt: nullable(instant),
  dueAt: nullable(instant),
  spentSeconds: about('What of the target is spent, in its measure, pauses out; null once it no longer applies.', nullable(seconds)),
  pausedAt: nullable(instant),
  pausedSeconds: seconds,
  warned: z.boolean(),
  breached: about('Whether due has passed while it ran, whenever anybody noticed.', z.boolean()),
  escalations: count,
  lateBySeconds: about('In the measure of the target; 0 while it is not late.', seconds),
  stoppedAt: nullable(instant),
  elapsedSeconds: nullable(seconds),
  businessSeconds: about('Working seconds over the pinned calendar; null without one.', nullable(seconds)),
  waited: about(
    'How long on whom, in seconds of the wall clock.',
    nullable(z.object({ us: seconds, customer: seconds, thirdParty: seconds })),
  ),
});
export type ClockView = z.infer<typeof clockView>;

const attachmentView = z.object({
  n: count,
  filename: z.string(),
  mimeType: z.string(),
  bytes: count,
  inline: z.boolean(),
  contentId: nullable(z.string()),
  href: about('Where to ask for a link to it.', z.string()),
});

export const messageView = z.object({
  id: messageId,
  direction: z.enum(['in', 'out', 'note']),
  kind: z.string(),
  at: instant,
  channel,
  from: nullable(person),
  agent: nullable(z.object({ id: agentId, name: z.string() })),
  to: z.array(person),
  cc: z.array(person),
  subject: z.string(),
  newText: about('Without quotes, signatures and disclaimers.', z.string()),
  text: about('All of it.', z.string()),
  shortened: about('The text is longer than is shown here; the raw mail has all of it.', z.boolean()),
  html: about('Whether the raw mail has an HTML part.', z.boolean()),
  attachments: z.array(attachmentView),
  raw: about('Where to ask for a link to the raw mail; null for what came by the API.', nullable(z.string())),
  evidence: about('Why the mail was classed as it was, and what was wrong with it.', z.array(z.string())),
  delivery: about('What became of the mail that carries a reply.', nullable(z.enum(['owed', 'claimed', 'sent', 'undelivered', 'failed']))),
});
export type MessageView = z.infer<typeof messageView>;

export const timelineEntry = z.object({
  at: instant,
  recordedAt: about('When it was recorded: later than `at` for what was noticed late.', instant),
  version: count,
  by: actor,
  words: z.string(),
  event,
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const ticketView = z.object({
  ...ticketBrief.shape,
  version: count,
  origin: z.enum(['customer', 'agent', 'survey']),
  customer: customerId,
  participants: about("Everybody on the customer's side who may write into the ticket.", z.array(person)),
  tags: z.array(z.string()),
  language: z.string(),
  linkedTo: nullable(ticketId),
  survey: about(
    'The survey whose unhappy answer opened the ticket, as GET /surveys names it: of an order (O-…) or a ticket (S-…).',
    nullable(z.union([orderId, surveyId])),
  ),
  absorbed: z.array(ticketId),
  messagesIn: count,
  replies: count,
  reopenings: count,
  firstResolvedAt: nullable(instant),
  waitingOn: nullable(z.enum(['customer', 'third-party'])),
  pendedAt: nullable(instant),
  resolvedAt: nullable(instant),
  expired: nullable(z.boolean()),
  closedAt: nullable(instant),
  excluded: nullable(z.object({ reason: exclusion, at: instant, into: nullable(ticketId), team: nullable(z.string()) })),
  clocks: z.array(clockView),
  messages: z.array(messageView),
  timeline: z.array(timelineEntry),
  mails: z.array(
    z.object({ id: z.string(), kind: z.string(), state: z.enum(['owed', 'claimed', 'sent', 'undelivered', 'failed']), at: instant }),
  ),
});
export type TicketView = z.infer<typeof ticketView>;

/** What a command came to. It holds nothing personal, for it is kept under its Idempotency-Key for a day. */
export const receipt = z.object({
  id: ticketId,
  version: count,
  state,
  type: nullable(z.string()),
  priority,
  assignee: nullable(agentId),
  tags: z.array(z.string()),
  changedAt: instant,
  changed: about('False when the ticket was so already.', z.boolean()),
  message: about('The message that the command wrote.', nullable(messageId)),
  into: about('The ticket that it was merged into.', nullable(ticketId)),
});
export type Receipt = z.infer<typeof receipt>;

export const link = z.object({
  url: about('Signed; whoever has it can fetch until it expires.', z.string()),
  expiresAt: instant,
});

export const htmlView = z.object({
  html: about('As it was sent, in Unicode: to be made safe before it is shown, for anybody may have written it.', z.string()),
  truncated: about('It is longer than is shown here; the raw mail has all of it.', z.boolean()),
  inline: about(
    'What the HTML shows by `cid:` and the contentId.',
    z.array(
      z.object({
        contentId: z.string(),
        n: count,
        mimeType: z.string(),
        href: z.string(),
        data: about('The picture itself in base 64; null for what is no picture, or too much together.', nullable(z.string())),
      }),
    ),
  ),
});
export type HtmlView = z.infer<typeof htmlView>;

export const quickReplyView = z.object({
  id: z.string(),
  name: z.string(),
  language: about('Of the text: the one that was asked for, or else the ticket’s, the desk’s, or any.', z.string()),
  text: about('Filled in for this ticket and agent.', z.string()),
});

const counted = z.object({ count, more: about('There are more than were counted: say "1000+".', z.boolean()) });
export const queueCounts = z.object({
  at: instant,
  queues: z.object({
    new: counted,
    open: counted,
    pending: counted,
    active: about('New, open and pending.', counted),
    late: about('Active and past due at the time of the request.', counted),
    mine: about('Active and assigned to the caller; null for who is no agent.', nullable(counted)),
  }),
});

export const erasure = z.object({ customer: customerId, tickets: count, messages: count, objects: count });
export type Erasure = z.infer<typeof erasure>;

export const health = z.object({ status: z.literal('ok'), desk: z.string(), settingsVersion: count });

const dues = z.object({
  targetSeconds: seconds,
  measure: z.enum(['working', 'elapsed']),
  warnAt: nullable(instant),
  dueAt: nullable(instant),
  escalateAt: z.array(instant),
});
export const slaPreview = z.object({
  at: instant,
  policy: about('The policy that applies; `none` where none does.', z.string()),
  calendar: nullable(z.string()),
  clocks: z.object({ firstReply: nullable(dues), nextReply: nullable(dues), resolution: nullable(dues) }),
});

/** What agents need to know of the desk without the right to its settings. */
export const deskView = z.object({
  name: z.string(),
  zone: about('What a day is, for every figure and calendar.', z.string()),
  language: z.string(),
  languages: about('Those that the desk writes in.', z.array(z.string())),
  mailboxes: z.array(z.object({ id: z.string(), address: z.string(), name: z.string(), language: z.string() })),
  agents: z.array(z.object({ id: agentId, name: z.string(), active: z.boolean(), role: z.enum(['agent', 'manager']) })),
  types: z.array(z.object({ id: z.string(), name: z.string(), active: z.boolean() })),
  priorities: about('The most patient first.', z.array(priority)),
  channels: about('By which a ticket can be opened here.', z.array(channel)),
  queues: z.array(z.string()),
  policies: z.array(z.object({ id: z.string(), name: z.string() })),
  calendars: z.array(z.object({ id: z.string(), name: z.string(), zone: z.string() })),
  quickReplies: z.array(z.object({ id: z.string(), name: z.string(), texts: z.record(z.string(), z.string()) })),
  surveys: about('Whether customers are asked, after an order and after a ticket.', z.object({ order: z.boolean(), ticket: z.boolean() })),
  me: about(
    'Who asks: the agent they act as, null for a machine and for who is no agent of this desk, and what their token allows.',
    z.object({
      agent: nullable(agentId),
      name: nullable(z.string()),
      role: nullable(z.enum(['agent', 'manager'])),
      active: z.boolean(),
      scopes: z.array(z.enum(Object.keys(SCOPES) as [Scope, ...Scope[]])),
    }),
  ),
  settingsVersion: count,
});
export type DeskView = z.infer<typeof deskView>;
