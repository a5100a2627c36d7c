/*
 * The started desk's public doors, with kept connections: mail by SMTP, the API with tokens, the survey's page, the outbox,
 * and the control of the clock. Nothing else of the desk is touched. What is done there says when it comes (`at`, epoch
 * milliseconds), so that it may be in work beside what came before and after it.
 */
import http from 'node:http';
import { createTransport } from 'nodemailer';
import { AT_HEADER } from '../clock.ts';
import type { StartedDesk } from '../desk.ts';
import type { MailSummary } from '../outbox.ts';
import type { Letter } from './act.ts';

const said = (at: number | null): Record<string, string> => (at === null ? {} : { [AT_HEADER]: new Date(at).toISOString() });

type Where = Pick<StartedDesk, 'smtp' | 'http' | 'outbox' | 'control'>;
type Answer = { readonly status: number; readonly text: string; readonly etag: string | undefined };

/** What the desk answered where it should have done what it was asked. */
export class Refused extends Error {}

const CONNECTIONS = 8;

export class Doors {
  readonly #where: Where;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 2 * CONNECTIONS });
  readonly #smtp;
  readonly #tokens = new Map<string, string>();

  constructor(where: Where) {
    this.#where = where;
    const { host, port } = where.smtp;
    this.#smtp = createTransport({
      pool: true,
      host,
      port,
      ignoreTLS: true,
      maxConnections: CONNECTIONS,
      maxMessages: Number.POSITIVE_INFINITY,
    });
  }

  close(): void {
    this.#smtp.close();
    this.#agent.destroy();
  }

  /** Resolves when the desk has taken the mail. */
  async mail({ from, name, to, subject, text, messageId, inReplyTo, headers }: Letter, at: number): Promise<void> {
    await this.#smtp.sendMail({
      from: { name, address: from },
      to,
      subject,
      text,
      messageId,
      headers: { ...headers, ...said(at) },
      ...(inReplyTo === null ? {} : { inReplyTo, references: inReplyTo }),
    });
  }

  /**
   * A request to the API.
   * @param agent null for a program
   * @param at null where it does not matter, as for what is only read
   * @throws Refused with what the desk said
   */
  async api<T>(
    agent: string | null,
    at: number | null,
    method: string,
    path: string,
    body?: unknown,
    ifMatch?: string,
  ): Promise<T & { readonly etag: string | undefined }> {
    const token = await this.#token(agent);
    const headers = { authorization: `Bearer ${token}`, ...said(at), ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) };
    const { status, text, etag } = await this.#ask(this.#where.http, method, path, body === undefined ? undefined : JSON.stringify(body), {
      'content-type': 'application/json',
      ...headers,
    });
    if (status >= 300) throw new Refused(`${method} ${path}: ${status} ${text}`);
    return { ...(JSON.parse(text) as T), etag };
  }

  /** A page as a customer's browser gets it. @param form what a pressed button sends */
  async page(url: string, at: number, form?: Readonly<Record<string, string>>): Promise<string> {
    const { origin, pathname, search } = new URL(url);
    const headers = { 'user-agent': 'Mozilla/5.0 (played)', 'content-type': 'application/x-www-form-urlencoded', ...said(at) };
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const { status, text } = await this.#ask(origin, form === undefined ? 'GET' : 'POST', pathname + search, body, headers);
    if (status >= 300) throw new Refused(`${pathname.replace(/\/s\/[^/]+/, '/s/…')}: ${status}`);
    return text;
  }

  /** Mails that were sent after so many. */
  async sent(after: number): Promise<readonly MailSummary[]> {
    return (await this.#control<{ mails: MailSummary[] }>('GET', `/sent?after=${after}`)).mails;
  }

  /** A mail as its recipient gets it. */
  async raw(id: string): Promise<string> {
    return (await this.#ask(this.#where.outbox, 'GET', `/raw/${encodeURIComponent(id)}`)).text;
  }

  /** Sets the clock to an instant and lets it stand there, or run on. */
  async clock(at: number, running = false): Promise<void> {
    await this.#control('PUT', '/clock', { now: new Date(at).toISOString(), running });
  }

  /** Fires what is due, and waits until all of it has settled. @param without schedules that stay due, by the function that they call */
  async fire(without: readonly string[] = []): Promise<void> {
    await this.#control('POST', '/advance', { seconds: 0, without });
  }

  async idle(): Promise<void> {
    await this.#control('GET', '/idle');
  }

  async #token(agent: string | null): Promise<string> {
    const known = this.#tokens.get(agent ?? '');
    if (known !== undefined) return known;
    const scope = agent === null ? 'tickets:read tickets:write metrics:read settings:write orders:write' : 'tickets:read tickets:write';
    const { token } = await this.#control<{ token: string }>('POST', '/token', { scope, agent });
    this.#tokens.set(agent ?? '', token);
    return token;
  }

  async #control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await this.#ask(this.#where.control, method, path, body === undefined ? undefined : JSON.stringify(body));
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  #ask(origin: string, method: string, path: string, body?: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { hostname, port } = new URL(origin);
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const request = http.request({ hostname, port, method, path, agent: this.#agent, headers: { ...headers, ...length } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString(), etag: response.headers.etag }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
