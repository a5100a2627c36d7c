import type { Calendar, Hours, Interval } from '../../../desk/settings.ts';
import { WEEKDAYS } from '../../../desk/settings.ts';
import type { Instant } from '../../../events/ids.ts';

/*
 * Calendars in a line, for tables: `mon-fri 09:00-12:30,13:30-17:00; sat 10:00-14:00; 2026-12-25 off`.
 * A line per validity: `… | 2026-06-01: mon 08:00-16:00`.
 */

export const calendarOf = (zone: string, spec: string): Calendar => ({
  id: 'c',
  name: 'Test',
  zone,
  hours: spec.split('|').map((part) => {
    const dated = /^\s*(\d{4}-\d\d-\d\d):(.*)$/s.exec(part);
    return hoursOf(dated?.[1] ?? null, dated?.[2] ?? part);
  }),
});

function hoursOf(validFrom: string | null, spec: string): Hours {
  const week: Hours['week'] = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  const dates: Hours['dates'] = {};
  const holidayDates: string[] = [];
  for (const clause of spec.split(';').map((c) => c.trim())) {
    if (clause === '') continue;
    const [days = '', times = ''] = clause.split(' ');
    const intervals: Interval[] =
      times === 'off' || times === 'holiday' ? [] : times.split(',').map((t) => ({ from: t.slice(0, 5), to: t.slice(6) }));
    if (times === 'holiday') holidayDates.push(days);
    else if (/^\d/.test(days)) dates[days] = intervals;
    else for (const day of named(days)) week[day] = intervals;
  }
  return { validFrom, week, dates, holidays: null, holidayDates };
}

type Day = (typeof WEEKDAYS)[number];
function named(days: string): Day[] {
  if (days === 'daily') return [...WEEKDAYS];
  const [first, last = first] = days.split('-');
  return WEEKDAYS.slice(WEEKDAYS.indexOf(first as Day), WEEKDAYS.indexOf(last as Day) + 1);
}

/** An instant written with an offset, such as `2026-03-29T00:30+00:00`. */
export const instant = (text: string): Instant => new Date(text).toISOString() as Instant;
