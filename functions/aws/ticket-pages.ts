import type { Queue } from '../../desk/api/requests.ts';
import type { TicketBrief } from '../../desk/api/responses.ts';
import { isFound, readSearch, type Search } from '../../desk/api/search.ts';
import { briefOf, showBrief } from '../../desk/api/ticket-brief.ts';
import { nextDue } from '../../desk/sla/due.ts';
import type { State } from '../../desk/ticket/ticket.ts';
import type { Instant, TicketId } from '../../events/ids.ts';
import type { QueueWalk } from './queue-walk.ts';
import type { Tickets } from './tickets.ts';

/*
 * Where the pages of a list of tickets come from: a queue, a customer, or a search.
 */

export type Row = { readonly brief: TicketBrief; readonly position: string };
export type Page = {
  readonly rows: readonly Row[];
  readonly more: boolean;
  /** Where the next page goes on when all rows of this one are taken; without it, behind the last row. */
  readonly reached?: string;
  /** A request may read no further, however little it found. */
  readonly spent?: boolean;
};
export type Pages = (after: string | null, limit: number) => Promise<Page>;
export type Order = { readonly states: readonly State[]; readonly before: Instant | null; readonly newestFirst: boolean };
type Sources = { readonly tickets: Tickets; readonly walk: QueueWalk };

export const ACTIVE: readonly State[] = ['new', 'open', 'pending'];
const DONE: readonly State[] = ['resolved', 'closed', 'excluded'];
export const STATES: Readonly<Record<Queue, readonly State[]>> = {
  new: ['new'],
  open: ['open'],
  pending: ['pending'],
  resolved: ['resolved'],
  closed: ['closed'],
  excluded: ['excluded'],
  due: ACTIVE,
  active: ACTIVE,
};

export const queuePages =
  ({ states, before, newestFirst }: Order, { tickets }: Sources): Pages =>
  async (after, limit) => {
    const { briefs, more } = await tickets.queue(states, { limit, after, before, newestFirst });
    return { rows: briefs.map(({ brief: stored, position }) => ({ brief: showBrief(stored), position })), more };
  };

/** A customer's tickets, newest first, in whatever state. */
export const customerPages =
  (customer: string, { tickets }: Sources): Pages =>
  async (after, limit) => {
    const known = (await tickets.gather({ addresses: [customer] })).customers.get(customer);
    if (!known) return { rows: [], more: false };
    const listed = await tickets.listed({ customer: known.id }, { limit, after });
    return { rows: await rowsOf(listed, tickets), more: listed.length === limit };
  };

type Listed = readonly { readonly id: TicketId; readonly position: string }[];
async function rowsOf(listed: Listed, tickets: Tickets): Promise<Row[]> {
  // A customer's surveys are listed beside the tickets.
  const ours = listed.filter(({ id }) => id.startsWith('T-'));
  const { cases } = await tickets.gather({ tickets: ours.map(({ id }) => id) });
  return ours.flatMap(({ id, position }): Row[] => {
    const found = cases.get(id);
    return found ? [{ brief: showBrief(briefOf(found, nextDue(found.ticket))), position }] : [];
  });
}

/** What somebody wrote into other people's tickets, so many mails of it. */
const GUEST_MAILS = 1000;

/** Tickets of an address, its own and those it wrote into, newest first. */
async function addressPage(address: string, { tickets }: Sources, after: string | null, limit: number): Promise<Page> {
  const known = (await tickets.gather({ addresses: [address] })).customers.get(address);
  const [own, mails] = await Promise.all([
    known ? tickets.listed({ customer: known.id }, { limit, after }) : [],
    tickets.listed({ sender: address }, { limit: GUEST_MAILS, after: null }),
  ]);
  // The newest mail stands for its ticket, on whatever page the others would be.
  const newest = new Map<TicketId, string>();
  for (const { id, position } of mails) if (!newest.has(id)) newest.set(id, position);
  const guest = [...newest].map(([id, position]) => ({ id, position })).filter(({ position }) => after === null || position < after);
  const all = [...own, ...guest].sort((a, b) => (a.position < b.position ? 1 : -1));
  const listed = all.slice(0, limit);
  const more = own.length === limit || all.length > limit;
  return { rows: await rowsOf(listed, tickets), more, ...(listed.length > 0 ? { reached: listed.at(-1)?.position ?? '' } : {}) };
}

/** A stretch of a search: the active tickets by what is due, then the others by their last change. */
const STRETCHES = [
  { name: 'a', states: ACTIVE, newestFirst: false },
  { name: 'd', states: DONE, newestFirst: true },
] as const;
const BY_ADDRESS = 'c';

/**
 * What was typed, found: by reference or address at once, else by walking the queues as far as a page may read.
 * A position begins with where it belongs: a stretch, or the list of an address.
 */
export function searchPages(typed: string, queue: Queue | undefined, sources: Sources): Pages {
  const search = readSearch(typed);
  const wanted: readonly State[] | null = queue === undefined ? null : STATES[queue];
  return async (after, limit) => {
    if (search === null) return { rows: [], more: false };
    if (after === null && search.reference !== null) {
      const found = await rowsOf([{ id: search.reference, position: '' }], sources.tickets);
      if (found.length > 0) return { rows: found, more: false };
    }
    if (search.address !== null && (after === null || after.startsWith(BY_ADDRESS))) {
      const page = await addressPage(search.address, sources, after === null ? null : after.slice(1), limit);
      if (after !== null || page.rows.length > 0 || page.more) return marked(page, BY_ADDRESS);
    }
    return walked(search, wanted, sources.walk, after, limit);
  };
}

const marked = ({ rows, more, reached }: Page, mark: string): Page => ({
  rows: rows.map(({ brief: one, position }) => ({ brief: one, position: mark + position })),
  more,
  ...(reached === undefined ? {} : { reached: mark + reached }),
});

async function walked(
  search: Search,
  wanted: readonly State[] | null,
  walk: QueueWalk,
  after: string | null,
  limit: number,
): Promise<Page> {
  const stretches = STRETCHES.map((one) => ({ ...one, states: one.states.filter((state) => wanted?.includes(state) ?? true) })).filter(
    ({ name, states }) => states.length > 0 && (after === null || name >= after.slice(0, 1)),
  );
  const [stretch, next] = stretches;
  if (!stretch) return { rows: [], more: false };
  const { name, states, newestFirst } = stretch;
  const rows: Row[] = [];
  const from = after?.startsWith(name) ? after.slice(1) : '';
  const { reached, more } = await walk.walk({ states, after: from === '' ? null : from, newestFirst }, ({ brief: stored, position }) => {
    if (isFound(search, stored)) rows.push({ brief: showBrief(stored), position: name + position });
    return rows.length < limit;
  });
  if (more) return { rows, more, reached: name + (reached ?? ''), spent: rows.length < limit };
  return next ? { rows, more: true, reached: next.name } : { rows, more: false };
}
