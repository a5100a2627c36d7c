import { medianRanks } from './interval.ts';
import { WITHIN_SECONDS } from './measure.ts';
import { addBins, type Bins, binAt, durationAt, quantiles, total } from './sketch.ts';
import { kaplanMeier } from './survival.ts';

/*
 * Durations as they are answered: in seconds, with null where there is too little to say.
 */

/** Under these numbers of values a percentile says more about chance than about the desk. */
const LEAST = { p90: 20, p99: 100 } as const;
const SHOWN = [0.5, 0.9, 0.99] as const;

/** Seconds; the mean is exact, percentiles are within 1 %. */
export type Stat = {
  readonly n: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
};

const seconds = (milliseconds: number | null): number | null => (milliseconds === null ? null : milliseconds / 1000);

/** @param sumMilliseconds the exact sum of what is in the bins */
export function stat(bins: Bins, sumMilliseconds: number): Stat {
  const n = total(bins);
  if (n === 0) return { n, mean: null, p50: null, p90: null, p99: null };
  const [p50 = null, p90 = null, p99 = null] = quantiles(bins, n, SHOWN);
  return {
    n,
    mean: sumMilliseconds / n / 1000,
    p50: seconds(p50),
    p90: n < LEAST.p90 ? null : seconds(p90),
    p99: n < LEAST.p99 ? null : seconds(p99),
  };
}

/** The median's 95 % interval in seconds, null when there is nothing. */
export function medianInterval(bins: Bins): { readonly low: number; readonly high: number } | null {
  const n = total(bins);
  if (n === 0) return null;
  const { low, high } = medianRanks(n);
  return { low: durationAt(binAt(bins, low)) / 1000, high: durationAt(binAt(bins, high)) / 1000 };
}

/**
 * No more bins than stat() and medianInterval() look at, with which both say just what they say of all of them: those in which
 * a percentile or an end of the interval lies, and each stands for what came since the one before. Not to be added up.
 */
export function digestOf(bins: Bins): Bins {
  const n = total(bins);
  if (n === 0) return bins;
  const { low, high } = medianRanks(n);
  const ranks = [...SHOWN.map((q) => Math.floor(q * (n - 1))), low, high].sort((a, b) => a - b);
  const kept: number[] = [];
  let [seen, told, next] = [0, 0, 0];
  for (let i = 0; i < bins.length && next < ranks.length; i += 2) {
    seen += bins[i + 1] ?? 0;
    if (seen <= (ranks[next] ?? 0)) continue;
    while (next < ranks.length && seen > (ranks[next] ?? 0)) next += 1;
    // Behind the last rank nobody looks at where they are, only at how many.
    const upTo = next < ranks.length ? seen : n;
    kept.push(bins[i] ?? 0, upTo - told);
    told = upTo;
  }
  return kept;
}

/** Shares answered within 1, 4, 12, 24 and 48 hours; null when nothing could have been. */
export type Within = Readonly<Record<'h1' | 'h4' | 'h12' | 'h24' | 'h48', number | null>>;

/** @param of everybody that counts: those who still wait as well, where they are in the picture */
export function within(bins: Bins, of: number): Within {
  const shares = WITHIN_SECONDS.map((_, place) => {
    let n = 0;
    for (let i = 0; i < bins.length; i += 2) if ((bins[i] ?? 0) <= place) n += bins[i + 1] ?? 0;
    return of === 0 ? null : n / of;
  });
  const [h1 = null, h4 = null, h12 = null, h24 = null, h48 = null] = shares;
  return { h1, h4, h12, h24, h48 };
}

/** Time until answered with those who still wait: Kaplan–Meier, in seconds. */
export type Survival = {
  readonly waiting: number;
  readonly p50: number | null;
  readonly p90: number | null;
  /** True when somebody waits whose working time nobody has counted yet: the true values are at most these. */
  readonly atMost: boolean;
};

/**
 * @param waitingSince those who wait, by the Unix second since which they do
 * @param asOfMs until when it is known, epoch milliseconds
 */
export function survival(answered: Bins, waitingSince: Bins, asOfMs: number, clock: 'elapsed' | 'business'): Survival {
  const waits: number[] = [];
  for (let i = waitingSince.length - 2; i >= 0; i -= 2) {
    const waited = clock === 'business' ? Number.POSITIVE_INFINITY : Math.max(0, asOfMs - (waitingSince[i] ?? 0) * 1000);
    for (let k = 0; k < (waitingSince[i + 1] ?? 0); k += 1) waits.push(waited);
  }
  const n = total(answered) + waits.length;
  return {
    waiting: waits.length,
    p50: seconds(kaplanMeier(answered, waits, 0.5)),
    p90: n < LEAST.p90 ? null : seconds(kaplanMeier(answered, waits, 0.9)),
    atMost: clock === 'business' && waits.length > 0,
  };
}

/** Values that are whole numbers themselves, such as replies for each ticket: exact. */
export function wholeStat(bins: Bins): {
  readonly n: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
} {
  const n = total(bins);
  let sum = 0;
  for (let i = 0; i < bins.length; i += 2) sum += (bins[i] ?? 0) * (bins[i + 1] ?? 0);
  const at = (q: number): number | null => (n === 0 ? null : binAt(bins, Math.floor(q * (n - 1))));
  return { n, mean: n === 0 ? null : sum / n, p50: at(0.5), p90: n < LEAST.p90 ? null : at(0.9) };
}

/** Sums several lists of bins. */
export const allBins = (...lists: Bins[]): Bins => lists.reduce(addBins, []);
