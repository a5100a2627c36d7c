import type { Chance } from './chance.ts';
import { type Days, HOUR } from './days.ts';

/* When people write: by weekday, by hour, with a season and a sale, and what they write about when something breaks. */

/** Monday first: the weekend's worries come on Monday. */
const WEEKDAYS = [1.35, 1.2, 1.1, 1.05, 1, 0.7, 0.65] as const;
/** By local hour, from midnight. */
const HOURS = [2, 1, 1, 1, 1, 2, 5, 12, 26, 42, 50, 48, 42, 40, 44, 43, 40, 36, 32, 34, 36, 30, 18, 8] as const;

/** A fault of the shop's mail server: nobody gets an order confirmation. Days from the first, and shares of the surge. */
export function surgeDays(count: number): ReadonlyMap<number, number> {
  const begin = count - Math.max(3, Math.round(count / 7.5));
  return new Map([0.42, 0.33, 0.25].map((share, n) => [begin + n, share]));
}

/** Towards the end of the year people buy presents; and once there is a sale. */
function season(day: number, count: number): number {
  const sale = Math.abs(day - count * 0.45) < 3 ? 1.35 : 1;
  return (0.85 + (0.3 * day) / count) * sale;
}

/** So many instants before now, in order, as the pattern spreads them. */
export function arrivals(total: number, days: Days, chance: Chance): number[] {
  const ends: { readonly from: number; readonly share: number; readonly sum: number }[] = [];
  let sum = 0;
  for (let day = 0; day < days.count; day += 1) {
    const weight = (WEEKDAYS[days.weekday(day)] as number) * season(day, days.count);
    HOURS.forEach((hourly, hour) => {
      const from = days.at(day, hour * 3600);
      // The hour that runs has not brought everything yet.
      const share = Math.max(0, Math.min(1, (days.now - from) / HOUR));
      sum += weight * hourly * share;
      if (share > 0) ends.push({ from, share, sum });
    });
  }
  const found: number[] = [];
  for (let n = 0; n < total; n += 1) {
    const at = chance.next() * sum;
    const hour = ends.find((one) => one.sum > at) ?? (ends.at(-1) as (typeof ends)[number]);
    found.push(hour.from + Math.floor((chance.next() * hour.share * HOUR) / 1000) * 1000);
  }
  return found.sort((a, b) => a - b);
}

/** Instants of the surge: in the waking hours of its days. */
export function surge(total: number, days: Days, chance: Chance): number[] {
  const found: number[] = [];
  for (const [day, share] of surgeDays(days.count)) {
    for (let n = 0; n < Math.round(total * share); n += 1) {
      const hour = chance.weighted(Object.fromEntries(HOURS.map((weight, at) => [String(at), weight])));
      found.push(days.at(day, Number(hour) * 3600 + chance.whole(0, 3599)));
    }
  }
  return found.filter((at) => at < days.now).sort((a, b) => a - b);
}
