import { performance } from 'node:perf_hooks';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { defaultSettings } from '../../desk/default-settings.ts';
import { nextDue } from '../../desk/sla/due.ts';
import { decide } from '../../desk/ticket/decide.ts';
import { nextWake } from '../../desk/timers.ts';
import type { AgentId, Instant, TicketId } from '../../events/ids.ts';
import { type Item, keyOf } from '../../functions/aws/dynamo.ts';
import { logOf } from '../../functions/aws/log.ts';
import { writesOf } from '../../functions/aws/rows.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { index, key, shardOf } from '../../functions/aws/table.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import { timers } from '../../functions/aws/timers.ts';
import { fireTimers, type Parts } from '../../functions/fire-timers.ts';
import type { Trigger } from '../../functions/shell.ts';
import { ENGINES, type Engine, startEngine } from '../functions/aws/engines.ts';
import type { Line } from './line.ts';
import { store } from './store.ts';
import { watch } from './watched.ts';

/*
 * What the minute's tick costs: ten due among many stored, and twenty thousand due at once.
 */

const SHARDS = 8;
const DUE = 10;
const FEW = 1_000;
/** Storing a million takes minutes; `BENCH_TIMERS=100000` takes fewer. */
const MANY = Number(process.env.BENCH_TIMERS ?? 1_000_000);
const BURST = Number(process.env.BENCH_BURST ?? 20_000);
const MINUTE_MS = 60_000;

const DESK = {
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
};
const settings = defaultSettings(DESK);
/** Monday 10:00: the warning of the first reply is due at 13:00. */
const OPENED = '2026-03-02T10:00:00.000Z' as Instant;
const NOW = '2026-03-02T13:00:00.000Z' as Instant;

/** Tickets as their openings would have committed them: a reference that is taken gives way to the next try's. */
function* opened(count: number, table: string): Generator<Item[]> {
  const taken = new Set<TicketId>();
  for (let n = 0; n < count; n += 1) {
    let ticket = ticketRows(n, `bench ${n}`, table);
    for (let attempt = 1; taken.has(ticket.id); attempt += 1) ticket = ticketRows(n, `bench ${n}#${attempt}`, table);
    taken.add(ticket.id);
    yield ticket.items;
  }
}

function ticketRows(n: number, seed: string, table: string): { id: TicketId; items: Item[] } {
  const decision = decide(
    null,
    {
      do: 'OpenTicket',
      by: 'agent1' as AgentId,
      channel: 'chat',
      mailbox: 'support',
      subject: `Order ${n}`,
      text: 'Where is it?',
      requester: { name: 'Ana', address: `ana${n}@x.test` },
      type: null,
      priority: 'normal',
      tags: [],
      language: null,
      started: false,
    },
    { now: OPENED, settings, pinned: new Map([[0, settings]]), customer: null, seed },
  );
  if ('refused' in decision) throw new Error(decision.why);
  const change = { before: null, decision, wakeAt: nextWake(decision.ticket, settings), dueAt: nextDue(decision.ticket) };
  const writes = writesOf(change, { now: OPENED, by: seed }, table, SHARDS);
  return { id: decision.ticket.id, items: writes.flatMap((w) => (w.Put?.Item ? [w.Put.Item] : [])) };
}

/** Timers of others, due long after. */
function* waiting(count: number): Generator<Item> {
  for (let n = 0; n < count; n += 1) {
    const id = `T-${n.toString(36).toUpperCase().padStart(8, '0')}` as TicketId;
    const wakeAt = new Date(Date.parse(NOW) + 3_600_000 + (n % 100_000) * 1000).toISOString() as Instant;
    yield { ...keyOf(key.wake(id)), gpk: { S: index.wakes(shardOf(id, SHARDS)) }, gsk: { S: index.inWakes(wakeAt, id) } };
  }
}

const partsOn = ({ client, table }: Engine): Parts => ({
  settings: settingsStore(client, table, DESK),
  tickets: tickets(client, table, SHARDS),
  timers: timers(client, table, SHARDS),
  asking: {
    take: () => Promise.reject(new Error('no surveys here')),
    planTicket: () => Promise.reject(new Error('no surveys here')),
    fire: () => Promise.resolve('nothing' as const),
  },
});

/** Fires the tick; tells how many were fired, from its own log. */
async function tick(parts: Parts, remainingMillis: () => number = () => MINUTE_MS): Promise<number> {
  let fired = 0;
  const quiet = { warn: () => {}, error: () => {}, metric: () => {} };
  const info = (_: string, about?: unknown): void => {
    fired = Number((about as { fired?: number } | undefined)?.fired ?? 0);
  };
  const trigger: Trigger = { log: { ...logOf('bench'), ...quiet, info }, requestId: 'bench', remainingMillis };
  await fireTimers(() => parts)({ time: NOW }, trigger);
  return fired;
}

/** Read units of one tick with `DUE` due among `stored`. */
async function readUnits(stored: number): Promise<number> {
  const engine = await startEngine(ENGINES[0] ?? '');
  try {
    await store(engine.client, engine.table, waiting(stored - DUE));
    await store(engine.client, engine.table, [...opened(DUE, engine.table)].flat());
    let units = 0;
    watch(engine.client, (answered) => {
      if (answered.reading) units += answered.units;
    });
    const fired = await tick(partsOn(engine));
    if (fired !== DUE) throw new Error(`${fired} of ${DUE} fired`);
    return units;
  } finally {
    await engine.stop();
  }
}

/** Twenty thousand due at once: how many were fired within the minute, and what the engine needs for the writes alone. */
async function burst(name: string): Promise<Line> {
  const prepared = async (): Promise<Engine> => {
    const engine = await startEngine(name);
    await store(
      engine.client,
      engine.table,
      (function* () {
        for (const items of opened(BURST, engine.table)) yield* items;
      })(),
    );
    return engine;
  };
  const writes: TransactWriteItemsCommand['input'][] = [];
  const ours = await prepared();
  let seconds = 0;
  let fired = 0;
  let cpu = 0;
  try {
    watch(ours.client, ({ command, input }) => {
      const { TransactItems, ReturnConsumedCapacity: _price, ...rest } = input as TransactWriteItemsCommand['input'];
      if (command === 'TransactWriteItemsCommand') writes.push({ ...rest, TransactItems });
    });
    const start = performance.now();
    const used = process.cpuUsage();
    fired = await tick(partsOn(ours), () => MINUTE_MS + 5_000 - (performance.now() - start));
    seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(used);
    cpu = (user + system) / 1000 / Math.max(1, fired);
  } finally {
    await ours.stop();
  }
  const alone = await prepared();
  let engineSeconds = 0;
  try {
    const start = performance.now();
    const left = writes.values();
    const work = async (): Promise<void> => {
      for (const write of left) await alone.client.send(new TransactWriteItemsCommand({ ...write, ClientRequestToken: undefined }));
    };
    await Promise.all(Array.from({ length: 24 }, work));
    engineSeconds = (performance.now() - start) / 1000;
  } finally {
    await alone.stop();
  }
  return {
    name: `${BURST} timers due in one minute, on ${name}`,
    value: (100 * fired) / BURST,
    unit: '% fired inside it',
    limit: 100,
    atLeast: true,
    detail: `${fired} in ${seconds.toFixed(1)} s with ${cpu.toFixed(2)} ms of CPU each (SDK included); the engine alone takes ${engineSeconds.toFixed(1)} s for the same ${writes.length} writes`,
  };
}

export async function benchTimers(): Promise<Line[]> {
  const few = await readUnits(FEW);
  const many = await readUnits(MANY);
  const lines: Line[] = [
    {
      name: `the tick with ${DUE} due among ${MANY.toLocaleString('en')} stored, beside ${FEW.toLocaleString('en')}`,
      ratio: many / few,
      limit: 1.1,
      detail: `${many} and ${few} read units over ${SHARDS} shards`,
    },
  ];
  for (const name of ENGINES) lines.push(await burst(name));
  return lines;
}
