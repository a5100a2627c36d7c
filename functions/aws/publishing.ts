import { type Catalog, idText, isWhole, type PageId, pageId, sectionsIn } from '../../desk/metrics/catalog.ts';
import { daysOfMonth, monthOf, type Zone } from '../../desk/metrics/day.ts';
import { DIMENSIONS, type Dimension } from '../../desk/metrics/measure.ts';
import { type Page, pageOf, rollupBytes, rollupOf } from '../../desk/metrics/page.ts';
import {
  balanceOf,
  blank,
  byMonth,
  monthPages,
  publishBalance,
  publishMonth,
  publishOpen,
  type Standing,
} from '../../desk/metrics/publish.ts';
import { EMPTY, Folding, merge, type Rollup } from '../../desk/metrics/rollup.ts';
import type { Instant } from '../../events/ids.ts';
import type { FoldedDay, Publisher, Rollups } from './rollups.ts';
import type { Mark, SharesStore } from './shares.ts';

/*
 * From shares to roll-ups of days, and from those to the pages that questions read. Marks on days go last: whoever is
 * stopped before that leaves them, and the next one does it again, to the same bytes.
 */

export type Publishing = {
  readonly zone: Zone;
  readonly shares: SharesStore;
  readonly rollups: Rollups;
  readonly shards: number;
  readonly now: Instant;
};

/** A closed day waits so long for more corrections before it is folded again: it is right within the hour. */
const PATIENCE_MS = 45 * 60_000;

/** The days to fold now: what is open, what has waited long enough, and all of them when they must be. */
export function ripe(marks: readonly Mark[], catalog: Catalog | null, zone: Zone, now: Instant, all: boolean): Mark[] {
  const today = zone.dayOf(Date.parse(now));
  const patient = Date.parse(now) - PATIENCE_MS;
  return marks.filter(({ day, since }) => {
    if (all || catalog === null || Date.parse(since) <= patient) return true;
    // A day that was never published is not to be patient about; neither is an open one.
    return day > catalog.closed ? day <= today : catalog.months[monthOf(day)] === undefined;
  });
}

/** Folds one shard's day anew. Returns how many shares there are. */
export async function foldDay({ day, shard }: Pick<Mark, 'day' | 'shard'>, { shares, rollups }: Publishing): Promise<number> {
  const before: FoldedDay = await rollups.folded(day, shard);
  const folding = new Folding();
  let n = 0;
  for await (const page of shares.sharesOf(day, shard)) {
    n += page.length;
    for (const { share } of page) folding.add(share);
  }
  const bytes = rollupBytes(folding.rollup());
  const same = before.bytes !== null && Buffer.compare(before.bytes, bytes) === 0;
  if (!same) await rollups.fold(day, shard, bytes, before);
  return n;
}

/** A day over all its shards. */
async function wholeDay(day: number, parts: Publishing): Promise<Rollup> {
  const { rollups, shards } = parts;
  const part = async (shard: number): Promise<FoldedDay> => {
    const found = await rollups.folded(day, shard);
    if (!found.broken) return found;
    await foldDay({ day, shard }, parts);
    return rollups.folded(day, shard);
  };
  const all = await Promise.all(Array.from({ length: shards }, (_, shard) => part(shard)));
  return all.reduce((sum, { bytes }) => (bytes === null ? sum : merge(sum, rollupOf(bytes))), EMPTY);
}

/** Until when everything is folded, and the last day whose night saw an audit. */
export type Left = Pick<Catalog, 'asOf' | 'correctedThrough' | 'audited'>;

/** Whether all that is new is the time until which everything is folded: no day was folded, none is over, none begins. */
export function isQuiet(folded: ReadonlySet<number>, { catalog, calm }: Publisher, { zone, now }: Publishing): boolean {
  const today = zone.dayOf(Date.parse(now));
  if (catalog === null || !calm || folded.size > 0 || catalog.closed < today - 1) return false;
  return catalog.closed >= today ? catalog.open.length === 0 : catalog.open.length === 1 && catalog.open[0] === today;
}

/**
 * Publishes days, and closes those that are over.
 * @param folded days that were folded anew since they were published
 * @param left until when everything is folded, and audited
 * @throws Superseded when somebody else has begun to publish
 */
export async function publish(folded: ReadonlySet<number>, left: Left, parts: Publishing): Promise<Catalog> {
  const { rollups, zone, now } = parts;
  const publisher = await rollups.begin();
  const today = zone.dayOf(Date.parse(now));
  const before = publisher.catalog ?? blank(today, now);
  // Time never goes back for what is closed, whatever the trigger says.
  const closed = Math.max(before.closed, today - 1);
  const open = closed >= today ? [] : [today];
  const due = new Set([...folded].filter((day) => day <= closed));
  for (const day of before.open) if (day <= closed) due.add(day);
  for (let day = before.closed + 1; day <= closed; day += 1) due.add(day);

  // Whoever published last was stopped in the middle: every month that is touched is built again from its days.
  if (!publisher.calm) {
    for (const month of new Set([...due].map(monthOf))) {
      const { from, to } = daysOfMonth(month);
      for (let day = from; day < to && day <= closed; day += 1) due.add(day);
    }
  }
  const stirred = open.filter((day) => folded.has(day) || !before.open.includes(day) || !publisher.calm);
  const rollupsOf = new Map<number, Rollup>();
  for (const day of [...due, ...stirred]) rollupsOf.set(day, await wholeDay(day, parts));
  const catalog = await publishClosed(rollupsOf, { ...before, closed, open }, before, publisher, parts);
  const pieces = { ...catalog.pieces };
  for (const day of stirred) Object.assign(pieces, await rollups.write(publishOpen(day, rollupsOf.get(day) ?? EMPTY), publisher));
  const begun = [...rollupsOf].filter(([, rollup]) => rollup.size > 0).map(([day]) => day);
  const firstDay = begun.reduce<number | null>((first, day) => (first === null || day < first ? day : first), catalog.firstDay);
  const done: Catalog = { ...catalog, ...left, pieces: large(pieces), firstDay };
  await rollups.close(done, publisher);
  return done;
}

/** Puts closed days into the pages of their months. */
async function publishClosed(
  days: ReadonlyMap<number, Rollup>,
  next: Catalog,
  before: Catalog,
  publisher: Publisher,
  { rollups }: Publishing,
): Promise<Catalog> {
  const months = byMonth(new Map([...days].filter(([day]) => day <= next.closed)));
  if (months.size === 0) return next;
  const balances = await balancePages(before, rollups);
  const values = { ...next.months };
  const pieces = { ...next.pieces };
  for (const month of [...months.keys()].sort()) {
    const known = before.months[month];
    const old = await pagesOf(known === undefined || !publisher.calm ? [] : monthPages(month).map(({ id }) => id), before, rollups);
    const was: Standing = known === undefined || !publisher.calm ? 'new' : isWhole(before, month) ? 'whole' : 'begun';
    const is: Standing = daysOfMonth(month).to - 1 <= next.closed ? 'whole' : 'begun';
    const published = publishMonth(
      month,
      months.get(month) ?? new Map(),
      (section, dimension) => old.get(idText(pageId.days(section, dimension, month))) ?? new Map(),
      balances,
      known ?? {},
      { was, is },
    );
    Object.assign(pieces, await rollups.write(published.writes, publisher));
    values[month] = published.values;
  }
  Object.assign(pieces, await rollups.write(publishBalance(balances), publisher));
  return { ...next, months: values, pieces };
}

async function pagesOf(ids: readonly PageId[], { pieces }: Catalog, rollups: Rollups): Promise<Map<string, Page>> {
  const bytes = await rollups.read(ids, pieces, { consistent: true, broken: 'throw' });
  return new Map([...bytes].map(([id, page]) => [id, pageOf(page)]));
}

/** What each month did to the backlog; made again from the months' days where it is not there, or broken. */
async function balancePages(catalog: Catalog, rollups: Rollups): Promise<Map<Dimension, Page>> {
  const months = Object.keys(catalog.months);
  const balances = new Map<Dimension, Page>(DIMENSIONS.map((dimension) => [dimension, new Map()]));
  if (months.length === 0) return balances;
  const ids = DIMENSIONS.map((dimension) => pageId.balance(dimension));
  const found = await rollups.read(ids, catalog.pieces, { consistent: true, broken: 'skip' });
  for (const dimension of DIMENSIONS) {
    const bytes = found.get(idText(pageId.balance(dimension)));
    if (bytes !== undefined) {
      balances.set(dimension, pageOf(bytes));
      continue;
    }
    if (!sectionsIn(dimension).includes('volume')) continue;
    const days = await pagesOf(
      months.map((month) => pageId.days('volume', dimension, month)),
      catalog,
      rollups,
    );
    const page = months.map((month) => balanceOf(month, days.get(idText(pageId.days('volume', dimension, month))) ?? new Map()));
    balances.set(dimension, new Map(page));
  }
  return balances;
}

/** Only what needs more than one row is worth remembering. */
const large = (pieces: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(pieces).filter(([, n]) => n > 1));
