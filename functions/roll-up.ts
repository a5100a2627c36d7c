import * as z from 'zod/mini';
import { type Catalog, foldName } from '../desk/metrics/catalog.ts';
import { Zone } from '../desk/metrics/day.ts';
import { headline, headlineQuestions } from '../desk/metrics/headline.ts';
import type { Instant } from '../events/ids.ts';
import { audit } from './aws/audit.ts';
import { type Collected, type Collecting, collect, foldStreams, reading } from './aws/collect.ts';
import { type Commits, commits } from './aws/commits.ts';
import { dynamo } from './aws/dynamo.ts';
import type { Log } from './aws/log.ts';
import { foldDay, isQuiet, type Left, type Publishing, publish, ripe } from './aws/publishing.ts';
import { answersTo } from './aws/questions.ts';
import { HalfWritten, type Rollups, rollups, type Standing, Superseded } from './aws/rollups.ts';
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

/** So far may cursors lie behind when one run reads all shards; what lies between is only looked at again. */
const NOTE_AFTER_MS = 30 * 60_000;
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
    const every = upTo(parts().shards);
    const work: Work = {
      collect: only ? [] : shard === undefined ? every : [shard],
      fold: shard === undefined ? every : [shard],
      publish: shard === undefined,
    };
    try {
      const { published, ...done } = await roll(work, run(time));
      log.metric(METRIC.foldLag, done.lagSeconds, 'Seconds');
      if (published !== null) await tellHeadline(published, run(time), log);
      // A quiet desk has nothing to say but how far it is.
      if (done.commits + done.days + done.differed + done.mended > 0 || !done.finished) log.info('rolled up', done);
    } catch (cause) {
      if (!(cause instanceof Superseded)) throw cause;
      log.info('somebody else is rolling up; what is left comes with the next tick');
    }
  };

/** How the desk is doing today, for the dashboard, whenever that has changed. Who publishes meanwhile tells it as well. */
async function tellHeadline(catalog: Catalog, { rollups: store, zone, now }: Run, log: Log): Promise<void> {
  const answers = await answersTo(headlineQuestions(zone.dayOf(Date.parse(now))), catalog, zone, store).catch((cause: unknown) => {
    if (cause instanceof HalfWritten) return null;
    throw cause;
  });
  if (answers === null) return;
  const { newTickets, backlog, firstReplySeconds, attainment, csat } = headline(answers);
  if (newTickets !== null) log.metric(METRIC.newTickets, newTickets, 'Count');
  if (backlog !== null) log.metric(METRIC.backlog, backlog, 'Count');
  if (firstReplySeconds !== null) log.metric(METRIC.firstReply, firstReplySeconds, 'Seconds');
  if (attainment !== null) log.metric(METRIC.attainment, attainment * 100, 'Percent');
  if (csat !== null) log.metric(METRIC.csat, csat * 100, 'Percent');
}

const upTo = (shards: number): number[] => Array.from({ length: shards }, (_, n) => n);
const instantOf = (time: string): Instant => new Date(time).toISOString() as Instant;

/** Which shards to read, which to fold, and whether to publish. */
type Work = { readonly collect: readonly number[]; readonly fold: readonly number[]; readonly publish: boolean };

async function roll(work: Work, run: Run) {
  const standing = await run.rollups.standing();
  const { catalog, cursors } = standing;
  const collected = new Map<number, Collected>();
  // Who publishes for others reads their cursors; who reads all shards says itself until when.
  const noteAfterMs = work.collect.length === run.shards ? NOTE_AFTER_MS : 0;
  const readings = work.collect.map((shard) => reading(shard, cursors.get(shard) ?? null, run));
  for (const one of readings) collected.set(one.shard, await collect(one, noteAfterMs, run));
  const today = run.zone.dayOf(Date.parse(run.now));
  // Once a night, after the day was closed.
  const night = catalog !== null && catalog.audited < today && catalog.closed >= today - 1;
  const audited = { differed: 0, streams: 0 };
  for (const shard of night ? work.collect : []) {
    const mended = await audit(shard, today, run, run.rollups);
    audited.differed += mended.differed;
    audited.streams += mended.streams;
  }
  const read = total(collected, 'commits');
  // Where nothing was recorded nothing was marked.
  const waiting =
    read + audited.differed > 0 ? await marksOf(work.fold, run) : standing.marks.filter(({ shard }) => work.fold.includes(shard));
  const marks = ripe(waiting, catalog, run.zone, run.now, audited.differed > 0);
  for (const mark of marks) if (!mark.folded) await foldDay(mark, run);
  const through = asOf(collected, standing, run);
  const left = { asOf: through, audited: night ? today : (catalog?.audited ?? today) };
  const published = work.publish ? await publishAll(marks, waiting, left, standing, run) : null;
  if (!work.publish) for (const mark of marks) await run.shares.noteFolded(mark);
  return {
    published,
    commits: read,
    streams: total(collected, 'streams'),
    days: marks.length,
    differed: audited.differed,
    mended: audited.streams,
    finished: [...collected.values()].every(({ finished }) => finished),
    lagSeconds: (Date.parse(run.now) - Date.parse(through)) / 1000,
  };
}

const marksOf = async (shards: readonly number[], { shares }: Run): Promise<Mark[]> =>
  (await Promise.all(shards.map((shard) => shares.marks(shard)))).flat();

const total = (collected: ReadonlyMap<number, Collected>, what: 'commits' | 'streams'): number =>
  [...collected.values()].reduce((sum, one) => sum + one[what], 0);

/** Until when all shards were read: now, or before. */
function asOf(collected: ReadonlyMap<number, Collected>, { cursors }: Standing, { shards, now, lookBackMs }: Run): Instant {
  const never = new Date(Date.parse(now) - lookBackMs).toISOString() as Instant;
  const throughs = upTo(shards).map((shard) => collected.get(shard)?.through ?? cursors.get(shard) ?? never);
  return throughs.reduce((first, at) => (at < first ? at : first), now);
}

/** Publishes what was folded, and then takes the marks away. Null where no figure changed. */
async function publishAll(
  marks: readonly Mark[],
  waiting: readonly Mark[],
  { asOf: through, audited }: Pick<Left, 'asOf' | 'audited'>,
  standing: Standing,
  run: Run,
): Promise<Catalog | null> {
  const folded = new Set(marks.map(({ day }) => day));
  // What was said to be folded is: a tick that comes twice, or late, takes nothing back.
  const told = standing.catalog?.asOf ?? through;
  const left = (unfolded: readonly Mark[]): Left => ({
    asOf: told > through ? told : through,
    correctedThrough: unfolded.reduce((first, { since }) => (since < first ? since : first), through),
    audited,
  });
  if (standing.catalog !== null && isQuiet(folded, standing, run)) {
    await run.rollups.close({ ...standing.catalog, ...left(waiting) }, standing);
    return null;
  }
  const done = new Set(marks.map(({ shard, day, token }) => `${shard} ${day} ${token}`));
  const unfolded = (await marksOf(upTo(run.shards), run)).filter(({ shard, day, token }) => !done.has(`${shard} ${day} ${token}`));
  const published = await publish(folded, left(unfolded), run);
  for (const mark of marks) await run.shares.unmark(mark);
  return published;
}

export const handler = onEvent<unknown>(rollUp(wired));
