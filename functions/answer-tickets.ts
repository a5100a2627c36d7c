import { type Checked, check } from '../desk/api/check.ts';
import { openCursor, sealCursor } from '../desk/api/cursor.ts';
import { type ApiAnswer, ok } from '../desk/api/exchange.ts';
import { etag, ifNoneMatch } from '../desk/api/precondition.ts';
import { fieldProblem, problem } from '../desk/api/problem.ts';
import { type ListQuery, listQuery, quickReplyQuery } from '../desk/api/requests.ts';
import type { TicketBrief } from '../desk/api/responses.ts';
import { showDesk } from '../desk/api/show-desk.ts';
import { showTicket } from '../desk/api/show-ticket.ts';
import { noTicket, pathTicket } from '../desk/api/ticket-path.ts';
import { self, whoActs } from '../desk/api/who.ts';
import { quickReplyFor } from '../desk/quick-reply.ts';
import { nextDue } from '../desk/sla/due.ts';
import type { Instant } from '../events/ids.ts';
import { dynamo } from './aws/dynamo.ts';
import { LINK_SECONDS, type MailLinks, mailLinks } from './aws/mail-links.ts';
import { s3 } from './aws/mail-store.ts';
import { messageOf } from './aws/message-of.ts';
import { type QueueCounts, queueCounts } from './aws/queue-counts.ts';
import { type QueueWalk, queueWalk } from './aws/queue-walk.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { ACTIVE, customerPages, type Order, type Pages, queuePages, type Row, STATES, searchPages } from './aws/ticket-pages.ts';
import { type Tickets, tickets } from './aws/tickets.ts';
import { env } from './env.ts';
import { type Answerer, onRequest } from './shell.ts';

/*
 * What agents read by the API: queues, a ticket, and links to what lies in S3.
 */

export type Parts = {
  readonly settings: SettingsStore;
  readonly tickets: Tickets;
  readonly walk: QueueWalk;
  readonly counts: QueueCounts;
  readonly links: MailLinks;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, bucket, defaults } = env('table', 'shards', 'bucket', 'defaults');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    tickets: tickets(dynamo(), table, Number(shards)),
    counts: queueCounts(dynamo(), table, Number(shards)),
    walk: queueWalk(dynamo(), table, Number(shards)),
    links: mailLinks(s3(), bucket),
  };
  return made;
};

const LIMIT = 50;
/** Filters are applied to what the queue holds, so many pages at most; a page may then hold fewer than asked, and a cursor. */
const PAGES = 5;
const LEAST_PAGE = 100;
/** Sorts before any ticket that is due never. */
const NEVER = '9999' as Instant;

export const listTickets =
  (parts: () => Parts): Answerer =>
  async ({ query }) => {
    const checked = check(listQuery, query, 400, 'query');
    if ('answer' in checked) return checked.answer;
    const asked = checked.value;
    if (asked.search !== undefined && asked.customer !== undefined) {
      return fieldProblem(400, 'search', 'Goes without customer; search for the address instead.');
    }
    const { limit = LIMIT, cursor, ...rest } = asked;
    const about = JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
    const secret = await parts().settings.secret();
    const after = cursor === undefined ? null : openCursor(secret, about, cursor);
    if (cursor !== undefined && after === null) {
      return fieldProblem(400, 'cursor', 'This cursor is not one of ours for this query; begin again without it.');
    }
    const order = orderOf(asked);
    if ('answer' in order) return order.answer;
    const read = pagesFor(asked, order.value, parts());
    const found: Row[] = [];
    let last = after;
    let [more, spent] = [true, false];
    for (let page = 0; page < PAGES && more && !spent && found.length < limit; page += 1) {
      const { rows, more: left, reached, spent: all = false } = await read(last, Math.max(limit, LEAST_PAGE));
      [more, spent] = [left, all];
      for (const [n, row] of rows.entries()) {
        if (found.length === limit) {
          more = true;
          break;
        }
        last = n === rows.length - 1 ? (reached ?? row.position) : row.position;
        if (fits(row.brief, asked)) found.push(row);
      }
      if (rows.length === 0) last = reached ?? last;
    }
    return ok({
      tickets: found.map((row) => row.brief),
      cursor: more && last !== null ? sealCursor(secret, about, last) : null,
    });
  };

function pagesFor({ search, customer, queue }: ListQuery, order: Order, parts: Parts): Pages {
  if (search !== undefined) return searchPages(search, queue, parts);
  return customer === undefined ? queuePages(order, parts) : customerPages(customer, parts);
}

/** Active queues go by what is due next, the others by the last change, newest first. */
function orderOf({ queue = 'active', before }: ListQuery): Checked<Order> {
  const states = STATES[queue];
  const newestFirst = !states.some((state) => ACTIVE.includes(state));
  if (before !== undefined && newestFirst) {
    return { answer: fieldProblem(400, 'before', `Goes with the queues new, open, pending, active and due; nothing in ${queue} is due.`) };
  }
  return { value: { states, before: before ?? (queue === 'due' ? NEVER : null), newestFirst } };
}

function fits(row: TicketBrief, { queue, before, assignee, mailbox, type, customer, search }: ListQuery): boolean {
  const mixed = customer !== undefined || search !== undefined;
  const none = (wanted: string): string | null => (wanted === 'none' ? null : wanted);
  return (
    (assignee === undefined || row.assignee === none(assignee)) &&
    (mailbox === undefined || row.mailbox === mailbox) &&
    (type === undefined || row.type === none(type)) &&
    (!mixed || queue === undefined || STATES[queue].includes(row.state)) &&
    (!mixed || queue !== 'due' || row.dueAt !== null) &&
    (before === undefined || (row.dueAt !== null && row.dueAt < before))
  );
}

export const countQueues =
  (parts: () => Parts): Answerer =>
  async ({ caller, now }) => {
    const settings = await parts().settings.now();
    const me = caller === null ? undefined : self(caller, settings);
    const { byState, late, mine } = await parts().counts.count(now, me?.id ?? null);
    const all = Object.values(byState);
    const active = { count: all.reduce((sum, one) => sum + one.count, 0), more: all.some((one) => one.more) };
    return ok({ at: now, queues: { ...byState, active, late, mine } });
  };

export const oneTicket =
  (parts: () => Parts): Answerer =>
  async ({ params, headers, now }) => {
    const id = pathTicket(params.id);
    if (id === null) return noTicket();
    const { settings: store, tickets: rows } = parts();
    const [settings, said] = await Promise.all([store.now(), rows.conversation(id)]);
    if (said.stored === null) return noTicket();
    const { ticket } = said.stored;
    const tag = { etag: etag(ticket.version) };
    if (ifNoneMatch(headers['if-none-match'], ticket.version)) return { status: 304, headers: tag, body: undefined };
    const pinned = await store.pinnedBy(said.stored);
    return ok(showTicket(said.stored, said, { now, dueAt: nextDue(ticket), pinned }, settings), tag);
  };

const linkTo = async (key: string, name: string, now: Instant, { links }: Parts): Promise<ApiAnswer> =>
  ok({ url: await links.to(key, name), expiresAt: new Date(Date.parse(now) + LINK_SECONDS * 1000).toISOString() });

export const rawLink =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const found = await messageOf(request.params, parts().tickets);
    if ('answer' in found) return found.answer;
    const { raw, ticket, id } = found.value;
    return raw === null ? problem(404, 'This message did not come as mail.') : linkTo(raw, `${ticket}-${id}.eml`, request.now, parts());
  };

export const attachmentLink =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const found = await messageOf(request.params, parts().tickets);
    if ('answer' in found) return found.answer;
    const { n = '' } = request.params;
    const file = /^\d{1,5}$/.test(n) ? found.value.attachments[Number(n)] : undefined;
    return file ? linkTo(file.key, file.filename, request.now, parts()) : problem(404, 'There is no such attachment.');
  };

export const filledQuickReply =
  (parts: () => Parts): Answerer =>
  async ({ params, query, caller }) => {
    const checked = check(quickReplyQuery, query, 400, 'query');
    if ('answer' in checked) return checked.answer;
    const id = pathTicket(params.id);
    const settings = await parts().settings.now();
    const who = whoActs(caller, checked.value.agent, settings);
    if ('answer' in who) return who.answer;
    const found = id === null ? null : await parts().tickets.load(id, false);
    if (found === null) return noTicket();
    const filled = quickReplyFor(found, settings, params.quickReply ?? '', who.agent, checked.value.language);
    return filled === null ? problem(404, 'There is no such quick reply.') : ok(filled);
  };

export const desk =
  (parts: () => Parts): Answerer =>
  async ({ caller }) =>
    ok(showDesk(await parts().settings.now(), caller));

export const routes = (parts: () => Parts): Record<string, Answerer> => ({
  'GET /desk': desk(parts),
  'GET /tickets': listTickets(parts),
  'GET /queues': countQueues(parts),
  'GET /tickets/{id}': oneTicket(parts),
  'GET /tickets/{id}/quick-replies/{quickReply}': filledQuickReply(parts),
  'GET /tickets/{id}/messages/{messageId}/raw': rawLink(parts),
  'GET /tickets/{id}/messages/{messageId}/attachments/{n}': attachmentLink(parts),
});

export const handler = onRequest(routes(wired));
