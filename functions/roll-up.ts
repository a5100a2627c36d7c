import * as z from 'zod/mini';
import { type Catalog, foldName } from '../desk/metrics/catalog.ts';
import { Zone } from '../desk/metrics/day.ts';
import type { Instant } from '../events/ids.ts';
import { audit } from './aws/audit.ts';
import { type Collecting, collect, foldStreams } from './aws/collect.ts';
import { type Commits, commits } from './aws/commits.ts';
import { dynamo } from './aws/dynamo.ts';
import { foldDay, type Publishing, publish, ripe } from './aws/publishing.ts';
import { type Rollups, rollups, Superseded } from './aws/rollups.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Mark, type SharesStore, sharesStore } from './aws/shares.ts';
import { env, METRIC } from './env.ts';
import { onEvent, type Trigger } from './shell.ts';

/*
 * Figures: new commits become shares of days, shares become roll-ups, roll-ups become the pages that questions read.
 * Every five minutes; a shard at a time where a desk has outgrown one function; at once for a commit that came late.
 */

const tick = z.object({
  time: z.string(),
  /** A desk that has outgrown one function: one call for each shard, and one that only publishes. */
  shard: z.optional(z.int()),
  publish: z.optional(z.literal(true)),
});
/** The bus tells of a commit that was written long after the time that it carries. */
const late = z.object({
  'detail-type': z.literal('CommitDelayed'),
  detail: z.object({ stream: z.string(), event: z.object({ at: z.string() }) }),
});

export type Parts = {
  readonly settings: SettingsStore;
  readonly commits: Commits;
  readonly shares: (fold: string) => SharesStore;
  readonly rollups: (fold: string) => Rollups;
  readonly shards: number;
  readonly lookBackMs: number;
};

const LOOK_BACK_MS = 400 * 86_400_000;

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards: text, defaults } = env('table', 'shards', 'defaults');
  const client = dynamo();
  const shards = Number(text);
  made = {
    settings: settingsStore(client, table, JSON.parse(defaults)),
    commits: commits(client, table),
    shares: (fold) => sharesStore(client, table, shards, fold),
    rollups: (fold) => rollups(client, table, fold),
    shards,
    lookBackMs: LOOK_BACK_MS,
  };
  return made;
};

/** Time left for folding and publishing what was collected; and a run ends before the next tick begins another. */
const SPARE_MILLIS = 90_000;
const ENOUGH_MILLIS = 240_000;
const zones = new Map<string, Zone>();

type Run = Collecting & Publishing;

function runOf(parts: Parts, zoneName: string, now: Instant, goOn: () => boolean): Run {
  const zone = zones.get(zoneName) ?? new Zone(zoneName);
  zones.set(zoneName, zone);
  const fold = foldName(zoneName);
  const { commits: store, shards, lookBackMs } = parts;
  return { zone, fold, now, goOn, commits: store, shares: parts.shares(fold), rollups: parts.rollups(fold), shards, lookBackMs };
}

export const rollUp =
  (parts: () => Parts) =>
  async (event: unknown, { log, remainingMillis }: Trigger): Promise<void> => {
    const { desk } = await parts().settings.now();
    const begun = remainingMillis();
    const goOn = (): boolean => remainingMillis() > SPARE_MILLIS && begun - remainingMillis() < ENOUGH_MILLIS;
    const run = (time: string): Run => runOf(parts(), desk.zone, instantOf(time), goOn);
    const delayed = late.safeParse(event);
    if (delayed.success) {
      await foldStreams([delayed.data.detail.stream], run(delayed.data.detail.event.at));
      return;
    }
    const { time, shard, publish: only } = tick.parse(event);
    const every = Array.from({ length: parts().shards }, (_, n) => n);
    const work: Work = {
      collect: only ? [] : shard === undefined ? every : [shard],
      fold: shard === undefined ? every : [shard],
      publish: shard === undefined,
    };
    try {
      const done = await roll(work, run(time));
      log.metric(METRIC.foldLag, done.lagSeconds, 'Seconds');
      log.info('rolled up', done);
    } catch (cause) {
      if (!(cause instanceof Superseded)) throw cause;
      log.info('somebody else is rolling up; what is left comes with the next tick');
    }
  };

const instantOf = (time: string): Instant => new Date(time).toISOString() as Instant;

/** Which shards to read, which to fold, and whether to publish. */
type Work = { readonly collect: readonly number[]; readonly fold: readonly number[]; readonly publish: boolean };

async function roll(work: Work, run: Run) {
  const catalog = await run.rollups.catalog();
  const collected = [];
  for (const shard of work.collect) collected.push(await collect(shard, run));
  const today = run.zone.dayOf(Date.parse(run.now));
  // Once a night, after the day was closed.
  const night = catalog !== null && catalog.audited < today && catalog.closed >= today - 1;
  const audited = { differed: 0, streams: 0 };
  for (const shard of night ? work.collect : []) {
    const found = await audit(shard, today, run, run.rollups);
    audited.differed += found.differed;
    audited.streams += found.streams;
  }
  const marks = await foldShards(work.fold, catalog, audited.differed > 0, run);
  if (work.publish) await publishAll(marks, night ? today : (catalog?.audited ?? today), run);
  else for (const mark of marks) await run.shares.noteFolded(mark);
  const through = await asOf(run);
  return {
    commits: collected.reduce((n, { commits: read }) => n + read, 0),
    streams: collected.reduce((n, { streams }) => n + streams, 0),
    days: marks.length,
    differed: audited.differed,
    mended: audited.streams,
    finished: collected.every(({ finished }) => finished),
    lagSeconds: (Date.parse(run.now) - Date.parse(through)) / 1000,
  };
}

/** Folds the days of the shards that are to be folded now. */
async function foldShards(shards: readonly number[], catalog: Catalog | null, all: boolean, run: Run): Promise<Mark[]> {
  const marks = (await Promise.all(shards.map((shard) => run.shares.marks(shard)))).flat();
  const now = ripe(marks, catalog, run.zone, run.now, all);
  for (const mark of now) if (!mark.folded) await foldDay(mark, run);
  return now;
}

/** Until when all shards were read. */
async function asOf({ commits: store, fold, shards, now, lookBackMs }: Run): Promise<Instant> {
  const never = new Date(Date.parse(now) - lookBackMs).toISOString() as Instant;
  const cursors = await Promise.all(Array.from({ length: shards }, (_, shard) => store.cursor(fold, shard)));
  return cursors.reduce((first: Instant, at) => ((at ?? never) < first ? (at ?? never) : first), now);
}

/** Publishes what was folded, and then takes the marks away. */
async function publishAll(marks: readonly Mark[], audited: number, run: Run): Promise<void> {
  const waiting = (await Promise.all(Array.from({ length: run.shards }, (_, shard) => run.shares.marks(shard)))).flat();
  const done = new Set(marks.map(({ shard, day, token }) => `${shard} ${day} ${token}`));
  const unfolded = waiting.filter(({ shard, day, token }) => !done.has(`${shard} ${day} ${token}`));
  const through = await asOf(run);
  const correctedThrough = unfolded.reduce((first, { since }) => (since < first ? since : first), through);
  await publish(new Set(marks.map(({ day }) => day)), { asOf: through, correctedThrough, audited }, run);
  for (const mark of marks) await run.shares.unmark(mark);
}

export const handler = onEvent<unknown>(rollUp(wired));
