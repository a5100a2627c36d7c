/* The local desk's control: clock, idleness, faults, figures, tokens. For people and tests on this machine alone. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import type { Activity } from './activity.ts';
import type { DeskClock } from './clock.ts';
import { type Faults, faultSchema } from './faults.ts';

const instant = z.iso.datetime({ offset: true });
const clockSchema = z.object({ now: z.optional(instant), running: z.optional(z.boolean()) });
/** Schedules that do not fire meanwhile, by the function that they call: they stay due. */
const without = z.optional(z.array(z.string()));
const advanceSchema = z.union([z.object({ seconds: z.number().check(z.nonnegative()), without }), z.object({ to: instant, without })]);
const clearSchema = z.object({ clear: z.literal(true) });
/** How many are known already. */
const place = z.pipe(z.string().check(z.regex(/^\d{1,9}$/, 'after: a whole number')), z.transform(Number));
const watchSchema = z.object({ watch: z.boolean() });
export const tokenSchema = z.object({
  /** Scopes as the API's routes name them, separated by spaces. */
  scope: z.string(),
  agent: z._default(z.nullable(z.string()), null),
  lifetimeSeconds: z._default(z.int().check(z.positive()), 12 * 3600),
});
export type TokenWish = z.input<typeof tokenSchema>;

/** https://www.rfc-editor.org/rfc/rfc9457 */
class Problem extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export type ControlParts = {
  readonly clock: DeskClock;
  readonly activity: Activity;
  readonly faults: Faults;
  /** Resolves once nothing is in flight. */
  readonly settle: () => Promise<void>;
  readonly stats: () => Promise<Record<string, unknown>>;
  /** What the schedules are called. */
  readonly schedules: readonly string[];
  readonly token: (wish: z.output<typeof tokenSchema>) => Promise<string>;
  readonly addresses: () => Record<string, unknown>;
  /** Every mail sent after so many, oldest first, by its header alone: cheaper than the outbox page's view. */
  readonly sent: (after: number) => unknown[];
};

type Answer = unknown;

export class Control {
  readonly #parts: ControlParts;
  readonly #server: http.Server;
  /** One after the other: two advances at once would tear the clock. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#server = http.createServer((request, response) => {
      this.#respond(request, response).catch(() => response.destroy());
    });
    // An advance over a season takes its time.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 65_000;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let status = 200;
    let answer: Answer;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      answer = await this.#do(request.method ?? 'GET', pathname, text === '' ? {} : parse(text), searchParams);
    } catch (error) {
      status = error instanceof Problem ? error.status : 500;
      answer = { title: http.STATUS_CODES[status], status, detail: error instanceof Error ? error.message : String(error) };
    }
    response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' });
    response.end(`${JSON.stringify(answer)}\n`);
  }

  #do(method: string, path: string, body: unknown, query: URLSearchParams): Answer | Promise<Answer> {
    const { clock, faults } = this.#parts;
    switch (`${method} ${path}`) {
      case 'GET /':
        return this.#parts.addresses();
      case 'GET /clock':
        return this.#clock();
      case 'PUT /clock': {
        const { now, running } = read(clockSchema, body);
        clock.set(now === undefined ? clock.now() : Date.parse(now), running ?? clock.running);
        return this.#clock();
      }
      case 'POST /advance':
        return this.#inTurn(() => this.#advance(body));
      case 'GET /idle':
        return this.#parts.settle().then(() => ({ idle: true, ...this.#clock() }));
      case 'GET /fault':
        return { armed: faults.armed };
      case 'POST /fault':
        return this.#fault(body);
      case 'GET /calls':
        return { calls: faults.calls };
      case 'POST /calls':
        return faults.watch(read(watchSchema, body).watch).then(() => ({ calls: faults.calls }));
      case 'GET /stats':
        return this.#parts.stats();
      case 'GET /sent':
        return { mails: this.#parts.sent(read(place, query.get('after') ?? '0')) };
      case 'POST /token':
        return this.#parts.token(read(tokenSchema, body)).then((token) => ({ token }));
      default:
        throw new Problem(
          404,
          'GET /clock, PUT /clock, POST /advance, GET /idle, GET|POST /fault, GET|POST /calls, GET /stats, GET /sent, POST /token',
        );
    }
  }

  #clock(): { now: string; running: boolean } {
    return { now: new Date(this.#parts.clock.now()).toISOString(), running: this.#parts.clock.running };
  }

  async #advance(body: unknown): Promise<Answer> {
    const { clock, settle, schedules } = this.#parts;
    const wish = read(advanceSchema, body);
    const to = 'seconds' in wish ? clock.now() + wish.seconds * 1000 : Date.parse(wish.to);
    if (to < clock.now()) throw new Problem(400, 'to: the clock advances, it does not go back; PUT /clock sets it');
    const strange = wish.without?.find((name) => !schedules.includes(name));
    if (strange !== undefined)
      throw new Problem(400, `without: no schedule calls ${strange}; there are ${[...new Set(schedules)].join(', ')}`);
    const fired = await clock.advance(to, settle, new Set(wish.without));
    return { ...this.#clock(), fired };
  }

  async #fault(body: unknown): Promise<Answer> {
    const { faults } = this.#parts;
    if (clearSchema.safeParse(body).success) await faults.clear();
    else await faults.arm(read(faultSchema, body));
    return { armed: faults.armed };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'the body is not JSON');
  }
}

function read<S extends z.ZodMiniType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (!result.success) throw new Problem(400, z.prettifyError(result.error));
  return result.data;
}
