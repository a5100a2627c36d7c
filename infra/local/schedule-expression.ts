/*
 * When a schedule fires: rate(), cron() and at() as EventBridge writes them.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
import { Temporal } from 'temporal-polyfill';

/** The first instant strictly after `after` at which the schedule fires, in epoch milliseconds; null when it never does again. */
export type NextFire = (after: number) => number | null;

const UNIT_SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

/**
 * @param expression `rate(5 minutes)`, `cron(0 8 ? * MON-FRI *)` or `at(2026-01-31T09:00:00)`
 * @param zone IANA zone for cron and at; rates count from the epoch, so that every desk ticks at the same instants
 * @throws Error when the expression is not understood
 */
export function parseSchedule(expression: string, zone = 'UTC'): NextFire {
  const [, kind, inside] = /^\s*(rate|cron|at)\((.*)\)\s*$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(inside as string, expression);
  if (kind === 'cron') return cron(inside as string, zone, expression);
  if (kind === 'at') {
    const at = Temporal.PlainDateTime.from((inside as string).trim()).toZonedDateTime(zone).epochMilliseconds;
    return (after) => (at > after ? at : null);
  }
  throw new Error(`not a schedule: ${expression}`);
}

function rate(inside: string, expression: string): NextFire {
  const [, count, unit] = /^\s*([1-9]\d*)\s+(minute|hour|day)s?\s*$/.exec(inside) ?? [];
  if (!count || !unit) throw new Error(`not a rate: ${expression}`);
  const every = Number(count) * (UNIT_SECONDS[unit] as number) * 1000;
  return (after) => Math.floor(after / every) * every + every;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Whether a date fits the day-of-month or day-of-week field. */
type DayTest = (date: Temporal.PlainDate) => boolean;

function cron(inside: string, zone: string, expression: string): NextFire {
  const fields = inside.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`a cron expression has six fields: ${expression}`);
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields as [string, string, string, string, string, string];
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new Error(`one of day-of-month and day-of-week is a question mark: ${expression}`);
  const minutes = numbers(minute, 0, 59);
  const hours = numbers(hour, 0, 23);
  const months = new Set(numbers(month, 1, 12, MONTHS));
  const years = year === '*' ? null : new Set(numbers(year, 1970, 2199));
  const fits = dayOfMonth === '?' ? weekdayTest(dayOfWeek) : monthDayTest(dayOfMonth);
  return (after) => {
    const start = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(zone);
    let date = start.toPlainDate();
    // Five years reach over a 29 February on a given weekday often enough; an expression that finds none never fires.
    for (let days = 0; days < 366 * 5; days += 1, date = date.add({ days: 1 })) {
      if (years && !years.has(date.year)) continue;
      if (!months.has(date.month) || !fits(date)) continue;
      for (const h of hours) {
        for (const m of minutes) {
          const local = date.toPlainDateTime({ hour: h, minute: m });
          const zoned = local.toZonedDateTime(zone);
          // A wall time that the clock skips in spring does not exist; one that comes twice fires the first time.
          if (!zoned.toPlainDateTime().equals(local)) continue;
          if (zoned.epochMilliseconds > after) return zoned.epochMilliseconds;
        }
      }
    }
    return null;
  };
}

function monthDayTest(field: string): DayTest {
  if (field === 'L') return (date) => date.day === date.daysInMonth;
  const [, near] = /^(\d+)W$/.exec(field) ?? [];
  if (near) {
    return (date) => {
      const wanted = date.with({ day: Math.min(Number(near), date.daysInMonth) });
      return date.equals(nearestWorkday(wanted));
    };
  }
  const days = new Set(numbers(field, 1, 31));
  return (date) => days.has(date.day);
}

function nearestWorkday(date: Temporal.PlainDate): Temporal.PlainDate {
  if (date.dayOfWeek === 6) return date.day === 1 ? date.add({ days: 2 }) : date.subtract({ days: 1 });
  if (date.dayOfWeek === 7) return date.day === date.daysInMonth ? date.subtract({ days: 2 }) : date.add({ days: 1 });
  return date;
}

function weekdayTest(field: string): DayTest {
  const weekday = (date: Temporal.PlainDate): number => (date.dayOfWeek % 7) + 1;
  const [, last] = /^([1-7]|[A-Z]{3})L$/.exec(field) ?? [];
  if (last) {
    const wanted = number(last, DAYS);
    return (date) => weekday(date) === wanted && date.day + 7 > date.daysInMonth;
  }
  const [, which, nth] = /^([1-7]|[A-Z]{3})#([1-5])$/.exec(field) ?? [];
  if (which && nth) {
    const wanted = number(which, DAYS);
    return (date) => weekday(date) === wanted && Math.ceil(date.day / 7) === Number(nth);
  }
  const days = new Set(numbers(field, 1, 7, DAYS));
  return (date) => days.has(weekday(date));
}

function number(text: string, names: readonly string[]): number {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? named + 1 : Number(text);
  if (!Number.isInteger(value)) throw new Error(`not a number in a cron field: ${text}`);
  return value;
}

/** The values of a field, ascending: `*`, lists, ranges, steps and names. */
function numbers(field: string, min: number, max: number, names: readonly string[] = []): number[] {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : Number(stepText);
    if (!Number.isInteger(step) || step < 1) throw new Error(`not a step in a cron field: ${part}`);
    const [low = '', high] = range.split('-');
    const from = low === '*' ? min : number(low, names);
    const to = low === '*' ? max : high !== undefined ? number(high, names) : stepText === undefined ? from : max;
    if (from < min || to > max || from > to) throw new Error(`out of range in a cron field: ${part}`);
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}
