import type { Instant } from '../../events/ids.ts';
import type { Calendar } from '../settings.ts';
import { compileHours, DAY_MS, type LocalHours, openBefore, openNumber } from './local-hours.ts';
import { stretchAt, type ZoneTable, zoneTable } from './zone.ts';

/*
 * Working time. One rule decides everything: the desk is open at an instant when the clock on the wall in its zone
 * shows a date and time inside one of its intervals. So a skipped hour (spring) holds no working time, an hour that
 * comes twice (autumn) holds it twice, and a midnight that does not exist begins nothing and ends nothing.
 * Everything is counted in real elapsed time, to the millisecond, on half-open intervals [from, to).
 *
 * W(t) = M(t + offset) + C: M counts open wall time (local-hours.ts), C corrects for what the changes of offset
 * before t skipped or repeated. Both are looked up, so a year costs what a day costs.
 */

/** How much further a zone is looked up at once while searching. */
const FAR_MS = 20 * 366 * DAY_MS;

type Count = { readonly hours: LocalHours; corrections: number[]; generation: number };
type Compiled = { readonly open: Count; closed: Count | null };

/** By identity: settings are read once and kept, so each calendar is compiled once. */
const compiled = new WeakMap<Calendar, Compiled>();

const countOf = (calendar: Calendar, closed: boolean): Count => ({
  hours: compileHours(calendar, closed),
  corrections: [0],
  generation: -1,
});

function compile(calendar: Calendar): Compiled {
  let found = compiled.get(calendar);
  if (found === undefined) {
    found = { open: countOf(calendar, false), closed: null };
    compiled.set(calendar, found);
  }
  return found;
}

/** Brings the corrections up to the zone's table. */
function correct(count: Count, table: ZoneTable): void {
  if (count.generation !== table.generation) {
    count.corrections = [0];
    count.generation = table.generation;
  }
  const { corrections } = count;
  for (let k = corrections.length; k < table.starts.length; k += 1) {
    const start = table.starts[k] ?? 0;
    const skipped = openBefore(count.hours, start + (table.offsets[k] ?? 0)) - openBefore(count.hours, start + (table.offsets[k - 1] ?? 0));
    corrections.push((corrections[k - 1] ?? 0) - skipped);
  }
}

/** W: open milliseconds before an instant, from some fixed point. */
function counted(count: Count, table: ZoneTable, ms: number): number {
  const k = stretchAt(table, ms);
  return openBefore(count.hours, ms + (table.offsets[k] ?? 0)) + (count.corrections[k] ?? 0);
}

/** The instant of the open millisecond number `n`, or null when so much is never open any more. */
function locate(count: Count, calendar: Calendar, from: number, n: number): number | null {
  let table = zoneTable(calendar.zone, from, from);
  correct(count, table);
  for (;;) {
    // The last stretch that begins with no more than n counted; stretches that begin alike hold nothing.
    let low = 0;
    let high = table.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (counted(count, table, table.starts[middle] ?? 0) <= n) low = middle;
      else high = middle - 1;
    }
    const local = openNumber(count.hours, n - (count.corrections[low] ?? 0));
    const ms = local === null ? null : local - (table.offsets[low] ?? 0);
    // In the last known stretch the answer stands only as far as the zone has been looked up.
    const wanted = ms ?? ((count.hours.days.at(-1) ?? 0) + 2) * DAY_MS;
    const known = table.to;
    if (low < table.starts.length - 1 || wanted < known) return ms;
    table = zoneTable(calendar.zone, from, Math.min(wanted, known + FAR_MS));
    correct(count, table);
    if (table.to === known) return ms;
  }
}

const iso = (ms: number): Instant | null =>
  Math.abs(ms) > 8.64e15 || ms >= 253_402_300_800_000 ? null : (new Date(ms).toISOString() as Instant);

/**
 * Working seconds in [from, to), exact to the millisecond: a number with up to three decimals.
 * 0 when `to` is not after `from`.
 */
export function workingSeconds(calendar: Calendar, from: Instant, to: Instant): number {
  const start = Date.parse(from);
  const end = Date.parse(to);
  if (end <= start) return 0;
  const { open } = compile(calendar);
  const table = zoneTable(calendar.zone, start, end);
  correct(open, table);
  return (counted(open, table, end) - counted(open, table, start)) / 1000;
}

/**
 * The earliest instant by which `seconds` of working time have passed since `from`: one that falls exactly at closing
 * stays at closing. No seconds asked gives `from` while open, else the next opening.
 * @returns null when the calendar does not open for so long any more (a checked one always does, within the calendar's years)
 */
export function addWorking(calendar: Calendar, from: Instant, seconds: number): Instant | null {
  const start = Date.parse(from);
  const { open } = compile(calendar);
  const table = zoneTable(calendar.zone, start, start);
  correct(open, table);
  const ms = Math.max(0, Math.round(seconds * 1000));
  const before = counted(open, table, start);
  const found = ms === 0 ? locate(open, calendar, start, before) : locate(open, calendar, start, before + ms - 1);
  return found === null ? null : iso(ms === 0 ? found : found + 1);
}

/** The first instant at or after `ms` that is open, or closed. */
function firstThat(calendar: Calendar, state: 'open' | 'closed', ms: number): number | null {
  const both = compile(calendar);
  if (state === 'closed') both.closed ??= countOf(calendar, true);
  const count = state === 'closed' && both.closed ? both.closed : both.open;
  const table = zoneTable(calendar.zone, ms, ms);
  correct(count, table);
  return locate(count, calendar, ms, counted(count, table, ms));
}

/** Whether the desk is open at the instant: at closing it is closed. */
export const isOpen = (calendar: Calendar, at: Instant): boolean => firstThat(calendar, 'open', Date.parse(at)) === Date.parse(at);

/** When it next goes from closed to open, after `at`; null when it never does (it never closes, or opens no more). */
export function nextOpening(calendar: Calendar, at: Instant): Instant | null {
  const from = Date.parse(at);
  const closed = firstThat(calendar, 'closed', from);
  const opening = closed === null ? null : firstThat(calendar, 'open', closed);
  return opening === null ? null : iso(opening);
}

/** When it next goes from open to closed, after `at`; null when it never does. */
export function nextClosing(calendar: Calendar, at: Instant): Instant | null {
  const opening = firstThat(calendar, 'open', Date.parse(at));
  const closing = opening === null ? null : firstThat(calendar, 'closed', opening);
  return closing === null ? null : iso(closing);
}
