import type { Query } from '../query.ts';
import { binsIn, type Cell } from '../rollup.ts';
import { BIN_SPAN, type Bins, quantile, total } from '../sketch.ts';

export const HOURS_OF_WEEK = 168;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** 168 cells, Monday 00:00 first: what came, what was answered, and how long those who wrote in that hour waited. */
export function hours(cell: Cell, { clock }: Pick<Query, 'clock'>) {
  const arrivals = counts(binsIn(cell, 'arrivals'));
  const replies = counts(binsIn(cell, 'replies'));
  const waits: number[][] = Array.from({ length: HOURS_OF_WEEK }, () => []);
  const all = binsIn(cell, `wait.${clock}`);
  for (let i = 0; i < all.length; i += 2) {
    const key = all[i] ?? 0;
    waits[Math.floor(key / BIN_SPAN)]?.push(key % BIN_SPAN, all[i + 1] ?? 0);
  }
  return waits.map((bins, hour) => {
    const p50 = quantile(bins, 0.5);
    return {
      weekday: WEEKDAYS[Math.floor(hour / 24)] ?? 'mon',
      hour: hour % 24,
      arrivals: arrivals[hour] ?? 0,
      replies: replies[hour] ?? 0,
      wait: { n: total(bins), p50: p50 === null ? null : p50 / 1000 },
    };
  });
}

function counts(bins: Bins): number[] {
  const list = new Array<number>(HOURS_OF_WEEK).fill(0);
  for (let i = 0; i < bins.length; i += 2) list[bins[i] ?? 0] = bins[i + 1] ?? 0;
  return list;
}
