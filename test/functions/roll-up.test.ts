import { inflateRawSync } from 'node:zlib';
import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { answer } from '../../desk/metrics/answer.ts';
import { dateOf, dayNumber } from '../../desk/metrics/day.ts';
import { TIMES } from '../../desk/metrics/measure.ts';
import { rollupBytes } from '../../desk/metrics/page.ts';
import { answerFrom, pagesFor } from '../../desk/metrics/plan.ts';
import { FIGURES, GROUPS_OF, PERIODS, type Query } from '../../desk/metrics/query.ts';
import type { Commit } from '../../events/event.ts';
import type { Item } from '../../functions/aws/dynamo.ts';
import { rollups, Superseded } from '../../functions/aws/rollups.ts';
import { shardOf } from '../../functions/aws/table.ts';
import { folded, memoryReader } from '../desk/metrics/folded.ts';
import { played } from '../desk/metrics/history.ts';
import { ENGINES, engineFor } from './aws/engines.ts';
import { Gremlin } from './cloud.ts';
import { MemoryTable } from './memory-table.ts';
import { differing, FOLD, figures, HOUR, metrics, partsOn, record, rowOf, run, SHARDS, tableWith, trigger, ZONE } from './rolling.ts';

/*
 * The roll-up on a DynamoDB engine: whatever happens to it, afterwards the same bytes as if nothing had.
 */

const HISTORY = played({ zone: ZONE, from: Date.parse('2026-03-23T00:00:00Z'), days: 8, tickets: 14, seed: 11 });
const LAST = HISTORY.commits.at(-1)?.recordedAt ?? '';
/** Some hours after the last commit, so that all patience has run out. */
const END = Date.parse(LAST) + 3 * HOUR;
const WHOLE = folded(HISTORY.commits, ZONE);
const TODAY = dateOf(WHOLE.zone.dayOf(END));

let undisturbed: ReadonlyMap<string, string>;
let settled: MemoryTable;
beforeAll(async () => {
  settled = tableWith(HISTORY.commits);
  await run(partsOn(settled.client), END);
  undisturbed = figures(settled.rows.values(), TODAY);
});
/** Names of the rows that are not what they are when nothing happens. */
const changed = (table: MemoryTable | Iterable<Item>): string[] =>
  differing(figures(table instanceof MemoryTable ? table.rows.values() : table, TODAY), undisturbed);

test('what is stored is what the shares come to, day by day', () => {
  expect([...undisturbed.keys()].some((name) => name.includes(' MARK#'))).toBe(false);
  for (const [day, rollup] of WHOLE.days) {
    const parts = Array.from({ length: SHARDS }, (_, shard) => undisturbed.get(`R#${FOLD}#${dateOf(day)} S#${shard}#00`) ?? '');
    const [one = '', ...others] = parts.filter((p) => p !== '');
    expect(one).not.toBe('');
    if (others.length === 0) expect(inflateRawSync(Buffer.from(one, 'latin1'))).toEqual(Buffer.from(rollupBytes(rollup)));
  }
  for (const [day, shares] of WHOLE.shares) {
    for (const stream of shares.keys()) {
      expect(undisturbed.has(`F#${FOLD}#${dateOf(day)}#${shardOf(stream, SHARDS)} ${stream}`)).toBe(true);
    }
  }
});

test('every question is answered from the pages as it is from the shares themselves', async () => {
  const store = rollups(settled.client, 'desk', FOLD);
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
      for (const by of figure === 'hours' ? (['total'] as const) : PERIODS) {
        for (const [n, [from, to]] of periods.entries()) {
          for (const clock of figure === 'response' || figure === 'agents' ? TIMES : (['elapsed'] as const)) {
            const cohort = n === 0 ? 'replied' : 'opened';
            const query: Query = { figure, from, to, by, group, cohort, clock, compare: 'previous' };
            const plan = pagesFor(query, catalog, zone);
            const got = answerFrom(query, catalog, zone, plan, await store.read(plan.ids, catalog.pieces));
            const want = answer(query, reader, { zone, asOfMs: END });
            if (JSON.stringify(got) !== JSON.stringify(want)) expect(got).toEqual(want);
            rows += got.rows.length;
          }
        }
      }
    }
  }
  expect(rows).toBeGreaterThan(1500);
});

test('folded every six hours as the commits come, it is the same as folded at once', async () => {
  const table = new MemoryTable();
  const parts = partsOn(table.client);
  let done = 0;
  for (let at = Date.parse('2026-03-23T06:00:00Z'); at < END - HOUR; at += 6 * HOUR) {
    const upTo = HISTORY.commits.filter((c) => Date.parse(c.recordedAt) <= at).length;
    record(table, HISTORY.commits.slice(done, upTo));
    done = upTo;
    await run(parts, at);
  }
  record(table, HISTORY.commits.slice(done));
  await run(parts, END - HOUR);
  await run(parts, END);
  expect(changed(table)).toEqual([]);
});

test('stopped for two days, and then run shard by shard, it is the same', async () => {
  const stop = Date.parse('2026-03-27T12:00:00Z');
  const table = tableWith(HISTORY.commits.filter((c) => Date.parse(c.recordedAt) <= stop));
  const parts = partsOn(table.client);
  await run(parts, stop);
  record(
    table,
    HISTORY.commits.filter((c) => Date.parse(c.recordedAt) > stop),
  );
  await run(parts, stop + 48 * HOUR);
  for (const at of [END - HOUR, END]) {
    for (let shard = 0; shard < SHARDS; shard += 1) await run(parts, at, { shard });
    await run(parts, at, { publish: true });
  }
  expect(changed(table)).toEqual([]);
});

test('a commit that came long after its time corrects its day within the hour', async () => {
  const late = HISTORY.commits.find((c) => c.version === 1 && c.stream.startsWith('T-') && c.recordedAt > '2026-03-25')?.stream ?? '';
  const table = tableWith(HISTORY.commits.filter((c) => c.stream !== late));
  const parts = partsOn(table.client);
  await run(parts, END - 2 * HOUR);
  record(table, HISTORY.commits);
  await run(parts, END - HOUR);
  expect(changed(table)).not.toEqual([]);
  const at = new Date(END - 50 * 60_000).toISOString();
  await run(parts, END, { 'detail-type': 'CommitDelayed', detail: { stream: late, event: { at } } });
  expect(changed(table)).not.toEqual([]);
  await run(parts, END);
  expect(changed(table)).toEqual([]);
});

test('what nobody told of, the audit of the night finds', async () => {
  const lost = HISTORY.commits.find((c) => c.version === 1 && c.stream.startsWith('T-') && c.recordedAt > '2026-03-25')?.stream ?? '';
  const table = tableWith(HISTORY.commits.filter((c) => c.stream !== lost));
  const parts = partsOn(table.client);
  await run(parts, END);
  record(table, HISTORY.commits);
  // The first tick of the next day closes it, the one after that audits.
  await run(parts, END + 24 * HOUR);
  expect(changed(table).filter((name) => /^(F#|R#)/.test(name)).length).toBeGreaterThan(5);
  await run(parts, END + 24 * HOUR + 300_000);
  expect(changed(table).filter((name) => /^(F#|R#)/.test(name))).toEqual([]);
});

describe('a quiet tick', () => {
  const tick = async (table: MemoryTable, at: number): Promise<readonly string[]> => {
    const counting = new Gremlin();
    await run(partsOn(counting.wrap('dynamodb', table.client)), at);
    return counting.calls.map((call) => call.replace(/^dynamodb\.|Command$/g, ''));
  };
  const MINUTES = 60_000;

  test('reads how things stand and what is new, and writes until when: one row, and the cursors each half hour', async () => {
    const table = settled.copy();
    // Commits are looked at again for a quarter of an hour.
    await tick(table, END + 5 * MINUTES);
    const reads = ['Query', ...Array.from({ length: SHARDS }, () => 'Query')];
    expect((await tick(table, END + 10 * MINUTES)).filter((call) => call !== 'GetItem')).toEqual([...reads, 'PutItem']);
    const cursors = Array.from({ length: SHARDS }, () => 'PutItem');
    expect((await tick(table, END + 30 * MINUTES)).filter((call) => /Put/.test(call))).toEqual([...cursors, 'PutItem']);
    expect((await tick(table, END + 35 * MINUTES)).filter((call) => /Put/.test(call))).toEqual(['PutItem']);
    expect(changed(table)).toEqual([]);
  });

  test('says all the same until when everything is folded, and what comes twice or late takes nothing back', async () => {
    const table = settled.copy();
    const store = rollups(table.client, 'desk', FOLD);
    const asOf = async (): Promise<number> => Date.parse((await store.catalog())?.asOf ?? '');
    for (const [at, told] of [
      [5, 5],
      [10, 10],
      [5, 10],
      [15, 15],
    ] as const) {
      await tick(table, END + at * MINUTES);
      expect(await asOf()).toBe(END + told * MINUTES);
    }
  });

  test('gives way to somebody who has begun to publish', async () => {
    const table = settled.copy();
    const parts = partsOn(table.client);
    const standing = await parts.rollups(FOLD).standing();
    if (standing.catalog === null) throw new Error('no catalog');
    await parts.rollups(FOLD).begin();
    await expect(parts.rollups(FOLD).close(standing.catalog, standing)).rejects.toThrow(Superseded);
    // The one who had begun never came to its end: the next tick does all of it.
    expect(await tick(table, END + 5 * MINUTES)).toContain('UpdateItem');
    expect(changed(table)).toEqual([]);
  });
});

test('it tells operators the headline of the day as the endpoints answer it, and nothing where there is nothing', async () => {
  const table = new MemoryTable();
  const parts = partsOn(table.client);
  const day = WHOLE.zone.dayOf(Date.parse('2026-03-31T12:00:00Z'));
  // The last tick of a day on which all five have something to say.
  const at = WHOLE.zone.startOf(day + 1) - 1000;
  const known = HISTORY.commits.filter((c) => Date.parse(c.recordedAt) <= at);
  record(table, known);
  for (const name of Object.keys(metrics)) delete metrics[name];
  await run(parts, at);
  const whole = folded(known, ZONE);
  const total = (figure: 'volume' | 'response' | 'sla' | 'happiness'): unknown => {
    const query = { figure, from: day, to: day + 1, by: 'total', group: null, cohort: 'replied', clock: 'elapsed', compare: null } as const;
    return answer(query, memoryReader(whole), { zone: whole.zone, asOfMs: at }).total;
  };
  const volume = total('volume') as { new: number; active: number };
  const promises = total('sla') as { due: number; met: number }[];
  const due = promises.reduce((n, row) => n + row.due, 0);
  const met = promises.reduce((n, row) => n + row.met, 0);
  const { score } = (total('happiness') as { csat: { score: number } }).csat;
  expect(volume.active).toBeGreaterThan(0);
  expect(due).toBeGreaterThan(0);
  expect(metrics).toEqual({
    FoldLag: 0,
    NewTickets: volume.new,
    Backlog: volume.active,
    FirstReplyMedian: (total('response') as { firstReply: { p50: number } }).firstReply.p50,
    Attainment: (met / due) * 100,
    Csat: score * 100,
  });
  for (const name of Object.keys(metrics)) delete metrics[name];
  await run(partsOn(new MemoryTable().client), at);
  expect(metrics).toEqual({ FoldLag: 0, NewTickets: 0, Backlog: 0 });
});

test('with little time left it stops in good order and says how far it came', async () => {
  const table = tableWith(HISTORY.commits);
  await run(partsOn(table.client), END, {}, trigger(60_000));
  expect(metrics.FoldLag).toBeGreaterThan(24 * 3600);
  await run(partsOn(table.client), END);
  expect(metrics.FoldLag).toBe(0);
  expect(changed(table)).toEqual([]);
});

test('erasing a customer changes no figure: events name nobody, and nothing else is read', async () => {
  const table = settled.copy();
  for (const id of [...table.rows.keys()]) if (/^(T#.*\n(T|M#.*|O#.*)|C#.*)$/.test(id)) table.remove(id);
  for (const [id] of [...table.rows]) if (/^(F#|R#|P#|K#)/.test(id) || /\nF#/.test(id)) table.remove(id);
  await run(partsOn(table.client), END);
  expect(changed(table)).toEqual([]);
});

describe.each(ENGINES)('on %s', (name) => {
  const engine = engineFor(name, 60_000);

  test('run twice at once, over and over, it is the same', async () => {
    const write = async (all: readonly Commit[]): Promise<void> => {
      for (let n = 0; n < all.length; n += 25) {
        const puts = all.slice(n, n + 25).map((commit) => ({ PutRequest: { Item: rowOf(commit) } }));
        await engine().client.send(new BatchWriteItemCommand({ RequestItems: { [engine().table]: puts } }));
      }
    };
    const parts = () => partsOn(engine().client, engine().table);
    const half = Math.floor(HISTORY.commits.length / 2);
    const middle = Date.parse(HISTORY.commits[half]?.recordedAt ?? '');
    await write(HISTORY.commits.slice(0, half));
    await Promise.all([run(parts(), middle), run(parts(), middle)]);
    await write(HISTORY.commits.slice(half));
    await Promise.all([run(parts(), END - 2 * HOUR), run(parts(), END - 2 * HOUR), run(parts(), END - 2 * HOUR)]);
    await Promise.all([run(parts(), END - HOUR), run(parts(), END - HOUR)]);
    await run(parts(), END);
    const rows: Item[] = [];
    let from: Item | undefined;
    do {
      const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } = await engine().client.send(
        new ScanCommand({ TableName: engine().table, ...(from ? { ExclusiveStartKey: from } : {}) }),
      );
      rows.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from);
    expect(changed(rows)).toEqual([]);
  }, 60_000);
});
