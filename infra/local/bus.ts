/*
 * The event buses: what is put on them, which rules match, and where it goes.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import type { DeskClock } from './clock.ts';
import { compilePattern, type Matches } from './event-pattern.ts';
import { type Faults, guard, targetOperation } from './faults.ts';
import { ACCOUNT, REGION } from './identity.ts';
import type { Deliver } from './invoker.ts';
import type { HostedStack } from './stack.ts';
import { isObject, type Json, type JsonObject } from './template.ts';

const targetProperties = z.looseObject({
  Id: z.string(),
  Arn: z.string(),
  Input: z.optional(z.string()),
  InputPath: z.optional(z.string()),
  InputTransformer: z.optional(z.object({ InputPathsMap: z._default(z.record(z.string(), z.string()), {}), InputTemplate: z.string() })),
  DeadLetterConfig: z.optional(z.object({ Arn: z.optional(z.string()) })),
});
export const ruleProperties = z.looseObject({
  EventBusName: z._default(z.string(), 'default'),
  EventPattern: z.optional(z.looseObject({})),
  ScheduleExpression: z.optional(z.string()),
  State: z._default(z.string(), 'ENABLED'),
  Targets: z._default(z.array(targetProperties), []),
});
export type Target = z.infer<typeof targetProperties>;

type Rule = { readonly bus: string; readonly matches: Matches; readonly targets: readonly Target[] };

/** Buses are named, or told by ARN. */
const busName = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

export type BusEntry = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
  readonly resources?: readonly string[];
  readonly bus?: string;
  /** Epoch milliseconds; the desk's clock when absent. */
  readonly at?: number;
};

export class Bus {
  readonly #clock: DeskClock;
  readonly #deliver: Deliver;
  readonly #rules: readonly Rule[];
  readonly #buses: ReadonlySet<string>;
  readonly #server: http.Server;

  constructor(stack: HostedStack, clock: DeskClock, faults: Faults, deliver: Deliver) {
    this.#clock = clock;
    this.#deliver = deliver;
    this.#buses = new Set(['default', ...stack.of('AWS::Events::EventBus', z.looseObject({})).map(({ ref }) => ref)]);
    this.#rules = stack.of('AWS::Events::Rule', ruleProperties).flatMap(({ id, properties }) => {
      if (!properties.EventPattern || properties.State === 'DISABLED') return [];
      const bus = busName(properties.EventBusName);
      if (!this.#buses.has(bus)) throw new Error(`the rule ${id} listens on the bus ${bus}, which is not there`);
      return [{ bus, matches: compilePattern(properties.EventPattern as Json), targets: properties.Targets }];
    });
    this.#server = http.createServer((request, response) => void this.#answer(request, response));
    guard(this.#server, () => 'events', targetOperation, faults);
    this.#server.keepAliveTimeout = 60_000;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The bus that the stack made; what shops say goes there. */
  get name(): string {
    return [...this.#buses].find((name) => name !== 'default') ?? 'default';
  }

  /** Puts one event on a bus. @returns its id; @throws Error when there is no such bus */
  put(entry: BusEntry): string {
    const bus = busName(entry.bus ?? 'default');
    if (!this.#buses.has(bus)) throw new Error(`no bus ${bus}`);
    const id = randomUUID();
    const event = envelope(id, entry, entry.at ?? this.#clock.now());
    let text: string | undefined;
    for (const rule of this.#rules) {
      if (rule.bus !== bus || !rule.matches(event)) continue;
      text ??= JSON.stringify(event);
      for (const target of rule.targets) this.#deliver(target.Arn, inputOf(target, event, text), entry.at);
    }
    return id;
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const reply = (status: number, body: unknown): void => {
      const text = JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    };
    const operation = targetOperation(request);
    if (operation !== 'PutEvents')
      return void reply(400, { __type: 'UnknownOperationException', message: `the local desk takes PutEvents, not ${operation}` });
    const read = putEvents.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
    if (!read.success) return void reply(400, { __type: 'ValidationException', message: z.prettifyError(read.error) });
    const results = read.data.Entries.map((entry) => this.#putOne(entry));
    reply(200, { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results });
  }

  #putOne(entry: z.infer<typeof putEvents>['Entries'][number]): { EventId: string } | { ErrorCode: string; ErrorMessage: string } {
    const { Source, DetailType, Detail } = entry;
    if (!Source || !DetailType || Detail === undefined)
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
    let detail: Json;
    try {
      detail = JSON.parse(Detail) as Json;
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
    if (!isObject(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const bus = entry.EventBusName ?? 'default';
    // AWS takes an event for a bus that does not exist, and drops it.
    if (!this.#buses.has(busName(bus))) return { EventId: randomUUID() };
    const at = entry.Time === undefined ? {} : { at: Math.floor(entry.Time * 1000) };
    return { EventId: this.put({ source: Source, detailType: DetailType, detail, resources: entry.Resources ?? [], bus, ...at }) };
  }
}

const putEvents = z.object({
  Entries: z
    .array(
      z.looseObject({
        Source: z.optional(z.string()),
        DetailType: z.optional(z.string()),
        Detail: z.optional(z.string()),
        EventBusName: z.optional(z.string()),
        Time: z.optional(z.number()),
        Resources: z.optional(z.array(z.string())),
      }),
    )
    .check(z.minLength(1), z.maxLength(10)),
});

/** The event as rules and targets see it; its time has whole seconds. */
export function envelope(id: string, entry: BusEntry, at: number): JsonObject {
  return {
    version: '0',
    id,
    'detail-type': entry.detailType,
    source: entry.source,
    account: ACCOUNT,
    time: new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: REGION,
    resources: [...(entry.resources ?? [])],
    detail: entry.detail,
  };
}

/** What a target gets of an event: all of it, a part, a constant, or a text made from parts. */
export function inputOf(target: Target, event: JsonObject, whole: string): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(at(event, target.InputPath) ?? null);
  if (!target.InputTransformer) return whole;
  const { InputPathsMap: paths, InputTemplate: template } = target.InputTransformer;
  const reserved: Record<string, Json> = { 'aws.events.event.json': event, 'aws.events.event.ingestion-time': event.time ?? null };
  // Inside quotes a value stands as text, outside as JSON.
  return template.replace(/"<([\w.-]+)>"|<([\w.-]+)>/g, (whole, quoted: string | undefined, bare: string | undefined) => {
    const name = (quoted ?? bare) as string;
    const path = paths[name];
    const value = path === undefined ? reserved[name] : at(event, path);
    if (value === undefined) return path === undefined && !(name in reserved) ? whole : quoted ? '""' : 'null';
    if (quoted) return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value));
    return JSON.stringify(value);
  });
}

/** A JSON path of names alone, such as `$.detail.ticket`. */
function at(event: Json, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const name of path
    .replace(/^\$\.?/, '')
    .split('.')
    .filter(Boolean))
    value = isObject(value) ? value[name] : undefined;
  return value;
}
