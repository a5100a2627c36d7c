import { inflateRawSync } from 'node:zlib';
import { BatchWriteItemCommand, CreateTableCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { answer } from '../../desk/metrics/answer.ts';
import { foldName } from '../../desk/metrics/catalog.ts';
import { dateOf, dayNumber } from '../../desk/metrics/day.ts';
import { rollupBytes } from '../../desk/metrics/page.ts';
import { answerFrom, pagesFor } from '../../desk/metrics/plan.ts';
import { FIGURES, GROUPS_OF, PERIODS, type Query } from '../../desk/metrics/query.ts';
import type { Commit } from '../../events/event.ts';
import { commits } from '../../functions/aws/commits.ts';
import { type Item, indexOf, keyOf, pack } from '../../functions/aws/dynamo.ts';
import { rollups } from '../../functions/aws/rollups.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { sharesStore } from '../../functions/aws/shares.ts';
import { INDEX, index, key, shardOf } from '../../functions/aws/table.ts';
import { type Parts, rollUp } from '../../functions/roll-up.ts';
import type { Trigger } from '../../functions/shell.ts';
import { folded, memoryReader } from '../desk/metrics/folded.ts';
import { played } from '../desk/metrics/history.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { Gremlin } from './cloud.ts';

/*
 * The roll-up on a DynamoDB engine: whatever happens to it, afterwards the same bytes as if nothing had.
 */

const ZONE = 'Europe/London';
const SHARDS = 2;
const FOLD = foldName(ZONE);
const HOUR = 3_600_000;
const HISTORY = played({ zone: ZONE, from: Date.parse('2026-03-23T00:00:00Z'), days: 9, tickets: 26, seed: 11 });
const LAST = HISTORY.commits.at(-1)?.recordedAt ?? '';
/** Some hours after the last commit, so that all patience has run out. */
const END = Date.parse(LAST) + 3 * HOUR;
const WHOLE = folded(HISTORY.commits, ZONE);
const TODAY = dateOf(WHOLE.zone.dayOf(END));

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? 'dynoxide');
}, 60_000);
afterAll(() => engine.stop());

let tables = 0;
/** An empty table: what one story did is not in another's way. */
async function newTable(): Promise<string> {
  tables += 1;
  const table = `desk-${tables}`;
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const keys = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ];
  await engine.client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gpk', 'gsk'].map(string),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        { IndexName: INDEX, KeySchema: keys('gpk', 'gsk'), Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['brief'] } },
      ],
    }),
  );
  return table;
}

async function record(table: string, all: readonly Commit[]): Promise<void> {
  for (let n = 0; n < all.length; n += 25) {
    const puts = all.slice(n, n + 25).map((commit) => ({
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
    await engine.client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
  }
}

const partsOn = (client: DynamoDBClient, table: string): Parts => ({
  settings: settingsStore(client, table, { name: 'Shop', zone: ZONE, mailboxes: [], agents: [] }),
  commits: commits(client, table),
  shares: (fold) => sharesStore(client, table, SHARDS, fold),
  rollups: (fold) => rollups(client, table, fold),
  shards: SHARDS,
  lookBackMs: 40 * 24 * HOUR,
});

const metrics: Record<string, number> = {};
const trigger = (remaining = 900_000): Trigger => ({
  log: {
    info: () => {},
    warn: () => {},
    error: () => {},
    metric: (name, value) => {
      metrics[name] = value;
    },
    written: async () => {},
  },
  requestId: 'request',
  remainingMillis: () => remaining,
});
const run = (parts: Parts, at: number, event: object = {}, given = trigger()): Promise<void> =>
  rollUp(() => parts)({ time: new Date(at).toISOString(), ...event }, given);

/** All figures in a table, as text by key; what only says who wrote when is left out. */
async function figures(table: string): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  let from: Item | undefined;
  do {
    const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } = await engine.client.send(
      new ScanCommand({ TableName: table, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    for (const item of page.Items ?? []) {
      const name = `${item.pk?.S} ${item.sk?.S}`;
      if (/^(F#)/.test(name)) rows.set(name, item.t?.S ?? '');
      if (/^(P#|R#.* S#)/.test(name) && item.d?.B) rows.set(name, inflateRawSync(item.d.B).toString('hex'));
      if (/^D#/.test(name)) rows.set(name, 'still to be folded');
    }
    from = page.LastEvaluatedKey;
  } while (from);
  // The page of a day that was open once lies about until its name comes up again, and nobody reads it.
  for (const name of rows.keys()) if (/ T#/.test(name) && !name.includes(TODAY)) rows.delete(name);
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

let undisturbed: Map<string, string>;
beforeAll(async () => {
  const table = await newTable();
  await record(table, HISTORY.commits);
  await run(partsOn(engine.client, table), END);
  undisturbed = await figures(table);
}, 60_000);

test('what is stored is what the shares come to, day by day', () => {
  expect([...undisturbed.keys()].some((name) => name.startsWith('D#'))).toBe(false);
  for (const [day, rollup] of WHOLE.days) {
    const parts = Array.from({ length: SHARDS }, (_, shard) => undisturbed.get(`R#${FOLD}#${dateOf(day)} S#${shard}#00`) ?? '');
    const lengths = parts.reduce((n, hex) => n + hex.length, 0);
    expect(lengths).toBeGreaterThan(0);
    if (parts.filter((p) => p !== '').length === 1) expect(parts.join('')).toBe(Buffer.from(rollupBytes(rollup)).toString('hex'));
  }
  for (const [day, shares] of WHOLE.shares) {
    for (const stream of shares.keys()) {
      expect(undisturbed.has(`F#${FOLD}#${dateOf(day)}#${shardOf(stream, SHARDS)} ${stream}`)).toBe(true);
    }
  }
});

test('every question is answered from the pages as it is from the shares themselves', async () => {
  const table = await newTable();
  await record(table, HISTORY.commits);
  await run(partsOn(engine.client, table), END);
  const store = rollups(engine.client, table, FOLD);
  const catalog = await store.catalog();
  if (!catalog) throw new Error('no catalog');
  const zone = WHOLE.zone;
  const reader = memoryReader(WHOLE);
  const today = zone.dayOf(END);
  const periods = [
    [dayNumber('2026-03-01'), today + 1],
    [dayNumber('2026-03-25'), today - 2],
    [dayNumber('2026-02-10'), dayNumber('2026-04-01')],
  ] as const;
  let rows = 0;
  for (const figure of FIGURES) {
    for (const group of [null, ...GROUPS_OF[figure]]) {
      for (const by of PERIODS) {
        for (const [from, to] of periods) {
          const query: Query = { figure, from, to, by, group, cohort: 'opened', clock: 'elapsed', compare: 'previous' };
          const pages = await store.read(pagesFor(query, catalog, zone), catalog.pieces);
          const got = answerFrom(query, catalog, zone, pages);
          expect(got).toEqual(answer(query, reader, { zone, asOfMs: END }));
          rows += got.rows.length;
        }
      }
    }
  }
  expect(rows).toBeGreaterThan(2000);
});

test('folded every six hours as the commits come, it is the same as folded at once', async () => {
  const table = await newTable();
  const parts = partsOn(engine.client, table);
  let done = 0;
  for (let at = Date.parse('2026-03-23T06:00:00Z'); at < END; at += 6 * HOUR) {
    const until = HISTORY.commits.findIndex((c) => Date.parse(c.recordedAt) > at);
    const upTo = until === -1 ? HISTORY.commits.length : until;
    await record(table, HISTORY.commits.slice(done, upTo));
    done = upTo;
    await run(parts, at);
  }
  await record(table, HISTORY.commits.slice(done));
  await run(parts, END - HOUR);
  await run(parts, END);
  expect(differing(await figures(table))).toEqual([]);
}, 60_000);

test('stopped for two days, and then run shard by shard, it is the same', async () => {
  const table = await newTable();
  const parts = partsOn(engine.client, table);
  const stop = Date.parse('2026-03-27T12:00:00Z');
  await record(
    table,
    HISTORY.commits.filter((c) => Date.parse(c.recordedAt) <= stop),
  );
  await run(parts, stop);
  await record(
    table,
    HISTORY.commits.filter((c) => Date.parse(c.recordedAt) > stop),
  );
  await run(parts, stop + 48 * HOUR);
  for (const at of [END - HOUR, END]) {
    for (let shard = 0; shard < SHARDS; shard += 1) await run(parts, at, { shard });
    await run(parts, at, { publish: true });
  }
  expect(differing(await figures(table))).toEqual([]);
});

test('run twice at once, over and over, it is the same', async () => {
  const table = await newTable();
  const parts = partsOn(engine.client, table);
  const half = Math.floor(HISTORY.commits.length / 2);
  await record(table, HISTORY.commits.slice(0, half));
  const middle = Date.parse(HISTORY.commits[half]?.recordedAt ?? '');
  await Promise.all([run(parts, middle), run(partsOn(engine.client, table), middle)]);
  await record(table, HISTORY.commits.slice(half));
  await Promise.all([run(parts, END - HOUR), run(partsOn(engine.client, table), END - HOUR), run(parts, END - HOUR)]);
  await Promise.all([run(parts, END), run(partsOn(engine.client, table), END)]);
  await run(parts, END);
  expect(differing(await figures(table))).toEqual([]);
});

test('killed at any call, before or after it took effect, it is the same once it has run again', async () => {
  const calls = await countCalls();
  expect(calls).toBeGreaterThan(60);
  const step = Math.max(1, Math.floor(calls / 16));
  for (let n = 0; n < calls; n += step) {
    const table = await newTable();
    const gremlin = new Gremlin();
    await record(table, HISTORY.commits.slice(0, 150));
    await run(partsOn(engine.client, table), Date.parse(HISTORY.commits[149]?.recordedAt ?? ''));
    await record(table, HISTORY.commits.slice(150));
    gremlin.arm(n, n % 2 === 0 ? 'error' : 'timeout-after-success');
    const broken = partsOn(gremlin.wrap('dynamodb', engine.client), table);
    const outcome = await run(broken, END - 2 * HOUR).then(
      () => 'ended',
      () => 'killed',
    );
    expect(outcome).toBe('killed');
    await run(partsOn(engine.client, table), END - HOUR);
    await run(partsOn(engine.client, table), END);
    const after = await figures(table);
    if (gremlin.broke !== null)
      expect({ broke: gremlin.broke, differing: differing(after) }).toEqual({ broke: gremlin.broke, differing: [] });
  }
}, 120_000);

/** Names of the rows that are not what they are when nothing happens. */
const differing = (rows: ReadonlyMap<string, string>): string[] =>
  [...new Set([...rows.keys(), ...undisturbed.keys()])].filter((name) => rows.get(name) !== undisturbed.get(name)).sort();

async function countCalls(): Promise<number> {
  const table = await newTable();
  const gremlin = new Gremlin();
  await record(table, HISTORY.commits.slice(0, 150));
  await run(partsOn(engine.client, table), Date.parse(HISTORY.commits[149]?.recordedAt ?? ''));
  await record(table, HISTORY.commits.slice(150));
  await run(partsOn(gremlin.wrap('dynamodb', engine.client), table), END - 2 * HOUR);
  return gremlin.calls.length;
}

test('a commit that came long after its time corrects its day within the hour', async () => {
  const table = await newTable();
  const parts = partsOn(engine.client, table);
  const late = HISTORY.commits.find((c) => c.version === 1 && c.stream.startsWith('T-') && c.recordedAt > '2026-03-25')?.stream ?? '';
  await record(
    table,
    HISTORY.commits.filter((c) => c.stream !== late),
  );
  await run(parts, END - 2 * HOUR);
  await record(
    table,
    HISTORY.commits.filter((c) => c.stream === late),
  );
  await run(parts, END - HOUR);
  expect(differing(await figures(table))).not.toEqual([]);
  const told = { 'detail-type': 'CommitDelayed', detail: { stream: late } };
  await run(parts, END - 50 * 60_000, told);
  await run(parts, END);
  expect(differing(await figures(table))).toEqual([]);
});

test('what nobody told of, the audit of the night finds', async () => {
  const table = await newTable();
  const parts = partsOn(engine.client, table);
  const lost = HISTORY.commits.find((c) => c.version === 1 && c.stream.startsWith('T-') && c.recordedAt > '2026-03-25')?.stream ?? '';
  await record(
    table,
    HISTORY.commits.filter((c) => c.stream !== lost),
  );
  await run(parts, END);
  await record(
    table,
    HISTORY.commits.filter((c) => c.stream === lost),
  );
  expect(differing(await figures(table)).length).toBeGreaterThan(5);
  // The first tick of the next day closes it, the one after that audits.
  await run(parts, END + 24 * HOUR);
  await run(parts, END + 24 * HOUR + 300_000);
  expect(differing(await figures(table)).filter((name) => /^(F#|R#)/.test(name))).toEqual([]);
});

test('with little time left it stops in good order and says how far it came', async () => {
  const table = await newTable();
  const parts = partsOn(engine.client, table);
  await record(table, HISTORY.commits);
  await run(parts, END, {}, trigger(60_000));
  expect(metrics.FoldLag).toBeGreaterThan(24 * 3600);
  await run(parts, END);
  expect(metrics.FoldLag).toBe(0);
  expect(differing(await figures(table))).toEqual([]);
});
