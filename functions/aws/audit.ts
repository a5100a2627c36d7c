import { rollupOf } from '../../desk/metrics/page.ts';
import { countIn, NO_CELL } from '../../desk/metrics/rollup.ts';
import type { Instant } from '../../events/ids.ts';
import { type Collecting, newest, takeUp } from './collect.ts';
import type { Seen } from './commits.ts';
import type { Rollups } from './rollups.ts';
import type { Mark } from './shares.ts';

/*
 * The nightly audit: commits recorded against commits folded, day by day. What differs is read and folded again.
 */

export const AUDIT_DAYS = 35;

export type Audited = { readonly days: number; readonly differed: number; readonly streams: number };

/**
 * Audits one shard's days `[today − 35, today)`; those that differ are marked.
 * @param today day number by the trigger's time
 */
export async function audit(shard: number, today: number, parts: Collecting, rollups: Rollups): Promise<Audited> {
  const { zone, commits, shares, now } = parts;
  const from = today - AUDIT_DAYS;
  const instant = (day: number, less = 0): Instant => new Date(zone.startOf(day) - less).toISOString() as Instant;
  const days = new Map<number, Seen[]>();
  for await (const page of commits.recorded(shard, instant(from), instant(today, 1))) {
    for (const seen of page) {
      const day = zone.dayOf(Date.parse(seen.recordedAt));
      const known = days.get(day);
      if (known) known.push(seen);
      else days.set(day, [seen]);
    }
  }
  const marks: Mark[] = [];
  let streams = 0;
  for (let day = from; day < today; day += 1) {
    const recorded = days.get(day) ?? [];
    const { bytes } = await rollups.folded(day, shard);
    const folded = bytes === null ? 0 : countIn(rollupOf(bytes).get('all')?.get('') ?? NO_CELL, 'commits');
    if (folded === recorded.length) continue;
    streams += await takeUp(newest(recorded), parts);
    marks.push({ shard, day, token: `audit#${now}`, since: now, folded: false });
  }
  await shares.mark(marks);
  return { days: AUDIT_DAYS, differed: marks.length, streams };
}
