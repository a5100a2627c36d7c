import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { bus } from '../../functions/aws/bus.ts';
import { customers } from '../../functions/aws/customers.ts';
import { logOf } from '../../functions/aws/log.ts';
import { mailStore } from '../../functions/aws/mail-store.ts';
import { outbox } from '../../functions/aws/outbox.ts';
import { outgoing } from '../../functions/aws/outgoing.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { surveys } from '../../functions/aws/surveys.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import { hearSent } from '../../functions/hear-back.ts';
import { publish } from '../../functions/publish-events.ts';
import { receiveMails, sweepTray } from '../../functions/receive-mail.ts';
import { sendMails } from '../../functions/send-mail.ts';
import type { Trigger, Undone } from '../../functions/shell.ts';
import { notification } from './arrived.ts';
import type { Engine } from './aws/engines.ts';
import { Cloud, clientsOf, type Gremlin } from './cloud.ts';

/*
 * What AWS does around the functions, in one process: calls them, retries what threw as Lambda, the stream and the queue
 * would, sweeps by the clock, and reports what SES sent. The functions' steps and adapters are the deployed ones.
 */

const ASYNC_ATTEMPTS = 3;
const DEFAULTS = {
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
};

type Message = { readonly body: string; readonly id: string; received: number; readonly sentAt: number };

export class World {
  readonly cloud = new Cloud();
  /** What was given up: it would lie in a dead-letter queue, with an alarm on it. */
  readonly dead: string[] = [];
  readonly parts;
  readonly #engine: Engine;
  readonly #gremlin: Gremlin;
  readonly #seenCommits = new Set<string>();
  #queue: Message[] = [];
  #heard: Message[] = [];
  #arrived: Message[] = [];
  #orders = 0;
  #reported = 0;

  constructor(engine: Engine, gremlin: Gremlin) {
    this.#engine = engine;
    this.#gremlin = gremlin;
    const clients = clientsOf(gremlin, engine.client, this.cloud);
    this.parts = {
      settings: settingsStore(clients.dynamo, engine.table, DEFAULTS),
      tickets: tickets(clients.dynamo, engine.table, 4),
      mails: mailStore(clients.s3, 'mail'),
      outbox: outbox(clients.dynamo, engine.table),
      outgoing: outgoing(clients.ses, 'set'),
      customers: customers(clients.dynamo, engine.table, 4),
      surveys: surveys(clients.dynamo, engine.table, 4),
      bus: bus(clients.bus, 'bus'),
      region: 'eu-west-1',
      site: 'https://desk.test',
    };
  }

  get trigger(): Trigger {
    const quiet = { info: () => {}, warn: () => {}, error: () => {}, metric: () => {} };
    return { log: { ...logOf('test'), ...quiet }, requestId: 'test', remainingMillis: () => 60_000 };
  }

  pass(seconds: number): void {
    this.cloud.now = new Date(this.cloud.now.getTime() + seconds * 1000);
  }

  /** SES takes a mail: puts it into the tray and says so. */
  deliver(id: string, raw: string, from: string, to: string): void {
    const timestamp = this.cloud.now.toISOString();
    const smtpDate = this.cloud.now.toUTCString().replace('GMT', '+0000');
    const stored = [
      `Return-Path: <${from}>`,
      `Received: from mx.test (mx.test [127.0.0.1])`,
      ` by inbound-smtp.eu-west-1.amazonaws.com with SMTP id ${id}`,
      ` for ${to};`,
      ` ${smtpDate}`,
      'X-SES-Spam-Verdict: PASS',
      'X-SES-Virus-Verdict: PASS',
      `Received-SPF: pass (spfCheck: domain) client-ip=127.0.0.1; envelope-from=${from}; helo=mx.test;`,
      'Authentication-Results: amazonses.com;',
      ` spf=pass (spfCheck: domain) client-ip=127.0.0.1; envelope-from=${from};`,
      ' dkim=pass header.i=@team.test;',
      ` dmarc=pass header.from=${from.split('@')[1]};`,
      raw,
    ].join('\r\n');
    this.cloud.objects.set(`incoming/${id}`, { bytes: Buffer.from(stored), at: this.cloud.now });
    const body = notification({ id, at: timestamp, from, to: [to] });
    this.#arrived.push({ id: `notice-${id}`, body, received: 0, sentAt: this.cloud.now.getTime() });
  }

  async #async(name: string, call: () => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await call();
        return;
      } catch (error) {
        if (attempt === ASYNC_ATTEMPTS) {
          this.dead.push(`${name}: ${String(error)}`);
          return;
        }
      }
    }
  }

  /** Everything that a commit sets off, until nothing moves any more. */
  async settle(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      const moved = (await this.#receive()) + (await this.#stream()) + (await this.#work()) + (await this.#report());
      if (moved === 0 && [this.#arrived, this.#queue, this.#heard].every(({ length }) => length === 0)) return;
      this.pass(60);
    }
    throw new Error(`does not settle: ${JSON.stringify(this.#queue)}`);
  }

  /** The quarter of an hour's sweep of the tray. */
  async sweep(): Promise<void> {
    this.pass(16 * 60);
    const event = { sweep: true, time: this.cloud.now.toISOString() };
    await this.#async('sweep', () => sweepTray(() => this.parts)(event, this.trigger));
  }

  /** Rows as they are in the table, read past the gremlin. */
  async rows(prefix: string): Promise<Record<string, { S?: string; N?: string }>[]> {
    const client: DynamoDBClient = this.#engine.client;
    const answer = await client.send(new ScanCommand({ TableName: this.#engine.table, ConsistentRead: true }));
    return (answer.Items ?? []).filter((item) => item.sk?.S?.startsWith(prefix)) as Record<string, { S?: string; N?: string }>[];
  }

  async #stream(): Promise<number> {
    const fresh = (await this.rows('E#')).filter((row) => !this.#seenCommits.has(`${row.pk?.S}${row.sk?.S}`));
    if (fresh.length === 0) return 0;
    // Lambda's event carries binary as base64.
    const records = fresh.map(
      (row, n): DynamoDBRecord => ({
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: String(n), NewImage: bytesAsText(row) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'] },
      }),
    );
    let from = 0;
    try {
      const failed = await publish(() => this.parts.bus)(records);
      from = failed === null ? records.length : Number(failed);
    } catch {
      from = 0;
    }
    for (const row of fresh.slice(0, from)) this.#seenCommits.add(`${row.pk?.S}${row.sk?.S}`);
    for (const { detailType, detail, time } of this.cloud.published.splice(0)) {
      if (detailType !== 'MailQueued') continue;
      this.#orders += 1;
      this.#queue.push({
        id: `order-${this.#orders}`,
        body: JSON.stringify({ detail: JSON.parse(detail) }),
        received: 0,
        sentAt: time.getTime(),
      });
    }
    return 1;
  }

  /** The batch that a queue hands over, and what of it lies in the queue again afterwards. */
  async #handOver(name: string, queue: Message[], step: (records: SQSRecord[]) => Promise<readonly Undone[]>): Promise<Message[]> {
    if (queue.length === 0) return [];
    const records = queue.map(({ id, body, received, sentAt }) => {
      const attributes = { ApproximateReceiveCount: String(received + 1), SentTimestamp: String(sentAt) };
      return { messageId: id, body, attributes } as SQSRecord;
    });
    let undone: readonly Undone[];
    try {
      undone = await step(records);
    } catch (cause) {
      undone = records.map((record) => ({ record, cause }));
    }
    return undone.flatMap(({ record, cause }) => {
      const message = queue.find(({ id }) => id === record.messageId) as Message;
      message.received += 1;
      if (message.received < 5) return [message];
      this.dead.push(`${name}: ${String(cause)}`);
      return [];
    });
  }

  async #receive(): Promise<number> {
    const batch = this.#arrived.splice(0);
    this.#arrived.push(
      ...(await this.#handOver('receive-mail', batch, (records) => receiveMails(() => this.parts)(records, this.trigger))),
    );
    return batch.length;
  }

  async #work(): Promise<number> {
    const batch = this.#queue.splice(0);
    this.#queue.push(...(await this.#handOver('send-mail', batch, (records) => sendMails(() => this.parts)(records, this.trigger))));
    return batch.length;
  }

  /** SES tells of each mail that it sent; the queue hands on what has lain in it for its delay. */
  async #report(): Promise<number> {
    const waited = this.#heard.splice(0);
    this.#heard.push(
      ...(await this.#handOver(
        'hear-back',
        waited,
        hearSent(() => this.parts),
      )),
    );
    const news = this.cloud.sent.slice(this.#reported);
    this.#reported = this.cloud.sent.length;
    for (const mail of news) {
      const tags = Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]]));
      const timestamp = this.cloud.now.toISOString();
      const about = { messageId: mail.id, timestamp, destination: mail.to, tags, source: 'support@desk.test' };
      const event = {
        source: 'aws.ses',
        'detail-type': 'Email Sent',
        time: timestamp,
        detail: { eventType: 'Send', mail: about, send: {} },
      };
      this.#heard.push({ id: `heard-${mail.id}`, body: JSON.stringify(event), received: 0, sentAt: this.cloud.now.getTime() });
    }
    return waited.length + news.length;
  }

  get gremlin(): Gremlin {
    return this.#gremlin;
  }
}

const bytesAsText = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const bytes = (value as { B?: Uint8Array }).B;
      return [name, bytes ? { B: Buffer.from(bytes).toString('base64') } : value];
    }),
  );
