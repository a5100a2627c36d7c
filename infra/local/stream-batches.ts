/*
 * Batches of stream records: filtered, handed to their function in order, and tried again until they are done or given up.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
import * as z from 'zod/mini';
import type { Activity } from './activity.ts';
import type { DeskClock } from './clock.ts';
import type { EngineClient, HostedTable } from './database.ts';
import type { Matches } from './event-pattern.ts';
import { functionName } from './function-specs.ts';
import type { Invocable } from './functions.ts';
import { REGION } from './identity.ts';
import type { Deliver } from './invoker.ts';
import type { HostedStack } from './stack.ts';
import type { JsonObject } from './template.ts';

export const mappingProperties = z.looseObject({
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
export type StreamMapping = z.infer<typeof mappingProperties> & { readonly id: string; readonly filters: readonly Matches[] };

export type StreamRecord = JsonObject & { readonly dynamodb: JsonObject & { readonly SequenceNumber: string } };

export type StreamParts = {
  readonly stack: HostedStack;
  readonly client: EngineClient;
  readonly functions: Invocable;
  readonly clock: DeskClock;
  readonly activity: Activity;
  readonly deliver: Deliver;
};

/** A batch that fails is tried again after so long, doubling, in real time: AWS begins as quickly. */
const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 1000;

export class Batches {
  readonly #mapping: StreamMapping;
  readonly #table: HostedTable;
  readonly #parts: StreamParts;
  #stopped = false;

  constructor(mapping: StreamMapping, table: HostedTable, parts: StreamParts) {
    this.#mapping = mapping;
    this.#table = table;
    this.#parts = parts;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Resolves when every record that a filter wants was taken by the function or given up. */
  async handOver(records: readonly StreamRecord[]): Promise<void> {
    const { filters, BatchSize } = this.#mapping;
    const wanted: StreamRecord[] = [];
    for (const record of records) {
      const stamped = {
        ...record,
        awsRegion: REGION,
        eventSourceARN: this.#mapping.EventSourceArn,
        dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: this.#writtenAt(record), StreamViewType: this.#table.view },
      };
      if (filters.length === 0 || filters.some((matches) => matches(stamped))) wanted.push(stamped);
    }
    for (let from = 0; from < wanted.length && !this.#stopped; from += BatchSize)
      await this.#batch(wanted.slice(from, from + BatchSize), 0);
  }

  /** When the engine took the record, by the desk's clock, which may have moved far since then. */
  #writtenAt({ dynamodb: { ApproximateCreationDateTime: second } }: StreamRecord): number {
    const { clock } = this.#parts;
    return Math.floor((typeof second === 'number' ? clock.earliestIn(Math.floor(second)) : clock.now()) / 1000);
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
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
