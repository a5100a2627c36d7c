import { type Calendar, type Interval, WEEKDAYS } from '../settings.ts';
import type { Fault } from '../settings-references.ts';
import { compileHours, DAY_MS, dayNumber, opensForEver, spanOf, wallMs } from './local-hours.ts';
import { isZone } from './zone.ts';

/** A longer night is a day written the wrong way round far more often than a night. */
const NIGHT_HOURS = 12;

/**
 * Everything about a calendar that its shape does not tell: intervals that overlap, run backwards or are empty, dates
 * that do not exist, a zone nobody knows, hours that never come.
 */
export function calendarFaults(calendar: Calendar): Fault[] {
  const faults: Fault[] = [];
  if (!isZone(calendar.zone)) faults.push({ field: 'zone', why: `There is no time zone "${calendar.zone}".` });
  const begun = new Set<string>();
  calendar.hours.forEach(({ validFrom, week, dates, holidayDates }, n) => {
    const at = `hours.${n}`;
    const from = validFrom ?? 'the beginning';
    if (begun.has(from)) faults.push({ field: `${at}.validFrom`, why: `Other hours are valid from ${from} already.` });
    begun.add(from);
    if (validFrom !== null && Number.isNaN(dayNumber(validFrom))) {
      faults.push({ field: `${at}.validFrom`, why: `There is no ${validFrom} in the calendar.` });
    }
    WEEKDAYS.forEach((day, i) => {
      const own = listFaults(week[day], `${at}.week.${day}`);
      faults.push(...own);
      if (own.length === 0) faults.push(...nightFaults(week[WEEKDAYS[(i + 6) % 7] ?? 'sun'], week[day], `${at}.week.${day}`));
    });
    for (const [date, intervals] of Object.entries(dates)) {
      const field = `${at}.dates.${date}`;
      if (Number.isNaN(dayNumber(date))) faults.push({ field, why: `There is no ${date} in the calendar.` });
      else if (versionOn(calendar, date) !== n) faults.push({ field, why: `Other hours are valid on ${date}; put the date under those.` });
      faults.push(...listFaults(intervals, field));
    }
    for (const date of holidayDates ?? []) {
      if (Number.isNaN(dayNumber(date))) faults.push({ field: `${at}.holidayDates`, why: `There is no ${date} in the calendar.` });
    }
  });
  if (faults.length === 0 && !opensForEver(compileHours(calendar, false))) {
    faults.push({ field: `hours.${lastVersion(calendar)}.week`, why: 'These hours never open; a clock that counts them would never end.' });
  }
  return faults;
}

const startOf = (validFrom: string | null): string => validFrom ?? '';
const lastVersion = ({ hours }: Calendar): number =>
  hours.reduce((last, { validFrom }, n) => (startOf(validFrom) >= startOf(hours[last]?.validFrom ?? null) ? n : last), 0);

/** Which hours are valid on a date: the latest that have begun, else the earliest of all. */
function versionOn({ hours }: Calendar, date: string): number {
  const order = hours.map(({ validFrom }, n) => ({ from: startOf(validFrom), n })).sort((a, b) => (a.from < b.from ? -1 : 1));
  return (order.findLast(({ from }) => from <= date) ?? order[0])?.n ?? 0;
}

function listFaults(intervals: readonly Interval[], at: string): Fault[] {
  const faults = intervals.flatMap((interval, i): Fault[] => {
    const { from, to } = interval;
    const field = `${at}.${i}`;
    if (from === '24:00') return [{ field: `${field}.from`, why: 'Nothing begins at 24:00; it is 00:00 of the next day.' }];
    if (from === to) return [{ field, why: `From ${from} to ${to} is empty; a whole day is 00:00 to 24:00.` }];
    const hours = (wallMs(to) + DAY_MS - wallMs(from)) / 3_600_000;
    if (wallMs(to) < wallMs(from) && hours > NIGHT_HOURS) {
      const why = `Ends before it begins, and as a night it would last ${Number(hours.toFixed(2))} hours (at most ${NIGHT_HOURS}): write ${from} to 24:00, and 00:00 to ${to} on the next day, if that is meant.`;
      return [{ field, why }];
    }
    return [];
  });
  if (faults.length > 0) return faults;
  const spans = intervals.map((interval, i) => ({ i, span: spanOf(interval), interval })).sort((a, b) => a.span[0] - b.span[0]);
  return spans.slice(1).flatMap(({ i, span, interval }, n): Fault[] => {
    const before = spans[n];
    if (before === undefined || span[0] >= before.span[1]) return [];
    const why = `${told(interval)} overlaps ${told(before.interval)}.`;
    return [{ field: `${at}.${i}`, why }];
  });
}

/** What runs over from the night before must not overlap the morning. */
function nightFaults(yesterday: readonly Interval[], today: readonly Interval[], at: string): Fault[] {
  return today.flatMap((interval, i): Fault[] => {
    const night = yesterday.find((other) => spanOf(other)[1] - DAY_MS > wallMs(interval.from));
    return night ? [{ field: `${at}.${i}`, why: `${told(interval)} overlaps the night before, ${told(night)}.` }] : [];
  });
}

const told = ({ from, to }: Interval): string => `${from}–${to}`;
