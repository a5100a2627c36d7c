import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  type PutItemCommand,
  ScanCommand,
  type TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Context, DynamoDBRecord, SQSRecord } from 'aws-lambda';
import type { Instant } from '../../events/ids.ts';
import { ROUTES } from '../../events/routes.ts';
import * as answerSurveys from '../../functions/answer-surveys.ts';
import { asking } from '../../functions/aws/asking.ts';
import { bus } from '../../functions/aws/bus.ts';
import { customers } from '../../functions/aws/customers.ts';
import { logOf } from '../../functions/aws/log.ts';
import { mailStore } from '../../functions/aws/mail-store.ts';
import { outbox } from '../../functions/aws/outbox.ts';
import { outgoing } from '../../functions/aws/outgoing.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { shops } from '../../functions/aws/shops.ts';
import { surveys } from '../../functions/aws/surveys.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import { timers } from '../../functions/aws/timers.ts';
import { fireTimers } from '../../functions/fire-timers.ts';
import { followUp } from '../../functions/follow-up.ts';
import { hearBack, hearSent } from '../../functions/hear-back.ts';
import { publish } from '../../functions/publish-events.ts';
import { sendMails } from '../../functions/send-mail.ts';
import { onRequest, type Trigger } from '../../functions/shell.ts';
import * as takeAnswer from '../../functions/take-answer.ts';
import * as takeOrder from '../../functions/take-order.ts';
import type { Engine } from './aws/engines.ts';
import { Cloud, clientsOf, Gremlin } from './cloud.ts';

/*
 * Everything that has to do with orders and surveys, on a real engine, with what AWS does around it: the stream, the bus,
 * the queue, the minute's tick, and retries of what threw.
 */

export const SHARDS = 3;
const DEFAULTS = {
  name: 'Morning Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
};
const ATTEMPTS = 3;

export type Got = { readonly status: number; readonly headers: Record<string, string>; readonly body: string };
export type Row = Readonly<Record<string, { S?: string; N?: string; B?: Uint8Array }>>;

export class SurveyDesk {
  readonly cloud = new Cloud();
  readonly gremlin: Gremlin;
  readonly dead: string[] = [];
  readonly logged: string[] = [];
  readonly parts;
  readonly #engine: Engine;
  /** Commits that the table's stream has not handed over yet, in the order in which they were written. */
  #fresh: Row[] = [];
  readonly #handlers;
  #queue: { id: string; body: string; received: number; sentAt: number }[] = [];
  #count = 0;
  #reported = 0;

  constructor(engine: Engine, gremlin = new Gremlin()) {
    this.gremlin = gremlin;
    this.#engine = engine;
    const {
      dynamo,
      s3,
      ses,
      bus: events,
    } = clientsOf(
      gremlin,
      watched(engine.client, (row) => this.#fresh.push(row)),
      this.cloud,
    );

    const stores = {
      // Read anew each time: tests change the settings.
      settings: settingsStore(dynamo, engine.table, DEFAULTS, impatient()),
      tickets: tickets(dynamo, engine.table, SHARDS),
      customers: customers(dynamo, engine.table, SHARDS),
      surveys: surveys(dynamo, engine.table, SHARDS),
    };
    this.parts = {
      ...stores,
      asking: asking(stores),
      shops: shops(dynamo, engine.table),
      timers: timers(dynamo, engine.table, SHARDS),
      mails: mailStore(s3, 'mail'),
      outbox: outbox(dynamo, engine.table),
      outgoing: outgoing(ses, 'set'),
      bus: bus(events, 'bus'),
      region: 'eu-west-1',
      site: 'https://desk.test',
      shards: SHARDS,
    };
    const parts = () => this.parts;
    this.#handlers = new Map([
      ['take-order', onRequest(takeOrder.routes(parts), takeOrder.LIMITS, takeOrder.MANNERS)],
      ['take-answer', onRequest(takeAnswer.routes(parts), takeAnswer.LIMITS, takeAnswer.MANNERS)],
      ['answer-surveys', onRequest(answerSurveys.routes(parts))],
    ]);
  }

  get now(): Instant {
    return this.cloud.now.toISOString() as Instant;
  }

  pass(seconds: number): void {
    this.cloud.now = new Date(this.cloud.now.getTime() + seconds * 1000);
  }

  get trigger(): Trigger {
    const keep = (message: string, ...facts: unknown[]): void => void this.logged.push(`${message} ${JSON.stringify(facts)}`);
    return {
      log: { ...logOf('test'), info: keep, warn: keep, error: keep, metric: () => {} },
      requestId: 'test',
      remainingMillis: () => 60_000,
    };
  }

  /** Asks through the route that matches the path. */
  async call(line: string, asked: { body?: string | object; type?: string; headers?: Record<string, string> } = {}): Promise<Got> {
    const [method = '', address = ''] = line.split(' ');
    const url = new URL(address, 'https://desk.test');
    const route = ROUTES.find((r) => r.method === method && matches(r.path, url.pathname));
    const handler = this.#handlers.get(route?.function ?? '');
    if (!route || !handler) return { status: 404, headers: {}, body: '{"message":"Not Found"}' };
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const values = new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(url.pathname)?.slice(1) ?? [];
    this.#count += 1;
    const text = typeof asked.body === 'string' ? asked.body : asked.body === undefined ? undefined : JSON.stringify(asked.body);
    const type = asked.type ?? (typeof asked.body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json');
    const event = {
      routeKey: `${route.method} ${route.path}`,
      headers: { ...(text === undefined ? {} : { 'Content-Type': type }), ...asked.headers },
      pathParameters: Object.fromEntries(names.map((name, n) => [name, values[n]])),
      queryStringParameters: Object.fromEntries(url.searchParams),
      requestContext: {
        requestId: `req-${this.#count}`,
        timeEpoch: this.cloud.now.getTime(),
        ...(route.scope ? { authorizer: { jwt: { claims: { sub: 's', username: 'agent1' }, scopes: [] } } } : {}),
      },
      body: text,
      isBase64Encoded: false,
    };
    const context = { awsRequestId: 'aws', functionName: route.function, getRemainingTimeInMillis: () => 30_000 } as unknown as Context;
    const got = await handler(event as unknown as Parameters<typeof handler>[0], context);
    return { status: got.statusCode ?? 0, headers: (got.headers ?? {}) as Record<string, string>, body: got.body ?? '' };
  }

  /** A shop's system says something on the bus. */
  async order(type: string, detail: Record<string, unknown>): Promise<void> {
    this.#count += 1;
    const event = { id: `event-${this.#count}`, source: 'shop.example', time: this.now, 'detail-type': type, detail };
    await this.#async('take-order', () => takeOrder.takeOrderEvent(() => this.parts)(event, this.trigger));
  }

  async tick(): Promise<void> {
    await this.#async('fire-timers', () => fireTimers(() => this.parts)({ time: this.now }, this.trigger));
  }

  /** What SES says about a mail that it sent. */
  async report(mail: { id: string; to: readonly string[]; tags: Record<string, string> }, detail: Record<string, unknown>): Promise<void> {
    const tags = Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]]));
    const about = { messageId: mail.id, timestamp: this.now, destination: mail.to, tags, source: 'support@desk.test' };
    const event = { source: 'aws.ses', time: this.now, detail: { mail: about, ...detail } };
    // That it sent a mail comes by a queue, all else by the bus.
    await this.#async('hear-back', async () => {
      if (detail.eventType !== 'Send') return hearBack(() => this.parts)(event, this.trigger);
      const [undone] = await hearSent(() => this.parts)([{ messageId: mail.id, body: JSON.stringify(event) } as SQSRecord]);
      if (undone) throw undone.cause;
    });
  }

  async bounce(mail: { id: string; to: readonly string[]; tags: Record<string, string> }): Promise<void> {
    const bouncedRecipients = mail.to.map((emailAddress) => ({ emailAddress, action: 'failed', status: '5.1.1' }));
    await this.report(mail, {
      eventType: 'Bounce',
      bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients, timestamp: this.now },
    });
  }

  async #async(name: string, call: () => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await call();
        return;
      } catch (error) {
        if (attempt < ATTEMPTS) continue;
        this.dead.push(`${name}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
        return;
      }
    }
  }

  /** Everything that the commits set off, until nothing moves. */
  async settle(): Promise<void> {
    for (let round = 0; round < 30; round += 1) {
      const moved = (await this.#stream()) + (await this.#work()) + (await this.#reports());
      if (moved === 0 && this.#queue.length === 0) return;
    }
    throw new Error('does not settle');
  }

  async rows(prefix = ''): Promise<Row[]> {
    const items: Row[] = [];
    let from: Row | undefined;
    do {
      const page = await this.#engine.client.send(
        new ScanCommand({ TableName: this.#engine.table, ConsistentRead: true, ...(from ? { ExclusiveStartKey: from as never } : {}) }),
      );
      items.push(...((page.Items ?? []) as Row[]));
      from = page.LastEvaluatedKey as Row | undefined;
    } while (from);
    return items.filter((item) => item.sk?.S?.startsWith(prefix));
  }

  /** Takes everything out of the table. */
  async empty(): Promise<void> {
    const keys = (await this.rows()).map(({ pk, sk }) => ({ pk: { S: pk?.S ?? '' }, sk: { S: sk?.S ?? '' } }));
    for (let n = 0; n < keys.length; n += 25) {
      const RequestItems = { [this.#engine.table]: keys.slice(n, n + 25).map((Key) => ({ DeleteRequest: { Key } })) };
      await this.#engine.client.send(new BatchWriteItemCommand({ RequestItems }));
    }
  }

  async #stream(): Promise<number> {
    const fresh = this.#fresh.splice(0);
    const records = fresh.map((row, n) => ({
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: String(n),
        NewImage: Object.fromEntries(
          Object.entries(row).map(([key, value]) => [key, value.B ? { B: Buffer.from(value.B).toString('base64') } : value]),
        ),
      },
    })) as unknown as DynamoDBRecord[];
    let done = 0;
    if (fresh.length > 0) {
      try {
        const failed = await publish(() => this.parts.bus)(records);
        done = failed === null ? records.length : Number(failed);
      } catch {
        done = 0;
      }
    }
    this.#fresh.unshift(...fresh.slice(done));
    for (const { detailType, detail, time } of this.cloud.published.splice(0)) {
      this.#count += 1;
      const body = { id: `bus-${this.#count}`, source: 'deskpulse', 'detail-type': detailType, detail: JSON.parse(detail) };
      if (detailType === 'MailQueued') {
        this.#queue.push({ id: `order-${this.#count}`, body: JSON.stringify(body), received: 0, sentAt: time.getTime() });
      }
      if (detailType === 'TicketResolved' || detailType === 'SurveyAnswered') {
        await this.#async('follow-up', () => followUp(() => this.parts)(body, this.trigger));
      }
    }
    return fresh.length;
  }

  /** SES tells of each mail that it sent, also when the call to it never came back. */
  async #reports(): Promise<number> {
    const news = this.cloud.sent.slice(this.#reported);
    this.#reported = this.cloud.sent.length;
    for (const mail of news) await this.report(mail, { eventType: 'Send', send: {} });
    return news.length;
  }

  async #work(): Promise<number> {
    const batch = this.#queue.splice(0);
    for (const order of batch) {
      order.received += 1;
      const attributes = { ApproximateReceiveCount: String(order.received), SentTimestamp: String(order.sentAt) };
      try {
        const record = { messageId: order.id, body: order.body, attributes } as SQSRecord;
        const [undone] = await sendMails(() => this.parts)([record], this.trigger);
        if (undone) throw undone.cause;
      } catch (error) {
        if (order.received >= 5) this.dead.push(`send-mail: ${String(error)}`);
        else this.#queue.push(order);
      }
    }
    return batch.length;
  }

  /** Links of the newest mail to an address, decoded, in the order in which they stand. */
  links(to: string): string[] {
    const mail = this.cloud.sent.findLast((m) => m.to.includes(to));
    return mail ? linksIn(mail.raw) : [];
  }
}

/** A client that tells of every commit that the table took, also when the caller never hears that it did. */
function watched(client: DynamoDBClient, told: (row: Row) => void): DynamoDBClient {
  const send = async (command: never): Promise<unknown> => {
    const answer = await client.send(command);
    const { input } = command as PutItemCommand | TransactWriteItemsCommand;
    const items = 'TransactItems' in input ? (input.TransactItems ?? []).map((one) => one.Put?.Item) : 'Item' in input ? [input.Item] : [];
    for (const item of items) if (item?.sk?.S?.startsWith('E#')) told(item as Row);
    return answer;
  };
  return new Proxy(client, { get: (target, property) => (property === 'send' ? send : Reflect.get(target, property)) });
}

const matches = (pattern: string, path: string): boolean => new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);

/** Every http link in a raw mail, each once; quoted-printable undone, entities too. */
export function linksIn(raw: string): string[] {
  const text = raw
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll('&amp;', '&');
  return [...new Set([...text.matchAll(/https?:\/\/[^\s"'<>)\]]+/g)].map(([link]) => link))];
}

/** A clock on which every read is an hour after the last, so that nothing cached is trusted. */
function impatient(): () => number {
  let hours = 0;
  return () => {
    hours += 1;
    return hours * 3_600_000;
  };
}
