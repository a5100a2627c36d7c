import type { Instant } from '../../events/ids.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DATE =
  /(\d{1,2})[ \t-]+([A-Za-z]{3})[a-z]{0,6}[ \t-]+(\d{2,4})[ \t,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[ \t]*([+-]\d{4}|[A-Za-z]{1,4}))?/;
/** RFC 5322, 4.3: the zones that have a meaning; all other letters mean that the offset is unknown, so UTC. */
const ZONES: Readonly<Record<string, number>> = { est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 };

/**
 * A mail's date (RFC 5322, 3.3 and the obsolete forms of 4.3) as an instant; null when it is none.
 * Not left to Date.parse, which takes what has no zone for the zone of the machine.
 */
export function mailDate(text: string): Instant | null {
  const [, day, month, yearText, hour, minute, second, zone] = DATE.exec(text.slice(0, 200)) ?? [];
  const monthIndex = MONTHS.indexOf(month?.toLowerCase() ?? '');
  if (monthIndex < 0 || yearText === undefined) return null;
  const short = Number(yearText);
  // Two digits: 00 to 49 are 20xx; 50 and more, and three digits, count from 1900.
  const year = yearText.length === 4 ? short : yearText.length === 2 && short < 50 ? 2000 + short : 1900 + short;
  const numbers = [Number(day), Number(hour), Number(minute), Number(second ?? 0)] as const;
  if (numbers[0] < 1 || numbers[0] > 31 || numbers[1] > 23 || numbers[2] > 59 || numbers[3] > 60 || year < 1900) return null;
  const millis = Date.UTC(year, monthIndex, numbers[0], numbers[1], numbers[2], Math.min(numbers[3], 59)) - offsetMinutes(zone) * 60_000;
  const text24 = new Date(millis).toISOString();
  return text24.length === 24 ? (text24 as Instant) : null;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined) return 0;
  const sign = zone[0] === '-' ? -1 : 1;
  if (/^[+-]\d{4}$/.test(zone)) return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
  return (ZONES[zone.toLowerCase()] ?? 0) * 60;
}
