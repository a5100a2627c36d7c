/*
 * Table streams: read from the engine, filtered, and handed to functions in order.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Activity } from './activity.ts';
import type { DeskClock } from './clock.ts';
import type { EngineClient, HostedTable } from './database.ts';
import { compilePattern, type Matches } from './event-pattern.ts';
import type { Functions } from './functions.ts';
import { REGION } from './identity.ts';
import { type Deliver, functionName } from './invoker.ts';
import type { HostedStack } from './stack.ts';
import type { Json, JsonObject } from './template.ts';

const mappingProperties = z.looseObject({
  EventSourceArn: z._default(z.string(), ''),
  FunctionName: z.string(),
  Enabled: z._default(z.coerce.boolean(), true),
  BatchSize: z._default(z.coerce.number(), 100),
  MaximumRetryAttempts: z._default(z.coerce.number(), -1),
  BisectBatchOnFunctionError: z._default(z.coerce.boolean(), false),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  FilterCriteria: z.optional(z.object({ Filters: z.array(z.object({ Pattern: z.string() })) })),
  DestinationConfig: z.optional(z.object({ OnFailure: z.optional(z.object({ Destination: z.optional(z.string()) })) })),
});
type Mapping = z.infer<typeof mappingProperties> & { readonly id: string; readonly filters: readonly Matches[] };

type StreamRecord = JsonObject & { readonly dynamodb: JsonObject & { readonly SequenceNumber: string } };

/** While writes go on, the stream is read so often; each reading costs the engine a millisecond or two. */
const PAUSE_MS = 15;
/** Somebody may write to the table from outside; the desk notices within so long. */
const IDLE_MS = 2000;
/** A batch that fails is tried again after so long, doubling, in real time: AWS begins as quickly. */
const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 1000;
const PAGE = 1000;

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

export type StreamParts = {
  readonly stack: HostedStack;
  readonly client: EngineClient;
  readonly functions: Functions;
  readonly clock: DeskClock;
  readonly activity: Activity;
  readonly deliver: Deliver;
};

type Shard = { readonly id: string; iterator: string | null };

class TableReader {
  readonly #mapping: Mapping;
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

  constructor(mapping: Mapping, table: HostedTable, parts: StreamParts, checkpoints: string | null) {
    this.#mapping = mapping;
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
    clearInterval(this.#idle);
  }

  async #readOn(): Promise<void> {
    try {
      for (;;) {
        const pokes = this.#pokes;
        const found = await this.#readOnce();
        if (this.#stopped || (found === 0 && this.#pokes === pokes)) break;
        await pause(PAUSE_MS);
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
      await this.#handOver(records);
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

  async #handOver(records: readonly StreamRecord[]): Promise<void> {
    const { filters, BatchSize } = this.#mapping;
    const now = Math.floor(this.#parts.clock.now() / 1000);
    const wanted: StreamRecord[] = [];
    for (const record of records) {
      const stamped = {
        ...record,
        awsRegion: REGION,
        eventSourceARN: this.#mapping.EventSourceArn,
        dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: now, StreamViewType: this.#table.view },
      };
      if (filters.length === 0 || filters.some((matches) => matches(stamped))) wanted.push(stamped);
    }
    for (let from = 0; from < wanted.length && !this.#stopped; from += BatchSize)
      await this.#batch(wanted.slice(from, from + BatchSize), 0);
  }

  /** One batch until it is done: whole, from where it failed, in halves, or given up to the failure destination. */
  async #batch(records: readonly StreamRecord[], tried: number): Promise<void> {
    let batch = records;
    for (let attempt = tried; batch.length > 0 && !this.#stopped; attempt += 1) {
      const failedAt = await this.#invoke(batch);
      if (failedAt === null) return;
      // What came before the first failure is done.
      if (failedAt > 0) {
        batch = batch.slice(failedAt);
        attempt = 0;
      }
      const { MaximumRetryAttempts: most, BisectBatchOnFunctionError: bisect } = this.#mapping;
      if (bisect && batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        await this.#batch(batch.slice(0, half), attempt);
        batch = batch.slice(half);
        continue;
      }
      if (most >= 0 && attempt >= most) return this.#giveUp(batch, attempt + 1);
      await pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10)));
    }
  }

  /** @returns the place of the first record that failed, null when none did */
  async #invoke(batch: readonly StreamRecord[]): Promise<number | null> {
    const outcome = await this.#parts.functions.invoke(functionName(this.#mapping.FunctionName), JSON.stringify({ Records: batch }));
    if (!outcome.ok) return 0;
    if (!this.#mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')) return null;
    const answer = JSON.parse(outcome.payload) as { batchItemFailures?: { itemIdentifier?: string }[] } | null;
    const failed = (answer?.batchItemFailures ?? []).map(({ itemIdentifier }) =>
      Math.max(
        0,
        batch.findIndex((record) => record.dynamodb.SequenceNumber === itemIdentifier),
      ),
    );
    return failed.length === 0 ? null : Math.min(...failed);
  }

  #giveUp(batch: readonly StreamRecord[], attempts: number): void {
    const destination = this.#mapping.DestinationConfig?.OnFailure?.Destination;
    if (!destination) return;
    const first = batch[0] as StreamRecord;
    const last = batch.at(-1) as StreamRecord;
    const timestamp = new Date(this.#parts.clock.now()).toISOString();
    this.#parts.deliver(
      destination,
      JSON.stringify({
        requestContext: {
          requestId: '',
          functionArn: this.#mapping.FunctionName,
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: attempts,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp,
        DDBStreamBatchInfo: {
          shardId: 'local',
          startSequenceNumber: first.dynamodb.SequenceNumber,
          endSequenceNumber: last.dynamodb.SequenceNumber,
          approximateArrivalOfFirstRecord: timestamp,
          approximateArrivalOfLastRecord: timestamp,
          batchSize: batch.length,
          streamArn: this.#mapping.EventSourceArn,
        },
      }),
    );
  }

  #call<T>(operation: string, body: unknown): Promise<T> {
    return this.#parts.client.call<T>('DynamoDBStreams_20120810', operation, body);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
