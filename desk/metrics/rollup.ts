import { DIMENSIONS, DIMENSIONS_OF, type Dimension, ID, MEASURES, type Measure, sectionOf } from './measure.ts';
import type { Share, Under } from './share.ts';
import { addBins, type Bins, binsOf } from './sketch.ts';

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

/** Which measures are kept in which dimension, by number. */
const KEPT: Readonly<Record<Dimension, Uint8Array>> = Object.fromEntries(
  DIMENSIONS.map((dimension) => {
    const kept = new Uint8Array(MEASURES);
    for (let id = 0; id < MEASURES; id += 1) {
      const section = sectionOf(id);
      kept[id] = section !== undefined && DIMENSIONS_OF[section].includes(dimension) ? 1 : 0;
    }
    return [dimension, kept];
  }),
) as unknown as Record<Dimension, Uint8Array>;

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

/** A group's figures while they are added up. */
type Tally = { readonly counts: Float64Array; readonly bins: (Map<number, number> | undefined)[] };

/** Adds shares up. */
export class Folding {
  readonly #tallies = new Map<Dimension, Map<string, Tally>>();
  /** Where a part goes, found once for equal parts. */
  readonly #routes = new Map<Under, readonly { readonly kept: Uint8Array; readonly tally: Tally }[]>();

  /** Adds one ticket's share of a day. */
  add(share: Share): void {
    for (let place = 0; place < share.under.length; place += 1) {
      const under = share.under[place];
      const adds = share.adds[place];
      if (under === undefined || adds === undefined) continue;
      for (const { kept, tally } of this.#route(under)) {
        const { counts, bins } = tally;
        for (let i = 0; i < adds.length; i += 3) {
          const id = adds[i] ?? 0;
          if (kept[id] === 0) continue;
          const bin = adds[i + 1] ?? 0;
          const amount = adds[i + 2] ?? 0;
          if (IS_BINNED[id] === 0) {
            counts[id] = (counts[id] ?? 0) + amount;
            continue;
          }
          let map = bins[id];
          if (map === undefined) {
            map = new Map();
            bins[id] = map;
          }
          map.set(bin, (map.get(bin) ?? 0) + amount);
        }
      }
    }
  }

  #route(under: Under): readonly { readonly kept: Uint8Array; readonly tally: Tally }[] {
    const known = this.#routes.get(under);
    if (known) return known;
    const route = DIMENSIONS.flatMap((dimension) =>
      valuesOf(dimension, under).map((value) => ({ kept: KEPT[dimension], tally: this.#tally(dimension, value) })),
    );
    this.#routes.set(under, route);
    return route;
  }

  #tally(dimension: Dimension, value: string): Tally {
    let tallies = this.#tallies.get(dimension);
    if (tallies === undefined) {
      tallies = new Map();
      this.#tallies.set(dimension, tallies);
    }
    let tally = tallies.get(value);
    if (tally === undefined) {
      tally = { counts: new Float64Array(MEASURES), bins: [] };
      tallies.set(value, tally);
    }
    return tally;
  }

  /** What it has come to; groups in which nothing counts are left out. */
  rollup(): Rollup {
    const rollup = new Map<Dimension, ReadonlyMap<string, Cell>>();
    for (const dimension of DIMENSIONS) {
      const cells = new Map<string, Cell>();
      const tallies = [...(this.#tallies.get(dimension) ?? [])].sort((a, b) => (a[0] < b[0] ? -1 : 1));
      for (const [value, tally] of tallies) {
        const cell = cellOf(tally);
        if (cell.size > 0) cells.set(value, cell);
      }
      if (cells.size > 0) rollup.set(dimension, cells);
    }
    return rollup;
  }
}

const IS_BINNED = Uint8Array.from({ length: MEASURES }, (_, id) => (Math.floor(id / 32) % 2 === 1 ? 1 : 0));

function cellOf({ counts, bins }: Tally): Cell {
  const cell = new Map<number, Bins>();
  for (let id = 0; id < MEASURES; id += 1) {
    const map = bins[id];
    if (map !== undefined) {
      const sorted = binsOf(map);
      if (sorted.length > 0) cell.set(id, sorted);
    } else if ((counts[id] ?? 0) !== 0) {
      cell.set(id, [0, counts[id] ?? 0]);
    }
  }
  return cell;
}

/** Folds shares: the same roll-up in whatever order they come. */
export function fold(shares: Iterable<Share>): Rollup {
  const folding = new Folding();
  for (const share of shares) folding.add(share);
  return folding.rollup();
}

/** The sum of two cells. */
export function addCells(a: Cell, b: Cell): Cell {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const ids = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y);
  const sum = new Map<number, Bins>();
  for (const id of ids) {
    const bins = addBins(a.get(id) ?? [], b.get(id) ?? []);
    if (bins.length > 0) sum.set(id, bins);
  }
  return sum;
}

/** The sum of two roll-ups: commutative, associative, and EMPTY changes nothing. */
export function merge(a: Rollup, b: Rollup): Rollup {
  const sum = new Map<Dimension, ReadonlyMap<string, Cell>>();
  for (const dimension of DIMENSIONS) {
    const [left, right] = [a.get(dimension), b.get(dimension)];
    const only = left === undefined ? right : right === undefined ? left : addGroups(left, right);
    if (only !== undefined && only.size > 0) sum.set(dimension, only);
  }
  return sum;
}

/**
 * The sum of one dimension's groups.
 * @param keepBare whether a group of which nothing was read stays: it is there, though nobody looked at what it has
 */
export function addGroups(a: ReadonlyMap<string, Cell>, b: ReadonlyMap<string, Cell>, keepBare = false): ReadonlyMap<string, Cell> {
  const values = [...new Set([...a.keys(), ...b.keys()])].sort();
  const sum = new Map<string, Cell>();
  for (const value of values) {
    const cell = addCells(a.get(value) ?? NO_CELL, b.get(value) ?? NO_CELL);
    if (keepBare || cell.size > 0) sum.set(value, cell);
  }
  return sum;
}

/** The bins of a measure in a cell. */
export const binsIn = (cell: Cell, measure: Measure): Bins => cell.get(ID[measure]) ?? [];
/** A count, or a sum, in a cell. */
export const countIn = (cell: Cell, measure: Measure): number => cell.get(ID[measure])?.[1] ?? 0;
