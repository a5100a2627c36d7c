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

/**
 * The public holidays of a place as local dates, sorted. A holiday that begins at sunset or lasts for days takes the
 * dates whose noon it holds; an afternoon off takes none.
 */
export function holidayDates(place: Place, fromYear: number, toYear: number): string[] {
  // In UTC the package's instants are what the wall shows there, whatever zone this machine is in.
  const found = new Holidays(codesOf(place), { timezone: 'UTC', types: ['public'] });
  const dates = new Set<string>();
  for (let year = fromYear; year <= toYear; year += 1) {
    for (const { type, start, end } of found.getHolidays(year)) {
      if (type !== 'public') continue;
      for (let day = Math.floor(start.getTime() / DAY_MS); day * DAY_MS < end.getTime(); day += 1) {
        const noon = day * DAY_MS + DAY_MS / 2;
        if (noon >= start.getTime() && noon < end.getTime()) dates.add(new Date(noon).toISOString().slice(0, 10));
      }
    }
  }
  return [...dates].sort();
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
  const known = new Holidays();
  const countries = known.getCountries();
  return settings.calendars.flatMap((calendar, c) =>
    calendar.hours.flatMap(({ holidays }, h): Fault[] => {
      if (holidays === null) return [];
      const field = `calendars.${c}.hours.${h}.holidays`;
      const { country, state, region } = codesOf(holidays);
      if (!(country in countries)) return [{ field: `${field}.country`, why: `There are no holidays on record for ${holidays.country}.` }];
      const states: Record<string, string> | undefined = known.getStates(country);
      const regions: Record<string, string> | undefined = state && region ? known.getRegions(country, state) : undefined;
      const there = state === undefined || (state in (states ?? {}) && (region === undefined || region in (regions ?? {})));
      return there ? [] : [{ field: `${field}.region`, why: `There is no region ${holidays.region} of ${holidays.country} on record.` }];
    }),
  );
}
