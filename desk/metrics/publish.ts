import { type Catalog, idText, type PageId, pageId, sectionsIn } from './catalog.ts';
import { dateOf, dayNumber, monthOf } from './day.ts';
import { DIMENSIONS, type Dimension, hasDigest, ID, SECTIONS, type Section } from './measure.ts';
import { digestOfPage, type Page, pageBytes, sectionOfGroups } from './page.ts';
import { type Groups, NO_GROUPS } from './reader.ts';
import { type Cell, type Rollup, sumOfGroups } from './rollup.ts';

/*
 * From roll-ups of days to the pages that questions read.
 */

/** Pages to write, by the text of their id; null takes one away. */
export type Writes = ReadonlyMap<string, { readonly id: PageId; readonly bytes: Uint8Array | null }>;

/** The pages that must be read before a month's days can be changed. */
export function monthPages(month: string): { readonly id: PageId; readonly section: Section; readonly dimension: Dimension }[] {
  return DIMENSIONS.flatMap((dimension) =>
    sectionsIn(dimension).map((section) => ({ id: pageId.days(section, dimension, month), section, dimension })),
  );
}

const FLOWS = [ID.opened, ID.resolved, ID.reopened, ID.excludedOpen, ID.released];

/** What a month's groups did to the backlog, and nothing else. */
function flowsOf(groups: Groups): Groups {
  const flows = new Map<string, Cell>();
  for (const [value, cell] of groups) {
    const part = new Map([...cell].filter(([id]) => FLOWS.includes(id)));
    if (part.size > 0) flows.set(value, part);
  }
  return flows;
}

export type Published = { readonly writes: Writes; readonly values: Partial<Record<Dimension, readonly string[]>> };

/** How far a month has come: nothing of it was published, some days are closed, or all of them. */
export type Standing = 'new' | 'begun' | 'whole';

/**
 * Puts days into their month's pages.
 * @param month the month, `YYYY-MM`
 * @param changed its days that were folded anew, whole
 * @param before the month's pages of days as they are, by section and dimension
 * @param balance the balance pages as they are, by dimension; months that they hold by the number of their first day
 * @param known values that the month has pages for already
 * @param standing how far the month was published before, and how far it is closed now
 */
export function publishMonth(
  month: string,
  changed: ReadonlyMap<number, Rollup>,
  before: (section: Section, dimension: Dimension) => Page,
  balance: Map<Dimension, Page>,
  known: Partial<Record<Dimension, readonly string[]>>,
  standing: { readonly was: Standing; readonly is: Standing },
): Published {
  const writes = new Map<string, { id: PageId; bytes: Uint8Array | null }>();
  const put = (id: PageId, bytes: Uint8Array | null): void => void writes.set(idText(id), { id, bytes });
  const values: Partial<Record<Dimension, readonly string[]>> = {};
  for (const dimension of DIMENSIONS) {
    const sums = new Map<Section, { old: Groups; new: Groups }>();
    for (const section of sectionsIn(dimension)) {
      const old = before(section, dimension);
      const days = replaced(old, changed, section, dimension);
      const changes = (page: (of: Page) => Page, id: PageId): void => {
        const bytes = pageBytes(page(days));
        if (standing.was === 'new' || !isSame(bytes, pageBytes(page(old)))) put(id, bytes);
      };
      changes((page) => page, pageId.days(section, dimension, month));
      if (hasDigest(section, dimension)) changes(digestOfPage, pageId.digest(section, month));
      if (section === 'volume' || standing.is === 'whole') sums.set(section, { old: sumOf(old), new: sumOf(days) });
    }
    balance.set(dimension, withMonth(balance.get(dimension) ?? new Map(), month, flowsOf(sums.get('volume')?.new ?? NO_GROUPS)));
    // A month's own pages are read once all of it is closed, so they are written from then on.
    if (standing.is !== 'whole') continue;
    const had = known[dimension] ?? [];
    const has = [...new Set([...sums.values()].flatMap((sum) => [...sum.new.keys()]))].sort();
    values[dimension] = has;
    for (const [section, sum] of sums) {
      for (const value of has) {
        const bytes = cellBytes(sum.new.get(value));
        if (standing.was === 'whole' && had.includes(value) && isSame(bytes, cellBytes(sum.old.get(value)))) continue;
        put(pageId.month(section, dimension, month, value), bytes);
      }
      // A value under which nothing counts any more leaves no trace, as if it had never been.
      for (const value of had) if (!has.includes(value)) put(pageId.month(section, dimension, month, value), null);
    }
  }
  return { writes, values };
}

/** The days of a month with those that changed put in. */
function replaced(old: Page, changed: ReadonlyMap<number, Rollup>, section: Section, dimension: Dimension): Page {
  const days = new Map(old);
  for (const [day, rollup] of changed) {
    const groups = sectionOfGroups(rollup.get(dimension) ?? NO_GROUPS, section);
    if (groups.size === 0) days.delete(day);
    else days.set(day, groups);
  }
  return days;
}

const sumOf = (page: Page): Groups => sumOfGroups([...page.values()]);

const withMonth = (page: Page, month: string, flows: Groups): Page => new Map([...page, [dayNumber(`${month}-01`), flows]]);

/** A month's entry in the balance page, from its days. */
export const balanceOf = (month: string, days: Page): [number, Groups] => [dayNumber(`${month}-01`), flowsOf(sumOf(days))];

/** One group's figures as a page of their own; with nothing in it the page is there and holds no group. */
export const cellBytes = (cell: Cell | undefined): Uint8Array =>
  pageBytes(cell === undefined || cell.size === 0 ? new Map() : new Map([[0, new Map([['', cell]])]]));

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The pages of a day that is not over: one a section, labelled by the place of the dimension. */
export function publishOpen(day: number, rollup: Rollup): Writes {
  const writes = new Map<string, { id: PageId; bytes: Uint8Array }>();
  for (const section of SECTIONS) {
    const page = new Map<number, Groups>();
    for (const [place, dimension] of DIMENSIONS.entries()) {
      if (!sectionsIn(dimension).includes(section)) continue;
      const groups = sectionOfGroups(rollup.get(dimension) ?? NO_GROUPS, section);
      if (groups.size > 0) page.set(place, groups);
    }
    const id = pageId.open(section, dateOf(day));
    writes.set(idText(id), { id, bytes: pageBytes(page) });
  }
  return writes;
}

/** The balance pages as writes. */
export const publishBalance = (balance: ReadonlyMap<Dimension, Page>): Writes =>
  new Map(
    [...balance].map(([dimension, page]) => [idText(pageId.balance(dimension)), { id: pageId.balance(dimension), bytes: pageBytes(page) }]),
  );

/** Days by their month. */
export function byMonth(days: ReadonlyMap<number, Rollup>): Map<string, Map<number, Rollup>> {
  const months = new Map<string, Map<number, Rollup>>();
  for (const [day, rollup] of days) {
    const month = monthOf(day);
    const known = months.get(month) ?? new Map<number, Rollup>();
    known.set(day, rollup);
    months.set(month, known);
  }
  return months;
}

/** The catalog of a desk that nothing was folded of yet. */
export const blank = (today: number, at: Catalog['asOf']): Catalog => ({
  asOf: at,
  correctedThrough: at,
  firstDay: null,
  closed: today - 1,
  open: [],
  months: {},
  pieces: {},
  audited: today,
});
