import * as z from 'zod/mini';
import { event } from '../../events/event.ts';
import { messageId, ticketId } from '../../events/ids.ts';
import { settings } from '../settings.ts';
import { about } from './about.ts';
import { contact, settingId } from './input.ts';
import { METRICS_GIVEN, METRICS_OPERATIONS } from './metrics-operations.ts';
import * as presence from './presence.ts';
import type { ProblemStatus } from './problem.ts';
import * as takes from './requests.ts';
import * as gives from './responses.ts';
import * as page from './settings-page.ts';
import { SURVEY_GIVEN, SURVEY_OPERATIONS, SURVEY_TAKEN } from './survey-operations.ts';

/*
 * Every route of the API with what it takes and gives. The OpenAPI page is made of this, of the schemas that check the
 * requests, and of events/routes.ts.
 */

export type HeaderName = 'if-match' | 'if-none-match' | 'idempotency-key';

export type Operation = {
  readonly id: string;
  readonly tag: string;
  readonly description: string;
  /** Path parameters. */
  readonly path?: Readonly<Record<string, z.ZodMiniType>>;
  /** Query parameters, all of them texts. */
  readonly query?: z.ZodMiniObject;
  readonly headers?: readonly HeaderName[];
  /** `type` where it is not JSON. */
  readonly body?: { readonly schema: z.ZodMiniType; readonly required: boolean; readonly type?: string } | undefined;
  readonly gives: {
    readonly status: 200 | 201;
    readonly schema: z.ZodMiniType;
    readonly type?: string;
    readonly etag?: boolean;
    readonly location?: boolean;
  };
  readonly problems: readonly ProblemStatus[];
};

/** Schemas that have a name on the page; others stand where they are used. */
export const TAKEN: Readonly<Record<string, z.ZodMiniType>> = {
  OpenTicket: takes.openTicket,
  Reply: takes.reply,
  Note: takes.note,
  Change: takes.change,
  Act: takes.act,
  Pend: takes.pend,
  Merge: takes.merge,
  Redirect: takes.redirect,
  PresenceBody: presence.presenceBody,
  SlaPreviewRequest: takes.preview,
  MailPreviewRequest: page.mailPreviewBody,
  NewSettings: settings,
  ...SURVEY_TAKEN,
};
export const GIVEN: Readonly<Record<string, z.ZodMiniType>> = {
  Problem: gives.problemBody,
  TicketList: gives.ticketList,
  TicketBrief: gives.ticketBrief,
  Ticket: gives.ticketView,
  Message: gives.messageView,
  Clock: gives.clockView,
  TimelineEntry: gives.timelineEntry,
  Event: event,
  Receipt: gives.receipt,
  Link: gives.link,
  Html: gives.htmlView,
  QueueCounts: gives.queueCounts,
  QuickReply: gives.quickReplyView,
  Presence: presence.presenceView,
  Erasure: gives.erasure,
  Settings: settings,
  SlaPreview: gives.slaPreview,
  MailPreview: page.mailPreview,
  HolidayList: page.holidayList,
  HolidayCountryList: page.holidayCountryList,
  Desk: gives.deskView,
  Health: gives.health,
  ...SURVEY_GIVEN,
  ...METRICS_GIVEN,
};

const id = about("The ticket's reference.", ticketId);
const onTicket = { path: { id }, tag: 'tickets' };
const written: readonly ProblemStatus[] = [400, 403, 404, 409, 412, 413, 415, 422, 503];
const receipt = { status: 200, schema: gives.receipt, etag: true } as const;

const command = (name: string, description: string, schema: z.ZodMiniType, required: boolean, status: 200 | 201 = 200): Operation => ({
  ...onTicket,
  id: name,
  description,
  headers: ['idempotency-key', 'if-match'],
  body: { schema, required },
  gives: { ...receipt, status },
  problems: written,
});

const linked = (name: string, description: string, path: Operation['path']): Operation => ({
  id: name,
  tag: 'messages',
  description,
  path: { id, messageId, ...path },
  gives: { status: 200, schema: gives.link },
  problems: [404, 409],
});

/** By route, as events/routes.ts spells them. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET /tickets': {
    id: 'listTickets',
    tag: 'tickets',
    description:
      'Queues new, open, pending, due and active go by what is due next; resolved, closed and excluded by the last change, newest first. With `customer`, that customer’s tickets, newest first, in any state unless a queue is named. With `search`: the ticket of a reference; the tickets of an address, newest first, also those that it only wrote into (as far back as its newest 1,000 mails); or else those in which every word that was typed begins a word of the subject’s first 120 characters, of the requester’s name or address, case and accents aside: active tickets by what is due next, then the others by their last change. Looking for words costs no index: a page reads some 9,000 tickets (700 read units, $0.0001) and gives a cursor to go on. A page may hold fewer tickets than `limit` and still have a cursor.',
    query: takes.listQuery,
    gives: { status: 200, schema: gives.ticketList },
    problems: [400],
  },
  'GET /queues': {
    id: 'countQueues',
    tag: 'tickets',
    description:
      'Counted in the index, up to 1,000 tickets a read and two reads for each state and shard: 12 read units for an idle desk, one more for every 13 active tickets. It may lag behind a change by moments.',
    gives: { status: 200, schema: gives.queueCounts },
    problems: [503],
  },
  'GET /tickets/{id}': {
    ...onTicket,
    id: 'getTicket',
    description: 'The whole ticket: conversation, clocks, timeline in words and as events, and what became of its mails.',
    headers: ['if-none-match'],
    gives: { status: 200, schema: gives.ticketView, etag: true },
    problems: [404],
  },
  'GET /tickets/{id}/messages/{messageId}/raw': linked('getRawMail', 'A link to the mail as it came, good for a minute.', {}),
  'GET /tickets/{id}/messages/{messageId}/attachments/{n}': linked('getAttachment', 'A link to an attachment, good for a minute.', {
    n: about('Which attachment of the message, from 0.', z.string().check(z.regex(/^\d{1,5}$/))),
  }),
  'GET /tickets/{id}/messages/{messageId}/html': {
    id: 'getHtml',
    tag: 'messages',
    description:
      'The HTML part of the raw mail, as text within JSON, never as a page of ours: at most 2 MB of it. 404 when the message has none.',
    path: { id, messageId },
    gives: { status: 200, schema: gives.htmlView },
    problems: [404, 409],
  },
  'GET /tickets/{id}/quick-replies/{quickReply}': {
    id: 'getQuickReply',
    tag: 'tickets',
    description:
      'A quick reply filled in for this ticket, to be read and changed before it is sent. Placeholders: {reference} {subject} {name} {desk} {agent}. By mail an agent’s first line `#quick <id>` does the same.',
    path: { id, quickReply: about('Its id in the settings.', settingId) },
    query: takes.quickReplyQuery,
    gives: { status: 200, schema: gives.quickReplyView },
    problems: [400, 403, 404, 422],
  },
  'PUT /tickets/{id}/presence': {
    ...onTicket,
    id: 'sayPresence',
    description: 'A hint, no lock: repeated every `againSeconds`, it tells who else reads or writes, and whether the ticket has changed.',
    body: { schema: presence.presenceBody, required: true },
    gives: { status: 200, schema: presence.presenceView },
    problems: [400, 403, 404, 413, 415, 422, 503],
  },
  'DELETE /tickets/{id}/presence': {
    ...onTicket,
    id: 'endPresence',
    description: 'For people; a machine says for whom with PUT and `gone`.',
    gives: { status: 200, schema: presence.presenceView },
    problems: [403, 404, 422, 503],
  },
  'GET /desk': {
    id: 'getDesk',
    tag: 'desk',
    description:
      'What a page or a program needs to know of the desk without the right to its settings, and who the caller is: `me`, with the scopes of the token.',
    gives: { status: 200, schema: gives.deskView },
    problems: [],
  },
  'POST /tickets': {
    id: 'openTicket',
    tag: 'tickets',
    description:
      'A ticket that did not come by mail: a chat, a call, a missed chat (channel chat, with the customer’s words). With `started` the agent writes first, and the text goes to the customer.',
    headers: ['idempotency-key'],
    body: { schema: takes.openTicket, required: true },
    gives: { ...receipt, status: 201, location: true },
    problems: [400, 403, 413, 415, 422, 503],
  },
  'PATCH /tickets/{id}': {
    ...onTicket,
    id: 'changeTicket',
    description: 'Type, priority, assignee, tags; what is left out stays. `If-Match` guards against changing what somebody else changed.',
    headers: ['if-match'],
    body: { schema: takes.change, required: true },
    gives: receipt,
    problems: written,
  },
  'POST /tickets/{id}/replies': command(
    'reply',
    'Goes to the customer’s side by mail, in the thread. To who is known by a telephone number or a handle alone no mail goes; the ticket keeps what was said.',
    takes.reply,
    true,
    201,
  ),
  'POST /tickets/{id}/notes': command('addNote', 'For the team; never goes out.', takes.note, true, 201),
  'POST /tickets/{id}/resolve': command('resolve', 'Done, answered or not.', takes.act, false),
  'POST /tickets/{id}/reopen': command('reopen', 'Back to work, from resolved, closed or pending.', takes.act, false),
  'POST /tickets/{id}/pend': command(
    'pend',
    'The resolution clock pauses until they write or the ticket is taken up again.',
    takes.pend,
    true,
  ),
  'POST /tickets/{id}/merge': command('merge', 'This ticket goes into the other, with its people and its oldest wait.', takes.merge, true),
  'POST /tickets/{id}/redirect': command('redirect', 'Out of this desk’s hands, and out of its figures.', takes.redirect, true),
  'POST /tickets/{id}/spam': command('markSpam', 'Out of every figure; can be released.', takes.act, false),
  'POST /tickets/{id}/release': command('release', 'Out of quarantine, or back from a wrong merge.', takes.act, false),
  'DELETE /customers/{address}': {
    id: 'eraseCustomer',
    tag: 'customers',
    description:
      'Erases names, addresses, subjects, texts, attachments and raw mail of a customer; events and figures stay as they were. With very many tickets it answers 503 and goes on when asked again.',
    path: { address: contact },
    gives: { status: 200, schema: gives.erasure },
    problems: [400, 404, 503],
  },
  'GET /settings': {
    id: 'getSettings',
    tag: 'settings',
    description: 'The settings in force.',
    headers: ['if-none-match'],
    gives: { status: 200, schema: settings, etag: true },
    problems: [],
  },
  'PUT /settings': {
    id: 'putSettings',
    tag: 'settings',
    description:
      'All of the settings, as they were read and changed. `version` in the body is ignored: `If-Match` says it, and is required. With `dryRun=true` all is checked and nothing saved.',
    query: page.settingsQuery,
    headers: ['if-match'],
    body: { schema: settings, required: true },
    gives: { status: 200, schema: settings, etag: true },
    problems: [400, 412, 413, 415, 422, 428, 503],
  },
  'POST /settings/preview': {
    id: 'previewMail',
    tag: 'settings',
    description: 'A mail as it would be sent to a sample customer, in the saved words or in new ones; nothing is stored or sent.',
    body: { schema: page.mailPreviewBody, required: true },
    gives: { status: 200, schema: page.mailPreview },
    problems: [400, 413, 415, 422],
  },
  'GET /holidays': {
    id: 'getHolidays',
    tag: 'settings',
    description: 'Those that a calendar with this country and region takes off.',
    query: page.holidaysQuery,
    gives: { status: 200, schema: page.holidayList },
    problems: [400],
  },
  'GET /holidays/countries': {
    id: 'getHolidayCountries',
    tag: 'settings',
    description: 'Countries with their regions, as calendars name them; names are English.',
    gives: { status: 200, schema: page.holidayCountryList },
    problems: [],
  },
  'POST /sla/preview': {
    id: 'previewSla',
    tag: 'settings',
    description: 'When each clock would be due under a policy, saved or not; nothing is stored.',
    body: { schema: takes.preview, required: true },
    gives: { status: 200, schema: gives.slaPreview },
    problems: [400, 413, 415, 422],
  },
  'GET /openapi.json': {
    id: 'getOpenApi',
    tag: 'desk',
    description: 'This page.',
    gives: { status: 200, schema: z.looseObject({ openapi: z.literal('3.1.0') }) },
    problems: [],
  },
  'GET /healthz': {
    id: 'getHealth',
    tag: 'desk',
    description: 'Reads the settings, so that an answer means that the table answers too.',
    gives: { status: 200, schema: gives.health },
    problems: [],
  },
  ...SURVEY_OPERATIONS,
  ...METRICS_OPERATIONS,
};
