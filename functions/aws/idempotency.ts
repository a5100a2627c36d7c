import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Instant } from '../../events/ids.ts';
import { keyOf, number, unpack } from './dynamo.ts';
import type { Key } from './table.ts';

/** What an Idempotency-Key got: written in the transaction of the commit that it came with. */
export type Remembered = { readonly fingerprint: string; readonly answer: unknown };
export type Memory = ReturnType<typeof memory>;

export function memory(client: DynamoDBClient, table: string) {
  return {
    /** Null when the key is new, or older than its day. */
    async recall(key: Key, now: Instant): Promise<Remembered | null> {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true }));
      if (!Item || number(Item.ttl) <= Math.floor(Date.parse(now) / 1000)) return null;
      return { fingerprint: Item.fingerprint?.S ?? '', answer: unpack<unknown>(Item.d) };
    },
  };
}
