import { idOf, type Measure } from './measure.ts';

/*
 * What one ticket (or one survey, or one order) adds to one day: its share. Shares are stored by day and ticket and
 * replaced as a whole, so that a ticket counted twice, late, or in another order counts the same.
 */

/** Under what a fact counts. Empty text means none. `agent` may name several, parted by a space: each gets the credit. */
export type Under = readonly [
  channel: string,
  mailbox: string,
  type: string,
  priority: string,
  agent: string,
  policy: string,
  product: string,
];
export const UNDER_LENGTH = 7;

/** For each `under`, what it adds: measure number, bin, amount; measure number, bin, amount; … */
export type Share = { readonly under: Under[]; readonly adds: number[][] };
/** A ticket's shares by day number. */
export type Shares = Map<number, Share>;

/** Adds `amount` of a measure to a day. */
export function add(shares: Shares, day: number, under: Under, measure: number, bin: number, amount: number): void {
  let share = shares.get(day);
  if (share === undefined) {
    share = { under: [], adds: [] };
    shares.set(day, share);
  }
  let place = share.under.indexOf(under);
  if (place === -1) {
    place = share.under.push(under) - 1;
    share.adds.push([]);
  }
  share.adds[place]?.push(measure, bin, amount);
}

/** How much of a measure a share holds, over all that it counts under. */
export function amountOf(share: Share, measure: Measure): number {
  const id = idOf(measure);
  let sum = 0;
  for (const list of share.adds) for (let i = 0; i < list.length; i += 3) if (list[i] === id) sum += list[i + 2] ?? 0;
  return sum;
}

const SEPARATOR = '\u0000';

/**
 * The one way to write a share: parts in the order of what they count under, each measure and bin once, ascending,
 * nothing that is zero.
 */
export function canonical(share: Share): Share {
  const parts = new Map<string, { under: Under; sums: Map<number, Map<number, number>> }>();
  for (const [place, under] of share.under.entries()) {
    const key = under.join(SEPARATOR);
    let part = parts.get(key);
    if (part === undefined) {
      part = { under, sums: new Map() };
      parts.set(key, part);
    }
    const list = share.adds[place] ?? [];
    for (let i = 0; i < list.length; i += 3) {
      const [measure = 0, bin = 0, amount = 0] = [list[i], list[i + 1], list[i + 2]];
      let bins = part.sums.get(measure);
      if (bins === undefined) {
        bins = new Map();
        part.sums.set(measure, bins);
      }
      bins.set(bin, (bins.get(bin) ?? 0) + amount);
    }
  }
  const under: Under[] = [];
  const adds: number[][] = [];
  for (const [, part] of [...parts].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const list: number[] = [];
    for (const [measure, bins] of [...part.sums].sort((a, b) => a[0] - b[0])) {
      for (const [bin, amount] of [...bins].sort((a, b) => a[0] - b[0])) if (amount !== 0) list.push(measure, bin, amount);
    }
    if (list.length === 0) continue;
    under.push(part.under);
    adds.push(list);
  }
  return { under, adds };
}

/** A share as text: equal shares have equal texts. */
export const shareText = (share: Share): string => {
  const { under, adds } = canonical(share);
  return under.length === 0 ? '' : JSON.stringify([under, adds]);
};

/** Reads a share back. */
export function shareOf(text: string): Share {
  if (text === '') return { under: [], adds: [] };
  const [under, adds] = JSON.parse(text) as [Under[], number[][]];
  return { under, adds };
}
