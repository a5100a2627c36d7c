/*
 * Is that more than usual? A day's count against the same weekday of the eight weeks before.
 */

export const SURGE_WEEKS = 8;
/** Rarer than once in a thousand such days by the pattern alone. */
export const SURGE_PROBABILITY = 0.001;
/** Fewer than so many are no surge, however rare they were. */
const SURGE_LEAST = 5;
/** A pattern of fewer weeks is none. */
const LEAST_WEEKS = 2;

export type Surge = { readonly count: number; readonly expected: number; readonly probability: number };

/**
 * Judges one day.
 * @param count what came that day
 * @param before counts of the 56 days before, oldest first; shorter when the desk is younger
 * @returns the surge, or null when the pattern explains it
 *
 * The same weekday's counts give a Poisson rate with the Jeffreys prior Gamma(½, 0), so the next count is negative
 * binomial (Gelman et al., "Bayesian Data Analysis", section 2.6); where the days scatter more than Poisson counts do,
 * its variance grows by that dispersion.
 */
export function surgeOf(count: number, before: readonly number[]): Surge | null {
  const same = before.filter((_, i) => (before.length - i) % 7 === 0);
  const weeks = same.length;
  if (weeks < LEAST_WEEKS || count < SURGE_LEAST) return null;
  const shape = sum(same) + 0.5;
  const mean = shape / weeks;
  const variance = dispersion(before) * mean + (mean * mean) / shape;
  const probability = upperTail(count, mean, variance);
  return probability < SURGE_PROBABILITY && count > mean ? { count, expected: sum(same) / weeks, probability } : null;
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** How much the days scatter around their weekday's mean, in units of what Poisson counts would: at least 1. */
function dispersion(before: readonly number[]): number {
  let chi = 0;
  let freedom = 0;
  for (let weekday = 1; weekday <= 7; weekday += 1) {
    const same = before.filter((_, i) => (before.length - i) % 7 === weekday % 7);
    const mean = sum(same) / (same.length || 1);
    if (mean === 0) continue;
    chi += sum(same.map((x) => (x - mean) ** 2)) / mean;
    freedom += same.length - 1;
  }
  return freedom > 0 ? Math.max(1, chi / freedom) : 1;
}

/** P(X ≥ count) of a negative binomial with this mean and variance (variance above the mean). */
export function upperTail(count: number, mean: number, variance: number): number {
  const size = (mean * mean) / (variance - mean);
  const success = size / (size + mean);
  let log = logGamma(count + size) - logGamma(size) - logGamma(count + 1) + size * Math.log(success) + count * Math.log(1 - success);
  let tail = 0;
  for (let k = count; k < count + 100_000; k += 1) {
    const p = Math.exp(log);
    tail += p;
    if (k > mean && p < tail * 1e-12) break;
    log += Math.log((k + size) / (k + 1)) + Math.log(1 - success);
  }
  return Math.min(1, tail);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0; Lanczos' approximation (SIAM J. Numer. Anal. B 1, 1964) with g = 7. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  let series = LANCZOS[0] ?? 0;
  for (let i = 1; i < LANCZOS.length; i += 1) series += (LANCZOS[i] ?? 0) / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}
