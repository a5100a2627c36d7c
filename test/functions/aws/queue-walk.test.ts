import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Instant, TicketId } from '../../../events/ids.ts';
import { indexOf, keyOf } from '../../../functions/aws/dynamo.ts';
import { queueWalk } from '../../../functions/aws/queue-walk.ts';
import { index, key, shardOf } from '../../../functions/aws/table.ts';
import { ENGINES, type Engine, startEngine } from './engines.ts';

const SHARDS = 3;
const ROWS = 150;
const BOUNDS = { rows: 4, more: 10 };

describe('queues walked', () => {
  let engine: Engine;
  /** Positions of all rows of both queues, in order. */
  const positions: string[] = [];
  beforeAll(async () => {
    engine = await startEngine(ENGINES[0] ?? '');
    const items = Array.from({ length: ROWS }, (_, n) => {
      const id = `T-${String(n).padStart(5, '0')}` as TicketId;
      const at = new Date(Date.parse('2026-01-01T00:00:00.000Z') + ((n * 7919) % ROWS) * 60_000).toISOString() as Instant;
      const position = index.inQueue(at, at, id);
      positions.push(position);
      const gpk = index.queue(n % 2 ? 'new' : 'open', shardOf(id, SHARDS));
      return { ...keyOf(key.ticket(id)), ...indexOf({ gpk, gsk: position }), brief: { S: JSON.stringify({ subject: id }) } };
    });
    for (let n = 0; n < items.length; n += 25) {
      const puts = items.slice(n, n + 25).map((Item) => ({ PutRequest: { Item } }));
      await engine.client.send(new BatchWriteItemCommand({ RequestItems: { [engine.table]: puts } }));
    }
    positions.sort();
  }, 150_000);
  afterAll(() => engine.stop());

  /** Walks to the end in pages of at most `most` rows; how many reads each page took. */
  async function walkAll(newestFirst: boolean, most: number): Promise<{ seen: string[]; reads: number[] }> {
    let count = 0;
    const send = (command: Parameters<DynamoDBClient['send']>[0]): unknown => {
      count += 1;
      return engine.client.send(command);
    };
    const { walk } = queueWalk({ send } as DynamoDBClient, engine.table, SHARDS, BOUNDS);
    const [seen, reads]: [string[], number[]] = [[], []];
    let after: string | null = null;
    for (let more = true; more && reads.length < 300; ) {
      let left = most;
      count = 0;
      const walked = await walk({ states: ['new', 'open'], after, newestFirst }, ({ brief, position }) => {
        expect(position).toContain(brief.subject);
        seen.push(position);
        left -= 1;
        return left > 0;
      });
      reads.push(count);
      after = walked.reached;
      more = walked.more;
    }
    return { seen, reads };
  }

  test.each([
    [false, 1000],
    [false, 7],
    [true, 1000],
    [true, 7],
  ])('newest first %s, in pages of %i: every row once, in order, and no page reads more than it may', async (newestFirst, most) => {
    const { seen, reads } = await walkAll(newestFirst, most);
    expect(seen).toEqual(newestFirst ? [...positions].reverse() : positions);
    expect(Math.max(...reads)).toBeLessThanOrEqual(2 * SHARDS + BOUNDS.more);
    // More than one page even for whoever takes all, for there is more than one may read.
    expect(reads.length).toBeGreaterThan(1);
  });
});
