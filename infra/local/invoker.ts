/*
 * Invocations that nobody waits for: tried three times, a minute and then two apart, and handed to a destination
 * when all have failed. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { DeskClock } from './clock.ts';
import { functionName } from './function-specs.ts';
import type { Invocable } from './functions.ts';
import type { HostedStack } from './stack.ts';

const destination = z.optional(z.object({ Destination: z.optional(z.string()) }));
const invokeConfig = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z._default(z.coerce.number(), 2),
  MaximumEventAgeInSeconds: z._default(z.coerce.number(), 21_600),
  DestinationConfig: z._default(z.object({ OnFailure: destination, OnSuccess: destination }), {}),
});
const deadLetter = z.looseObject({ DeadLetterConfig: z.optional(z.object({ TargetArn: z.optional(z.string()) })) });

type Settings = {
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly onFailure: string | undefined;
  readonly onSuccess: string | undefined;
  readonly deadLetters: string | undefined;
};

/** Puts a text where an ARN points: a queue, a bus, a function. `at`: when that happened which it tells of, where that is known. */
export type Deliver = (arn: string, body: string, at?: number) => void;

const WAITS_SECONDS = [60, 120];

export class Invoker {
  readonly #functions: Invocable;
  readonly #clock: DeskClock;
  readonly #settings = new Map<string, Settings>();
  readonly #deliver: Deliver;

  constructor(stack: HostedStack, functions: Invocable, clock: DeskClock, deliver: Deliver) {
    this.#functions = functions;
    this.#clock = clock;
    this.#deliver = deliver;
    const deadLetters = new Map(
      stack.of('AWS::Lambda::Function', deadLetter).map(({ ref, properties }) => [ref, properties.DeadLetterConfig?.TargetArn]),
    );
    for (const [name, queue] of deadLetters) {
      this.#settings.set(name, { retries: 2, maxAgeSeconds: 21_600, onFailure: undefined, onSuccess: undefined, deadLetters: queue });
    }
    for (const { properties } of stack.of('AWS::Lambda::EventInvokeConfig', invokeConfig)) {
      const name = functionName(properties.FunctionName);
      this.#settings.set(name, {
        retries: properties.MaximumRetryAttempts,
        maxAgeSeconds: properties.MaximumEventAgeInSeconds,
        onFailure: properties.DestinationConfig.OnFailure?.Destination,
        onSuccess: properties.DestinationConfig.OnSuccess?.Destination,
        deadLetters: deadLetters.get(name),
      });
    }
  }

  /** Invokes, and takes care of what comes after. @param event JSON text */
  invoke(arnOrName: string, event: string): void {
    const name = functionName(arnOrName);
    if (!this.#functions.has(name)) throw new Error(`the local desk has no function ${arnOrName}`);
    void this.#attempt(name, event, randomUUID(), 0, this.#clock.now());
  }

  async #attempt(name: string, event: string, requestId: string, tried: number, since: number): Promise<void> {
    const settings = this.#settings.get(name) as Settings;
    const outcome = await this.#functions.invoke(name, event, requestId);
    if (outcome.ok) {
      if (settings.onSuccess) this.#deliver(settings.onSuccess, this.#record(name, event, requestId, 'Success', tried, outcome.payload));
      return;
    }
    const wait = WAITS_SECONDS[tried] ?? 120;
    const tooOld = this.#clock.now() + wait * 1000 - since > settings.maxAgeSeconds * 1000;
    if (tried < settings.retries && !tooOld) {
      this.#clock.retryAfter(wait, () => void this.#attempt(name, event, requestId, tried + 1, since));
      return;
    }
    const condition = tooOld ? 'EventAgeExceeded' : 'RetriesExhausted';
    if (settings.onFailure) this.#deliver(settings.onFailure, this.#record(name, event, requestId, condition, tried, outcome.payload));
    else if (settings.deadLetters) this.#deliver(settings.deadLetters, event);
  }

  #record(name: string, event: string, requestId: string, condition: string, tried: number, payload: string): string {
    return JSON.stringify({
      version: '1.0',
      timestamp: new Date(this.#clock.now()).toISOString(),
      requestContext: { requestId, functionArn: `${name}:$LATEST`, condition, approximateInvokeCount: tried + 1 },
      requestPayload: JSON.parse(event),
      responseContext: { statusCode: 200, executedVersion: '$LATEST', ...(condition === 'Success' ? {} : { functionError: 'Unhandled' }) },
      responsePayload: JSON.parse(payload),
    });
  }
}
