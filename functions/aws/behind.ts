import { type Catalog, placeOf } from '../../desk/metrics/catalog.ts';
import { addedBy, countsOf, dimensionOf, needsWeek, type Term } from '../../desk/metrics/counts.ts';
import { dateOf, dayNumber, type Zone } from '../../desk/metrics/day.ts';
import { factsOf } from '../../desk/metrics/facts.ts';
import type { Dimension } from '../../desk/metrics/measure.ts';
import type { Query } from '../../desk/metrics/query.ts';
import { PAIR } from '../../desk/metrics/rollup.ts';
import type { Share } from '../../desk/metrics/share.ts';
import { WATCH_MS } from '../../desk/metrics/ticket-shares.ts';
import type { SharesStore } from './shares.ts';

/*
 * The tickets behind a number, page by page: out of the very shares that were added up to it.
 */

/** The backlog is no sum over the days of a period, so its tickets are found in a way of their own. */
export const ACTIVE = 'active';

export type Item = { readonly id: string; readonly day: string; readonly group?: string | null; readonly n: number };
export type Page = { readonly items: readonly Item[]; readonly next: string | null };
export type Asked = {
  readonly query: Query;
  readonly count: string;
  readonly value: string | null;
  readonly hour: number | null;
  readonly catalog: Catalog;
  readonly zone: Zone;
  readonly shares: SharesStore;
  readonly shards: number;
};

/** So much is looked at for one page; it may end early and go on with its cursor. A history costs as much as many shares. */
const SHARES = 5_000;
const HISTORIES = 300;

/** Lists what is behind a number from a position on; null begins. */
export const behind = (asked: Asked) => (asked.count === ACTIVE ? activeTickets(asked) : summed(asked));

type Place = { readonly day: number; readonly shard: number; readonly after: string | null };
const placeText = ({ day, shard, after }: Place): string => `${dateOf(day)} ${shard} ${after ?? ''}`;
function placeIn(text: string): Place {
  const [date = '', shard = '0', after = ''] = text.split(' ');
  return { day: dayNumber(date), shard: Number(shard), after: after === '' ? null : after };
}

/** Shares of the days `[start, to)` in their order, with the place behind each. */
async function* sharesFrom(
  start: Place,
  to: number,
  { catalog, shares, shards }: Asked,
): AsyncGenerator<Place & { stream: string; share: Share }> {
  for (let { day, shard, after } = start; day < to; ) {
    if (placeOf(catalog, day) !== 'none') {
      for await (const found of shares.sharesOf(day, shard, after)) {
        for (const { stream, share } of found) yield { day, shard, after: stream, stream, share };
      }
    }
    after = null;
    shard += 1;
    if (shard < shards) continue;
    shard = 0;
    day += 1;
  }
}

const itemsOf = (id: string, day: number, added: ReadonlyMap<string, number>, dimension: Dimension, value: string | null): Item[] =>
  [...added].flatMap(([of, n]): Item[] => {
    if (n === 0 || (value !== null && of !== value)) return [];
    const group = dimension === 'all' ? {} : { group: of === '' ? null : of.replace(PAIR, '/') };
    return [{ id, day: dateOf(day), ...group, n }];
  });

/** A number that is a sum over days. */
const summed =
  (asked: Asked) =>
  async (position: string | null, limit: number): Promise<Page> => {
    const { query, count, value, hour, catalog, zone } = asked;
    const ripe = zone.dayOf(Date.parse(catalog.asOf) - WATCH_MS);
    const to = needsWeek(query.figure, count) ? Math.min(query.to, ripe) : query.to;
    const from = catalog.firstDay === null ? to : Math.max(query.from, catalog.firstDay);
    const terms = countsOf(query, hour)[count] ?? [];
    const dimension = dimensionOf(query);
    const items: Item[] = [];
    let looked = 0;
    for await (const { stream, share, ...place } of sharesFrom(
      position === null ? { day: from, shard: 0, after: null } : placeIn(position),
      to,
      asked,
    )) {
      looked += 1;
      items.push(...itemsOf(stream, place.day, addedBy(share, terms, dimension), dimension, value));
      if (items.length >= limit || looked >= SHARES) return { items, next: placeText(place) };
    }
    return { items, next: null };
  };

const FLOWS: readonly Term[] = [
  { measure: 'opened' },
  { measure: 'reopened' },
  { measure: 'released' },
  { measure: 'resolved', minus: true },
  { measure: 'excludedOpen', minus: true },
];
const CLOSINGS: readonly Term[] = [{ measure: 'resolved' }, { measure: 'excludedOpen' }];
const closes = (share: Share): boolean => addedBy(share, CLOSINGS, 'all').size > 0;

/**
 * The backlog when the period ends: tickets that are open now and were then, and tickets that were closed since. Each is
 * looked at by its own history.
 */
const activeTickets =
  (asked: Asked) =>
  async (position: string | null, limit: number): Promise<Page> => {
    const { query, value, catalog, zone, shares, shards } = asked;
    const dimension = dimensionOf(query);
    const items: Item[] = [];
    let looked = 0;
    const full = (): boolean => items.length >= limit || looked >= HISTORIES;
    /** What the ticket adds to the backlog, or nothing where it is not its turn. */
    const look = async (id: string, foundOn: number | null): Promise<void> => {
      looked += 1;
      const { history } = await shares.load(id);
      const { shares: days, open } = factsOf(history, zone);
      // Those that are open are listed first; the others on the first day on which they were closed since.
      const since = [...days].filter(([day, share]) => day >= query.to && closes(share)).map(([day]) => day);
      if (foundOn === null ? !open : open || foundOn !== Math.min(...since)) return;
      const net = new Map<string, number>();
      for (const [day, share] of days) {
        if (day < query.to) for (const [of, n] of addedBy(share, FLOWS, dimension)) net.set(of, (net.get(of) ?? 0) + n);
      }
      items.push(...itemsOf(id, query.to - 1, net, dimension, value));
    };
    if (position === null || position.startsWith('open ')) {
      const [, from = '0', after = ''] = (position ?? '').split(' ');
      for (let shard = Number(from); shard < shards; shard += 1) {
        for await (const ids of shares.open(shard, shard === Number(from) && after !== '' ? after : null)) {
          for (const id of ids) {
            await look(id, null);
            if (full()) return { items, next: `open ${shard} ${id}` };
          }
        }
      }
    }
    const last = zone.dayOf(Date.parse(catalog.asOf)) + 1;
    const start = position === null || position.startsWith('open ') ? { day: query.to, shard: 0, after: null } : placeIn(position);
    for await (const { stream, share, ...place } of sharesFrom(start, last, asked)) {
      if (closes(share)) await look(stream, place.day);
      if (full()) return { items, next: placeText(place) };
    }
    return { items, next: null };
  };
