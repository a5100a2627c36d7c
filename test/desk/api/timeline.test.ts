import { inWords, span, timeline } from '../../../desk/api/timeline.ts';
import { defaultSettings } from '../../../desk/default-settings.ts';
import { type Commit, type DomainEvent, event as eventSchema, ticketEvent } from '../../../events/event.ts';
import type { AgentId, CustomerId, Instant, MailId, MessageId, TicketId } from '../../../events/ids.ts';

const AT = '2026-03-02T10:00:00.000Z' as Instant;
const DUE = '2026-03-02T14:00:00.000Z' as Instant;
const ANN = 'ann' as AgentId;
const MESSAGE = 'm-0123456789ab' as MessageId;
const by = { kind: 'agent' as const, agent: ANN };
const name = (agent: string): string => (agent === 'ann' ? 'Ann Agent' : agent);
const opened = {
  type: 'TicketOpened',
  at: AT,
  origin: 'customer',
  channel: 'chat',
  mailbox: 'support',
  ticketType: null,
  priority: 'normal',
  tags: [],
  customer: 'c-12345678' as CustomerId,
  language: 'en',
  linkedTo: null,
  by,
} satisfies DomainEvent;
const stopped = {
  type: 'ClockStopped',
  at: AT,
  clock: 'firstReply',
  startedAt: AT,
  policy: 'standard',
  dueAt: DUE,
  outcome: 'met',
  elapsedSeconds: 7500,
  businessSeconds: 7500,
  lateBySeconds: 0,
  waited: { us: 7500, customer: 0, thirdParty: 0 },
  agent: ANN,
  message: MESSAGE,
  flags: [],
} satisfies DomainEvent;
const started = {
  type: 'ClockStarted',
  at: AT,
  clock: 'nextReply',
  startedAt: AT,
  since: AT,
  policy: 'standard',
  calendar: null,
  settingsVersion: 0,
  measure: 'elapsed',
  targetSeconds: null,
  warnAt: null,
  dueAt: null,
  escalateAt: [],
} satisfies DomainEvent;
const received = {
  type: 'MessageReceived',
  at: AT,
  message: MESSAGE,
  kind: 'customer',
  channel: 'email',
  thanks: false,
  claimedAt: null,
} as const;
const T2 = 'T-22222' as TicketId;

const TABLE: readonly [DomainEvent, string][] = [
  [opened, 'Opened by chat'],
  [{ ...opened, origin: 'agent', channel: 'email' }, 'Opened by email, begun by us'],
  [{ ...opened, origin: 'survey', linkedTo: T2 }, 'Opened by chat, from a survey, linked to T-22222'],
  [received, 'The customer wrote'],
  [{ ...received, thanks: true }, 'The customer said thanks'],
  [{ ...received, kind: 'auto-reply' }, 'Mail received: auto-reply'],
  [{ type: 'ReplySent', at: AT, message: MESSAGE, agent: ANN, via: 'api', started: false }, 'Ann Agent replied'],
  [{ type: 'ReplySent', at: AT, message: MESSAGE, agent: ANN, via: 'mail', started: false }, 'Ann Agent replied by mail'],
  [{ type: 'ReplySent', at: AT, message: MESSAGE, agent: ANN, via: 'api', started: true }, 'Ann Agent wrote first'],
  [{ type: 'ReplyUndelivered', at: AT, message: MESSAGE, sentAt: AT, reason: 'bounce' }, 'A reply was not delivered: bounce'],
  [{ type: 'NoteAdded', at: AT, message: MESSAGE, agent: ANN }, 'Ann Agent left a note'],
  [{ type: 'TypeChanged', at: AT, from: null, to: 'delivery', by }, 'Type: none → delivery'],
  [{ type: 'PriorityChanged', at: AT, from: 'normal', to: 'urgent', by }, 'Priority: normal → urgent'],
  [{ type: 'AssigneeChanged', at: AT, from: null, to: ANN, by }, 'Assigned to Ann Agent'],
  [{ type: 'AssigneeChanged', at: AT, from: ANN, to: null, by }, 'Assigned to nobody'],
  [{ type: 'TagsChanged', at: AT, to: ['a', 'b'], by }, 'Tags: a, b'],
  [{ type: 'TagsChanged', at: AT, to: [], by }, 'Tags removed'],
  [{ type: 'TicketPended', at: AT, waitingOn: 'third-party', by }, 'Waiting for a third party'],
  [{ type: 'TicketResumed', at: AT, by }, 'Taken up again'],
  [{ type: 'TicketResolved', at: AT, by, unanswered: true }, 'Resolved without an answer'],
  [{ type: 'TicketExpired', at: AT, by }, 'Expired: the customer stayed silent'],
  [{ type: 'TicketReopened', at: AT, by, message: null }, 'Reopened'],
  [{ type: 'TicketClosed', at: AT, by }, 'Closed'],
  [{ type: 'TicketExcluded', at: AT, reason: 'merged', into: T2, team: null, active: true, by }, 'Excluded: merged into T-22222'],
  [{ type: 'TicketExcluded', at: AT, reason: 'redirected', into: null, team: 'Sales', active: true, by }, 'Excluded: redirected to Sales'],
  [{ type: 'TicketReleased', at: AT, from: 'spam', active: true, by }, 'Released (was spam)'],
  [{ type: 'TicketAbsorbed', at: AT, ticket: T2, unansweredSince: null, by }, 'Took over T-22222'],
  [{ type: 'AcknowledgementSkipped', at: AT, reason: 'hourly-cap' }, 'No acknowledgement: hourly-cap'],
  [{ type: 'CustomerErased', at: AT, customer: 'c-12345678' as CustomerId, by }, "The customer's personal data was erased"],
  [{ type: 'ClockPaused', at: AT, clock: 'resolution', waitingOn: 'customer' }, 'Clock paused: resolution, waiting for the customer'],
  [{ type: 'ClockWarned', at: AT, clock: 'nextReply', dueAt: DUE, noticeAt: null }, `Due soon: next reply, at ${DUE}`],
  [
    { type: 'ClockBreached', at: DUE, clock: 'firstReply', policy: 'standard', dueAt: DUE, noticeAt: null },
    `Late: first reply was due ${DUE}`,
  ],
  [{ ...started, dueAt: DUE }, `Clock started: next reply, due ${DUE}`],
  [started, 'Clock started: next reply, nothing due'],
  [
    { type: 'ClockResumed', at: AT, clock: 'resolution', pausedSeconds: 5, warnAt: null, dueAt: DUE, escalateAt: [] },
    `Clock goes on: resolution, due ${DUE}`,
  ],
  [
    { type: 'ClockEscalated', at: AT, clock: 'firstReply', step: 0, dueAt: DUE, noticeAt: null },
    `Escalated, step 1: first reply was due ${DUE}`,
  ],
  [{ type: 'ClockNotified', at: AT, clock: 'firstReply', notice: 'breach', step: 0, recipients: 2 }, 'Told 2 of the breach: first reply'],
  [
    {
      type: 'ClockVoided',
      at: AT,
      clock: 'firstReply',
      why: 'repinned',
      startedAt: AT,
      policy: 'standard',
      dueAt: DUE,
      breached: false,
      stoppedAt: null,
    },
    'Clock taken back: first reply, begun anew under another policy',
  ],
  [{ type: 'MailQueued', at: AT, mail: 'o-0123456789' as MailId, kind: 'acknowledgement', recipients: 1 }, 'Mail owed: acknowledgement'],
  [stopped, 'Clock stopped: first reply after 2 h 5 min of working time, in time'],
  [
    { ...stopped, outcome: 'missed', businessSeconds: null, lateBySeconds: 61 },
    'Clock stopped: first reply after 2 h 5 min, late by 1 min 1 s',
  ],
  [
    { ...stopped, outcome: 'no-target', elapsedSeconds: 0, businessSeconds: 0, flags: ['ended-before-start', 'outside-hours'] },
    'Clock stopped: first reply after 0 s of working time, ended before it began and counted as 0, outside working hours',
  ],
];

test.each(TABLE)('%j is told as %j', (event, words) => {
  expect(eventSchema.parse(event)).toEqual(event);
  expect(inWords(event, name)).toBe(words);
});

test('every event that a ticket can have is in the table above', () => {
  const told = new Set<string>(TABLE.map(([event]) => event.type));
  const all = ticketEvent.def.options.flatMap((option) => [...option.def.shape.type.def.values]);
  expect(all.filter((type) => !told.has(type))).toEqual([]);
});

test.each<[number, string]>([
  [0, '0 s'],
  [0.4, '0 s'],
  [59.6, '1 min'],
  [3600, '1 h'],
  [3725, '1 h 2 min'],
  [86_400, '1 d'],
  [90_061, '1 d 1 h'],
  [86_400 * 400 + 60, '400 d'],
])('%d seconds are %s', (seconds, words) => {
  expect(span(seconds)).toBe(words);
});

test('each entry says when it happened, when it was recorded, and by whom', () => {
  const settings = defaultSettings({
    name: 'Shop',
    zone: 'Europe/Dublin',
    mailboxes: [{ id: 'support', address: 'support@desk.test' }],
    agents: [{ id: 'ann', name: 'Ann Agent', address: 'ann@team.test' }],
  });
  const commit: Commit = {
    stream: 'T-11111',
    version: 4,
    recordedAt: DUE,
    by: 'r',
    events: [{ type: 'TicketClosed', at: AT, by }, received],
  };
  expect(timeline([commit], settings).map(({ event: _, ...entry }) => entry)).toEqual([
    { at: AT, recordedAt: DUE, version: 4, by: { kind: 'agent', agent: 'ann', name: 'Ann Agent' }, words: 'Closed' },
    { at: AT, recordedAt: DUE, version: 4, by: { kind: 'customer', agent: null, name: null }, words: 'The customer wrote' },
  ]);
});
