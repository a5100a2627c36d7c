import {
  DeleteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Instant, TicketId } from '../../events/ids.ts';
import { type Item, indexOf, keyOf, pack } from './dynamo.ts';
import type { StoredCase } from './rows.ts';
import { INDEX, index, key, shardOf } from './table.ts';

/*
 * Timers by the time at which they are ripe, spread over shards. One query a shard reads what is ripe and nothing else,
 * however many wait behind it.
 */

/** Something whose next timer is ripe: a ticket, an order or a survey. */
export type Ripe = { readonly stream: string; readonly wakeAt: Instant };
export type Timers = ReturnType<typeof timers>;

/** Read at a time from one shard. */
const PAGE = 200;

type Shard = { readonly gpk: string; readonly rows: (Ripe & { gsk: string })[]; from: Item | undefined; done: boolean };

export function timers(client: DynamoDBClient, table: string, shards: number) {
  async function fill(shard: Shard, until: string): Promise<void> {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: INDEX,
        KeyConditionExpression: 'gpk = :g AND gsk < :until',
        ExpressionAttributeValues: { ':g': { S: shard.gpk }, ':until': { S: until } },
        ProjectionExpression: 'pk, gsk',
        Limit: PAGE,
        ...(shard.from ? { ExclusiveStartKey: shard.from } : {}),
      }),
    );
    for (const item of answer.Items ?? []) {
      const gsk = item.gsk?.S ?? '';
      shard.rows.push({ stream: (item.pk?.S ?? '').slice(2), wakeAt: gsk.split('#')[0] as Instant, gsk });
    }
    shard.from = answer.LastEvaluatedKey;
    shard.done = answer.LastEvaluatedKey === undefined;
  }

  return {
    /**
     * What is ripe at `now`, over all shards, the earliest first, in batches. The index lags behind the table by
     * moments, so a timer may come up that has been fired already.
     */
    async *ripe(now: Instant): AsyncGenerator<readonly Ripe[]> {
      // `~` sorts after every stream, so what is ripe at this very instant is in.
      const until = `${now}~`;
      const all = Array.from({ length: shards }, (_, n): Shard => ({ gpk: index.wakes(n), rows: [], from: undefined, done: false }));
      for (;;) {
        await Promise.all(all.filter((s) => !s.done && s.rows.length === 0).map((s) => fill(s, until)));
        // Up to where the shard that was read least far has been read, the order is certain.
        const certain = all.filter((s) => !s.done).map((s) => s.rows.at(-1)?.gsk ?? '');
        const horizon = certain.length === 0 ? '~' : certain.reduce((a, b) => (a < b ? a : b));
        const batch = all.flatMap((s) => s.rows.splice(0, s.rows.findLastIndex((row) => row.gsk <= horizon) + 1));
        if (batch.length > 0) yield batch.sort((a, b) => (a.gsk < b.gsk ? -1 : 1));
        if (batch.length === 0 && all.every((s) => s.done && s.rows.length === 0)) return;
      }
    },

    /**
     * Moves the timer of a ticket to which nothing happened (the settings changed since it was set).
     * @returns false when somebody moved the ticket meanwhile, and its timer with it
     */
    async retime({ ticket, dossier }: StoredCase, wakeAt: Instant | null): Promise<boolean> {
      const Key = keyOf(key.wake(ticket.id));
      const wakes = indexOf({ gpk: index.wakes(shardOf(ticket.id, shards)), gsk: index.inWakes(wakeAt ?? ticket.openedAt, ticket.id) });
      try {
        await client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Update: {
                  TableName: table,
                  Key: keyOf(key.ticket(ticket.id)),
                  UpdateExpression: 'SET d = :d',
                  ConditionExpression: 'v = :v',
                  ExpressionAttributeValues: {
                    ':d': pack({ ticket, dossier, wakeAt } satisfies StoredCase),
                    ':v': { N: String(ticket.version) },
                  },
                },
              },
              wakeAt === null ? { Delete: { TableName: table, Key } } : { Put: { TableName: table, Item: { ...Key, ...wakes } } },
            ],
          }),
        );
        return true;
      } catch (error) {
        const gone = error instanceof TransactionCanceledException && error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
        if (gone) return false;
        throw error;
      }
    },

    /** Drops a timer whose ticket is not there. */
    async drop(ticket: TicketId): Promise<void> {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(key.wake(ticket)) }));
    },
  };
}
