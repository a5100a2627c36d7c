import type { Schemas } from '../desk.ts';
import type { Route } from '../route.ts';

/*
 * What a list shows, in the address bar, and what the API is asked for it.
 */

export type Queue = 'active' | 'due' | 'new' | 'open' | 'pending' | 'mine' | 'unassigned' | 'resolved' | 'closed' | 'excluded';
/** In the order in which they stand. */
export const QUEUES: readonly Queue[] = ['active', 'due', 'new', 'open', 'pending', 'mine', 'unassigned', 'resolved', 'closed', 'excluded'];
type StateQueue = Exclude<Queue, 'mine' | 'unassigned'>;

export type View = {
  /** Null while searching everywhere. */
  readonly queue: Queue | null;
  readonly search: string;
  readonly assignee: string;
  readonly mailbox: string;
  readonly type: string;
};

export function viewOf({ query }: Pick<Route, 'query'>): View {
  const { queue = '', search = '', assignee = '', mailbox = '', type = '' } = query;
  const known = QUEUES.find((one) => one === queue) ?? null;
  return { queue: known ?? (search ? null : 'active'), search, assignee, mailbox, type };
}

/** The query of an address, what is usual left out. */
export const addressOf = ({ queue, search, assignee, mailbox, type }: View): Record<string, string | undefined> => ({
  queue: queue === null || (queue === 'active' && !search) ? undefined : queue,
  search: search || undefined,
  assignee: assignee || undefined,
  mailbox: mailbox || undefined,
  type: type || undefined,
});

export type ListQuery = {
  queue?: StateQueue;
  search?: string;
  assignee?: string;
  mailbox?: string;
  type?: string;
};

export function askedFor({ queue, search, assignee, mailbox, type }: View, me: string | null): ListQuery {
  const whose = queue === 'mine' ? (me ?? 'none') : queue === 'unassigned' ? 'none' : assignee;
  const state = queue === 'mine' || queue === 'unassigned' ? 'active' : queue;
  return {
    ...(state ? { queue: state } : {}),
    ...(search.trim() ? { search: search.trim() } : {}),
    ...(whose ? { assignee: whose } : {}),
    ...(mailbox ? { mailbox } : {}),
    ...(type ? { type } : {}),
  };
}

type Brief = Schemas['TicketBrief'];

/** Pages one after the other, each ticket once: a list that is read while it changes shows some twice. */
export function joined(pages: readonly (readonly Brief[])[]): Brief[] {
  const byId = new Map<string, Brief>();
  for (const page of pages) for (const brief of page) if (!byId.has(brief.id)) byId.set(brief.id, brief);
  return [...byId.values()];
}

/** What is typed is a reference, whole: it leads to its ticket at once. */
export const referenceIn = (typed: string): string | null =>
  /^\s*\[?(T-[0-9A-HJKMNP-TV-Z]{5,8})\]?\s*$/i.exec(typed)?.[1]?.toUpperCase() ?? null;
