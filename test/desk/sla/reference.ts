import { Temporal } from 'temporal-polyfill';
import type { Calendar, Interval } from '../../../desk/settings.ts';
import { WEEKDAYS } from '../../../desk/settings.ts';

/*
 * Working time the slow way: look at the clock on the wall at every single second and ask whether it shows a time
 * inside an interval. Shares nothing with the desk's own arithmetic. (Temporal is asked once
 * in a quarter of an hour, because no zone of our time changes within one.)
 */

/** Which intervals begin on a date: its own hours, a holiday's none, or the weekday's, by the version in force on it. */
function beginningOn(calendar: Calendar, day: string): readonly Interval[] {
  const versions = calendar.hours.toSorted((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1));
  const hours = versions.findLast((h) => h.validFrom === null || h.validFrom <= day) ?? versions[0];
  if (!hours) return [];
  const own = hours.dates[day];
  if (own) return own;
  if (hours.holidayDates?.includes(day)) return [];
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return hours.week[WEEKDAYS[(weekday + 6) % 7] ?? 'mon'];
}

const minuteOf = (wall: string): number => Number(wall.split(':')[0]) * 60 + Number(wall.split(':')[1]);

/** Kept here because a look at a global costs much under jest, and this is asked for each second. */
const floor = Math.floor;
const QUARTER_MS = 900_000;

const offsets = new Map<string, number>();
function offsetAt(zone: string, epochMs: number): number {
  const key = `${zone} ${epochMs}`;
  const known = offsets.get(key) ?? Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  offsets.set(key, known);
  return known;
}

/** Tells whether a second (of the epoch) is open. */
export function wall(calendar: Calendar): (second: number) => boolean {
  const days = new Map<string, readonly (readonly [number, number])[]>();
  const since = (day: string): readonly (readonly [number, number])[] => {
    const known = days.get(day) ?? beginningOn(calendar, day).map(({ from, to }) => [minuteOf(from), minuteOf(to)] as const);
    days.set(day, known);
    return known;
  };
  let quarter = Number.NaN;
  let offsetMs = 0;
  let asked = Number.NaN;
  let open = false;
  return (second) => {
    const minute = floor(second / 60);
    if (minute === asked) return open;
    asked = minute;
    const ms = minute * 60_000;
    if (floor(ms / QUARTER_MS) !== quarter) {
      quarter = floor(ms / QUARTER_MS);
      offsetMs = offsetAt(calendar.zone, quarter * QUARTER_MS);
    }
    // What the clock on the wall shows: today's date, yesterday's, and the minute of the day.
    const shown = new Date(ms + offsetMs).toISOString();
    const yesterday = new Date(ms + offsetMs - 86_400_000).toISOString().slice(0, 10);
    const now = minuteOf(shown.slice(11, 16));
    open =
      since(shown.slice(0, 10)).some(([from, to]) => now >= from && (now < to || to < from)) ||
      since(yesterday).some(([from, to]) => to < from && now < to);
    return open;
  };
}

/** Working seconds in [from, to). */
export function walkBetween(calendar: Calendar, from: number, to: number): number {
  const isOpen = wall(calendar);
  let sum = 0;
  for (let second = from; second < to; second += 1) if (isOpen(second)) sum += 1;
  return sum;
}

/** The earliest second by which `wanted` working seconds have passed; none wanted: the first open one. Null when not before `limit`. */
export function walkAdd(calendar: Calendar, from: number, wanted: number, limit: number): number | null {
  const isOpen = wall(calendar);
  let sum = 0;
  for (let second = from; second <= limit; second += 1) {
    if (wanted > 0 ? sum === wanted : isOpen(second)) return second;
    if (isOpen(second)) sum += 1;
  }
  return null;
}

/** The first second after `from` at which it goes from closed to open (or the other way). Null when not before `limit`. */
export function walkChange(calendar: Calendar, from: number, to: 'open' | 'closed', limit: number): number | null {
  const isOpen = wall(calendar);
  let last = isOpen(from);
  for (let second = from + 1; second <= limit; second += 1) {
    const before = last;
    last = isOpen(second);
    if (last !== before && last === (to === 'open')) return second;
  }
  return null;
}
