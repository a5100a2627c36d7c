import type { Instant } from '../../events/ids.ts';
import { addWorking, workingSeconds } from './calendar.ts';
import { measureOf, type Pin } from './policy.ts';

/** A stretch of time in which a clock ran, [from, to). */
export type Stretch = { readonly from: Instant; readonly to: Instant };

/** When a clock warns, is due, and escalates; nulls where it does not. */
export type Dues = { readonly warnAt: Instant | null; readonly dueAt: Instant | null; readonly escalateAt: Instant[] };

/** Seconds of wall clock in stretches; a stretch that ends before it begins holds none. */
export const elapsedIn = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, s) => sum + Math.max(0, Date.parse(s.to) - Date.parse(s.from)), 0) / 1000;

/** Working seconds in stretches, summed piece by piece; null without a calendar. */
export const workingIn = ({ calendar }: Pin, stretches: readonly Stretch[]): number | null =>
  calendar === null ? null : Math.round(stretches.reduce((sum, s) => sum + workingSeconds(calendar, s.from, s.to) * 1000, 0)) / 1000;

/** Seconds in the measure of the pin's target. */
export const spentIn = (pin: Pin, stretches: readonly Stretch[]): number =>
  (measureOf(pin) === 'working' ? workingIn(pin, stretches) : null) ?? elapsedIn(stretches);

/**
 * The earliest instant by which a clock that ran in `stretches`, and runs on from `since`, has spent `seconds`. One that
 * was spent to the second as a stretch ended has not been passed: it comes as the clock goes on.
 */
function whenSpent(pin: Pin, stretches: readonly Stretch[], since: Instant, seconds: number): Instant | null {
  let left = seconds;
  for (const stretch of stretches) {
    const spent = spentIn(pin, [stretch]);
    if (spent >= left) {
      const at = later(pin, stretch.from, left);
      if (at !== null && at < stretch.to) return at;
    }
    left = Math.round((left - spent) * 1000) / 1000;
  }
  return later(pin, since, left);
}

function later(pin: Pin, from: Instant, seconds: number): Instant | null {
  if (measureOf(pin) === 'working' && pin.calendar) return addWorking(pin.calendar, from, seconds);
  const ms = Date.parse(from) + Math.round(seconds * 1000);
  // Past the year 9999 an instant no longer sorts as text.
  return ms < 253_402_300_800_000 ? (new Date(ms).toISOString() as Instant) : null;
}

/** When a clock with this pin warns, is due and escalates, given where it ran and since when it runs. */
export function duesOf(pin: Pin, stretches: readonly Stretch[], since: Instant): Dues {
  const { target } = pin;
  if (target === null) return { warnAt: null, dueAt: null, escalateAt: [] };
  const at = (seconds: number): Instant | null => whenSpent(pin, stretches, since, seconds);
  const warn =
    target.warn === null ? null : 'share' in target.warn ? target.seconds * target.warn.share : target.seconds - target.warn.seconds;
  return {
    warnAt: warn === null ? null : at(Math.max(0, Math.round(warn * 1000) / 1000)),
    dueAt: at(target.seconds),
    escalateAt: pin.escalations.map((step) => at(target.seconds + step.afterSeconds)).filter((i) => i !== null),
  };
}
