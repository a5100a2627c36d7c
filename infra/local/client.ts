/* A local desk as a program sees it: mail in, mail out, clock, faults and tokens, over the same ports that people use. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import type { TokenWish } from './control.ts';
import type { DeskOptions, StartedDesk } from './desk.ts';
import type { Call, Fault } from './faults.ts';
import type { Usage } from './functions.ts';
import type { MailSummary } from './outbox.ts';

type Where = Omit<StartedDesk, 'stop'>;

/** A mail that the desk sent, as its outbox shows it. */
export type OutboxMail = {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};
export type Letter = {
  readonly from: string;
  readonly to: string | readonly string[];
  readonly subject?: string;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A whole message instead of subject, text and headers. */
  readonly raw?: Buffer | string;
};
export type Stats = {
  readonly cpuSeconds: { readonly functions: number; readonly desk: number; readonly engine: number | null };
  readonly environments: number;
  readonly functions: Readonly<Record<string, Usage>>;
  readonly mails: { readonly received: number; readonly sent: number };
  readonly queues: Readonly<Record<string, number>>;
  readonly retriesWaiting: number;
  readonly inFlight: Readonly<Record<string, number>>;
};
type Clock = { readonly now: string; readonly running: boolean };

export class DeskClient {
  readonly where: Where;
  readonly #end: () => Promise<void>;

  constructor(where: Where, end: () => Promise<void>) {
    this.where = where;
    this.#end = end;
  }

  /** Sends a mail by SMTP. @returns the SES message id that the desk gave it; @throws what the server answered */
  async send(letter: Letter): Promise<string> {
    const transport = createTransport({ host: this.where.smtp.host, port: this.where.smtp.port, ignoreTLS: true });
    const to = [letter.to].flat() as string[];
    try {
      const info = (await transport.sendMail(
        letter.raw === undefined
          ? { from: letter.from, to, subject: letter.subject ?? '', text: letter.text ?? '', headers: { ...letter.headers } }
          : { envelope: { from: letter.from, to }, raw: letter.raw },
      )) as { response: string };
      return /OK (\S+)/.exec(info.response)?.[1] ?? '';
    } finally {
      transport.close();
    }
  }

  /** Every mail that the desk sent, oldest first. */
  async outbox(): Promise<OutboxMail[]> {
    const answer = (await (await fetch(`${this.where.outbox}/store`)).json()) as {
      emails: {
        messageId: string;
        from: string;
        destination: { to: string[]; cc: string[]; bcc: string[] };
        subject: string;
        body: { text?: string; html?: string };
      }[];
    };
    return answer.emails.map(({ messageId, from, destination, subject, body }) => ({
      id: messageId,
      from,
      to: [...destination.to, ...destination.cc, ...destination.bcc],
      subject,
      text: body.text ?? '',
      html: body.html ?? '',
    }));
  }

  /** Every mail that the desk sent, oldest first, by its header alone. */
  async sent(): Promise<readonly MailSummary[]> {
    return (await this.#control<{ mails: MailSummary[] }>('GET', '/sent')).mails;
  }

  /** A sent mail as its recipient gets it. */
  async raw(id: string): Promise<string> {
    return (await fetch(`${this.where.outbox}/raw/${encodeURIComponent(id)}`)).text();
  }

  /** Resolves once nothing is in flight. */
  idle(): Promise<Clock> {
    return this.#control('GET', '/idle');
  }

  clock(): Promise<Clock> {
    return this.#control('GET', '/clock');
  }

  setClock(wish: { now?: string; running?: boolean }): Promise<Clock> {
    return this.#control('PUT', '/clock', wish);
  }

  /** Fires everything that falls in between, in order, and resolves when it has settled. */
  advance(by: { seconds: number } | { to: string }): Promise<Clock & { fired: number }> {
    return this.#control('POST', '/advance', by);
  }

  fault(fault: Partial<Fault> & Pick<Fault, 'service' | 'mode'>): Promise<unknown> {
    return this.#control('POST', '/fault', fault);
  }

  clearFaults(): Promise<unknown> {
    return this.#control('POST', '/fault', { clear: true });
  }

  /** Begins a new record of the functions' calls to AWS, or ends it. @returns what was recorded last */
  async watch(on: boolean): Promise<readonly Call[]> {
    return (await this.#control<{ calls: Call[] }>('POST', '/calls', { watch: on })).calls;
  }

  async calls(): Promise<readonly Call[]> {
    return (await this.#control<{ calls: Call[] }>('GET', '/calls')).calls;
  }

  stats(): Promise<Stats> {
    return this.#control('GET', '/stats');
  }

  /** A bearer token from the local issuer. @param scope such as `tickets:read tickets:write` */
  async token(scope: string, agent: string | null = 'agent1', more: Partial<TokenWish> = {}): Promise<string> {
    return (await this.#control<{ token: string }>('POST', '/token', { ...more, scope, agent })).token;
  }

  /** A request to the API. @param token undefined sends none */
  api(method: string, path: string, token?: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.where.http}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  stop(): Promise<void> {
    return this.#end();
  }

  async #control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.where.control}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { detail?: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.detail ?? ''}`);
    return answer;
  }
}

/**
 * Starts a desk in a process of its own, on free ports unless others are given.
 * @param quiet drops what the desk prints about failing functions
 * @throws Error with what the desk said when it did not come up
 */
export function spawnDesk(options: DeskOptions = {}, quiet = false): Promise<DeskClient> {
  const ports = { smtp: 0, http: 0, outbox: 0, control: 0, ...options.ports };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('./start.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '', DESK_OPTIONS: JSON.stringify({ ...options, ports }) },
  });
  let printed = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (!quiet) process.stderr.write(chunk);
  });
  child.stdout?.resume();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the desk did not start (${code}): ${printed}`)));
    child.once('message', (where) => {
      resolve(
        new DeskClient(where as Where, async () => {
          if (child.exitCode === null) child.kill('SIGTERM');
          await gone;
        }),
      );
    });
  });
}
