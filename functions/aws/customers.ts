import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Customer } from '../../desk/ticket/dossier.ts';
import type { Commit, DeskEvent } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import { customerRow } from './customer-row.ts';
import { indexOf, keyOf, pack, unpack } from './dynamo.ts';
import { INDEX, index, key, shardOf } from './table.ts';

/** A suppressed address as the list shows it. After an erasure the address is gone and only its hash remains. */
export type Suppression = {
  readonly address: string;
  readonly at: Instant;
  readonly reason: 'bounce' | 'complaint' | 'agent';
  readonly position: string;
};

export type Customers = ReturnType<typeof customers>;

/** Customers' rows: throttles, suppressions, unsubscribing. Every write is guarded by the version that was read. */
export function customers(client: DynamoDBClient, table: string, shards: number) {
  return {
    /** The customer at an address; a row that outlived an erasure holds no address, so it is given back. */
    async get(address: string): Promise<Customer | null> {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(key.customer(address)), ConsistentRead: true }));
      return Item ? { ...unpack<Customer>(Item.d), address } : null;
    },

    /** Writes one customer's row. False when somebody else did meanwhile: read again and decide again. */
    async put(customer: Customer): Promise<boolean> {
      try {
        await client.send(new PutItemCommand(customerRow(table, customer)));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    /** Writes one customer's row together with what is said about it. False when somebody else came first. */
    async say(customer: Customer, event: DeskEvent, now: Instant, by: string): Promise<boolean> {
      // The row's version after this write, one further: the first belongs to the erasure of a customer.
      const version = customer.version + 2;
      const commit: Commit = { stream: customer.id, version, recordedAt: now, by, events: [event] };
      const shard = shardOf(customer.id, shards);
      const Item = {
        ...keyOf(key.commit(customer.id, version)),
        ...indexOf({ gpk: index.commits(now.slice(0, 10), shard), gsk: index.inCommits(now, customer.id, version) }),
        d: pack(commit),
      };
      try {
        await client.send(
          new TransactWriteItemsCommand({ TransactItems: [{ Put: customerRow(table, customer) }, { Put: { TableName: table, Item } }] }),
        );
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException && error.CancellationReasons?.some((r) => r.Code === 'ConditionalCheckFailed')) {
          return false;
        }
        throw error;
      }
    },

    /** Suppressed addresses, newest first; `after` is the last position of the page before. */
    async suppressions(page: { readonly limit: number; readonly after: string | null }): Promise<Suppression[]> {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: INDEX,
          KeyConditionExpression: page.after === null ? 'gpk = :g' : 'gpk = :g AND gsk < :after',
          ExpressionAttributeValues: { ':g': { S: index.suppressed() }, ...(page.after === null ? {} : { ':after': { S: page.after } }) },
          ScanIndexForward: false,
          Limit: page.limit,
        }),
      );
      return (answer.Items ?? []).map((item) => ({
        ...(JSON.parse(item.brief?.S ?? '{}') as Omit<Suppression, 'position'>),
        position: item.gsk?.S ?? '',
      }));
    },
  };
}
