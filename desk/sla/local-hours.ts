import type { Calendar, Hours, Interval } from '../settings.ts';
import { WEEKDAYS } from '../settings.ts';

/*
 * A calendar's hours on the wall, without a zone: which milliseconds of local time are open. Days are counted from
 * 1970-01-01, local time is milliseconds since then as a clock on the wall shows it. A uniform stretch of weeks is
 * never walked: it is multiplied.
 */

export const DAY_MS = 86_400_000;
const WEEK = 7;

/** Open pieces of one day, [start, end) in milliseconds of the day, in order and never touching: start, end, start, end… */
type Day = { readonly pieces: readonly number[]; readonly total: number };
type Week = { readonly days: readonly Day[]; readonly before: readonly number[]; readonly total: number };
/** From `day` on until the next run's day: either weeks that repeat, or one day of its own. `base` is what was open before. */
type Run = { readonly day: number; readonly base: number; readonly week: Week | null; readonly own: Day | null };
export type LocalHours = { readonly runs: readonly Run[]; readonly days: readonly number[] };

/** `2026-12-25` as a day number; NaN for what is no date (2026-02-30). */
export function dayNumber(date: string): number {
  const ms = Date.parse(`${date}T00:00:00.000Z`);
  return new Date(Number.isNaN(ms) ? 0 : ms).toISOString().slice(0, 10) === date ? ms / DAY_MS : Number.NaN;
}

/** `HH:MM` in milliseconds of the day. */
export const wallMs = (wall: string): number => (Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5))) * 60_000;

/** An interval's start and end in milliseconds of the day it begins on; an overnight one ends after the day does. */
export function spanOf({ from, to }: Interval): [number, number] {
  const start = wallMs(from);
  const end = wallMs(to);
  return end < start ? [start, end + DAY_MS] : [start, end];
}

/** Monday is 0; 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % WEEK) + WEEK) % WEEK;
const weekOf = (day: number): number => Math.floor((day + 3) / WEEK);

/** What is open on a day: its own intervals, and what ran over from the night before. Overlaps count once. */
function dayOf(own: readonly Interval[], night: readonly Interval[]): Day {
  const raw = [
    ...own.map((i) => spanOf(i)).map(([s, e]): [number, number] => [s, Math.min(e, DAY_MS)]),
    ...night.map((i) => spanOf(i)).map(([, e]): [number, number] => [0, e - DAY_MS]),
  ]
    .filter(([s, e]) => e > s)
    .sort((a, b) => a[0] - b[0]);
  const pieces: number[] = [];
  for (const [start, end] of raw) {
    const last = pieces.length - 1;
    const lastEnd = pieces[last];
    if (lastEnd !== undefined && start <= lastEnd) pieces[last] = Math.max(lastEnd, end);
    else pieces.push(start, end);
  }
  return { pieces, total: pieces.reduce((sum, edge, i) => sum + (i % 2 === 0 ? -edge : edge), 0) };
}

/** The closed pieces of a day. */
function inverted({ pieces, total }: Day): Day {
  const edges = [0, ...pieces, DAY_MS];
  const out: number[] = [];
  for (let i = 0; i < edges.length; i += 2) {
    const start = edges[i] ?? 0;
    const end = edges[i + 1] ?? DAY_MS;
    if (end > start) out.push(start, end);
  }
  return { pieces: out, total: DAY_MS - total };
}

function weekFrom(days: readonly Day[]): Week {
  const before: number[] = [];
  let total = 0;
  for (const day of days) {
    before.push(total);
    total += day.total;
  }
  return { days, before, total };
}

/** The versions of a calendar's hours, the oldest first; that one also serves whatever lies before its own beginning. */
const versionsOf = (calendar: Calendar): { from: number; hours: Hours }[] =>
  calendar.hours
    .map((hours) => ({ from: hours.validFrom === null ? Number.NEGATIVE_INFINITY : dayNumber(hours.validFrom), hours }))
    .sort((a, b) => a.from - b.from);

/**
 * Compiles the hours. An interval belongs to the date on which it begins: a day off takes away what would begin on it,
 * and leaves the end of the night before.
 * @param closed compile the closed time instead of the open
 */
export function compileHours(calendar: Calendar, closed: boolean): LocalHours {
  const versions = versionsOf(calendar);
  const versionAt = (day: number): number =>
    Math.max(
      0,
      versions.findLastIndex((v) => v.from <= day),
    );
  const special = new Map<number, readonly Interval[]>();
  const shape = (own: readonly Interval[], night: readonly Interval[]): Day => (closed ? inverted(dayOf(own, night)) : dayOf(own, night));
  versions.forEach(({ hours }, v) => {
    const put = (date: string, intervals: readonly Interval[]): void => {
      const day = dayNumber(date);
      if (versionAt(day) === v && !Number.isNaN(day)) special.set(day, intervals);
    };
    for (const date of hours.holidayDates ?? []) put(date, []);
    for (const [date, intervals] of Object.entries(hours.dates)) put(date, intervals);
  });
  const intervalsOn = (day: number): readonly Interval[] =>
    special.get(day) ?? versions[versionAt(day)]?.hours.week[WEEKDAYS[weekdayOf(day)] ?? 'mon'] ?? [];
  const weeks = versions.map(({ hours: { week } }) =>
    weekFrom(WEEKDAYS.map((name, i) => shape(week[name], week[WEEKDAYS[(i + 6) % WEEK] ?? 'sun']))),
  );

  // A day stands alone when it or the day before is special, or when the hours changed between the two.
  const alone = new Set<number>();
  for (const day of special.keys()) alone.add(day).add(day + 1);
  for (const { from } of versions.slice(1)) alone.add(from);
  const firsts = new Set([...alone, ...[...alone].map((day) => day + 1)]);
  const days = [...firsts].sort((a, b) => a - b);

  let last: Run = { day: Number.NEGATIVE_INFINITY, base: 0, week: weeks[0] ?? weekFrom([]), own: null };
  const runs: Run[] = [last];
  for (const day of days) {
    const base = openIn(last, day * DAY_MS);
    const week = alone.has(day) ? null : (weeks[versionAt(day)] ?? null);
    // Of a run of weeks the base is reckoned from day 0, so that its place in the week needs no thought.
    if (week !== null) last = { day, base: base - uniform(week, day), week, own: null };
    else last = { day, base, week: null, own: shape(intervalsOn(day), intervalsOn(day - 1)) };
    runs.push(last);
  }
  return { runs, days: runs.map((run) => run.day) };
}

/** Open milliseconds from day 0 until the beginning of `day`, were all weeks like this one; negative before day 0. */
function uniform(week: Week, day: number): number {
  return weekOf(day) * week.total + (week.before[weekdayOf(day)] ?? 0);
}

const within = ({ pieces, total }: Day, ms: number): number => {
  let sum = 0;
  for (let i = 0; i < pieces.length; i += 2) {
    const start = pieces[i] ?? 0;
    const end = pieces[i + 1] ?? 0;
    if (ms < end) return ms > start ? sum + ms - start : sum;
    sum += end - start;
  }
  return total;
};

function openIn(run: Run, local: number): number {
  const day = Math.floor(local / DAY_MS);
  const ms = local - day * DAY_MS;
  if (run.week === null) return run.own === null ? run.base : run.base + (day > run.day ? run.own.total : within(run.own, ms));
  const shape = run.week.days[weekdayOf(day)];
  return run.base + uniform(run.week, day) + (shape === undefined ? 0 : within(shape, ms));
}

/** Open milliseconds before a local time, counted from some fixed point: only differences mean anything. */
export function openBefore({ runs, days }: LocalHours, local: number): number {
  const day = Math.floor(local / DAY_MS);
  let low = 0;
  let high = days.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((days[middle] ?? 0) <= day) low = middle;
    else high = middle - 1;
  }
  const run = runs[low];
  return run === undefined ? 0 : openIn(run, local);
}

/**
 * The local time of the open millisecond number `n`: the one that has exactly `n` open ones before it.
 * Null when so much is never open any more.
 */
export function openNumber({ runs }: LocalHours, n: number): number | null {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const run = runs[middle];
    if (run !== undefined && openIn(run, run.day * DAY_MS) <= n) low = middle;
    else high = middle - 1;
  }
  const run = runs[low];
  if (run === undefined) return null;
  if (run.week === null) return run.own === null || n - run.base >= run.own.total ? null : run.day * DAY_MS + inDay(run.own, n - run.base);
  const { week } = run;
  if (week.total === 0) return null;
  const count = n - run.base;
  const weeks = Math.floor(count / week.total);
  const rest = count - weeks * week.total;
  let weekday = WEEK - 1;
  while (weekday > 0 && (week.before[weekday] ?? 0) > rest) weekday -= 1;
  const day = week.days[weekday];
  if (day === undefined) return null;
  return (weeks * WEEK + weekday - 3) * DAY_MS + inDay(day, rest - (week.before[weekday] ?? 0));
}

function inDay({ pieces }: Day, n: number): number {
  let left = n;
  for (let i = 0; i < pieces.length; i += 2) {
    const start = pieces[i] ?? 0;
    const length = (pieces[i + 1] ?? 0) - start;
    if (left < length) return start + left;
    left -= length;
  }
  return pieces.at(-1) ?? 0;
}

/** Whether the hours have any open time in a week that repeats for ever at their end. */
export const opensForEver = ({ runs }: LocalHours): boolean => (runs.at(-1)?.week?.total ?? 0) > 0;
