import { dateOf } from '../day.ts';
import { change, rate } from '../interval.ts';
import type { Bucket } from '../query.ts';
import type { Groups, Reader } from '../reader.ts';
import { countIn, NO_CELL } from '../rollup.ts';
import { SURGE_WEEKS, surgeOf } from '../surge.ts';

/*
 * What it was about: new tickets by type, as the types are now.
 */

/** One type's count, its share of all, and how it changed against the days just before, by as many. */
export function typeRow(count: number, all: number, before: number) {
  return { count, share: rate(count, all).rate, interval: rate(count, all).interval, before, change: change(count, before, 1) };
}

const countsOf = (groups: Groups): Map<string, number> =>
  new Map([...groups].map(([value, cell]) => [value, countIn(cell, 'new')] as const).filter(([, n]) => n > 0));

/** Days on which a type came more often than its weekday's pattern of the eight weeks before explains, rarest first. */
export function surges(reader: Reader, { from, to }: Bucket) {
  const first = reader.firstDay ?? from;
  const begin = Math.max(first, from - SURGE_WEEKS * 7);
  const days = Array.from({ length: Math.max(0, to - begin) }, (_, i) =>
    countsOf(reader.sum(['volume'], 'type', begin + i, begin + i + 1)),
  );
  const types = new Set(days.slice(from - begin).flatMap((day) => [...day.keys()]));
  const found = [];
  for (const type of types) {
    for (let day = Math.max(from, begin); day < to; day += 1) {
      const past = days.slice(Math.max(0, day - begin - SURGE_WEEKS * 7), day - begin).map((counts) => counts.get(type) ?? 0);
      const surge = surgeOf(days[day - begin]?.get(type) ?? 0, past);
      if (surge) found.push({ type: type === '' ? null : type, day: dateOf(day), ...surge });
    }
  }
  return found.sort((a, b) => a.probability - b.probability || (a.day < b.day ? -1 : 1));
}

/** Types that came in the period and not once in the eight weeks before it. */
export function newTypes(reader: Reader, { from, to }: Bucket): string[] {
  const now = reader.sum(['volume'], 'type', from, to);
  const before = reader.sum(['volume'], 'type', from - SURGE_WEEKS * 7, from);
  return [...countsOf(now).keys()].filter((type) => type !== '' && countIn(before.get(type) ?? NO_CELL, 'new') === 0);
}
