import * as z from 'zod/mini';
import { type Checked, check, refusal } from '../api/check.ts';
import { dateOf, dayNumber, daysOfMonth, monthOf, weekdayOf, type Zone } from './day.ts';
import type { Time } from './measure.ts';

/*
 * What a manager asks: which figures, over which days, cut how.
 */

export const FIGURES = ['volume', 'response', 'sla', 'resolution', 'types', 'happiness', 'agents', 'hours'] as const;
export type Figure = (typeof FIGURES)[number];
export const GROUPS = ['channel', 'mailbox', 'type', 'priority', 'agent', 'policy', 'product'] as const;
export type Group = (typeof GROUPS)[number];
export const PERIODS = ['day', 'week', 'month', 'total'] as const;
export type Period = (typeof PERIODS)[number];

export type Query = {
  readonly figure: Figure;
  /** Day numbers, `[from, to)`; `to` is at most the day after today. */
  readonly from: number;
  readonly to: number;
  readonly by: Period;
  readonly group: Group | null;
  readonly cohort: 'replied' | 'opened';
  readonly clock: Time;
  readonly compare: 'previous' | 'year' | null;
};

/** Three years by day, and thirty in larger pieces. */
export const MOST_DAYS = 3 * 366;
const MOST_DAYS_AT_ALL = 30 * 366;
const DEFAULT_DAYS = 28;

const TICKET_GROUPS: readonly Group[] = ['channel', 'mailbox', 'type', 'priority', 'agent', 'policy'];
/** By what each figure may be grouped. Types are rows of their own, and so are agents; an order has neither mailbox nor policy. */
export const GROUPS_OF: Readonly<Record<Figure, readonly Group[]>> = {
  volume: TICKET_GROUPS,
  response: TICKET_GROUPS,
  sla: TICKET_GROUPS,
  resolution: TICKET_GROUPS,
  types: ['channel'],
  happiness: ['channel', 'type', 'agent', 'product'],
  agents: [],
  hours: TICKET_GROUPS,
};

const isDate = (text: string): boolean => {
  try {
    dayNumber(text);
    return true;
  } catch {
    return false;
  }
};
const date = z.string().check(z.refine(isDate, 'must be a date, such as 2026-01-31'));
const parameters = {
  from: z.optional(date),
  to: z.optional(date),
  by: z.optional(z.enum(PERIODS)),
  group: z.optional(z.enum(GROUPS)),
  cohort: z.optional(z.enum(['replied', 'opened'])),
  clock: z.optional(z.enum(['elapsed', 'business'])),
  compare: z.optional(z.enum(['previous', 'year'])),
};
/** The parameters of every figure. */
export const figureQuery = z.strictObject(parameters);
/** And of the lists of tickets behind them. */
export const ticketsQuery = z.strictObject({
  ...parameters,
  count: z.optional(z.string().check(z.maxLength(60))),
  value: z.optional(z.string().check(z.maxLength(200))),
  hour: z.optional(z.string().check(z.regex(/^(\d|[1-9]\d|1[0-5]\d|16[0-7])$/, 'must be an hour of the week, 0 (Monday 00:00) to 167'))),
  limit: z.optional(z.string().check(z.regex(/^([1-9]|[1-9]\d|1\d\d|200)$/, 'must be a whole number from 1 to 200'))),
  cursor: z.optional(z.string().check(z.maxLength(1000))),
});
export type TicketsQuery = z.output<typeof ticketsQuery>;

/**
 * Reads the parameters; what is wrong comes back as a problem (400) that names the parameter and what is allowed.
 * @param zone the desk's: dates are its local dates, `to` is the first day that is left out
 * @param nowMs when it was asked, epoch milliseconds
 */
export function parseQuery(figure: Figure, given: Readonly<Record<string, string>>, zone: Zone, nowMs: number): Checked<Query> {
  const checked = check(figureQuery, given, 400, 'query');
  return 'answer' in checked ? checked : settle(figure, checked.value, zone, nowMs);
}

/** Fills in what was left out, and refuses what makes no sense together. */
export function settle(figure: Figure, value: z.output<typeof figureQuery>, zone: Zone, nowMs: number): Checked<Query> {
  const today = zone.dayOf(nowMs);
  const tomorrow = today + 1;
  const asked = value.to === undefined ? tomorrow : dayNumber(value.to);
  const from = value.from === undefined ? Math.min(asked, tomorrow) - DEFAULT_DAYS : dayNumber(value.from);
  const by = value.by ?? (figure === 'volume' || figure === 'response' || figure === 'sla' || figure === 'resolution' ? 'day' : 'total');
  const no = (field: string, why: string): Checked<Query> => ({ answer: refusal([{ field, why }], 400) });
  if (from > today) return no('from', `lies in the future; the last day that can be asked for is ${dateOf(today)} (${zone.name}).`);
  if (from > asked) return no('from', `must not be after to (${dateOf(asked)}); days are counted from the first to the one before to.`);
  const to = Math.min(asked, tomorrow);
  if (by === 'day' && to - from > MOST_DAYS) {
    return no('from', `at most three years (${MOST_DAYS} days) can be asked for by day; ask by week or by month, or for less.`);
  }
  if (to - from > MOST_DAYS_AT_ALL) return no('from', `at most thirty years can be asked for; begin at ${dateOf(to - MOST_DAYS_AT_ALL)}.`);
  const group = value.group ?? null;
  if (group !== null && !GROUPS_OF[figure].includes(group)) {
    const allowed = GROUPS_OF[figure];
    return no('group', allowed.length === 0 ? `${figure} cannot be grouped.` : `must be one of ${allowed.join(', ')} for ${figure}.`);
  }
  const { cohort = 'replied', clock = 'elapsed', compare = null } = value;
  return { value: { figure, from, to, by, group, cohort, clock, compare } };
}

export type Bucket = { readonly from: number; readonly to: number };

/** The period cut into days, weeks (from Monday) or calendar months; the first and the last may be cut short. */
export function bucketsOf({ from, to, by }: Pick<Query, 'from' | 'to' | 'by'>): Bucket[] {
  if (by === 'total') return [{ from, to }];
  const buckets: Bucket[] = [];
  for (let day = from; day < to; ) {
    const next = by === 'day' ? day + 1 : by === 'week' ? day + 7 - weekdayOf(day) : daysOfMonth(monthOf(day)).to;
    buckets.push({ from: day, to: Math.min(next, to) });
    day = next;
  }
  return buckets;
}

/** The period to compare with: as many days just before, or the same dates a year earlier. */
export function comparedTo({ from, to, compare }: Pick<Query, 'from' | 'to' | 'compare'>): Bucket | null {
  if (compare === null) return null;
  if (compare === 'previous') return { from: from - (to - from), to: from };
  return { from: yearBefore(from), to: yearBefore(to) };
}

/** The same date a year earlier; 29 February becomes the 28th. */
function yearBefore(day: number): number {
  const date = dateOf(day);
  const rest = date.slice(4) === '-02-29' ? '-02-28' : date.slice(4);
  return dayNumber(`${String(Number(date.slice(0, 4)) - 1).padStart(4, '0')}${rest}`);
}
