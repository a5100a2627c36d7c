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

type Node = Map<string, Node | Under>;
let known: Node = new Map();
let kept = 0;
/** So many different ones are remembered before remembering begins anew. */
const REMEMBERED = 100_000;

/** The one asked for last: what a ticket adds mostly counts under the same. */
let last: Under | undefined;

/** The same object for the same values, so that what counts under the same is found by identity. */
export function under(
  channel: string,
  mailbox: string,
  type: string,
  priority: string,
  agent: string,
  policy: string,
  product: string,
): Under {
  if (
    last !== undefined &&
    last[4] === agent &&
    last[2] === type &&
    last[3] === priority &&
    last[0] === channel &&
    last[1] === mailbox &&
    last[5] === policy &&
    last[6] === product
  ) {
    return last;
  }
  const found = lookedUp(channel, mailbox, type, priority, agent, policy, product);
  last = found;
  return found;
}

function lookedUp(channel: string, mailbox: string, type: string, priority: string, agent: string, policy: string, product: string): Under {
  const node = below(below(below(below(below(below(known, channel), mailbox), type), priority), agent), policy);
  const found = node.get(product);
  if (found !== undefined) return found as Under;
  if (kept >= REMEMBERED) {
    known = new Map();
    kept = 0;
    return lookedUp(channel, mailbox, type, priority, agent, policy, product);
  }
  const made: Under = [channel, mailbox, type, priority, agent, policy, product];
  node.set(product, made);
  kept += 1;
  return made;
}

function below(node: Node, value: string): Node {
  const found = node.get(value);
  if (found !== undefined) return found as Node;
  const made: Node = new Map();
  node.set(value, made);
  return made;
}

/** For each `under`, what it adds: measure number, bin, amount; measure number, bin, amount; … */
export type Share = { readonly under: Under[]; readonly adds: number[][] };
/** A ticket's shares by day number. */
export type Shares = Map<number, Share>;

/** What a day holds under something: measure, bin, amount, and so on. To be added to. */
export function partOf(shares: Shares, day: number, by: Under): number[] {
  let share = shares.get(day);
  if (share === undefined) {
    share = { under: [], adds: [] };
    shares.set(day, share);
  }
  const known = share.adds[share.under.indexOf(by)];
  if (known !== undefined) return known;
  const made: number[] = [];
  share.under.push(by);
  share.adds.push(made);
  return made;
}

/** Adds `amount` of a measure to a day. */
export function add(shares: Shares, day: number, by: Under, measure: number, bin: number, amount: number): void {
  partOf(shares, day, by).push(measure, bin, amount);
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
  const parts = new Map<string, { by: Under; sums: Map<number, Map<number, number>> }>();
  for (const [place, by] of share.under.entries()) {
    const key = by.join(SEPARATOR);
    let part = parts.get(key);
    if (part === undefined) {
      part = { by, sums: new Map() };
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
  const unders: Under[] = [];
  const adds: number[][] = [];
  for (const [, part] of [...parts].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const list: number[] = [];
    for (const [measure, bins] of [...part.sums].sort((a, b) => a[0] - b[0])) {
      for (const [bin, amount] of [...bins].sort((a, b) => a[0] - b[0])) if (amount !== 0) list.push(measure, bin, amount);
    }
    if (list.length === 0) continue;
    unders.push(part.by);
    adds.push(list);
  }
  return { under: unders, adds };
}

/** A share as text: equal shares have equal texts. */
export const shareText = (share: Share): string => {
  const { under: unders, adds } = canonical(share);
  return unders.length === 0 ? '' : JSON.stringify([unders, adds]);
};

/** Reads a share back. */
export function shareOf(text: string): Share {
  if (text === '') return { under: [], adds: [] };
  const [unders, adds] = JSON.parse(text) as [Under[], number[][]];
  return { under: unders.map((u) => under(...u)), adds };
}
