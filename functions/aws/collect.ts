import type { Zone } from '../../desk/metrics/day.ts';
import { type Facts, factsOf } from '../../desk/metrics/facts.ts';
import { difference, type Ledger, sameContact } from '../../desk/metrics/ledger.ts';
import { type Contact, WATCH_MS } from '../../desk/metrics/ticket-shares.ts';
import type { Instant } from '../../events/ids.ts';
import type { Commits, Seen } from './commits.ts';
import type { Loaded, Saving, SharesStore } from './shares.ts';

/*
 * From new commits to shares of days. A stream is always read whole and its shares replaced whole, so that reading it
 * twice, late, or halfway through something changes nothing.
 */

/** Commits of so long before the cursor are looked at again: the index lags, and triggers bring times of their own. */
export const OVERLAP_MS = 15 * 60_000;
const AT_ONCE = 12;
/** Streams are taken up in heaps of so many. */
const HEAP = 48;
const ATTEMPTS = 8;

export type Collecting = {
  readonly zone: Zone;
  readonly commits: Commits;
  readonly shares: SharesStore;
  readonly fold: string;
  /** The trigger's time. */
  readonly now: Instant;
  /** On a desk that was never folded, how far back commits are looked for, in milliseconds. */
  readonly lookBackMs: number;
  /** False when the time that is left is better spent on folding what is here. */
  readonly goOn: () => boolean;
};
export type Collected = { readonly streams: number; readonly commits: number; readonly finished: boolean; readonly through: Instant };

const earlier = (at: Instant, ms: number): Instant => new Date(Date.parse(at) - ms).toISOString() as Instant;

/** A shard that is being read: how far it was read before (null: never), and what was recorded since, page by page. */
export type Reading = {
  readonly shard: number;
  readonly cursor: Instant | null;
  readonly from: Instant;
  readonly pages: AsyncIterable<readonly Seen[]>;
};

/** Begins to read a shard. The first page is asked for at once: on a quiet desk, where nothing follows, all shards answer together. */
export function reading(shard: number, cursor: Instant | null, { commits, now, lookBackMs }: Collecting): Reading {
  const from = cursor === null ? earlier(now, lookBackMs) : earlier(cursor, OVERLAP_MS);
  const rest = commits.recorded(shard, from, now);
  const first = rest.next();
  // Whoever reads on hears of it; nobody may, when another shard fails before.
  first.catch(() => undefined);
  async function* pages(): AsyncGenerator<readonly Seen[]> {
    for (let page = await first; !page.done; page = await rest.next()) yield page.value;
  }
  return { shard, cursor, from, pages: pages() };
}

/**
 * Takes up what was recorded in one shard since it was looked at last.
 * @param noteAfterMs where nothing was recorded, the cursor is moved on once it lies so far behind
 */
export async function collect({ shard, cursor, from, pages }: Reading, noteAfterMs: number, parts: Collecting): Promise<Collected> {
  const { commits, now, fold, goOn } = parts;
  let [streams, read] = [0, 0];
  let through = cursor ?? from;
  let noted = through;
  let finished = true;
  for await (const page of pages) {
    if (!goOn()) {
      finished = false;
      break;
    }
    read += page.length;
    streams += await takeUp(newest(page), parts);
    const last = page.at(-1)?.recordedAt;
    if (last !== undefined && last > through) {
      through = last;
      noted = last;
      await commits.advance(fold, shard, through);
    }
  }
  if (finished && now > through) through = now;
  if (through > noted && Date.parse(through) - Date.parse(noted) >= noteAfterMs) await commits.advance(fold, shard, through);
  return { streams, commits: read, finished, through };
}

/** The newest version that a page knows of each stream. */
export function newest(page: readonly Seen[]): Map<string, number> {
  const versions = new Map<string, number>();
  for (const { stream, version } of page) versions.set(stream, Math.max(version, versions.get(stream) ?? 0));
  return versions;
}

/** Folds those of the streams that were not folded up to the version that is known of them. */
export async function takeUp(wanted: ReadonlyMap<string, number>, parts: Collecting): Promise<number> {
  const folded = await parts.shares.versions([...wanted.keys()]);
  const behind = [...wanted].filter(([stream, version]) => (folded.get(stream) ?? 0) < version).map(([stream]) => stream);
  for (let n = 0; n < behind.length; n += HEAP) await foldStreams(behind.slice(n, n + HEAP), parts);
  return behind.length;
}

/** Folds streams, whatever was folded of them before. */
export async function foldStreams(streams: readonly string[], parts: Collecting): Promise<void> {
  const savings: Saving[][] = [];
  const waiting = streams.values();
  const work = async (): Promise<void> => {
    for (const stream of waiting) savings.push(await settle(stream, parts, new Set()));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, streams.length) }, work));
  await saveAll(savings, parts);
}

/** Saves as many at a time as a transaction takes; what somebody else has touched meanwhile is settled anew, alone. */
async function saveAll(savings: readonly (readonly Saving[])[], parts: Collecting): Promise<void> {
  const { shares, now } = parts;
  const taken = new Set<string>();
  let heap: Saving[] = [];
  let writes = 0;
  const flush = async (): Promise<void> => {
    const saving = heap;
    heap = [];
    writes = 0;
    if (saving.length > 0 && !(await shares.save(saving, now))) for (const { stream } of saving) await saveAlone(stream, parts);
  };
  for (const one of savings.flat()) {
    // Two tickets of a customer may both have led here; the one settled last has seen the other.
    if (taken.has(one.stream)) {
      await flush();
      await saveAlone(one.stream, parts);
      continue;
    }
    taken.add(one.stream);
    const more = shares.writesOf(one);
    if (!shares.fits(writes + more)) await flush();
    heap.push(one);
    writes += more;
  }
  await flush();
}

async function saveAlone(stream: string, parts: Collecting): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    let saved = true;
    for (const saving of await settle(stream, parts, new Set())) saved = saved && (await parts.shares.save([saving], parts.now));
    if (saved) return;
  }
  throw new Error(`gave way to others ${ATTEMPTS} times over ${stream}; comes again`);
}

/**
 * What must be saved for a stream, those first whose first-contact resolution it decides: once its own ledger says that
 * the others know, they must.
 */
async function settle(stream: string, parts: Collecting, seen: Set<string>): Promise<Saving[]> {
  if (seen.has(stream)) return [];
  seen.add(stream);
  const { zone, shares } = parts;
  const { history, ledger }: Loaded = await shares.load(stream);
  const version = history.at(-1)?.version ?? 0;
  if (version === 0 || version < ledger.version) return [];
  let facts: Facts = factsOf(history, zone);
  const { contact } = facts;
  const before: Saving[] = [];
  if (contact !== null) {
    const news = !sameContact(contact, ledger.contact);
    if (news) await shares.tell(stream, contact, version);
    if (news || contact.oneTouchMs !== null) {
      const others = await shares.contacts(contact.customer);
      others.delete(stream);
      facts = factsOf(history, zone, arrivals(others));
      if (news && moves(ledger, contact)) {
        for (const [other, its] of others) {
          if (isWatching(its, contact.openedMs)) before.push(...(await settle(other, parts, seen)));
        }
      }
    }
  }
  const changed = difference(ledger, facts, version);
  if (changed.changes.size === 0 && ledger.version === version && ledger.open === facts.open && sameContact(contact, ledger.contact))
    return before;
  return [...before, { stream, before: ledger, difference: changed }];
}

const arrivals = (others: ReadonlyMap<string, Contact>): number[] => [...others.values()].filter((c) => c.counts).map((c) => c.openedMs);

/** Whether the ticket began, or ceased, to be a contact. */
const moves = (ledger: Ledger, contact: Contact): boolean => (ledger.contact?.counts ?? false) !== contact.counts;

/** Whether a resolution with one touch is undone by a contact at an instant. */
const isWatching = ({ oneTouchMs }: Contact, atMs: number): boolean =>
  oneTouchMs !== null && atMs > oneTouchMs && atMs <= oneTouchMs + WATCH_MS;
