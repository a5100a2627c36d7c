import Holidays from 'date-holidays';
import type { Instant } from '../../events/ids.ts';
import type { Hours, Settings } from '../settings.ts';
import type { Fault } from '../settings-references.ts';

/*
 * Public holidays as plain dates. The rules of 200 countries weigh megabytes, so only the function that saves settings
 * has them: it writes the dates into the settings, and nothing that counts time needs to know a rule.
 */

/** Dates are written from last year to so many years on. */
const YEARS_ON = 10;
/** Settings that nobody touches are renewed when less than this is left. */
const RENEW_YEARS = 9;
const DAY_MS = 86_400_000;

type Place = NonNullable<Hours['holidays']>;

/** `BY` is a state, `LA-NO` a region in it, as the package names them. */
const codesOf = ({ country, region }: Place): { country: string; state?: string; region?: string } => {
  const [state, part] = (region ?? '').toUpperCase().split('-');
  return { country: country.toUpperCase(), ...(state ? { state } : {}), ...(part ? { region: part } : {}) };
};

/** The local dates of a holiday: those whose noon it holds, so that one that begins at sunset is a day, and an afternoon off none. */
function datesOf({ start, end }: { readonly start: Date; readonly end: Date }): string[] {
  const dates: string[] = [];
  for (let day = Math.floor(start.getTime() / DAY_MS); day * DAY_MS < end.getTime(); day += 1) {
    const noon = day * DAY_MS + DAY_MS / 2;
    if (noon >= start.getTime() && noon < end.getTime()) dates.push(new Date(noon).toISOString().slice(0, 10));
  }
  return dates;
}

/** A day off, with what it is called there or in the language that is asked for, if it has a name in it. */
export type NamedHoliday = { readonly date: string; readonly name: string };

/** The public holidays of a year at a place, by date. */
export function namedHolidays(place: Place, year: number, language?: string): NamedHoliday[] {
  // In UTC the package's instants are what the wall shows there, whatever zone this machine is in.
  const found = new Holidays(codesOf(place), { timezone: 'UTC', types: ['public'] });
  return found
    .getHolidays(year, language)
    .filter(({ type }) => type === 'public')
    .flatMap((holiday) => datesOf(holiday).map((date) => ({ date, name: holiday.name })))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** The public holidays of a place as local dates, each once, sorted. */
export function holidayDates(place: Place, fromYear: number, toYear: number): string[] {
  const dates = new Set<string>();
  for (let year = fromYear; year <= toYear; year += 1) for (const { date } of namedHolidays(place, year)) dates.add(date);
  return [...dates].sort();
}

type Named = { readonly code: string; readonly name: string };
export type HolidayCountry = Named & { readonly regions: readonly Named[] };

/** Every country whose holidays are on record, with its regions as settings name them: `BY`, or `BY-A` for a part of it. */
export function holidayCountries(): HolidayCountry[] {
  const known = new Holidays();
  const listed = (names: unknown): [string, string][] => Object.entries((names ?? {}) as Record<string, string>);
  return listed(known.getCountries('en')).map(([code, name]) => ({
    code,
    name,
    regions: listed(known.getStates(code, 'en')).flatMap(([state, its]) => [
      { code: state, name: its },
      ...listed(known.getRegions(code, state, 'en')).map(([part, of]) => ({ code: `${state}-${part}`, name: `${its}: ${of}` })),
    ]),
  }));
}

/** What is wrong with a place: its country or its region, and why; null when there are holidays on record. */
export function placeFault(place: Place): { readonly field: 'country' | 'region'; readonly why: string } | null {
  const known = new Holidays();
  const { country, state, region } = codesOf(place);
  if (!Object.hasOwn(known.getCountries(), country))
    return { field: 'country', why: `There are no holidays on record for ${place.country}.` };
  const states: Record<string, string> = known.getStates(country) ?? {};
  const regions: Record<string, string> = (state && region ? known.getRegions(country, state) : undefined) ?? {};
  const there = state === undefined || (Object.hasOwn(states, state) && (region === undefined || Object.hasOwn(regions, region)));
  return there ? null : { field: 'region', why: `There is no region ${place.region} of ${place.country} on record.` };
}

/** The settings with the dates of their holidays written out anew: what is saved. */
export function withHolidayDates(settings: Settings, now: Instant): Settings {
  const year = Number(now.slice(0, 4));
  const dated = ({ holidayDates: _, ...hours }: Hours): Hours =>
    hours.holidays === null ? hours : { ...hours, holidayDates: holidayDates(hours.holidays, year - 1, year + YEARS_ON) };
  return { ...settings, calendars: settings.calendars.map((calendar) => ({ ...calendar, hours: calendar.hours.map(dated) })) };
}

/**
 * Settings whose holidays run out within nine years, with the dates written on; null when there is nothing to do.
 * To be asked from time to time, so that a desk nobody reconfigures keeps its days off.
 */
export function renewed(settings: Settings, now: Instant): Settings | null {
  const enough = String(Number(now.slice(0, 4)) + RENEW_YEARS);
  const short = settings.calendars.some((c) =>
    c.hours.some((h) => h.holidays !== null && (h.holidayDates?.at(-1) ?? '').slice(0, 4) < enough),
  );
  return short ? withHolidayDates(settings, now) : null;
}

/** Places that have no holidays on record, each by its field. */
export function holidayFaults(settings: Settings): Fault[] {
  return settings.calendars.flatMap((calendar, c) =>
    calendar.hours.flatMap(({ holidays }, h): Fault[] => {
      const fault = holidays === null ? null : placeFault(holidays);
      return fault === null ? [] : [{ field: `calendars.${c}.hours.${h}.holidays.${fault.field}`, why: fault.why }];
    }),
  );
}
