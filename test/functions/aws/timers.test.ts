import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { Instant, TicketId } from '../../../events/ids.ts';
import { keyOf } from '../../../functions/aws/dynamo.ts';
import { index, key } from '../../../functions/aws/table.ts';
import { tickets } from '../../../functions/aws/tickets.ts';
import { timers } from '../../../functions/aws/timers.ts';
import { ENGINES, engineFor } from './engines.ts';
import { NOON, opening } from './samples.ts';

/*
 * What functions/aws/timers.ts promises, on every DynamoDB engine that runs here.
 */

const SHARDS = 4;

describe.each(ENGINES)('on %s', (name) => {
  const engine = engineFor(name, 60_000);
  const store = () => timers(engine().client, engine().table, SHARDS);
  const ripe = async (now: Instant): Promise<string[]> => {
    const found: string[] = [];
    for await (const batch of store().ripe(now)) found.push(...batch.map((r) => `${r.wakeAt}#${r.stream}`));
    return found;
  };

  test('what is ripe comes in order over all shards and pages, and nothing else', async () => {
    const many = Array.from({ length: 600 }, (_, n) => ({
      id: `T-${String(10_000 + n)}` as TicketId,
      wakeAt: new Date(Date.parse(NOON) + ((n * 7919) % 600) * 1000).toISOString() as Instant,
      // Nearly all on one shard, so that the shards run dry at different times.
      gpk: index.wakes(n % 10 === 0 ? 1 + (n % 3) : 0),
    }));
    for (let n = 0; n < many.length; n += 25) {
      const puts = many.slice(n, n + 25).map(({ id, wakeAt, gpk }) => ({
        PutRequest: { Item: { ...keyOf(key.wake(id)), gpk: { S: gpk }, gsk: { S: index.inWakes(wakeAt, id) } } },
      }));
      await engine().client.send(new BatchWriteItemCommand({ RequestItems: { [engine().table]: puts } }));
    }
    const all = many.map(({ id, wakeAt }) => `${wakeAt}#${id}`).sort();
    const until = '2026-03-02T12:07:00.000Z' as Instant;
    expect(await ripe(until)).toEqual(all.filter((at) => at <= `${until}~`));
    expect((await ripe(until)).length).toBe(421);
    expect(await ripe('2026-03-02T11:59:59.999Z' as Instant)).toEqual([]);
  });

  test('a timer is moved or dropped while its ticket stands still, and not behind the back of a change', async () => {
    const decision = opening('moved');
    const wakeAt = '2026-01-01T00:00:00.000Z' as Instant;
    const later = '2026-02-02T00:00:00.000Z' as Instant;
    const rows = tickets(engine().client, engine().table, SHARDS);
    await rows.commit([{ before: null, decision, wakeAt, dueAt: null }], { now: NOON, by: 'moved' });
    const before = await rows.load(decision.ticket.id);
    if (!before) throw new Error('not there');
    const stale = { ...before, ticket: { ...before.ticket, version: 9 } };
    expect(await store().retime(stale, later)).toBe(false);
    expect(await ripe(later)).toEqual([`${wakeAt}#${decision.ticket.id}`]);
    expect(await store().retime(before, later)).toBe(true);
    expect(await ripe(wakeAt)).toEqual([]);
    expect(await ripe(later)).toEqual([`${later}#${decision.ticket.id}`]);
    expect(await rows.load(decision.ticket.id)).toEqual({ ...before, wakeAt: later });
    expect(await store().retime(before, null)).toBe(true);
    expect(await ripe(later)).toEqual([]);
    expect((await rows.load(decision.ticket.id))?.wakeAt).toBeNull();
  });

  test('a timer without a ticket can be dropped', async () => {
    const lost = 'T-ZZZZZ' as TicketId;
    const wakeAt = '2025-01-01T00:00:00.000Z' as Instant;
    const row = { ...keyOf(key.wake(lost)), gpk: { S: index.wakes(0) }, gsk: { S: index.inWakes(wakeAt, lost) } };
    await engine().client.send(new BatchWriteItemCommand({ RequestItems: { [engine().table]: [{ PutRequest: { Item: row } }] } }));
    expect(await ripe(wakeAt)).toEqual([`${wakeAt}#${lost}`]);
    await store().drop(lost);
    expect(await ripe(wakeAt)).toEqual([]);
  });
});
