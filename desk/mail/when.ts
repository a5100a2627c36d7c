import type { Instant } from '../../events/ids.ts';
import type { Words } from './words.ts';

/*
 * Times as people say them: "today by 16:30", "by Monday 10:00". Always in the desk's zone, in the reader's language and
 * calendar (Persian months in Persian, the Buddhist year in Thai, which shows only when the year is not this one).
 */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Formatters are slow to make and hold no state. */
const made = new Map<string, unknown>();
function once<T>(key: string, make: () => T): T {
  let found = made.get(key) as T | undefined;
  if (found === undefined) {
    found = make();
    made.set(key, found);
  }
  return found;
}

const STYLES = {
  localDay: { year: 'numeric', month: 'numeric', day: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'long' },
  date: { weekday: 'long', day: 'numeric', month: 'long' },
  dateWithYear: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
  shortDay: { weekday: 'short', day: 'numeric' },
  zone: { timeZoneName: 'longGeneric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const format = (style: keyof typeof STYLES, locale: string, zone: string): Intl.DateTimeFormat =>
  once(`${style} ${locale} ${zone}`, () => new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone: zone }));
const part = (of: Intl.DateTimeFormat, type: Intl.DateTimeFormatPartTypes, at: number): string | undefined =>
  of.formatToParts(at).find((p) => p.type === type)?.value;

/** A date in full. CLDR's Persian pattern puts the year first and a comma after the day, which nobody writes in a sentence. */
const fullDate = (at: number, locale: string, zone: string): string =>
  locale === 'fa'
    ? `${format('date', locale, zone).format(at)} ${part(format('year', locale, zone), 'year', at)}`
    : format('dateWithYear', locale, zone).format(at);

type LocalDay = { readonly year: number; readonly number: number };
/** Days by zone and quarter of an hour: one mail asks for the same several times, and so do the mails after it. */
const days = new Map<string, LocalDay>();
const QUARTER_MS = 15 * MINUTE_MS;
const KEPT = 500;

/** The local Gregorian day of an instant, as its year and a running number. No zone's day begins within a quarter of an hour. */
function localDay(at: number, zone: string): LocalDay {
  const key = `${Math.floor(at / QUARTER_MS)} ${zone}`;
  const known = days.get(key);
  if (known) return known;
  // American order, 11/20/2026. Read from the text: formatToParts takes four times as long.
  const [month = 1, day = 1, year = 0] = format('localDay', 'en-US', zone).format(at).split('/').map(Number);
  const found = { year, number: Math.round(Date.UTC(year, month - 1, day) / DAY_MS) };
  if (days.size >= KEPT) days.clear();
  days.set(key, found);
  return found;
}

const clock = (at: number, zone: string, words: Words): string => words.time(format('clock', words.locale, zone).format(at));

/** The day by its name, with the date when that name could mean another week, and the year when it is not this one. */
function dayName(at: number, zone: string, words: Words, away: number, thisYear: boolean): string {
  if (away > -7 && away < 7) return format('weekday', words.locale, zone).format(at);
  return thisYear ? format('date', words.locale, zone).format(at) : fullDate(at, words.locale, zone);
}

/** The zone by its name in the reader's language, such as "Ireland Time". */
export function zoneName(at: Instant, zone: string, words: Words): string {
  if (zone === 'UTC' || zone.startsWith('Etc/')) return 'UTC';
  // A generic name is the same in summer and winter, and dear to ask for.
  return once(`name ${words.locale} ${zone}`, () =>
    words.zone(part(format('zone', words.locale, zone), 'timeZoneName', Date.parse(at)) ?? zone),
  );
}

/**
 * A promise to a customer: "today by 16:30 (Ireland Time)". Rounded up to five minutes, as a person would say it.
 * Null, or a time that has passed, promises only "as soon as possible".
 */
export function promised(at: Instant | null, now: Instant, zone: string, words: Words): string {
  if (at === null || at <= now) return words.by.soon;
  const due = Math.ceil(Date.parse(at) / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const [today, day] = [localDay(Date.parse(now), zone), localDay(due, zone)];
  const away = day.number - today.number;
  const time = clock(due, zone, words);
  let said: string;
  if (away <= 0) said = words.by.today(time);
  else if (away === 1) said = words.by.tomorrow(time);
  else said = words.by.on(dayName(due, zone, words, away, day.year === today.year), time);
  return `${said} (${zoneName(at, zone, words)})`;
}

/** A day in a sentence to a customer: "by Friday 27 November". */
export function promisedDay(at: Instant, now: Instant, zone: string, words: Words): string {
  const [today, day] = [localDay(Date.parse(now), zone), localDay(Date.parse(at), zone)];
  return words.by.day(dayName(Date.parse(at), zone, words, 7, day.year === today.year));
}

/** A point in time, past or to come, to the minute: "yesterday at 16:30". */
export function moment(at: Instant, now: Instant, zone: string, words: Words): string {
  const [today, day] = [localDay(Date.parse(now), zone), localDay(Date.parse(at), zone)];
  const away = day.number - today.number;
  const time = clock(Date.parse(at), zone, words);
  if (away === 0) return words.at.today(time);
  if (away === 1) return words.at.tomorrow(time);
  if (away === -1) return words.at.yesterday(time);
  return words.at.on(dayName(Date.parse(at), zone, words, away > 0 ? away : 7, day.year === today.year), time);
}

/** How far off: "in 45 minutes", "2 hours ago". The unit is the largest of which there are two. */
export function distance(at: Instant, now: Instant, words: Words): string {
  // From the past's side, so that this very minute is "0 minutes ago" (-0) and not "in 0 minutes".
  const minutes = -(Date.parse(now) - Date.parse(at)) / MINUTE_MS;
  const size = Math.abs(minutes);
  const relative = once(`relative ${words.locale}`, () => new Intl.RelativeTimeFormat(words.locale));
  if (size < 120) return relative.format(Math.trunc(minutes), 'minute');
  if (size < 48 * 60) return relative.format(Math.trunc(minutes / 60), 'hour');
  return relative.format(Math.trunc(minutes / 1440), 'day');
}

/** A span of seconds in its two largest units: "3 hrs 20 mins". */
export function span(seconds: number, words: Words): string {
  const minutes = Math.round(seconds / 60);
  const parts: [number, 'day' | 'hour' | 'minute'][] =
    minutes < 60
      ? [[minutes, 'minute']]
      : minutes < 48 * 60
        ? [
            [Math.floor(minutes / 60), 'hour'],
            [minutes % 60, 'minute'],
          ]
        : [
            [Math.floor(minutes / 1440), 'day'],
            [Math.floor((minutes % 1440) / 60), 'hour'],
          ];
  return parts
    .filter(([n], place) => n > 0 || place === 0)
    .map(([n, unit]) => number(n, words, { style: 'unit', unit, unitDisplay: 'short' }))
    .join(' ');
}

/** A number in the reader's digits. */
export function number(value: number, words: Words, options: Intl.NumberFormatOptions = {}): string {
  return once(`number ${words.locale} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(words.locale, options)).format(value);
}

/** A local date such as '2026-11-20' in full: "Friday 20 November 2026". */
export const longDay = (day: string, words: Words): string => fullDate(Date.parse(`${day}T12:00:00Z`), words.locale, 'UTC');

/** A local date for a chart's row: "Fri 20". CLDR's short Persian day is an ordinal, which a chart has no use for. */
export function shortDay(day: string, words: Words): string {
  const at = Date.parse(`${day}T12:00:00Z`);
  const short = format('shortDay', words.locale, 'UTC');
  if (words.locale !== 'fa') return short.format(at);
  return `${part(short, 'weekday', at)} ${part(short, 'day', at)}`;
}
