import { Temporal } from 'temporal-polyfill';

/*
 * The desk's calendar days. A day is a local date of the desk's IANA zone, from its first instant until the next day's:
 * 23 and 25 hours long at a change of the clock, and absent where a zone skipped it (Pacific/Apia had no 2011-12-30).
 * Days are counted in numbers inside (days since 1970-01-01) and written as `YYYY-MM-DD` outside.
 */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A local date, `YYYY-MM-DD`. */
export type LocalDate = string;

/** Number of a local date: days since 1970-01-01. Throws on what is no date. */
export function dayNumber(date: LocalDate): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) throw new Error(`not a date: ${date}`);
  return ms / DAY_MS;
}

const dates = new Map<number, LocalDate>();
/** A hundred years of days, and then remembering begins anew. */
const REMEMBERED = 36_525;

/** The local date of a day number. A year by day asks for each of its days a dozen times, so they are remembered. */
export function dateOf(day: number): LocalDate {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= REMEMBERED) dates.clear();
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  dates.set(day, date);
  return date;
}

/**
 * Epoch milliseconds of an instant as events write it (`2026-01-31T09:00:00.000Z`); reads the digits, because a day of
 * events asks for it a hundred thousand times, and Date.parse takes five times as long.
 */
export function msOf(instant: string): number {
  // The events of a commit mostly carry one instant.
  if (instant !== lastInstant) {
    lastMs = digitsOf(instant);
    lastInstant = instant;
  }
  return lastMs;
}

let lastInstant = '1970-01-01T00:00:00.000Z';
let lastMs = 0;

function digitsOf(instant: string): number {
  const month = two(instant, 5);
  const year = two(instant, 0) * 100 + two(instant, 2) - (month <= 2 ? 1 : 0);
  // Days from civil: https://howardhinnant.github.io/date_algorithms.html, for years from 0 on.
  const era = (year / 400) | 0;
  const ofEra = year - era * 400;
  const ofYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + two(instant, 8) - 1;
  const days = era * 146_097 + ofEra * 365 + ((ofEra / 4) | 0) - ((ofEra / 100) | 0) + ofYear - 719_468;
  const seconds = two(instant, 11) * 3600 + two(instant, 14) * 60 + two(instant, 17);
  return days * DAY_MS + seconds * 1000 + (instant.charCodeAt(20) - 48) * 100 + two(instant, 21);
}

/** Two digits of a text; 528 is what the code of `0` adds to them. */
const two = (text: string, i: number): number => text.charCodeAt(i) * 10 + text.charCodeAt(i + 1) - 528;

/** Monday is 0. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** The month of a day, `YYYY-MM`. */
export const monthOf = (day: number): string => dateOf(day).slice(0, 7);

/** First day of a month, and the first of the next one. */
export function daysOfMonth(month: string): { readonly from: number; readonly to: number } {
  const known = months.get(month);
  if (known !== undefined) return known;
  const from = dayNumber(`${month}-01`);
  const year = Number(month.slice(0, 4));
  const next = Number(month.slice(5, 7)) + 1;
  const to = dayNumber(
    next > 12 ? `${String(year + 1).padStart(4, '0')}-01-01` : `${month.slice(0, 4)}-${String(next).padStart(2, '0')}-01`,
  );
  const days = { from, to };
  if (months.size < REMEMBERED) months.set(month, days);
  return days;
}

const months = new Map<string, { readonly from: number; readonly to: number }>();

/** The days of one zone. Remembers what it computed: `Temporal` is asked once a day, not once an event. */
export class Zone {
  readonly name: string;
  readonly #starts = new Map<number, number>();
  /** The day asked for last: events come in heaps. */
  #last = { day: 0, from: 0, to: 0 };

  /** Throws a RangeError on an unknown zone. */
  constructor(name: string) {
    this.name = name;
    Temporal.PlainDate.from('2000-01-01').toZonedDateTime(name);
  }

  /** The first instant of a day, in epoch milliseconds; a day that the zone skipped begins (and ends) where the next one does. */
  startOf(day: number): number {
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    const start = Temporal.PlainDate.from(dateOf(day)).toZonedDateTime(this.name).epochMilliseconds;
    this.#starts.set(day, start);
    return start;
  }

  /** The instant at which the wall clock of a day shows `HH:MM`, in epoch milliseconds; in a gap, the instant that it jumps to. */
  at(day: number, wallTime: string): number {
    return Temporal.PlainDate.from(dateOf(day)).toZonedDateTime({ timeZone: this.name, plainTime: wallTime }).epochMilliseconds;
  }

  /** The day in which an instant (epoch milliseconds) falls. */
  dayOf(ms: number): number {
    if (ms >= this.#last.from && ms < this.#last.to) return this.#last.day;
    let day = Math.floor(ms / DAY_MS) + 1;
    while (this.startOf(day) > ms) day -= 1;
    // A skipped day shares its start with its successor: the instant belongs to the later one.
    while (this.startOf(day + 1) <= ms) day += 1;
    this.#last = { day, from: this.startOf(day), to: this.startOf(day + 1) };
    return day;
  }

  /** Hour of the week by the wall clock, 0 (Monday 00:00) to 167. The hour that a fold repeats counts as the same hour. */
  hourOfWeek(ms: number): number {
    const day = this.dayOf(ms);
    const start = this.startOf(day);
    const plain = this.startOf(day + 1) - start === DAY_MS;
    const hour = plain ? Math.floor((ms - start) / HOUR_MS) : Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(this.name).hour;
    return weekdayOf(day) * 24 + hour;
  }
}
