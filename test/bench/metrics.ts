import { performance } from 'node:perf_hooks';
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ApiRequest } from '../../desk/api/exchange.ts';
import { type Catalog, foldName } from '../../desk/metrics/catalog.ts';
import { dateOf, dayNumber, daysOfMonth, monthOf, Zone } from '../../desk/metrics/day.ts';
import { factsOf } from '../../desk/metrics/facts.ts';
import { type Dimension, ID } from '../../desk/metrics/measure.ts';
import type { Page } from '../../desk/metrics/page.ts';
import { answerFrom, pagesFor } from '../../desk/metrics/plan.ts';
import { publishBalance, publishMonth } from '../../desk/metrics/publish.ts';
import { GROUPS_OF, type Query } from '../../desk/metrics/query.ts';
import { Folding, type Rollup } from '../../desk/metrics/rollup.ts';
import { add, type Shares, under } from '../../desk/metrics/share.ts';
import { binOf } from '../../desk/metrics/sketch.ts';
import type { Commit } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import { answerFigure } from '../../functions/answer-metrics.ts';
import { commits } from '../../functions/aws/commits.ts';
import { indexOf, keyOf, pack } from '../../functions/aws/dynamo.ts';
import { rollups } from '../../functions/aws/rollups.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { sharesStore } from '../../functions/aws/shares.ts';
import { index, key, shardOf } from '../../functions/aws/table.ts';
import { rollUp } from '../../functions/roll-up.ts';
import type { Trigger } from '../../functions/shell.ts';
import { streamsOf } from '../desk/metrics/folded.ts';
import { played, type Random, randomOf } from '../desk/metrics/history.ts';
import { ENGINES, startEngine } from '../functions/aws/engines.ts';
import { type Line, median } from './line.ts';

/*
 * What figures cost: folding in memory and with the table, and asking a small desk and a large one the same questions.
 */

const ZONE = 'Europe/Dublin';
const FOLD = foldName(ZONE);
const SHARDS = 4;
const FEW = 10_000;
/** A million tickets take a minute to make up; `BENCH_TICKETS=200000` takes less. */
const MANY = Number(process.env.BENCH_TICKETS ?? 1_000_000);
const DAY_EVENTS = Number(process.env.BENCH_EVENTS ?? 100_000);
/** What a played ticket comes to, with the surveys of its customer. */
const EVENTS_A_TICKET = 21;
const DAY_MS = 86_400_000;
/** Questions asked, and those of them that only warm up. */
const ASKED = 240;
const WARM = 40;

const quiet = { info: () => {}, warn: () => {}, error: () => {}, metric: () => {}, written: async () => {} };
const trigger: Trigger = { log: quiet, requestId: 'bench', remainingMillis: () => 900_000 };
const eventsOf = (all: readonly Commit[]): number => all.reduce((n, c) => n + c.events.length, 0);

/** Events a second of one core, from commits to the roll-up of their days: CPU time, so that others on the machine do not count. */
function benchFolding(history: readonly Commit[]): Line {
  const streams = [...streamsOf(history).values()];
  const events = eventsOf(history);
  const zone = new Zone(ZONE);
  const rounds: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    const before = process.cpuUsage().user;
    const folding = new Folding();
    for (const stream of streams) for (const share of factsOf(stream, zone).shares.values()) folding.add(share);
    folding.rollup();
    rounds.push(process.cpuUsage().user - before);
  }
  const microseconds = median(rounds.slice(3)) / events;
  return {
    name: 'folding in memory',
    value: 1e6 / microseconds,
    unit: 'events a second a core',
    limit: 500_000,
    atLeast: true,
    detail: `${events} events of ${streams.length} tickets and surveys played by the rules, facts and roll-up, median of 9 rounds after 3`,
  };
}

/** Counts what the database takes, apart from us. */
function timed(client: DynamoDBClient): { client: DynamoDBClient; calls: () => number; seconds: () => number } {
  let [calls, busy, since, spent] = [0, 0, 0, 0];
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  const watched = async (command: unknown): Promise<unknown> => {
    calls += 1;
    if (busy === 0) since = performance.now();
    busy += 1;
    try {
      return await send(command);
    } finally {
      busy -= 1;
      if (busy === 0) spent += performance.now() - since;
    }
  };
  const proxy = new Proxy(client, { get: (target, name) => (name === 'send' ? watched : Reflect.get(target, name)) });
  return { client: proxy, calls: () => calls, seconds: () => spent / 1000 };
}

/** A day of many events, from the index to the catalog. */
async function benchDay(engineName: string, history: readonly Commit[]): Promise<Line> {
  const engine = await startEngine(engineName);
  try {
    const rows = history.map((commit) => ({
      PutRequest: {
        Item: {
          ...keyOf(key.commit(commit.stream, commit.version)),
          ...indexOf({
            gpk: index.commits(commit.recordedAt.slice(0, 10), shardOf(commit.stream, SHARDS)),
            gsk: index.inCommits(commit.recordedAt, commit.stream, commit.version),
          }),
          d: pack(commit),
        },
      },
    }));
    for (let n = 0; n < rows.length; n += 25) {
      await engine.client.send(new BatchWriteItemCommand({ RequestItems: { [engine.table]: rows.slice(n, n + 25) } }));
    }
    const watch = timed(engine.client);
    const first = history[0]?.recordedAt ?? '';
    const parts = {
      settings: settingsStore(watch.client, engine.table, { name: 'Shop', zone: ZONE, mailboxes: [], agents: [] }),
      commits: commits(watch.client, engine.table),
      shares: (fold: string) => sharesStore(watch.client, engine.table, SHARDS, fold),
      rollups: (fold: string) => rollups(watch.client, engine.table, fold),
      shards: SHARDS,
      lookBackMs: 3 * DAY_MS,
    };
    const now = `${history.at(-1)?.recordedAt.slice(0, 10)}T23:58:00.000Z`;
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    await rollUp(() => parts)({ time: now }, trigger);
    const seconds = (performance.now() - began) / 1000;
    const own = (process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1e6;
    return {
      name: `a day of ${eventsOf(history)} events, database included`,
      value: seconds,
      unit: 's',
      limit: 10,
      detail: `${engineName}: ${history.length} commits of ${streamsOf(history).size} streams since ${first.slice(0, 16)}; in the database ${watch.seconds().toFixed(1)} s of it over ${watch.calls()} calls (its own share ${((watch.seconds() / seconds) * 100).toFixed(0)} %), CPU of ours with the SDK's ${own.toFixed(1)} s`,
    };
  } finally {
    await engine.stop();
  }
}

/** A normal variate. */
const normal = ({ next }: Random): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

const TYPES = ['order', 'delivery', 'return', 'payment', 'product', 'account', 'complaint', 'other', ''];
const AGENTS = Array.from({ length: 20 }, (_, i) => `agent${i}`);

type Desk = { readonly days: Map<number, Rollup>; readonly waits: readonly number[] };

/** A year of a desk: response times are lognormal, with a median of two hours. The values are kept, for the exact percentiles. */
function yearOf(tickets: number, from: number, seed: number): Desk {
  const random = randomOf(seed);
  const zone = new Zone(ZONE);
  const foldings = new Map<number, Folding>();
  const waits: number[] = [];
  for (let n = 0; n < tickets; n += 1) {
    const shares: Shares = new Map();
    const day = from + random.below(365);
    const opened = zone.startOf(day) + random.below(80_000_000);
    const by = under(
      'email',
      random.pick(['support', 'sales']),
      random.pick(TYPES),
      random.pick(['low', 'normal', 'high', 'urgent']),
      random.pick(AGENTS),
      random.pick(['standard', 'vip', 'none']),
      '',
    );
    const put = (on: number, measure: number, bin = 0, amount = 1): void => add(shares, on, by, measure, bin, amount);
    for (const id of [ID.opened, ID.new, ID.in, ID.out, ID.answerable, ID.answered]) put(day, id);
    for (const which of ['firstReply', 'nextReply'] as const) {
      const elapsed = Math.round(Math.exp(8.9 + 1.4 * normal(random)) * 1000);
      const business = Math.round(elapsed * 0.3);
      if (which === 'firstReply') waits.push(elapsed);
      const replied = Math.min(from + 364, zone.dayOf(opened + Math.min(elapsed, 20 * DAY_MS)));
      for (const [time, took] of [
        ['elapsed', elapsed],
        ['business', business],
      ] as const) {
        put(replied, ID[`replied.${which}.${time}`], binOf(took));
        put(replied, ID[`replied.sum.${which}.${time}`], 0, took);
        put(day, ID[`opened.${which}.${time}`], binOf(took));
        put(day, ID[`opened.sum.${which}.${time}`], 0, took);
      }
      put(replied, random.chance(0.9) ? ID[`met.${which}`] : ID[`missed.${which}`]);
    }
    put(day, ID.resolved);
    put(day, ID.cohort);
    put(day, ID['first.elapsed'], binOf(Math.round(Math.exp(10.5 + 1.2 * normal(random)) * 1000)));
    put(day, ID.touches, 1 + random.below(4));
    for (const [on, share] of shares) {
      const folding = foldings.get(on) ?? new Folding();
      folding.add(share);
      foldings.set(on, folding);
    }
  }
  return { days: new Map([...foldings].map(([day, folding]) => [day, folding.rollup()])), waits };
}

/** Publishes a year as the roll-up would, month by month. */
async function publishYear(desk: Desk, store: ReturnType<typeof rollups>, from: number): Promise<Catalog> {
  const to = from + 365;
  const publisher = await store.begin();
  const balances = new Map<Dimension, Page>();
  const months: Record<string, Catalog['months'][string]> = {};
  const pieces: Record<string, number> = {};
  for (let month = monthOf(from); dayNumber(`${month}-01`) < to; month = monthOf(daysOfMonth(month).to)) {
    const span = daysOfMonth(month);
    const days = new Map([...desk.days].filter(([day]) => day >= span.from && day < span.to));
    const published = publishMonth(month, days, () => new Map(), balances, {}, { was: 'new', is: 'whole' });
    Object.assign(pieces, await store.write(published.writes, publisher));
    months[month] = published.values;
  }
  Object.assign(pieces, await store.write(publishBalance(balances), publisher));
  const asOf = `${dateOf(to)}T12:00:00.000Z` as Instant;
  const large = Object.fromEntries(Object.entries(pieces).filter(([, n]) => n > 1));
  const catalog: Catalog = { asOf, correctedThrough: asOf, firstDay: from, closed: to - 1, open: [], months, pieces: large, audited: to };
  await store.close(catalog, publisher);
  return catalog;
}

async function benchQuestions(engineName: string): Promise<Line[]> {
  const from = dayNumber('2025-01-01');
  const to = from + 365;
  // Made up before the engine is there: it would hang up on a client that has been silent for a minute.
  const desks = { few: yearOf(FEW, from, 1), many: yearOf(MANY, from, 2) };
  const engine = await startEngine(engineName);
  try {
    const zone = new Zone(ZONE);
    let units = 0;
    const store = (fold: string) =>
      rollups(engine.client, engine.table, fold, (n) => {
        units += n;
      });
    const folds = { few: `${FOLD}-few`, many: FOLD };
    const catalogs = {
      few: await publishYear(desks.few, store(folds.few), from),
      many: await publishYear(desks.many, store(folds.many), from),
    };
    // No container that answers holds a desk of a million tickets in memory, and collects garbage around it.
    for (const { days } of Object.values(desks)) days.clear();
    const lines: Line[] = [];
    const unitsOf = async (which: 'few' | 'many', query: Query): Promise<number> => {
      units = 0;
      const catalog = await store(folds[which]).catalog();
      if (catalog === null) throw new Error('no catalog');
      await store(folds[which]).read(pagesFor(query, catalog, zone).ids, catalog.pieces);
      return units;
    };
    const sums = { few: 0, many: 0 };
    let worst = { ratio: 0, what: '' };
    for (const figure of ['volume', 'response', 'sla', 'resolution', 'types', 'agents'] as const) {
      for (const group of [null, ...GROUPS_OF[figure]]) {
        const query: Query = { figure, from, to, by: 'month', group, cohort: 'replied', clock: 'elapsed', compare: null };
        const [few, many] = [await unitsOf('few', query), await unitsOf('many', query)];
        sums.few += few;
        sums.many += many;
        if (many / few > worst.ratio) worst = { ratio: many / few, what: `${figure} by ${group ?? 'nothing'}: ${many} against ${few}` };
      }
    }
    lines.push({
      name: `a year by month, all figures and groups: read units for ${MANY} tickets against ${FEW}`,
      ratio: sums.many / sums.few,
      limit: 1.1,
      detail: `${sums.many} against ${sums.few} units over all questions; worst of them ${worst.ratio.toFixed(2)}× (${worst.what})`,
    });

    let reads = 0;
    const settings = settingsStore(engine.client, engine.table, { name: 'Shop', zone: ZONE, mailboxes: [], agents: [] });
    const watch = timed(engine.client);
    const parts = {
      settings,
      rollups: (fold: string) => rollups(watch.client, engine.table, fold),
      shares: (fold: string) => sharesStore(watch.client, engine.table, SHARDS, fold),
      shards: SHARDS,
    };
    const request: ApiRequest = {
      route: 'GET /metrics/{figure}',
      params: { figure: 'response' },
      query: { from: dateOf(from), to: dateOf(to), by: 'day' },
      headers: {},
      caller: null,
      now: catalogs.many.asOf,
      id: 'bench',
      text: '',
      body: undefined,
    };
    const times: number[] = [];
    const ours: number[] = [];
    const cpus: number[] = [];
    for (let n = 0; n < ASKED; n += 1) {
      const before = watch.calls();
      const spent = watch.seconds();
      const cpu = process.cpuUsage();
      const began = performance.now();
      const { status, body } = await answerFigure(() => parts)(request, trigger);
      JSON.stringify(body);
      const took = performance.now() - began;
      const { user, system } = process.cpuUsage(cpu);
      cpus.push((user + system) / 1000);
      times.push(took);
      ours.push(took - (watch.seconds() - spent) * 1000);
      reads = watch.calls() - before;
      if (status !== 200) throw new Error(`the bench was answered ${status}`);
    }
    const p95 = (all: readonly number[]): number => {
      const warm = all.slice(WARM).sort((a, b) => a - b);
      return warm[Math.floor(0.95 * (warm.length - 1))] ?? 0;
    };
    const [whole, own] = [median(times.slice(WARM)), median(ours.slice(WARM))];
    lines.push({
      name: `one year by day of ${MANY} tickets in the handler, p95`,
      value: p95(times),
      unit: 'ms',
      limit: 25,
      detail: `response, 365 rows, JSON included; median ${whole.toFixed(1)} ms, of which ours ${own.toFixed(1)} ms (p95 ${p95(ours).toFixed(1)} ms) and the rest ${engineName} with the SDK; CPU with the SDK's ${median(cpus.slice(WARM)).toFixed(1)} ms (p95 ${p95(cpus).toFixed(1)} ms); ${reads} reads at once, the catalog and all pages; one after the other where a container does not know the catalog yet`,
    });

    const exact = (values: readonly number[], q: number): number =>
      Float64Array.from(values).sort()[Math.floor(q * (values.length - 1))] ?? 0;
    const query: Query = { figure: 'response', from, to, by: 'total', group: null, cohort: 'opened', clock: 'elapsed', compare: null };
    const plan = pagesFor(query, catalogs.many, zone);
    const answer = answerFrom(query, catalogs.many, zone, plan, await store(folds.many).read(plan.ids, catalogs.many.pieces));
    const total = answer.total as { firstReply: Record<'p50' | 'p90' | 'p99', number> };
    const errors = (
      [
        ['p50', 0.5],
        ['p90', 0.9],
        ['p99', 0.99],
      ] as const
    ).map(([name, q]) => {
      const want = exact(desks.many.waits, q) / 1000;
      return Math.abs(total.firstReply[name] - want) / want;
    });
    lines.push({
      name: 'percentiles against the exact ones, worst',
      value: Math.max(...errors) * 100,
      unit: '%',
      limit: 1,
      detail: `p50, p90, p99 of ${MANY} first responses of a year: ${errors.map((e) => `${(e * 100).toFixed(2)} %`).join(', ')}`,
    });
    return lines;
  } finally {
    await engine.stop();
  }
}

/** What issue 4 promises of speed and cost. */
export async function benchMetrics(): Promise<Line[]> {
  // The engines do not keep the process alive.
  const alive = setInterval(() => {}, 1000);
  try {
    return await measured();
  } finally {
    clearInterval(alive);
  }
}

async function measured(): Promise<Line[]> {
  const engine = ENGINES[0];
  const from = Date.parse('2026-03-02T00:00:00Z');
  const day = played({ zone: ZONE, from, days: 1, tickets: Math.ceil(DAY_EVENTS / EVENTS_A_TICKET), seed: 6 }).commits;
  const lines = [benchFolding(day)];
  if (engine === undefined) return lines;
  lines.push(await benchDay(engine, day));
  // Amazon's own engine counts read units as the service does.
  lines.push(...(await benchQuestions(ENGINES.includes('local') ? 'local' : engine)));
  return lines;
}
