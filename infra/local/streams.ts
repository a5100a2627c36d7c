/*
 * Table streams: read from the engine, filtered, and handed to functions in order.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { HostedTable } from './database.ts';
import { compilePattern } from './event-pattern.ts';
import { Batches, mappingProperties, type StreamMapping, type StreamParts, type StreamRecord } from './stream-batches.ts';
import type { Json } from './template.ts';

/** While writes go on, the stream is read so often, for each reading costs the engine a millisecond or two; once they cease, at once. */
const PAUSE_MS = 25;
/** Where writes do not cease, less often: AWS reads four times a second, and full batches cost everybody less. */
const CROWDED_PAUSE_MS = 150;
/** They do not cease when so many readings in a row found something. */
const CROWD = 4;
/** Somebody may write to the table from outside; the desk notices within so long. */
const IDLE_MS = 2000;
const PAGE = 1000;
/** An answer ends at 1 MB as well: after so many records there may be more. */
const FULL = 100;

export class Streams {
  readonly #readers: TableReader[] = [];

  /** @param checkpoints file that remembers what was handed over; null forgets */
  constructor(parts: StreamParts, tables: readonly HostedTable[], checkpoints: string | null) {
    const { stack } = parts;
    const mappings = stack.of('AWS::Lambda::EventSourceMapping', mappingProperties);
    for (const { id, properties } of mappings) {
      if (!properties.EventSourceArn.includes(':dynamodb:') || !properties.Enabled) continue;
      const table = tables.find(({ arn }) => properties.EventSourceArn.startsWith(`${arn}/stream/`));
      if (!table?.streams) throw new Error(`the mapping ${id} reads ${properties.EventSourceArn}, and no table streams there`);
      const filters = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => compilePattern(JSON.parse(Pattern) as Json));
      this.#readers.push(new TableReader({ ...properties, id, filters }, table, parts, checkpoints));
    }
  }

  async start(): Promise<void> {
    for (const reader of this.#readers) await reader.start();
  }

  /** Somebody may have written: read soon. Counts as in flight until the stream was read to its end. */
  poke(): void {
    for (const reader of this.#readers) reader.poke();
  }

  stop(): void {
    for (const reader of this.#readers) reader.stop();
  }
}

type Shard = { readonly id: string; iterator: string | null };

class TableReader {
  readonly #batches: Batches;
  readonly #table: HostedTable;
  readonly #parts: StreamParts;
  readonly #checkpoints: string | null;
  #streamArn = '';
  #shards: Shard[] = [];
  readonly #seen = new Set<string>();
  #last: Record<string, string> = {};
  #pokes = 0;
  #reading = false;
  #end: (() => void) | undefined;
  #idle: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(mapping: StreamMapping, table: HostedTable, parts: StreamParts, checkpoints: string | null) {
    this.#batches = new Batches(mapping, table, parts);
    this.#table = table;
    this.#parts = parts;
    this.#checkpoints = checkpoints === null ? null : `${checkpoints}-${mapping.id}.json`;
  }

  async start(): Promise<void> {
    if (this.#checkpoints && existsSync(this.#checkpoints))
      this.#last = JSON.parse(readFileSync(this.#checkpoints, 'utf8')) as Record<string, string>;
    const { Streams: streams } = await this.#call<{ Streams: { StreamArn: string; TableName: string }[] }>('ListStreams', {
      TableName: this.#table.name,
    });
    const found = streams.find(({ TableName }) => TableName === this.#table.name);
    if (!found) throw new Error(`the engine has no stream of ${this.#table.name}`);
    this.#streamArn = found.StreamArn;
    this.#idle = setInterval(() => this.poke(), IDLE_MS);
    this.#idle.unref();
    this.poke();
  }

  poke(): void {
    this.#pokes += 1;
    if (this.#reading || this.#stopped) return;
    this.#reading = true;
    this.#end = this.#parts.activity.begin('stream');
    void this.#readOn();
  }

  stop(): void {
    this.#stopped = true;
    this.#batches.stop();
    clearInterval(this.#idle);
  }

  async #readOn(): Promise<void> {
    let inARow = 0;
    try {
      for (;;) {
        const pokes = this.#pokes;
        const found = await this.#readOnce();
        inARow = found === 0 ? 0 : inARow + 1;
        // Who writes pokes when the write is done, so a read that began after the last poke has seen it all.
        if (this.#stopped || (found < FULL && this.#pokes === pokes)) break;
        await this.#parts.activity.lull('stream', inARow < CROWD ? PAUSE_MS : CROWDED_PAUSE_MS);
      }
    } catch (error) {
      if (!this.#stopped) process.stderr.write(`the stream of ${this.#table.name} cannot be read: ${String(error)}\n`);
    } finally {
      this.#reading = false;
      this.#end?.();
    }
  }

  /** Reads each shard once. @returns how many records there were */
  async #readOnce(): Promise<number> {
    if (this.#shards.every(({ iterator }) => iterator === null)) await this.#findShards();
    let found = 0;
    for (const shard of this.#shards) {
      if (shard.iterator === null) continue;
      let answer: { Records?: StreamRecord[]; NextShardIterator?: string };
      try {
        answer = await this.#call('GetRecords', { ShardIterator: shard.iterator, Limit: PAGE });
      } catch (error) {
        if (!/ExpiredIterator|TrimmedData/.test(String(error))) throw error;
        shard.iterator = await this.#iterator(shard.id);
        continue;
      }
      const records = answer.Records ?? [];
      found += records.length;
      await this.#batches.handOver(records);
      const last = records.at(-1)?.dynamodb.SequenceNumber;
      if (last !== undefined) this.#remember(shard.id, last);
      shard.iterator = answer.NextShardIterator ?? null;
    }
    this.#shards = this.#shards.filter(({ iterator }) => iterator !== null);
    return found;
  }

  async #findShards(): Promise<void> {
    let after: string | undefined;
    do {
      const { StreamDescription: page } = await this.#call<{
        StreamDescription: { Shards: { ShardId: string }[]; LastEvaluatedShardId?: string };
      }>('DescribeStream', {
        StreamArn: this.#streamArn,
        ...(after ? { ExclusiveStartShardId: after } : {}),
      });
      for (const { ShardId: id } of page.Shards) {
        if (this.#seen.has(id)) continue;
        this.#seen.add(id);
        this.#shards.push({ id, iterator: await this.#iterator(id) });
      }
      after = page.LastEvaluatedShardId;
    } while (after !== undefined);
  }

  async #iterator(shard: string): Promise<string | null> {
    const last = this.#last[shard];
    const from =
      last === undefined ? { ShardIteratorType: 'TRIM_HORIZON' } : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
    try {
      const answer = await this.#call<{ ShardIterator?: string }>('GetShardIterator', {
        StreamArn: this.#streamArn,
        ShardId: shard,
        ...from,
      });
      return answer.ShardIterator ?? null;
    } catch (error) {
      if (last === undefined) throw error;
      // The engine forgot what it streamed before it was restarted.
      delete this.#last[shard];
      return this.#iterator(shard);
    }
  }

  #remember(shard: string, sequenceNumber: string): void {
    this.#last[shard] = sequenceNumber;
    if (this.#checkpoints) writeFileSync(this.#checkpoints, JSON.stringify(this.#last));
  }

  #call<T>(operation: string, body: unknown): Promise<T> {
    return this.#parts.client.call<T>('DynamoDBStreams_20120810', operation, body);
  }
}
