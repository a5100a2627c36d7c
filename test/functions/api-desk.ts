import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import type { Problem } from '../../desk/api/problem.ts';
import type { AgentId, Instant } from '../../events/ids.ts';
import { ROUTES } from '../../events/routes.ts';
import * as answerTickets from '../../functions/answer-tickets.ts';
import { eraser } from '../../functions/aws/erase.ts';
import { memory } from '../../functions/aws/idempotency.ts';
import { mailStore } from '../../functions/aws/mail-store.ts';
import { presence } from '../../functions/aws/presence.ts';
import { queueCounts } from '../../functions/aws/queue-counts.ts';
import { queueWalk } from '../../functions/aws/queue-walk.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import * as keepPresence from '../../functions/keep-presence.ts';
import * as keepSettings from '../../functions/keep-settings.ts';
import { onRequest } from '../../functions/shell.ts';
import * as showMail from '../../functions/show-mail.ts';
import * as takeCommand from '../../functions/take-command.ts';
import type { Engine } from './aws/engines.ts';

/*
 * The API as a caller meets it: the deployed answerers behind the deployed shell, on a real engine, with a bucket that
 * remembers versions. Only the gateway is ours: it finds the route and hands the event over.
 */

export const DEFAULTS = {
  name: 'Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [
    { id: 'agent1', name: 'Agent One', address: 'agent1@team.test' },
    { id: 'agent2', name: 'Agent Two', address: 'agent2@team.test' },
  ],
};
export const SHARDS = 3;

export class Bucket {
  /** Every version of every key, newest last. */
  readonly versions = new Map<string, { id: string; bytes: Uint8Array }[]>();
  #made = 0;

  readonly client = {
    send: async (command: object): Promise<unknown> => {
      if (command instanceof PutObjectCommand) {
        this.put(command.input.Key ?? '', command.input.Body as Uint8Array);
        return {};
      }
      if (command instanceof GetObjectCommand) {
        const found = this.versions.get(command.input.Key ?? '')?.at(-1);
        if (!found) throw new NoSuchKey({ message: 'no such key', $metadata: { httpStatusCode: 404 } });
        return { Body: { transformToByteArray: async () => found.bytes } };
      }
      if (command instanceof ListObjectVersionsCommand) {
        const under = [...this.versions].filter(([key]) => key.startsWith(command.input.Prefix ?? ''));
        return { Versions: under.flatMap(([Key, all]) => all.map(({ id }) => ({ Key, VersionId: id }))) };
      }
      if (command instanceof DeleteObjectCommand) {
        const { Key = '', VersionId } = command.input;
        const left = (this.versions.get(Key) ?? []).filter(({ id }) => id !== VersionId);
        if (left.length === 0) this.versions.delete(Key);
        else this.versions.set(Key, left);
        return {};
      }
      throw new Error(`this bucket does not know ${command.constructor.name}`);
    },
  } as unknown as S3Client;

  put(key: string, bytes: Uint8Array): void {
    this.#made += 1;
    this.versions.set(key, [...(this.versions.get(key) ?? []), { id: `v${this.#made}`, bytes }]);
  }
}

export type Asked = {
  readonly body?: unknown;
  /** The body as text, where it is not JSON of ours. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** The token's claims; agent1 without it. */
  readonly claims?: Record<string, string> | null;
};
export type Got<T> = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: T };

/** No two requests have one id, whichever desk they are put to. */
let requests = 0;

export class ApiDesk {
  readonly bucket: Bucket;
  readonly parts;
  now = '2026-03-02T10:00:00.000Z' as Instant;
  readonly #handlers;

  /** @param wrap stands between the adapters and AWS: a gremlin, or nothing */
  constructor(engine: Engine, wrap: <T extends object>(service: string, client: T) => T = (_, client) => client, bucket = new Bucket()) {
    this.bucket = bucket;
    const client = wrap('dynamodb', engine.client);
    const objects = wrap('s3', this.bucket.client);
    this.parts = {
      settings: settingsStore(client, engine.table, DEFAULTS, this.#impatient()),
      tickets: tickets(client, engine.table, SHARDS),
      walk: queueWalk(client, engine.table, SHARDS),
      counts: queueCounts(client, engine.table, SHARDS),
      presence: presence(client, engine.table),
      mails: mailStore(objects, 'mail'),
      memory: memory(client, engine.table),
      eraser: eraser(client, objects, engine.table, 'mail', SHARDS),
      links: { to: async (key: string, name: string) => `https://mail.test/${key}?name=${encodeURIComponent(name)}` },
    };
    const parts = () => this.parts;
    this.#handlers = new Map([
      ['answer-tickets', onRequest(answerTickets.routes(parts))],
      ['show-mail', onRequest(showMail.routes(parts))],
      ['keep-presence', onRequest(keepPresence.routes(parts))],
      ['take-command', onRequest(takeCommand.routes(parts), takeCommand.LIMITS)],
      ['keep-settings', onRequest(keepSettings.routes(parts), keepSettings.LIMITS)],
    ]);
  }

  /** Settings are read anew each time: tests change them. */
  #impatient(): () => number {
    let reads = 0;
    return () => {
      reads += 1;
      return reads * 3_600_000;
    };
  }

  pass(seconds: number): void {
    this.now = new Date(Date.parse(this.now) + seconds * 1000).toISOString() as Instant;
  }

  /** Asks as `GET /tickets/T-12345` would: through the route that matches. */
  async call<T = unknown>(line: string, asked: Asked = {}): Promise<Got<T>> {
    const [method = '', path = ''] = line.split(' ');
    const { route, params } = match(method, path);
    requests += 1;
    const text = asked.text ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
    const claims = asked.claims === undefined ? { sub: 'sub-1', username: 'agent1' } : asked.claims;
    const event = {
      routeKey: `${route.method} ${route.path}`,
      headers: { ...(text === undefined ? {} : { 'Content-Type': 'application/json' }), ...asked.headers },
      pathParameters: params,
      queryStringParameters: asked.query,
      requestContext: {
        requestId: `req-${requests}`,
        timeEpoch: Date.parse(this.now),
        ...(claims === null ? {} : { authorizer: { jwt: { claims, scopes: [] } } }),
      },
      body: text,
      isBase64Encoded: false,
    };
    const handler = this.#handlers.get(route.function);
    if (!handler) throw new Error(`nothing answers for ${route.function}`);
    const context = { awsRequestId: 'aws', functionName: route.function, getRemainingTimeInMillis: () => 30_000 } as unknown as Context;
    const answer = await handler(event as unknown as Parameters<typeof handler>[0], context);
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers ?? {},
      body: (answer.body === undefined ? undefined : JSON.parse(answer.body)) as T,
    };
  }

  /** Opens a chat by ann and returns the ticket's id. */
  async open(over: Record<string, unknown> = {}): Promise<string> {
    const body = {
      channel: 'chat',
      subject: 'Where is my parcel?',
      text: 'It should have been here on Monday.',
      requester: { name: 'Ann', address: 'ann@customer.test' },
      ...over,
    };
    const got = await this.call<{ id: string }>('POST /tickets', { body });
    if (got.status !== 201) throw new Error(`not opened: ${JSON.stringify(got.body)}`);
    return got.body.id;
  }
}

/** The route that a gateway would choose. */
function match(method: string, path: string): { route: (typeof ROUTES)[number]; params: Record<string, string> } {
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '');
    const pattern = new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)').replaceAll('.', '\\.')}$`);
    const found = pattern.exec(path);
    if (found) return { route, params: Object.fromEntries(names.map((name, n) => [name, decodeURIComponent(found[n + 1] ?? '')])) };
  }
  throw new Error(`no route for ${method} ${path}`);
}

export const AGENT1 = 'agent1' as AgentId;
export const fieldsOf = (got: Got<unknown>): string[] => (got.body as Problem).errors.map((error) => error.field);
