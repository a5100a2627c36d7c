/*
 * How sure a figure is: 95 % intervals.
 */

/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

export type Interval = { readonly low: number; readonly high: number };
/** A share of something with its 95 % interval; null where there is nothing to share. */
export type Rate = { readonly n: number; readonly of: number; readonly rate: number | null; readonly interval: Interval | null };

/**
 * Wilson's score interval for a proportion.
 * Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
export function wilson(n: number, of: number): Interval | null {
  if (of <= 0) return null;
  const p = n / of;
  const z2 = Z * Z;
  const middle = p + z2 / (2 * of);
  const half = Z * Math.sqrt((p * (1 - p) + z2 / (4 * of)) / of);
  const scale = 1 + z2 / of;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

/** A proportion with its interval; its rate is null when nothing could have happened, never NaN. */
export const rate = (n: number, of: number): Rate => ({ n, of, rate: of > 0 ? n / of : null, interval: wilson(n, of) });

/**
 * Net promoter score, −100…100, with the interval of the difference of two shares of one sample:
 * variance (p + d − (p − d)²) / n, for promoters p and detractors d (trinomial).
 */
export function netPromoter(
  promoters: number,
  detractors: number,
  n: number,
): { readonly score: number; readonly interval: Interval } | null {
  if (n <= 0) return null;
  const [p, d] = [promoters / n, detractors / n];
  const half = Z * Math.sqrt(Math.max(0, p + d - (p - d) ** 2) / n);
  return {
    score: ((promoters - detractors) / n) * 100,
    interval: { low: Math.max(-1, p - d - half) * 100, high: Math.min(1, p - d + half) * 100 },
  };
}

/**
 * How much a count changed against another one, as a share of the other, with its interval: given their sum, the first of
 * two Poisson counts is binomial (Przyborowski and Wilenski, Biometrika 31, 1940), and Wilson's interval is for that share.
 * Null when there was nothing before.
 * @param exposure length of the first period over that of the second
 */
export function change(now: number, before: number, exposure: number): { readonly change: number; readonly interval: Interval } | null {
  if (before <= 0 || exposure <= 0) return null;
  const share = wilson(now, now + before);
  if (share === null) return null;
  // The share stays below 1, because something came before.
  const ratio = (p: number): number => p / (1 - p) / exposure - 1;
  return { change: now / before / exposure - 1, interval: { low: ratio(share.low), high: ratio(share.high) } };
}

/** Ranks (0 is the smallest) between which the median of the population lies with 95 %: binomial, by its normal approximation. */
export function medianRanks(n: number): { readonly low: number; readonly high: number } {
  const half = (Z * Math.sqrt(n)) / 2;
  return { low: Math.max(0, Math.floor(n / 2 - half)), high: Math.min(n - 1, Math.ceil(n / 2 + half)) };
}
