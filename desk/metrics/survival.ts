import { type Bins, durationAt } from './sketch.ts';

/*
 * Response times when some customers still wait: ignoring those would make slow desks look fast.
 * Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958).
 */

/** Rounding of a product of fractions; two survival values closer than this are the same. */
const EPSILON = 1e-9;

/**
 * A quantile of the time until answered, in milliseconds: the smallest answered time at which at most 1 − q are still
 * unanswered. Null when too many still wait to say.
 * @param answered how long the answered waited, as sketch bins
 * @param waiting how long the others have waited so far, in milliseconds, ascending; Infinity for one of unknown length
 */
export function kaplanMeier(answered: Bins, waiting: readonly number[], q: number): number | null {
  let atRisk = waiting.length;
  for (let i = 1; i < answered.length; i += 2) atRisk += answered[i] ?? 0;
  let surviving = 1;
  let gone = 0;
  for (let i = 0; i < answered.length; i += 2) {
    const time = durationAt(answered[i] ?? 0);
    // Who stopped being watched at the very time is still at risk then.
    while (gone < waiting.length && (waiting[gone] ?? 0) < time) {
      gone += 1;
      atRisk -= 1;
    }
    const count = answered[i + 1] ?? 0;
    surviving *= 1 - count / atRisk;
    atRisk -= count;
    if (surviving <= 1 - q + EPSILON) return time;
  }
  return null;
}
