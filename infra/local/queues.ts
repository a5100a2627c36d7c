/*
 * Queues: sending into them, and the mappings that feed functions from them.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
import * as z from 'zod/mini';
import type { Activity } from './activity.ts';
import type { DeskClock } from './clock.ts';
import { compilePattern, type Matches } from './event-pattern.ts';
import { functionName } from './function-specs.ts';
import type { Invocable } from './functions.ts';
import { REGION } from './identity.ts';
import type { HostedStack } from './stack.ts';
import type { SqsMessage, SqsQueue, Storage } from './storage.ts';
import type { Json } from './template.ts';

const mappingProperties = z.looseObject({
  EventSourceArn: z._default(z.string(), ''),
  FunctionName: z.string(),
  Enabled: z._default(z.coerce.boolean(), true),
  BatchSize: z._default(z.coerce.number(), 10),
  MaximumBatchingWindowInSeconds: z._default(z.coerce.number(), 0),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  ScalingConfig: z.optional(z.object({ MaximumConcurrency: z.optional(z.coerce.number()) })),
  FilterCriteria: z.optional(z.object({ Filters: z.array(z.object({ Pattern: z.string() })) })),
});

type Mapping = {
  readonly function: string;
  readonly arn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly partial: boolean;
  readonly concurrency: number;
  readonly filters: readonly Matches[];
};

/** SQS hides a message for at most so long; the desk brings it back itself, by its own clock. */
const HIDDEN_SECONDS = 43_200;
/** Lambda begins with five pollers a queue. */
const POLLERS = 5;

export class Queues {
  readonly #storage: Storage;
  readonly #clock: DeskClock;
  readonly #feeders: Feeder[] = [];
  /** When that happened which a message tells of. */
  readonly #happened = new WeakMap<SqsMessage, number>();

  constructor(stack: HostedStack, storage: Storage, functions: Invocable, clock: DeskClock, activity: Activity) {
    this.#storage = storage;
    this.#clock = clock;
    for (const { properties } of stack.of('AWS::Lambda::EventSourceMapping', mappingProperties)) {
      if (!properties.EventSourceArn.includes(':sqs:') || !properties.Enabled) continue;
      const queue = storage.sqs.getQueueByArn(properties.EventSourceArn);
      if (!queue) throw new Error(`a mapping reads ${properties.EventSourceArn}, which the template does not hold`);
      const mapping: Mapping = {
        function: functionName(properties.FunctionName),
        arn: properties.EventSourceArn,
        batchSize: Math.min(properties.BatchSize, 10_000),
        windowSeconds: properties.MaximumBatchingWindowInSeconds,
        partial: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        // A batch that would only wait for the function leaves what comes meanwhile to a fuller one.
        concurrency: Math.min(
          properties.ScalingConfig?.MaximumConcurrency ?? POLLERS,
          functions.atOnce(functionName(properties.FunctionName)),
        ),
        filters: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => compilePattern(JSON.parse(Pattern) as Json)),
      };
      this.#feeders.push(new Feeder(queue, mapping, storage, functions, clock, activity));
    }
    // Outermost, so that a message which comes late is fed to its function when it comes.
    for (const queue of storage.sqs.allQueues()) this.#stamp(queue);
  }

  /** Puts a message into the queue that an ARN names. @throws Error when there is none */
  send(arn: string, body: string, at?: number): void {
    const queue = this.#storage.sqs.getQueueByArn(arn);
    if (!queue) throw new Error(`the local desk has no queue ${arn}`);
    const message = this.#storage.message(body);
    if (at !== undefined) this.#happened.set(message, at);
    queue.enqueue(message);
  }

  /** Begins to feed functions, with what lay in the queues too. */
  start(): void {
    for (const feeder of this.#feeders) feeder.feed();
  }

  /** How many messages lie in each queue, ready or hidden, by queue name. */
  depths(): Record<string, number> {
    return Object.fromEntries(
      [...this.#storage.sqs.allQueues()].map((queue) => [queue.name, queue.messages.length + queue.inflightMessages.size]),
    );
  }

  /**
   * A message is sent when the desk's clock says so, and a queue's delay runs on that clock too. On a clock that stands
   * nothing takes time: what an event sets off is sent when that happened, wherever others have moved the clock meanwhile.
   */
  #stamp(queue: SqsQueue): void {
    const enqueue = queue.enqueue.bind(queue);
    const clock = this.#clock;
    queue.enqueue = (message) => {
      const happened = clock.running ? undefined : this.#happened.get(message);
      message.sentTimestamp = happened ?? clock.now();
      const delay = Number(queue.attributes.DelaySeconds ?? 0);
      delete message.delayUntil;
      if (delay > 0) clock.retryAfter(delay, () => enqueue(message));
      else enqueue(message);
    };
  }
}

type SqsRecord = Record<string, unknown> & { readonly messageId: string; readonly receiptHandle: string; readonly body: string };

class Feeder {
  readonly #queue: SqsQueue;
  readonly #mapping: Mapping;
  readonly #storage: Storage;
  readonly #functions: Invocable;
  readonly #clock: DeskClock;
  readonly #activity: Activity;
  #busy = 0;
  #gathering = false;

  constructor(queue: SqsQueue, mapping: Mapping, storage: Storage, functions: Invocable, clock: DeskClock, activity: Activity) {
    this.#queue = queue;
    this.#mapping = mapping;
    this.#storage = storage;
    this.#functions = functions;
    this.#clock = clock;
    this.#activity = activity;
    const enqueue = queue.enqueue.bind(queue);
    queue.enqueue = (message) => {
      enqueue(message);
      this.feed();
    };
  }

  /** Hands over what is ready, as far as pollers are free. */
  feed(): void {
    if (this.#gathering || this.#queue.messages.length === 0 || this.#busy >= this.#mapping.concurrency) return;
    this.#gathering = true;
    const end = this.#activity.begin('queue');
    const gathered = (): void => {
      this.#gathering = false;
      while (this.#queue.messages.length > 0 && this.#busy < this.#mapping.concurrency) void this.#handOver();
      end();
    };
    const window = this.#clock.running && this.#queue.messages.length < this.#mapping.batchSize ? this.#mapping.windowSeconds * 1000 : 0;
    if (window > 0) setTimeout(gathered, window);
    else setImmediate(gathered);
  }

  async #handOver(): Promise<void> {
    const records = this.#receive();
    if (records.length === 0) return;
    this.#busy += 1;
    const end = this.#activity.begin('queue');
    try {
      const outcome = await this.#functions.invoke(this.#mapping.function, JSON.stringify({ Records: records }));
      const failed = outcome.ok ? this.#failures(outcome.payload, records) : new Set(records.map(({ messageId }) => messageId));
      for (const record of records) {
        if (failed.has(record.messageId)) this.#hide(record.receiptHandle);
        else this.#queue.deleteMessage(record.receiptHandle);
      }
    } finally {
      this.#busy -= 1;
      this.feed();
      end();
    }
  }

  #receive(): SqsRecord[] {
    const records: SqsRecord[] = [];
    while (records.length < this.#mapping.batchSize) {
      const received = this.#queue.dequeue(Math.min(10, this.#mapping.batchSize - records.length), HIDDEN_SECONDS, (arn) =>
        this.#storage.sqs.getQueueByArn(arn),
      );
      if (received.length === 0) break;
      for (const one of received) {
        const message = this.#queue.inflightMessages.get(one.ReceiptHandle)?.message;
        if (!message) continue;
        if (message.approximateReceiveCount === 1) message.approximateFirstReceiveTimestamp = this.#clock.now();
        const record: SqsRecord = {
          messageId: one.MessageId,
          receiptHandle: one.ReceiptHandle,
          body: one.Body,
          attributes: {
            ApproximateReceiveCount: String(message.approximateReceiveCount),
            SentTimestamp: String(message.sentTimestamp),
            SenderId: 'AIDALOCAL',
            ApproximateFirstReceiveTimestamp: String(message.approximateFirstReceiveTimestamp),
          },
          messageAttributes: {},
          md5OfBody: one.MD5OfBody,
          eventSource: 'aws:sqs',
          eventSourceARN: this.#mapping.arn,
          awsRegion: REGION,
        };
        // What no filter wants is deleted, as Lambda does.
        if (this.#wanted(record)) records.push(record);
        else this.#queue.deleteMessage(one.ReceiptHandle);
      }
    }
    return records;
  }

  #wanted(record: SqsRecord): boolean {
    if (this.#mapping.filters.length === 0) return true;
    let body: Json = record.body;
    try {
      body = JSON.parse(record.body) as Json;
    } catch {
      // A body that is no JSON is matched as the text it is.
    }
    return this.#mapping.filters.some((matches) => matches({ ...(record as unknown as Record<string, Json>), body }));
  }

  /** Ids that the function reports as failed; an answer that makes no sense fails the whole batch. */
  #failures(payload: string, records: readonly SqsRecord[]): Set<string> {
    if (!this.#mapping.partial) return new Set();
    const answer = JSON.parse(payload) as { batchItemFailures?: { itemIdentifier?: string }[] } | null;
    const ids = (answer?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
    const known = new Set(records.map(({ messageId }) => messageId));
    const strange = ids.some((id) => id === undefined || !known.has(id));
    return strange ? known : new Set(ids as string[]);
  }

  /** Not deleted: it comes back when its visibility timeout has run down. */
  #hide(receiptHandle: string): void {
    this.#clock.retryAfter(Number(this.#queue.attributes.VisibilityTimeout ?? 30), () => {
      this.#queue.changeVisibility(receiptHandle, 0);
      this.feed();
    });
  }
}
