import * as z from 'zod/mini';
import { fact } from './fact.ts';
import { agentId, customerId, instant, mailId, messageId, orderId, surveyId, ticketId } from './ids.ts';
import { orderFacts, surveyFacts } from './survey-facts.ts';

/*
 * What the desk says: every fact it keeps, in the past tense.
 * No event holds an address, a name, a subject or a text, so that erasing a customer leaves the numbers as they were.
 */

export const CHANNELS = ['email', 'chat', 'phone', 'social', 'sms', 'web', 'order'] as const;
export const channel = z.enum(CHANNELS);
export type Channel = z.infer<typeof channel>;

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export const priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof priority>;

export const EXCLUSIONS = ['spam', 'virus', 'machine', 'merged', 'redirected'] as const;
export const exclusion = z.enum(EXCLUSIONS);
export type Exclusion = z.infer<typeof exclusion>;

export const MAIL_KINDS = ['customer', 'agent', 'auto-reply', 'bounce', 'list', 'complaint', 'loop', 'spam', 'virus'] as const;
export const mailKind = z.enum(MAIL_KINDS);
export type MailKind = z.infer<typeof mailKind>;

export const OWED_KINDS = [
  'acknowledgement',
  'notification',
  'reply',
  'refusal',
  'warning',
  'breach',
  'escalation',
  'reminder',
  'survey',
  'report',
] as const;
export const owedKind = z.enum(OWED_KINDS);
export type OwedKind = z.infer<typeof owedKind>;

export const CLOCKS = ['firstReply', 'nextReply', 'resolution'] as const;
export const clockName = z.enum(CLOCKS);
export type ClockName = z.infer<typeof clockName>;

/** Who did it. `rule` is the desk itself: a timer, a policy, a cap. */
export const actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('customer') }),
  z.object({ kind: z.literal('agent'), agent: agentId }),
  z.object({ kind: z.literal('rule'), rule: z.string() }),
]);
export type Actor = z.infer<typeof actor>;

const seconds = z.number().check(z.nonnegative());
const nullable = z.nullable;

/** The life of a ticket. */
const ticketFacts = [
  fact('TicketOpened', {
    origin: z.enum(['customer', 'agent', 'survey']),
    channel,
    mailbox: z.string(),
    ticketType: nullable(z.string()),
    priority,
    tags: z.array(z.string()),
    customer: customerId,
    language: z.string(),
    linkedTo: nullable(ticketId),
    /** The survey whose unhappy answer it is about: an order's (`O-…`) or a ticket's (`S-…`). */
    survey: z.optional(z.union([orderId, surveyId])),
    by: actor,
  }),
  /** A message by the customer's side. Only kind `customer` counts, reopens or starts a clock. */
  fact('MessageReceived', {
    message: messageId,
    kind: mailKind,
    channel,
    /** Nothing but thanks: does not reopen within 48 hours. */
    thanks: z.boolean(),
    /** What the sender's Date header claims; kept beside the true arrival. */
    claimedAt: nullable(instant),
  }),
  /** A public reply by a person. `started` marks the message with which an agent began the ticket. */
  fact('ReplySent', { message: messageId, agent: agentId, via: z.enum(['mail', 'api']), started: z.boolean() }),
  fact('ReplyUndelivered', { message: messageId, sentAt: instant, reason: z.enum(['bounce', 'complaint', 'reject', 'suppressed']) }),
  fact('NoteAdded', { message: messageId, agent: agentId }),
  fact('TypeChanged', { from: nullable(z.string()), to: nullable(z.string()), by: actor }),
  fact('PriorityChanged', { from: priority, to: priority, by: actor }),
  fact('AssigneeChanged', { from: nullable(agentId), to: nullable(agentId), by: actor }),
  fact('TagsChanged', { to: z.array(z.string()), by: actor }),
  fact('TicketPended', { waitingOn: z.enum(['customer', 'third-party']), by: actor }),
  /** Back to work without having been resolved: the customer wrote, or an agent took it up again. */
  fact('TicketResumed', { by: actor }),
  fact('TicketResolved', { by: actor, unanswered: z.boolean() }),
  /** Closed for silence: dated at the expiry, shown apart from resolutions. */
  fact('TicketExpired', { by: actor }),
  fact('TicketReopened', { by: actor, message: nullable(messageId) }),
  fact('TicketClosed', { by: actor }),
  fact('TicketExcluded', {
    reason: exclusion,
    into: nullable(ticketId),
    /** The outside team that a redirected ticket went to. */
    team: nullable(z.string()),
    /** Whether the ticket was in the backlog. */
    active: z.boolean(),
    by: actor,
  }),
  fact('TicketReleased', { from: exclusion, active: z.boolean(), by: actor }),
  fact('TicketAbsorbed', { ticket: ticketId, unansweredSince: nullable(instant), by: actor }),
  fact('MailQueued', { mail: mailId, kind: owedKind, recipients: z.number() }),
  fact('AcknowledgementSkipped', { reason: z.string() }),
] as const;

/** The clocks of a ticket. Each carries what was computed, so that a later change of policy or calendar moves nothing. */
const clockFacts = [
  fact('ClockStarted', {
    clock: clockName,
    startedAt: instant,
    /** Runs from here on; what it ran before (until it was resolved, or paused) stays counted. Else the same as `startedAt`. */
    since: instant,
    policy: z.string(),
    calendar: nullable(z.string()),
    /** Version of the settings that held policy and calendar when the clock started: the pin. */
    settingsVersion: z.number(),
    measure: z.enum(['working', 'elapsed']),
    targetSeconds: nullable(seconds),
    warnAt: nullable(instant),
    dueAt: nullable(instant),
    /** When each escalation step is due. */
    escalateAt: z.array(instant),
  }),
  fact('ClockPaused', { clock: clockName, waitingOn: z.enum(['customer', 'third-party']) }),
  /** `pausedSeconds` is the pause that ends here. */
  fact('ClockResumed', {
    clock: clockName,
    pausedSeconds: seconds,
    warnAt: nullable(instant),
    dueAt: nullable(instant),
    escalateAt: z.array(instant),
  }),
  /** `noticeAt`: its mail waits until then for working hours; null when there is nothing to wait for. */
  fact('ClockWarned', { clock: clockName, dueAt: instant, noticeAt: nullable(instant) }),
  /** `at` is the due instant, whenever anybody noticed. One for each miss: count misses by these. */
  fact('ClockBreached', { clock: clockName, policy: z.string(), dueAt: instant, noticeAt: nullable(instant) }),
  /** Step `step` of the policy, the first is 0; `at` is when it was due. */
  fact('ClockEscalated', { clock: clockName, step: z.number(), dueAt: instant, noticeAt: nullable(instant) }),
  /** A notice that had waited for working hours went out. */
  fact('ClockNotified', {
    clock: clockName,
    notice: z.enum(['warning', 'breach', 'escalation']),
    step: z.number(),
    recipients: z.number(),
  }),
  fact('ClockStopped', {
    clock: clockName,
    startedAt: instant,
    policy: z.string(),
    dueAt: nullable(instant),
    outcome: z.enum(['met', 'missed', 'no-target']),
    elapsedSeconds: seconds,
    /** Working seconds over the pinned calendar, pauses out for resolution; null without a calendar. */
    businessSeconds: nullable(seconds),
    /** In the measure of the target; 0 when met. */
    lateBySeconds: seconds,
    waited: z.object({ us: seconds, customer: seconds, thirdParty: seconds }),
    agent: nullable(agentId),
    /** The message whose reply stopped it: an undelivered one starts it again. */
    message: nullable(messageId),
    flags: z.array(z.enum(['ended-before-start', 'outside-hours'])),
  }),
  /**
   * The run that began at `startedAt` no longer applies: it yields no sample, and what it said is taken back
   * (its miss too, but for `closed`: closed without an answer after due stays a miss).
   * `absorbed`: an older wait came in by a merge or a late mail; `undelivered`: the reply that stopped it bounced.
   */
  fact('ClockVoided', {
    clock: clockName,
    why: z.enum(['excluded', 'repinned', 'closed', 'undelivered', 'absorbed']),
    startedAt: instant,
    policy: z.string(),
    dueAt: nullable(instant),
    /** Whether it had been said to have missed. */
    breached: z.boolean(),
    /** When it had stopped, if it had: the day whose sample goes. */
    stoppedAt: nullable(instant),
  }),
] as const;

const deskFacts = [
  /** On the bus only, for the figures: a commit was written long after the time that it carries (a mail redriven). */
  fact('CommitDelayed', {}),
  fact('SettingsChanged', { version: z.number(), by: actor }),
  fact('CustomerErased', { customer: customerId, by: actor }),
  fact('AddressSuppressed', { customer: nullable(customerId), reason: z.enum(['bounce', 'complaint', 'agent']) }),
  fact('SuppressionLifted', { customer: nullable(customerId), by: actor }),
] as const;

export const ticketEvent = z.discriminatedUnion('type', [...ticketFacts, ...clockFacts]);
export type TicketEvent = z.infer<typeof ticketEvent>;
export const surveyEvent = z.discriminatedUnion('type', [...surveyFacts, ...orderFacts]);
export type SurveyEvent = z.infer<typeof surveyEvent>;
export const deskEvent = z.discriminatedUnion('type', deskFacts);
export type DeskEvent = z.infer<typeof deskEvent>;
export const event = z.discriminatedUnion('type', [...ticketFacts, ...clockFacts, ...surveyFacts, ...orderFacts, ...deskFacts]);
export type DomainEvent = z.infer<typeof event>;
export type EventType = DomainEvent['type'];
export type EventOf<T extends EventType> = Extract<DomainEvent, { type: T }>;

/**
 * One decision as it was committed: the events of one stream (a ticket, a survey, a customer, the settings), in order.
 * `recordedAt` is the trigger's time; an event's own `at` may lie before it (a breach noticed late, a mail redriven).
 */
export const commit = z.object({
  stream: z.string(),
  version: z.number(),
  recordedAt: instant,
  by: z.string(),
  events: z.array(event),
});
export type Commit = z.infer<typeof commit>;

/** What goes over the bus: `source` deskpulse, `detail-type` the event's type, `detail` this. */
export const published = z.object({
  id: z.string(),
  stream: z.string(),
  version: z.number(),
  recordedAt: instant,
  event,
});
export type Published = z.infer<typeof published>;

/** The bus's `source` for everything that the desk says. */
export const EVENT_SOURCE = 'deskpulse';
