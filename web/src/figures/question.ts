import type { Route } from '../route.ts';

/*
 * What the reader asks for, as the address bar holds it: a link is a view.
 */

export type Figure = 'volume' | 'response' | 'sla' | 'resolution' | 'types' | 'happiness' | 'agents' | 'hours';
export type By = 'day' | 'week' | 'month' | 'total';
export type Group = 'channel' | 'mailbox' | 'type' | 'priority' | 'agent' | 'policy' | 'product';

export type Question = {
  /** Local dates of the desk, half-open; left out, the API takes the last 28 days. */
  readonly from?: string;
  readonly to?: string;
  readonly by?: By;
  readonly group?: Group;
  readonly cohort?: 'replied' | 'opened';
  readonly clock?: 'elapsed' | 'business';
  readonly compare?: 'previous' | 'year';
};

const one = <T extends string>(value: string | undefined, allowed: readonly T[]): T | undefined => allowed.find((each) => each === value);
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the question from the address; what makes no sense is left out, as if it had not been asked. */
export function questionOf({ query }: Route): Question {
  const wanted: { [K in keyof Question]: Question[K] | undefined } = {
    from: DATE.test(query.from ?? '') ? query.from : undefined,
    to: DATE.test(query.to ?? '') ? query.to : undefined,
    by: one(query.by, ['day', 'week', 'month', 'total']),
    group: one(query.group, ['channel', 'mailbox', 'type', 'priority', 'agent', 'policy', 'product']),
    cohort: one(query.cohort, ['replied', 'opened']),
    clock: one(query.clock, ['elapsed', 'business']),
    compare: one(query.compare, ['previous', 'year']),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Question;
}

/** A date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** The local date of an instant in a zone. */
export const dateIn = (zone: string, ms: number): string =>
  // Canadian English writes dates as ISO 8601 does.
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);

/** The piece that a period of so many days is cut into, when the reader did not say. */
export const usualBy = (days: number): By => (days <= 92 ? 'day' : days <= 550 ? 'week' : 'month');

/** The API's own words for the question. */
export const asQuery = (question: Question): Record<string, string> =>
  Object.fromEntries(Object.entries(question).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
