import { DDSketch } from '@datadog/sketches-js';

/*
 * Durations as mergeable sketches with a relative error of at most 1 %: the logarithmic bins of DDSketch
 * (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019).
 * The mapping of value to bin is the library's. The bins are kept by us, as a sorted list of whole counts, because the
 * library's dense store lays its array out by the order in which values came: equal sketches would have unequal bytes.
 */

const { mapping } = new DDSketch({ relativeAccuracy: 0.01 });

/** Bins in the order of their numbers: bin, count, bin, count, … No count is zero. The same multiset is always the same list. */
export type Bins = readonly number[];
export const NO_BINS: Bins = [];

/** More bins than any duration needs: the last one is at 24,000 years. */
export const BIN_SPAN = 2048;

/** The bin of a duration in milliseconds; bin 0 holds zero. Never negative: what ended before it began took no time. */
export function binOf(milliseconds: number): number {
  const whole = Math.round(milliseconds);
  return whole < 1 ? 0 : Math.min(BIN_SPAN - 1, mapping.key(whole) + 1);
}

const VALUES = Float64Array.from({ length: BIN_SPAN }, (_, bin) => (bin === 0 ? 0 : mapping.value(bin - 1)));

/** What a bin stands for, in milliseconds: within 1 % of every duration in it. */
export const durationAt = (bin: number): number => VALUES[bin] ?? 0;

/** How many values there are. */
export function total(bins: Bins): number {
  let n = 0;
  for (let i = 1; i < bins.length; i += 2) n += bins[i] ?? 0;
  return n;
}

/** The bin that holds the value of a rank (0 is the smallest). */
export function binAt(bins: Bins, rank: number): number {
  let seen = 0;
  for (let i = 0; i < bins.length; i += 2) {
    seen += bins[i + 1] ?? 0;
    if (seen > rank) return bins[i] ?? 0;
  }
  return bins[bins.length - 2] ?? 0;
}

/**
 * Several quantiles in milliseconds in one pass, as quantile() gives them one by one.
 * @param n how many values there are, more than none
 * @param qs ascending
 */
export function quantiles(bins: Bins, n: number, qs: readonly number[]): number[] {
  const found: number[] = [];
  let seen = 0;
  let rank = Math.floor((qs[0] ?? 0) * (n - 1));
  for (let i = 0; i < bins.length && found.length < qs.length; i += 2) {
    seen += bins[i + 1] ?? 0;
    while (seen > rank && found.length < qs.length) {
      found.push(durationAt(bins[i] ?? 0));
      rank = Math.floor((qs[found.length] ?? 1) * (n - 1));
    }
  }
  return found;
}

/**
 * The q-quantile in milliseconds, null when there is nothing: the value of rank ⌊q(n−1)⌋ (the lower quantile, as DDSketch
 * defines it), within 1 % of the exact one.
 */
export function quantile(bins: Bins, q: number): number | null {
  const n = total(bins);
  return n === 0 ? null : durationAt(binAt(bins, Math.floor(q * (n - 1))));
}

/** The sum of two lists of bins; commutative and associative, and the empty list changes nothing. */
export function addBins(a: Bins, b: Bins): Bins {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const sum: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i] ?? Number.POSITIVE_INFINITY;
    const right = b[j] ?? Number.POSITIVE_INFINITY;
    const bin = left < right ? left : right;
    let count = 0;
    if (left === bin) {
      count += a[i + 1] ?? 0;
      i += 2;
    }
    if (right === bin) {
      count += b[j + 1] ?? 0;
      j += 2;
    }
    if (count !== 0) sum.push(bin, count);
  }
  return sum;
}

/** Bins below this are added up in place; those of customers who wait are instants, and far beyond. */
const DENSE = 2 * BIN_SPAN;
const SUMS = new Float64Array(DENSE);

/** The sum of any number of lists: as by addBins() one after the other, in one pass. */
export function sumBins(lists: readonly Bins[]): Bins {
  const dense = lists.length > 2 && lists.every((bins) => (bins[bins.length - 2] ?? 0) < DENSE);
  if (!dense) return lists.reduce(addBins, NO_BINS);
  let [from, to] = [DENSE, 0];
  for (const bins of lists) {
    if (bins.length === 0) continue;
    from = Math.min(from, bins[0] ?? 0);
    to = Math.max(to, (bins[bins.length - 2] ?? 0) + 1);
    for (let i = 0; i < bins.length; i += 2) {
      const bin = bins[i] ?? 0;
      SUMS[bin] = (SUMS[bin] ?? 0) + (bins[i + 1] ?? 0);
    }
  }
  const sum: number[] = [];
  for (let bin = from; bin < to; bin += 1) {
    const count = SUMS[bin] ?? 0;
    if (count === 0) continue;
    sum.push(bin, count);
    SUMS[bin] = 0;
  }
  return sum;
}

/** Sorted bins of a map; zeros drop out. */
export function binsOf(counts: ReadonlyMap<number, number>): Bins {
  const bins: number[] = [];
  // Numbers in a typed array are sorted natively, several times as fast as by a comparison.
  for (const bin of Float64Array.from(counts.keys()).sort()) {
    const count = counts.get(bin) ?? 0;
    if (count !== 0) bins.push(bin, count);
  }
  return bins;
}
