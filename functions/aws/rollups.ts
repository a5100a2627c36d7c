import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type ReturnConsumedCapacity,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Catalog, idText, type PageId } from '../../desk/metrics/catalog.ts';
import { dateOf } from '../../desk/metrics/day.ts';
import type { Writes } from '../../desk/metrics/publish.ts';
import type { Instant } from '../../events/ids.ts';
import { type Item, keyOf, number, pack, unpack } from './dynamo.ts';
import { itemsOf } from './query.ts';
import { type Mark, markOf } from './shares.ts';
import { type Key, key, PREFIX } from './table.ts';

/*
 * Roll-ups in the table: one shard's of a day, the pages that questions read, and the catalog that says which there are.
 */

/** Bytes of a row's document; DynamoDB takes 400 KB with names and keys. */
const PIECE = 380_000;
const AT_ONCE = 16;

/** A shard's roll-up of a day as it was read; revision 0 when there is none. `broken`: its writer was stopped between two pieces. */
export type FoldedDay = { readonly bytes: Uint8Array | null; readonly revision: number; readonly broken: boolean };
/** `fence` is who publishes now: a later one shuts out the earlier. `calm` says that the one before came to its end. */
export type Publisher = { readonly fence: number; readonly catalog: Catalog | null; readonly calm: boolean };
/** What a run finds: who published last, `calm` when that one came to its end, and how far the commits of each shard were read. */
export type Standing = Publisher & { readonly cursors: ReadonlyMap<number, Instant>; readonly marks: readonly Mark[] };
export type Rollups = ReturnType<typeof rollups>;

/** Somebody else is at it; what this one would have done, that one does. */
export class Superseded extends Error {}
/** A page that the catalog speaks of is not there, or only half: ask again. */
export class HalfWritten extends Error {}

/**
 * @param fold names the rules and the zone, as foldName() says
 * @param capacity asks the engine what reads cost; for measuring
 */
export function rollups(client: DynamoDBClient, table: string, fold: string, capacity?: (units: number) => void) {
  const counting: { ReturnConsumedCapacity?: ReturnConsumedCapacity } = capacity ? { ReturnConsumedCapacity: 'TOTAL' } : {};
  const count = (consumed: { CapacityUnits?: number | undefined } | undefined): void => capacity?.(consumed?.CapacityUnits ?? 0);

  async function get(keys: readonly Key[], consistent: boolean): Promise<Map<string, Item>> {
    const found = new Map<string, Item>();
    const one = async (batch: readonly Key[]): Promise<void> => {
      let pending = batch.map(keyOf);
      while (pending.length > 0) {
        const answer = await client.send(
          new BatchGetItemCommand({ RequestItems: { [table]: { Keys: pending, ConsistentRead: consistent } }, ...counting }),
        );
        for (const consumed of answer.ConsumedCapacity ?? []) count(consumed);
        for (const item of answer.Responses?.[table] ?? []) found.set(`${item.pk?.S}\n${item.sk?.S}`, item);
        pending = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as typeof pending;
      }
    };
    const batches = Array.from({ length: Math.ceil(keys.length / 100) }, (_, n) => keys.slice(n * 100, n * 100 + 100));
    await eachOf(batches, one);
    return found;
  }

  /** Puts pieces of a document; the condition is the same for each. */
  async function put(
    keyFor: (n: number) => Key,
    bytes: Uint8Array,
    more: Item,
    condition: { expression: string; values: Item },
  ): Promise<number> {
    const deflated = deflateRawSync(bytes, { level: 6 });
    const pieces = Math.max(1, Math.ceil(deflated.length / PIECE));
    for (let n = 0; n < pieces; n += 1) {
      const Item = { ...keyOf(keyFor(n)), ...more, n: { N: String(pieces) }, d: { B: deflated.subarray(n * PIECE, (n + 1) * PIECE) } };
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item,
            ConditionExpression: condition.expression,
            ExpressionAttributeValues: condition.values,
          }),
        );
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) throw new Superseded();
        throw error;
      }
    }
    return pieces;
  }

  /** Takes a document of one piece away. */
  async function remove(at: Key, condition: { expression: string; values: Item }): Promise<void> {
    try {
      await client.send(
        new DeleteItemCommand({
          TableName: table,
          Key: keyOf(at),
          ConditionExpression: condition.expression,
          ExpressionAttributeValues: condition.values,
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw new Superseded();
      throw error;
    }
  }

  /** Puts pieces together; null when the first is not there. Throws HalfWritten when they do not belong together. */
  function join(items: ReadonlyMap<string, Item>, keyFor: (n: number) => Key, stamp: string): { bytes: Uint8Array; first: Item } | null {
    const text = ({ pk, sk }: Key): string => `${pk}\n${sk}`;
    const first = items.get(text(keyFor(0)));
    if (first === undefined) return null;
    const parts: Uint8Array[] = [];
    for (let n = 0; n < number(first.n); n += 1) {
      const item = items.get(text(keyFor(n)));
      if (item?.d?.B === undefined || item[stamp]?.N !== first[stamp]?.N) throw new HalfWritten();
      parts.push(item.d.B);
    }
    return { bytes: inflateRawSync(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)), first };
  }

  return {
    /** What one shard's shares of a day come to. */
    async folded(day: number, shard: number, pieces = 1): Promise<FoldedDay> {
      const keyFor = (n: number): Key => key.folded(fold, dateOf(day), shard, n);
      const items = await get(
        Array.from({ length: pieces }, (_, n) => keyFor(n)),
        true,
      );
      const first = items.get(`${keyFor(0).pk}\n${keyFor(0).sk}`);
      if (first !== undefined && number(first.n) > pieces) return this.folded(day, shard, number(first.n));
      try {
        const joined = join(items, keyFor, 'r');
        return { bytes: joined?.bytes ?? null, revision: number(joined?.first.r), broken: false };
      } catch (error) {
        if (error instanceof HalfWritten) return { bytes: null, revision: number(first?.r), broken: true };
        throw error;
      }
    },

    /** Writes what a shard's shares of a day come to. Throws Superseded when somebody else did since it was read. */
    async fold(day: number, shard: number, bytes: Uint8Array, before: FoldedDay): Promise<void> {
      const revision = { N: String(before.revision + 1) };
      await put(
        (n) => key.folded(fold, dateOf(day), shard, n),
        bytes,
        { r: revision },
        { expression: 'attribute_not_exists(pk) OR r < :r', values: { ':r': revision } },
      );
    },

    /** The catalog, and the cursors and marks of all shards, in one read. */
    async standing(): Promise<Standing> {
      const { pk, sk } = key.catalog(fold);
      const items = await itemsOf(client, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ConsistentRead: true,
      });
      const named = (prefix: string): Item[] => items.filter((item) => item.sk?.S?.startsWith(prefix));
      const row = items.find((item) => item.sk?.S === sk) ?? {};
      const cursorOf = (item: Item): [number, Instant] => [Number((item.sk?.S ?? '').slice(PREFIX.cursor.length)), item.at?.S as Instant];
      const fence = number(row.f);
      return {
        fence,
        catalog: row.d ? unpack<Catalog>(row.d) : null,
        calm: number(row.done) === fence,
        cursors: new Map(named(PREFIX.cursor).map(cursorOf)),
        marks: named(PREFIX.mark).map(markOf),
      };
    },

    /** Begins to publish: from now on nobody who began before can. */
    async begin(): Promise<Publisher> {
      const answer = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(key.catalog(fold)),
          UpdateExpression: 'ADD f :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
          ReturnValues: 'ALL_NEW',
        }),
      );
      const row = answer.Attributes ?? {};
      const fence = number(row.f);
      return { fence, catalog: row.d ? unpack<Catalog>(row.d) : null, calm: number(row.done) === fence - 1 };
    },

    /** Writes pages, and answers how many pieces those have that need more than one. Throws Superseded. */
    async write(writes: Writes, { fence }: Publisher): Promise<Record<string, number>> {
      const pieces: Record<string, number> = {};
      const stamp = { N: String(fence) };
      const condition = { expression: 'attribute_not_exists(pk) OR f <= :f', values: { ':f': stamp } };
      await eachOf([...writes.values()], async ({ id, bytes }) => {
        if (bytes === null) return remove(key.page(fold, id.place, id.name, 0), condition);
        const n = await put((piece) => key.page(fold, id.place, id.name, piece), bytes, { f: stamp }, condition);
        pieces[idText(id)] = n;
      });
      return pieces;
    },

    /** The one write that makes pages count; where no page was written, it takes no beginning. Throws Superseded. */
    async close(catalog: Catalog, { fence }: Publisher): Promise<void> {
      const stamp = { N: String(fence) };
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...keyOf(key.catalog(fold)), f: stamp, done: stamp, d: pack(catalog) },
            ConditionExpression: 'f = :f',
            ExpressionAttributeValues: { ':f': stamp },
          }),
        );
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) throw new Superseded();
        throw error;
      }
    },

    /** Which roll-ups there are; null for a desk, or a zone, that nothing was folded for yet. */
    async catalog(): Promise<Catalog | null> {
      const answer = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(key.catalog(fold)), ConsistentRead: true, ...counting }),
      );
      count(answer.ConsumedCapacity);
      return answer.Item?.d ? unpack<Catalog>(answer.Item.d) : null;
    },

    /**
     * Pages by the text of their id, all at once. Throws HalfWritten when one is missing or does not hang together.
     * @param pieces the catalog's
     * @param how whether to wait for the newest, and whether to leave out what is broken
     */
    async read(
      ids: readonly PageId[],
      pieces: Catalog['pieces'],
      how: { readonly consistent: boolean; readonly broken: 'throw' | 'skip' } = { consistent: false, broken: 'throw' },
    ): Promise<Map<string, Uint8Array>> {
      const keys = ids.flatMap((id) => Array.from({ length: pieces[idText(id)] ?? 1 }, (_, n) => key.page(fold, id.place, id.name, n)));
      const items = await get(keys, how.consistent);
      const pages = new Map<string, Uint8Array>();
      for (const id of ids) {
        try {
          const joined = join(items, (n) => key.page(fold, id.place, id.name, n), 'f');
          if (joined === null) throw new HalfWritten();
          pages.set(idText(id), joined.bytes);
        } catch (error) {
          if (how.broken === 'throw' || !(error instanceof HalfWritten)) throw error;
        }
      }
      return pages;
    },
  };
}

/** Does something with each, some at the same time. */
async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  const worker = async (): Promise<void> => {
    for (const one of waiting) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
}
