import { DIMENSIONS, DIMENSIONS_OF, type Dimension, ID, isBinned, MEASURES, type Measure, measureOf, sectionOf } from './measure.ts';
import type { Share, Under } from './share.ts';
import { type Bins, binsOf, NO_BINS, sumBins } from './sketch.ts';

/*
 * Roll-ups: whole numbers by group, measure and bin. Adding two is adding number by number, so any order, any split and
 * any repetition of the parts gives the same; there is one way to write a roll-up, so the same means byte for byte.
 */

/** The figures of one group: bins by measure number, in ascending order of the numbers. A count has the single bin 0. */
export type Cell = ReadonlyMap<number, Bins>;
/** Figures by dimension and value. `all` has the single value ''. A pair's value is type, tab, channel. */
export type Rollup = ReadonlyMap<Dimension, ReadonlyMap<string, Cell>>;
export const EMPTY: Rollup = new Map();
export const NO_CELL: Cell = new Map();

export const PAIR = '\t';

/** Numbers of measures have gaps, for measures to come; tallies have none: the numbers in use, and the place of each. */
const PLACES: readonly number[] = Array.from({ length: MEASURES }, (_, id) => id).filter((id) => measureOf(id) !== undefined);
const PLACE_OF = Int16Array.from({ length: MEASURES }, (_, id) => PLACES.indexOf(id));
const BINNED = Uint8Array.from(PLACES, (id) => (isBinned(id) ? 1 : 0));
/** The dimensions in which a measure is kept, by its place: theirs in DIMENSIONS. */
const KEPT_IN: readonly (readonly number[])[] = PLACES.map((id) => {
  const section = sectionOf(id);
  return [...DIMENSIONS.keys()].filter((n) => {
    const dimension = DIMENSIONS[n];
    return section !== undefined && dimension !== undefined && DIMENSIONS_OF[section].includes(dimension);
  });
});

/** The values of a dimension that something counts under: several for a survey that several agents earned. */
export function valuesOf(dimension: Dimension, [channel, mailbox, type, priority, agent, policy, product]: Under): readonly string[] {
  switch (dimension) {
    case 'all':
      return [''];
    case 'channel':
      return [channel];
    case 'mailbox':
      return [mailbox];
    case 'type':
      return [type];
    case 'priority':
      return [priority];
    case 'agent':
      return agent.includes(' ') ? agent.split(' ') : [agent];
    case 'policy':
      return [policy];
    case 'pair':
      return [`${type}${PAIR}${channel}`];
    case 'product':
      return [product];
  }
}

/** Figures while they are added up: counts, and counts by bin, by the measure's place in PLACES. */
type Tally = { readonly counts: Float64Array; readonly bins: (Map<number, number> | undefined)[] };
const tally = (): Tally => ({ counts: new Float64Array(PLACES.length), bins: new Array(PLACES.length) });

function put({ counts, bins }: Tally, place: number, bin: number, amount: number): void {
  if (BINNED[place] === 0) {
    counts[place] = (counts[place] ?? 0) + amount;
    return;
  }
  let map = bins[place];
  if (map === undefined) {
    map = new Map();
    bins[place] = map;
  }
  map.set(bin, (map.get(bin) ?? 0) + amount);
}

/** The groups that something counts under, by the place of their dimension: one each, or several agents. */
type Route = readonly (readonly Tally[])[];

/** Adds shares up. */
export class Folding {
  readonly #groups: readonly Map<string, Tally>[] = DIMENSIONS.map(() => new Map());
  /** Where a part goes, found once for equal parts. */
  readonly #routes = new Map<Under, Route>();

  /** Adds one ticket's share of a day. */
  add(share: Share): void {
    for (let n = 0; n < share.under.length; n += 1) {
      const under = share.under[n];
      const adds = share.adds[n];
      if (under === undefined || adds === undefined) continue;
      const route = this.#route(under);
      for (let i = 0; i < adds.length; i += 3) spread(route, adds[i] ?? -1, adds[i + 1] ?? 0, adds[i + 2] ?? 0);
    }
  }

  #route(under: Under): Route {
    const known = this.#routes.get(under);
    if (known) return known;
    const route = DIMENSIONS.map((dimension, n) => valuesOf(dimension, under).map((value) => this.#group(n, value)));
    this.#routes.set(under, route);
    return route;
  }

  #group(n: number, value: string): Tally {
    const known = this.#groups[n]?.get(value);
    if (known) return known;
    const made = tally();
    this.#groups[n]?.set(value, made);
    return made;
  }

  /** What it has come to; groups in which nothing counts are left out. */
  rollup(): Rollup {
    const rollup = new Map<Dimension, ReadonlyMap<string, Cell>>();
    for (const [n, dimension] of DIMENSIONS.entries()) {
      const cells = new Map<string, Cell>();
      for (const [value, sums] of [...(this.#groups[n] ?? [])].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
        const cell = cellOf(sums);
        if (cell.size > 0) cells.set(value, cell);
      }
      if (cells.size > 0) rollup.set(dimension, cells);
    }
    return rollup;
  }
}

/** Adds to the groups of every dimension in which the measure is kept. */
function spread(route: Route, id: number, bin: number, amount: number): void {
  const place = PLACE_OF[id] ?? -1;
  for (const n of KEPT_IN[place] ?? []) for (const group of route[n] ?? []) put(group, place, bin, amount);
}

function cellOf({ counts, bins }: Tally): Cell {
  const cell = new Map<number, Bins>();
  for (const [place, id] of PLACES.entries()) {
    const count = counts[place] ?? 0;
    if (count !== 0) cell.set(id, [0, count]);
    const map = bins[place];
    const sorted = map === undefined ? NO_BINS : binsOf(map);
    if (sorted.length > 0) cell.set(id, sorted);
  }
  return cell;
}

/** Folds shares: the same roll-up in whatever order they come. */
export function fold(shares: Iterable<Share>): Rollup {
  const folding = new Folding();
  for (const share of shares) folding.add(share);
  return folding.rollup();
}

/** The sum of cells; `without` are measures to leave out, as a mask by number. */
function sumOfCells(cells: readonly Cell[], without: Uint8Array | null): Cell {
  const [only] = cells;
  if (only !== undefined && cells.length === 1 && without === null) return only;
  const lists = new Map<number, Bins[]>();
  for (const cell of cells) {
    for (const [id, bins] of cell) {
      if (without !== null && without[id] === 1) continue;
      const known = lists.get(id);
      if (known === undefined) lists.set(id, [bins]);
      else known.push(bins);
    }
  }
  const sum = new Map<number, Bins>();
  for (const id of [...lists.keys()].sort((x, y) => x - y)) {
    const bins = sumBins(lists.get(id) ?? []);
    if (bins.length > 0) sum.set(id, bins);
  }
  return sum;
}

/** The sum of two roll-ups: commutative, associative, and EMPTY changes nothing. */
export function merge(a: Rollup, b: Rollup): Rollup {
  const sum = new Map<Dimension, ReadonlyMap<string, Cell>>();
  for (const dimension of DIMENSIONS) {
    const [left, right] = [a.get(dimension), b.get(dimension)];
    const only = left === undefined ? right : right === undefined ? left : sumOfGroups([left, right]);
    if (only !== undefined && only.size > 0) sum.set(dimension, only);
  }
  return sum;
}

/**
 * The sum of one dimension's groups, of any number of days or months.
 * @param keepBare whether a group of which nothing was read stays: it is there, though nobody looked at what it has
 * @param without measures to leave out, as a mask by number
 */
export function sumOfGroups(
  all: readonly ReadonlyMap<string, Cell>[],
  keepBare = false,
  without: Uint8Array | null = null,
): ReadonlyMap<string, Cell> {
  const parts = new Map<string, Cell[]>();
  for (const groups of all) {
    for (const [value, cell] of groups) {
      const known = parts.get(value);
      if (known === undefined) parts.set(value, [cell]);
      else known.push(cell);
    }
  }
  const sum = new Map<string, Cell>();
  for (const value of [...parts.keys()].sort()) {
    const cell = sumOfCells(parts.get(value) ?? [], without);
    if (keepBare || cell.size > 0) sum.set(value, cell);
  }
  return sum;
}

/** The bins of a measure in a cell. */
export const binsIn = (cell: Cell, measure: Measure): Bins => cell.get(ID[measure]) ?? [];
/** A count, or a sum, in a cell. */
export const countIn = (cell: Cell, measure: Measure): number => cell.get(ID[measure])?.[1] ?? 0;
