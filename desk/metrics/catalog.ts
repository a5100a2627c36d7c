import type { Instant } from '../../events/ids.ts';
import { daysOfMonth, monthOf } from './day.ts';
import { DIMENSIONS_OF, type Dimension, FOLD_VERSION, SECTIONS, type Section } from './measure.ts';
import type { Query } from './query.ts';

/*
 * What roll-ups there are. Pages are written first and the catalog last, on a condition: that one write closes a day.
 *
 * month   section, dimension, month, value   one group's figures of a whole month: small whatever the desk's size
 * days    section, dimension, month          the closed days of a month
 * digest  section, month                     the same days undivided, each as it is told by itself: small whatever the desk's size
 * open    section, day                       a day that is not over, all its dimensions
 * balance dimension                          what each month did to the backlog
 */

/** Names the rules and the zone by which something was folded; a new zone folds everything anew beside the old. */
export const foldName = (zone: string): string => `${FOLD_VERSION}-${zone}`;

export type Catalog = {
  /** Everything recorded until then is folded, as far as the open days go; for earlier ones see `correctedThrough`. */
  readonly asOf: Instant;
  /** Corrections of closed days recorded until then are folded. */
  readonly correctedThrough: Instant;
  /** Day number of the first day with anything in it; null before anything happened. */
  readonly firstDay: number | null;
  /** All days up to this one are closed: they are in the pages of their months. */
  readonly closed: number;
  /** Days after it, up to today, as they stand. */
  readonly open: readonly number[];
  /** Values that each month has pages for, by dimension. */
  readonly months: Readonly<Record<string, Readonly<Partial<Record<Dimension, readonly string[]>>>>>;
  /** How many pieces a page has that does not fit into one row, by its id. */
  readonly pieces: Readonly<Record<string, number>>;
  /** The last day whose night saw an audit. */
  readonly audited: number;
};

export type PageId = { readonly place: string; readonly name: string };
export const pageId = {
  month: (section: Section, dimension: Dimension, month: string, value: string): PageId => ({
    place: `${section}#${dimension}`,
    name: `M#${month}#${value}`,
  }),
  days: (section: Section, dimension: Dimension, month: string): PageId => ({ place: `${section}#${dimension}`, name: `D#${month}` }),
  digest: (section: Section, month: string): PageId => ({ place: `${section}#all`, name: `G#${month}` }),
  open: (section: Section, date: string): PageId => ({ place: section, name: `T#${date}` }),
  balance: (dimension: Dimension): PageId => ({ place: `balance#${dimension}`, name: 'B' }),
} as const;
export const idText = ({ place, name }: PageId): string => `${place} ${name}`;

/** Whether all days of a month are closed, so that its own pages say everything. */
export const isWhole = (catalog: Catalog, month: string): boolean =>
  catalog.months[month] !== undefined && daysOfMonth(month).to - 1 <= catalog.closed;

/** Where a day's figures are: in its month, among the open days, or nowhere because nothing happened that day. */
export function placeOf(catalog: Catalog, day: number): 'days' | 'open' | 'none' {
  if (day > catalog.closed) return catalog.open.includes(day) ? 'open' : 'none';
  return catalog.months[monthOf(day)] === undefined ? 'none' : 'days';
}

/** Sections that are kept in a dimension. */
export const sectionsIn = (dimension: Dimension): readonly Section[] => SECTIONS.filter((s) => DIMENSIONS_OF[s].includes(dimension));

/** A cache key for an answer: the question, and which state of the figures answered it. */
export const versionOf = (catalog: Catalog, query: Query): string =>
  JSON.stringify([catalog.asOf, catalog.correctedThrough, catalog.closed, query]);
