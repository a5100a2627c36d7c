import { deflateRawSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { foldName } from '../../desk/metrics/catalog.ts';
import { rollupBytes } from '../../desk/metrics/page.ts';
import { EMPTY } from '../../desk/metrics/rollup.ts';
import type { Commit } from '../../events/event.ts';
import { commits } from '../../functions/aws/commits.ts';
import { type Item, indexOf, keyOf, pack } from '../../functions/aws/dynamo.ts';
import { rollups } from '../../functions/aws/rollups.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { sharesStore } from '../../functions/aws/shares.ts';
import { index, key, shardOf } from '../../functions/aws/table.ts';
import { type Parts, rollUp } from '../../functions/roll-up.ts';
import type { Trigger } from '../../functions/shell.ts';
import { MemoryTable } from './memory-table.ts';

/*
 * A desk's commits in a table, the roll-up run on it, and what of the table is a figure.
 */

export const ZONE = 'Europe/London';
export const SHARDS = 2;
export const FOLD = foldName(ZONE);
export const HOUR = 3_600_000;

export const rowOf = (commit: Commit): Item => ({
  ...keyOf(key.commit(commit.stream, commit.version)),
  ...indexOf({
    gpk: index.commits(commit.recordedAt.slice(0, 10), shardOf(commit.stream, SHARDS)),
    gsk: index.inCommits(commit.recordedAt, commit.stream, commit.version),
  }),
  d: pack(commit),
});
export function record(table: MemoryTable, all: readonly Commit[]): void {
  for (const commit of all) table.put(rowOf(commit));
}
export const tableWith = (all: readonly Commit[]): MemoryTable => {
  const table = new MemoryTable();
  record(table, all);
  return table;
};

export const partsOn = (client: DynamoDBClient, table = 'desk'): Parts => ({
  settings: settingsStore(client, table, { name: 'Shop', zone: ZONE, mailboxes: [], agents: [] }),
  commits: commits(client, table),
  shares: (fold) => sharesStore(client, table, SHARDS, fold),
  rollups: (fold) => rollups(client, table, fold),
  shards: SHARDS,
  lookBackMs: 40 * 24 * HOUR,
});

/** What runs told the dashboard; the last of a name. */
export const metrics: Record<string, number> = {};
export const trigger = (remaining = 900_000): Trigger => ({
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
export const run = (parts: Parts, at: number, event: object = {}, given = trigger()): Promise<void> =>
  rollUp(() => parts)({ time: new Date(at).toISOString(), ...event }, given);

/** Rows are never changed in place, and tables share them: what is made of one is kept. */
function ofRow(made: (item: Item) => string): (item: Item) => string {
  const known = new WeakMap<Item, string>();
  return (item) => {
    const text = known.get(item) ?? made(item);
    known.set(item, text);
    return text;
  };
}
const raw = (value: Item[string] | undefined): string =>
  value?.B ? Buffer.from(value.B).toString('latin1') : (value?.S ?? value?.N ?? '');
/** Everything in a row. */
export const textOf = ofRow((item) =>
  Object.entries(item)
    .map(([name, value]) => `${name} ${raw(value)}`)
    .join('\n'),
);
/** A row's document or share, as it is stored. */
const figureOf = ofRow((item) => raw(item.d ?? item.t));

/** A day of which nothing is left is as if nothing had been. */
const NOTHING = figureOf({ d: { B: deflateRawSync(rollupBytes(EMPTY), { level: 6 }) } });

/**
 * All figures among rows, as they are stored, by key, and what they come from; what only says who wrote when is left out.
 * @param today date of the day that is open: pages of days that were open once lie about until their name comes up again, unread
 */
export function figures(rows: Iterable<Item>, today: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const item of rows) {
    const name = `${item.pk?.S} ${item.sk?.S}`;
    if (!/^[FRPKAD]#/.test(name) || /^R#.* (CATALOG|CURSOR)/.test(name)) continue;
    if (/ T#/.test(name) && !name.includes(today)) continue;
    const text = figureOf(item);
    if (!name.startsWith('R#') || text !== NOTHING) found.set(name, text);
  }
  return found;
}

/** Names of the rows that are not what they ought to be. */
export const differing = (rows: ReadonlyMap<string, string>, ought: ReadonlyMap<string, string>): string[] =>
  [...new Set([...rows.keys(), ...ought.keys()])].filter((name) => rows.get(name) !== ought.get(name)).sort();
