import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { dateOf, dayNumber } from '../../desk/metrics/day.ts';
import { type Difference, type Ledger, NO_LEDGER } from '../../desk/metrics/ledger.ts';
import { type Share, shareOf } from '../../desk/metrics/share.ts';
import type { Contact } from '../../desk/metrics/ticket-shares.ts';
import type { Commit } from '../../events/event.ts';
import type { CustomerId, Instant } from '../../events/ids.ts';
import { type Item, keyOf, pack, unpack } from './dynamo.ts';
import { itemsOf, pagesOf } from './query.ts';
import { type Key, key, PREFIX, shardOf, ticketPk } from './table.ts';

/*
 * Streams and their shares of days. A stream's ledger, its changed shares and the marks on the days that they belong to are
 * written in one transaction, so that a share that nobody will fold cannot exist.
 */

/** A stream as it was read: its commits, and what it was last folded to. */
export type Loaded = { readonly stream: string; readonly history: readonly Commit[]; readonly ledger: Ledger };
/**
 * A day of a shard that must be folded; `token` names the last change, `since` is the oldest that nobody has published.
 * `folded`: it was folded since the last change, and only waits to be published.
 */
export type Mark = {
  readonly shard: number;
  readonly day: number;
  readonly token: string;
  readonly since: Instant;
  readonly folded: boolean;
};
/** A mark's row read back. */
export function markOf(item: Item): Mark {
  const [shard = '', day = ''] = (item.sk?.S ?? '').slice(PREFIX.mark.length).split('#');
  const token = item.token?.S ?? '';
  return { shard: Number(shard), day: dayNumber(day), token, since: (item.since?.S ?? '') as Instant, folded: item.folded?.S === token };
}
export type Saving = { readonly stream: string; readonly before: Ledger; readonly difference: Difference };
export type SharesStore = ReturnType<typeof sharesStore>;

/** A transaction takes 100 writes. */
const MOST_WRITES = 96;

/** @param fold names the rules and the zone, as foldName() says */
export function sharesStore(client: DynamoDBClient, table: string, shards: number, fold: string) {
  const query = (input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> =>
    itemsOf(client, { TableName: table, ConsistentRead: true, ...input });

  async function get(keys: readonly Key[]): Promise<Item[]> {
    const found: Item[] = [];
    let pending = keys.map(keyOf);
    while (pending.length > 0) {
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: pending.slice(0, 100), ConsistentRead: true } } }),
      );
      found.push(...(answer.Responses?.[table] ?? []));
      pending = [...pending.slice(100), ...((answer.UnprocessedKeys?.[table]?.Keys ?? []) as typeof pending)];
    }
    return found;
  }

  return {
    /** Versions up to which streams were folded; absent for one that never was. */
    async versions(streams: readonly string[]): Promise<Map<string, number>> {
      const items = await get(streams.map((stream) => key.ledger(stream, fold)));
      return new Map(items.map((item) => [(item.pk?.S ?? '').slice(2), unpack<Ledger>(item.d).version]));
    },

    /** All commits of a stream and its ledger, in one query. */
    async load(stream: string): Promise<Loaded> {
      const ledgerKey = key.ledger(stream, fold);
      const items = await query({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': { S: ticketPk(stream) }, ':from': { S: PREFIX.commit }, ':to': { S: ledgerKey.sk } },
      });
      const history: Commit[] = [];
      let ledger = NO_LEDGER;
      for (const item of items) {
        const sk = item.sk?.S ?? '';
        if (sk.startsWith(PREFIX.commit)) history.push(unpack<Commit>(item.d));
        else if (sk === ledgerKey.sk) ledger = unpack<Ledger>(item.d);
      }
      return { stream, history, ledger };
    },

    /** The customer's tickets as each other sees them, by ticket. Whoever writes here first and reads then is seen, or sees. */
    async contacts(customer: CustomerId): Promise<Map<string, Contact>> {
      const { pk } = key.contact(fold, customer, '');
      const items = await query({ KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } });
      return new Map(items.map((item) => [item.sk?.S ?? '', unpack<Contact>(item.d)]));
    },

    /** Tells the customer's other tickets of this one; an older version never replaces a newer one. */
    async tell(stream: string, contact: Contact, version: number): Promise<void> {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...keyOf(key.contact(fold, contact.customer, stream)), v: { N: String(version) }, d: pack(contact) },
            ConditionExpression: 'attribute_not_exists(pk) OR v <= :v',
            ExpressionAttributeValues: { ':v': { N: String(version) } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    /** How many writes a saving takes, at most. */
    writesOf: ({ difference }: Saving): number => 2 + 2 * difference.changes.size,
    fits: (writes: number): boolean => writes <= MOST_WRITES,

    /**
     * Saves streams, all or nothing, and marks the days that changed.
     * @param now the trigger's time
     * @returns false when one of them was folded by somebody else meanwhile: read again
     */
    async save(savings: readonly Saving[], now: Instant): Promise<boolean> {
      const writes: TransactWriteItem[] = [];
      const marks = new Map<string, Mark>();
      for (const { stream, before, difference } of savings) {
        const shard = shardOf(stream, shards);
        writes.push(ledgerWrite(stream, before, difference.ledger));
        if (before.open !== difference.ledger.open) writes.push(openWrite(stream, shard, difference.ledger.open));
        for (const [day, text] of difference.changes) {
          const date = dateOf(day);
          const Key = keyOf(key.share(fold, date, shard, stream));
          writes.push(
            text === null ? { Delete: { TableName: table, Key } } : { Put: { TableName: table, Item: { ...Key, t: { S: text } } } },
          );
          marks.set(`${shard} ${date}`, { shard, day, token: `${stream}#${difference.ledger.revision}`, since: now, folded: false });
        }
      }
      for (const mark of marks.values()) writes.push(markWrite(mark));
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: writes }));
        return true;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code);
        if (codes.some((code) => code !== 'None' && code !== 'ConditionalCheckFailed' && code !== 'TransactionConflict')) throw error;
        return false;
      }
    },

    /** Days of a shard that must be folded. */
    async marks(shard: number): Promise<Mark[]> {
      const { pk, sk } = key.mark(fold, shard, '');
      const items = await query({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':first': { S: sk }, ':last': { S: `${sk}~` } },
      });
      return items.map(markOf);
    },

    /** Marks days to be folded again, whatever their shares say. */
    async mark(marks: readonly Mark[]): Promise<void> {
      for (let n = 0; n < marks.length; n += MOST_WRITES) {
        await client.send(new TransactWriteItemsCommand({ TransactItems: marks.slice(n, n + MOST_WRITES).map(markWrite) }));
      }
    },

    /** Says of a mark that its day is folded, for whoever publishes; a day that has changed again stays to be folded. */
    async noteFolded({ shard, day, token }: Mark): Promise<void> {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(key.mark(fold, shard, dateOf(day))),
            UpdateExpression: 'SET folded = :token',
            ConditionExpression: '#token = :token',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':token': { S: token } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    /** Takes a mark away, unless the day has changed again since the mark was read. */
    async unmark({ shard, day, token }: Mark): Promise<void> {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: keyOf(key.mark(fold, shard, dateOf(day))),
            ConditionExpression: '#token = :token',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':token': { S: token } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    /** Tickets of a shard that are in the backlog, as far as they were folded, page by page. */
    async *open(shard: number, after: string | null = null): AsyncGenerator<string[]> {
      for await (const items of pages(key.active(fold, shard, ''), after)) yield items.map((item) => item.sk?.S ?? '');
    },

    /** The shares of one shard's day, page by page. */
    async *sharesOf(day: number, shard: number, after: string | null = null): AsyncGenerator<{ stream: string; share: Share }[]> {
      for await (const items of pages(key.share(fold, dateOf(day), shard, ''), after)) {
        yield items.map((item) => ({ stream: item.sk?.S ?? '', share: shareOf(item.t?.S ?? '') }));
      }
    },
  };

  /** A partition in the order of its sort keys, from behind one of them on. */
  function pages({ pk }: Key, after: string | null): AsyncGenerator<Item[]> {
    return pagesOf(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
      ConsistentRead: true,
      ...(after === null ? {} : { ExclusiveStartKey: keyOf({ pk, sk: after }) }),
    });
  }

  function openWrite(stream: string, shard: number, open: boolean): TransactWriteItem {
    const Key = keyOf(key.active(fold, shard, stream));
    return open ? { Put: { TableName: table, Item: Key } } : { Delete: { TableName: table, Key } };
  }

  function ledgerWrite(stream: string, before: Ledger, ledger: Ledger): TransactWriteItem {
    return {
      Put: {
        TableName: table,
        Item: { ...keyOf(key.ledger(stream, fold)), r: { N: String(ledger.revision) }, d: pack(ledger) },
        ...(before.revision === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'r = :r', ExpressionAttributeValues: { ':r': { N: String(before.revision) } } }),
      },
    };
  }

  function markWrite({ shard, day, token, since }: Mark): TransactWriteItem {
    return {
      Update: {
        TableName: table,
        Key: keyOf(key.mark(fold, shard, dateOf(day))),
        UpdateExpression: 'SET #token = :token, since = if_not_exists(since, :since)',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':token': { S: token }, ':since': { S: since } },
      },
    };
  }
}
