import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dateOf } from '../../desk/metrics/day.ts';
import type { Instant } from '../../events/ids.ts';
import { type Item, keyOf } from './dynamo.ts';
import { pagesOf } from './query.ts';
import { INDEX, index, key, PREFIX } from './table.ts';

/*
 * Which streams have new commits: by the index, in the order in which they were recorded.
 */

/** A stream and the version of a commit of it. */
export type Seen = { readonly stream: string; readonly version: number; readonly recordedAt: Instant };
export type Commits = ReturnType<typeof commits>;

const DAY_MS = 86_400_000;

export function commits(client: DynamoDBClient, table: string) {
  return {
    /**
     * Commits of one shard recorded in `[from, to]`, the earliest first, page by page. The index lags behind the table by
     * moments, and time comes with triggers, so a commit may turn up behind one that was read before.
     */
    async *recorded(shard: number, from: Instant, to: Instant): AsyncGenerator<Seen[]> {
      const last = Math.floor(Date.parse(to) / DAY_MS);
      for (let day = Math.floor(Date.parse(from) / DAY_MS); day <= last; day += 1) {
        const found = pagesOf(client, {
          TableName: table,
          IndexName: INDEX,
          KeyConditionExpression: 'gpk = :g AND gsk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':g': { S: index.commits(dateOf(day), shard) },
            ':from': { S: from },
            ':to': { S: `${to}~` },
          },
          ProjectionExpression: 'pk, sk, gsk',
        });
        for await (const items of found) if (items.length > 0) yield items.map(seen);
      }
    },

    /** Remembers how far a shard was read. What is read twice changes nothing, so nobody minds a cursor that goes back. */
    async advance(fold: string, shard: number, at: Instant): Promise<void> {
      await client.send(new PutItemCommand({ TableName: table, Item: { ...keyOf(key.cursor(fold, shard)), at: { S: at } } }));
    },
  };
}

/** An index row: the stream is its partition, the version ends its sort key. */
function seen(item: Item): Seen {
  return {
    stream: (item.pk?.S ?? '').slice(2),
    version: Number((item.sk?.S ?? '').slice(PREFIX.commit.length)),
    recordedAt: (item.gsk?.S ?? '').slice(0, 24) as Instant,
  };
}
