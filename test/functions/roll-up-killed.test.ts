import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dateOf, Zone } from '../../desk/metrics/day.ts';
import type { Commit } from '../../events/event.ts';
import type { Item } from '../../functions/aws/dynamo.ts';
import { PREFIX } from '../../functions/aws/table.ts';
import { played } from '../desk/metrics/history.ts';
import { Gremlin, type Mode } from './cloud.ts';
import { MemoryTable } from './memory-table.ts';
import { differing, figures, partsOn, record, run, SHARDS, textOf, ZONE } from './rolling.ts';

/*
 * The roll-up killed or broken at every one of its calls, or held up: once it has run again, the same bytes as if nothing had
 * happened. A small desk, since each call is a story of its own; what the runs do is listed, so that it stays small and whole.
 */

const { commits: HISTORY } = played({ zone: ZONE, from: Date.parse('2026-03-29T06:00:00Z'), days: 3, tickets: 2, seed: 357 });
const at = (local: string): number => Date.parse(`2026-${local}:00+01:00`);
const upTo = (ms: number): Commit[] => HISTORY.filter((c) => Date.parse(c.recordedAt) <= ms);
/** A ticket that was excluded in the night after it was opened, alone under some of its values. */
const EXCLUDED = 'T-P3TDQ';
/** All that is known of the desk but what was recorded of that ticket from a version on. */
const without =
  (from: number) =>
  (ms: number): Commit[] =>
    upTo(ms).filter((c) => c.stream !== EXCLUDED || c.version < from);

type Call = { readonly at: number; readonly event?: object };
/** A table; calls of which one is broken at a time; the rounds that follow as if nothing had happened; and what the first do. */
type Story = {
  readonly name: string;
  readonly base: () => Promise<MemoryTable>;
  readonly round: readonly Call[];
  readonly later: readonly (readonly Call[])[];
  readonly does: readonly string[];
};

/** The n-th call of a run, what it does, the runs that follow, and the table as it was before the run and before the call. */
type Breakable = {
  readonly run: Call;
  readonly n: number;
  readonly does: readonly string[];
  readonly rest: readonly Call[];
  readonly start: MemoryTable;
  readonly found: MemoryTable;
};
const MODES: readonly Mode[] = ['error', 'timeout-after-success'];

const tick = (ms: number): readonly Call[] => [{ at: ms }];
const inParts = (ms: number): readonly Call[] => [
  ...Array.from({ length: SHARDS }, (_, shard) => ({ at: ms, event: { shard } })),
  { at: ms, event: { publish: true } },
];
const late = (ms: number): Call => ({
  at: ms,
  event: { 'detail-type': 'CommitDelayed', detail: { stream: EXCLUDED, event: { at: new Date(ms).toISOString() } } },
});

async function go(table: MemoryTable, calls: readonly Call[], client = table.client): Promise<void> {
  for (const call of calls) await run(partsOn(client), call.at, call.event);
}
/** As a table comes about: commits as they are recorded, and ticks; at last all is recorded, of which some is news. */
async function desk(ticks: readonly number[], known: (ms: number) => readonly Commit[], until: number): Promise<MemoryTable> {
  const table = new MemoryTable();
  for (const ms of ticks) {
    record(table, known(ms));
    await go(table, tick(ms));
  }
  record(table, upTo(until));
  return table;
}
const monthEnds = (): Promise<MemoryTable> => desk([at('03-30T12:00'), at('03-31T02:30')], upTo, at('04-01T23:30'));

const COLLECTS = ['read commits', 'read stream', 'save: Put ledger', 'save: Put share', 'save: Update mark'];
const FOLDS = ['read mark', 'get day', 'read share', 'Put day'];
const BEGINS = ['read standing', 'Update catalog', 'get page of days', 'get page of the backlog', 'Put page of days'];
const CLOSES = ['Put page of the backlog', 'Put catalog', 'Delete mark', 'get page of an open day'];
const ALWAYS = [...COLLECTS, ...FOLDS, ...BEGINS, ...CLOSES];

const STORIES: readonly Story[] = [
  {
    name: 'a tick that closes days and a month',
    base: monthEnds,
    round: tick(at('04-01T23:30')),
    later: [tick(at('04-02T00:30')), tick(at('04-02T01:30'))],
    does: [
      ...ALWAYS,
      'get ledger',
      'read contact',
      'Put contact',
      'save: Put backlog',
      'Put cursor',
      'Put page of a month',
      'Put page of an open day',
    ],
  },
  {
    name: 'the tick of the next day, its shards folded in parallel and published by a third',
    base: () => desk([at('03-31T20:00'), at('04-01T20:00')], upTo, at('04-02T11:30')),
    round: inParts(at('04-02T11:30')),
    later: [inParts(at('04-02T12:30')), inParts(at('04-02T13:30'))],
    does: [...ALWAYS, 'get ledger', 'Put cursor', 'Update mark', 'Put page of an open day'],
  },
  {
    name: 'the audit of the night, which finds what nobody told of',
    base: () => desk([at('04-01T20:00'), at('04-02T00:10')], without(5), at('04-02T00:15')),
    round: tick(at('04-02T00:15')),
    later: [tick(at('04-02T01:15')), tick(at('04-02T02:15'))],
    does: [...ALWAYS, 'get ledger', 'read contact', 'Put contact', 'save: Delete backlog', 'Put page of a month', 'Delete page of a month'],
  },
  {
    name: 'a commit that came late, and the tick that corrects its days',
    base: () => desk([at('03-31T20:00'), at('04-01T20:00'), at('04-02T00:10'), at('04-02T00:15')], without(1), at('04-02T00:15')),
    round: [late(at('04-02T00:20')), ...tick(at('04-02T01:20'))],
    later: [[late(at('04-02T00:20')), ...tick(at('04-02T02:20'))], tick(at('04-02T03:20'))],
    does: [...ALWAYS, 'read contact', 'Put contact', 'Put cursor', 'Put page of a month'],
  },
];

describe.each(STORIES)('$name', ({ base: made, round, later, does }) => {
  const last = later.at(-1)?.at(-1)?.at ?? 0;
  const today = dateOf(new Zone(ZONE).dayOf(last));
  let ought: ReadonlyMap<string, string>;
  const calls: Breakable[] = [];
  beforeAll(async () => {
    const table = await made();
    for (const [which, one] of round.entries()) {
      const start = table.copy();
      const rest = [...round.slice(which + 1), ...later.flat()];
      let n = 0;
      const note = (does: readonly string[]): void => {
        calls.push({ run: one, n, does, rest, start, found: table.copy() });
        n += 1;
      };
      await go(table, [one], watched(table.client, note));
    }
    const whole = new MemoryTable();
    for (const row of table.rows.values()) if (row.sk?.S?.startsWith(PREFIX.commit)) whole.put(row);
    await go(whole, tick(last));
    ought = figures(whole.rows.values(), today);
  });

  const outcomes = new Map<string, Promise<string[]>>();
  /** What differs once runs are done. They go by the table and their own time alone, so from the same rows they are done once. */
  function outcome(table: MemoryTable, runs: readonly Call[]): Promise<string[]> {
    const [next, ...rest] = runs;
    if (next === undefined) return Promise.resolve(differing(figures(table.rows.values(), today), ought));
    const state = `${runs.length} ${stateOf(table)}`;
    const known = outcomes.get(state) ?? go(table, [next]).then(() => outcome(table, rest));
    outcomes.set(state, known);
    return known;
  }
  const same = (what: string, differ: readonly string[]): void => {
    if (differ.length > 0) expect({ what, differ }).toEqual({ what, differ: [] });
  };

  test('does all that it is to be killed in the middle of, and comes to what one run over everything comes to', async () => {
    expect(calls.flatMap((call) => call.does)).toEqual(expect.arrayContaining([...does]));
    for (const { n, start, run: one, rest } of calls) if (n === 0) same('nothing', await outcome(start.copy(), [one, ...rest]));
  });

  test('killed at any of its calls, never seen again: the same once it has run again', async () => {
    for (const { n, found, rest } of calls) same(`gone at call ${n}`, await outcome(found.copy(), rest));
  });

  test('broken at any of its calls, before or after it was done: the same once it has run again', async () => {
    for (const { run: one, n, does: what, start, rest } of calls) {
      // The pages are many, and one like the other: every other breaks before it is written, the rest after.
      const modes = what.some((did) => / page of /.test(did)) ? MODES.slice(n % 2).slice(0, 1) : MODES;
      for (const mode of modes) {
        const table = start.copy();
        const gremlin = new Gremlin();
        gremlin.arm(n, mode);
        await go(table, [one], gremlin.wrap('dynamodb', table.client)).catch(() => {});
        expect(gremlin.broke).not.toBeNull();
        // What was begun beside the broken call comes to its end.
        await setImmediate();
        same(gremlin.broke ?? '', await outcome(table, rest));
      }
    }
  });

  test('held up at the first or last call of each kind until others have run: the same', async () => {
    const kinds = calls.map(({ run: one, does: what }) => `${round.indexOf(one)} ${what}`);
    const chosen = calls.filter((_, i) => kinds.indexOf(kinds[i] ?? '') === i || kinds.lastIndexOf(kinds[i] ?? '') === i);
    const final = later.at(-1)?.length ?? 0;
    for (const { run: one, n, start, rest } of chosen) {
      const table = start.copy();
      const held = holding(table.client, n);
      const slow = go(table, [one], held.client).catch(() => {});
      await setImmediate();
      await go(table, rest.slice(0, -final));
      held.release();
      await slow;
      same(`held up at call ${n}`, await outcome(table, rest.slice(-final)));
    }
  });
});

/** Names all that is in a table. */
const stateOf = ({ rows }: MemoryTable): string =>
  hash(
    'sha1',
    [...rows]
      .map(([id, item]) => `${id}\n${textOf(item)}`)
      .sort()
      .join('\n\n'),
  );

/** A client whose n-th call waits until it is released. */
function holding(client: DynamoDBClient, n: number): { readonly client: DynamoDBClient; readonly release: () => void } {
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const send = (client as unknown as Sender).send;
  let calls = 0;
  const waiting = async (command: Command): Promise<unknown> => {
    calls += 1;
    if (calls - 1 === n) await promise;
    return send(command);
  };
  return { client: { send: waiting } as unknown as DynamoDBClient, release };
}

type Written = { readonly Item?: Item; readonly Key?: Item };
type Sender = { readonly send: (command: Command) => Promise<unknown> };
type Command = { readonly constructor: { readonly name: string }; readonly input: Record<string, unknown> };

const KINDS: readonly [RegExp, string][] = [
  [/^S NOW/, 'settings'],
  [/^R#.* CATALOG/, 'catalog'],
  [/^R#.* CURSOR/, 'cursor'],
  [/^R#.* MARK/, 'mark'],
  [/^R#.* S#/, 'day'],
  [/^R#/, 'standing'],
  [/^P#.* M#/, 'page of a month'],
  [/^P#.* D#/, 'page of days'],
  [/^P#.* T#/, 'page of an open day'],
  [/^P#.* B#/, 'page of the backlog'],
  [/^F#/, 'share'],
  [/^T#.* F#/, 'ledger'],
  [/^T#/, 'stream'],
  [/^K#/, 'contact'],
  [/^A#/, 'backlog'],
  [/^E#/, 'commits'],
];
const kindOf = (key: Item | undefined): string => {
  const name = `${key?.pk?.S ?? ''} ${key?.sk?.S ?? ''}`;
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? name;
};

/** Notes of each call what it does to which kinds of rows, before it is done. */
function watched(client: DynamoDBClient, note: (does: readonly string[]) => void): DynamoDBClient {
  const send = (client as unknown as Sender).send;
  const doing = ({ constructor: { name }, input }: Command): string[] => {
    const values = (input.ExpressionAttributeValues ?? {}) as Item;
    if (name === 'QueryCommand')
      return [`read ${kindOf({ pk: values[':pk'] ?? values[':g'] ?? { S: '' }, ...(values[':first'] ? { sk: values[':first'] } : {}) })}`];
    if (name === 'BatchGetItemCommand') {
      const { Keys } = Object.values(input.RequestItems as Record<string, { Keys: Item[] }>)[0] ?? { Keys: [] };
      return [...new Set(Keys.map((key) => `get ${kindOf(key)}`))];
    }
    if (name === 'TransactWriteItemsCommand') {
      const writes = (input.TransactItems as Record<string, Written>[]).flatMap((item) => Object.entries(item));
      return [...new Set(writes.map(([verb, written]) => `save: ${verb} ${kindOf(written.Item ?? written.Key)}`))];
    }
    return [`${name.replace('ItemCommand', '')} ${kindOf((input as Written).Item ?? (input as Written).Key)}`];
  };
  return {
    send: (command: Command) => {
      note(doing(command));
      return send(command);
    },
  } as unknown as DynamoDBClient;
}
