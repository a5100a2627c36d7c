/*
 * Sending, by aws-ses-v2-local: its API, its store and its page. SendRawEmail is answered here, with an id of the shape
 * and the uniqueness of SES, the raw message kept as a recipient would get it, and no parsing while mail is being sent:
 * the page's view of a mail is made when somebody looks.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { DeskClock } from './clock.ts';
import { type Faults, inflict } from './faults.ts';
import { REGION } from './identity.ts';
import { addressesIn, headersOf, type RawMail, rawHeader, splitMail, withoutHeaders } from './raw-mail.ts';

export type SentMail = {
  readonly id: string;
  /** Epoch milliseconds on the desk's clock. */
  readonly at: number;
  readonly source: string;
  readonly destinations: readonly string[];
  readonly configurationSet: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** As the recipient gets it. */
  readonly raw: Buffer;
};

type PageMail = {
  messageId: string;
  from: string;
  replyTo: string[];
  destination: { to: string[]; cc: string[]; bcc: string[] };
  subject: string;
  body: { text?: string; html?: string };
  attachments: unknown[];
  at: number;
};
type SesLocal = { default: (config: { host: string; port: number }) => Promise<Server> };
type SesStore = { getStoreReadonly: () => { emails: PageMail[] }; clearStore: () => void };
type MailParser = { simpleParser: (raw: Buffer) => Promise<Parsed> };
type Addresses = { text: string } | { text: string }[] | undefined;
type Parsed = {
  from?: { text: string };
  replyTo?: { text: string };
  to?: Addresses;
  cc?: Addresses;
  bcc?: Addresses;
  subject?: string;
  text?: string;
  html?: string | false;
  attachments: { content: Buffer }[];
};

const require = createRequire(import.meta.url);
/** Of what was sent since somebody last looked the page shows the newest: after a season nobody waits for ten thousand to be parsed. */
const SHOWN = 300;
/** SES refuses more, https://docs.aws.amazon.com/ses/latest/dg/quotas.html; base64 and form encoding come on top. */
const LIMIT = 40 * 2 ** 20;

export class Outbox {
  readonly #clock: DeskClock;
  readonly #faults: Faults;
  readonly #folder: string | null;
  readonly #mails = new Map<string, SentMail>();
  /** Mails that the page has not seen yet. */
  #unseen: SentMail[] = [];
  #server: Server | undefined;
  /** Called after a mail was taken. */
  onSent: (mail: SentMail) => void = () => undefined;

  /** @param folder where sent mails lie; null keeps them in memory */
  constructor(clock: DeskClock, faults: Faults, folder: string | null) {
    this.#clock = clock;
    this.#faults = faults;
    this.#folder = folder;
    if (folder) this.#load(folder);
  }

  get mails(): readonly SentMail[] {
    return [...this.#mails.values()];
  }

  get count(): number {
    return this.#mails.size;
  }

  get port(): number {
    if (!this.#server) throw new Error('the outbox is not open yet');
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(port: number): Promise<void> {
    const server = await (require('aws-ses-v2-local') as SesLocal).default({ host: '127.0.0.1', port });
    this.#server = server;
    const page = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    const show = (request: IncomingMessage, response: ServerResponse): void => {
      for (const listener of page) listener.call(server, request, response);
    };
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const path = (request.url ?? '/').split('?')[0] as string;
      if (request.method === 'POST' && path === '/') void this.#take(request, response);
      else if (request.method === 'GET' && path.startsWith('/raw/')) this.#showRaw(decodeURIComponent(path.slice(5)), response);
      else if (request.method === 'POST' && path === '/clear-store') {
        this.#mails.clear();
        this.#unseen = [];
        show(request, response);
      } else if (path === '/store' || path === '/get-emlContent') {
        this.#reveal().then(
          () => show(request, response),
          () => response.writeHead(500).end(),
        );
      } else show(request, response);
    });
    server.keepAliveTimeout = 60_000;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    (require('aws-ses-v2-local/dist/store.js') as SesStore).clearStore();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const form = new URLSearchParams(Buffer.concat(chunks).toString('latin1'));
    const action = form.get('Action') ?? 'unknown';
    const mode = this.#faults.attentive ? this.#faults.befalls(request, 'ses', action) : undefined;
    const proceed = (): void => this.#answer(action, form, response);
    if (mode === undefined) proceed();
    else inflict(mode, 'ses', request, response, proceed);
  }

  #answer(action: string, form: URLSearchParams, response: ServerResponse): void {
    try {
      if (action !== 'SendRawEmail') throw new Refusal('InvalidAction', `the local desk takes SendRawEmail, not ${action}`);
      const sent = readSend(form, (mail) => this.#sentAt(mail));
      this.#keep(sent);
      const body =
        '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
        `<MessageId>${sent.id}</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></SendRawEmailResponse>`;
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) });
      response.end(body);
      this.onSent(sent);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const body = `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`;
      response.writeHead(400, { 'content-type': 'text/xml' }).end(body);
    }
  }

  /** Now; on a clock that stands when the mail says itself, in whole seconds, for others may have moved the clock meanwhile. */
  #sentAt(mail: RawMail): number {
    const now = this.#clock.now();
    const said = this.#clock.running ? Number.NaN : Date.parse(rawHeader(mail, 'date') ?? '');
    return said < now - 999 ? said : now;
  }

  #keep(sent: SentMail): void {
    this.#mails.set(sent.id, sent);
    this.#unseen.push(sent);
    if (!this.#folder) return;
    const { raw, ...about } = sent;
    writeFileSync(join(this.#folder, `${sent.id}.eml`), raw);
    writeFileSync(join(this.#folder, `${sent.id}.json`), JSON.stringify(about));
  }

  #load(folder: string): void {
    mkdirSync(folder, { recursive: true });
    const abouts = readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<SentMail, 'raw'>);
    for (const about of abouts.sort((a, b) => a.at - b.at)) {
      const file = join(folder, `${about.id}.eml`);
      if (!existsSync(file)) continue;
      const mail = { ...about, raw: readFileSync(file) };
      this.#mails.set(about.id, mail);
      this.#unseen.push(mail);
    }
  }

  #showRaw(id: string, response: ServerResponse): void {
    const mail = this.#mails.get(id);
    if (!mail) response.writeHead(404, { 'content-type': 'text/plain' }).end('no such mail\n');
    else response.writeHead(200, { 'content-type': 'message/rfc822', 'content-length': mail.raw.length }).end(mail.raw);
  }

  /** Gives the page what was sent since somebody last looked. */
  async #reveal(): Promise<void> {
    const { simpleParser } = createRequire(require.resolve('aws-ses-v2-local'))('mailparser') as MailParser;
    const { emails } = (require('aws-ses-v2-local/dist/store.js') as SesStore).getStoreReadonly();
    const unseen = this.#unseen.slice(-SHOWN);
    this.#unseen = [];
    for (const mail of unseen) emails.push(forPage(mail, await simpleParser(mail.raw)));
  }
}

/** What SES answers with status 400. */
class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws Refusal as SES would refuse it */
function readSend(form: URLSearchParams, sentAt: (mail: RawMail) => number): SentMail {
  const data = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64');
  if (data.length > LIMIT) throw new Refusal('InvalidParameterValue', `Message length is more than ${LIMIT} bytes long`);
  const mail = splitMail(data);
  const source = form.get('Source') ?? addressesIn(rawHeader(mail, 'from') ?? '')[0];
  if (!source) throw new Refusal('InvalidParameterValue', 'Missing required header From');
  const given = members(form, 'Destinations.member.');
  const destinations = given.length > 0 ? given : ['to', 'cc', 'bcc'].flatMap((name) => addressesIn(rawHeader(mail, name) ?? ''));
  if (destinations.length === 0) throw new Refusal('InvalidParameterValue', 'Missing required recipients');
  if (destinations.length > 50) throw new Refusal('InvalidParameterValue', 'Recipient count exceeds 50.');
  const tagValues = members(form, 'Tags.member.', '.Value');
  const at = sentAt(mail);
  const id = `0102${Date.now().toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
  return {
    id,
    at,
    source,
    destinations,
    configurationSet: form.get('ConfigurationSetName'),
    tags: Object.fromEntries(members(form, 'Tags.member.', '.Name').map((name, index) => [name, tagValues[index] ?? ''])),
    raw: asReceived(mail, id, at),
  };
}

function forPage(mail: SentMail, parsed: Parsed): PageMail {
  const texts = (addresses: Addresses): string[] =>
    (Array.isArray(addresses) ? addresses : addresses ? [addresses] : []).map(({ text }) => text);
  const shown = [...texts(parsed.to), ...texts(parsed.cc)].join(' ').toLowerCase();
  return {
    messageId: mail.id,
    from: parsed.from?.text ?? mail.source,
    replyTo: texts(parsed.replyTo),
    destination: {
      to: texts(parsed.to),
      cc: texts(parsed.cc),
      bcc: mail.destinations.filter((address) => !shown.includes(address.toLowerCase())),
    },
    subject: parsed.subject ?? '(no subject)',
    body: { ...(parsed.text ? { text: parsed.text } : {}), ...(parsed.html ? { html: parsed.html } : {}) },
    attachments: parsed.attachments.map((attachment) => ({ ...attachment, content: attachment.content.toString('base64') })),
    at: Math.floor(mail.at / 1000),
  };
}

export type MailSummary = {
  readonly id: string;
  readonly at: string;
  readonly source: string;
  readonly destinations: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Header fields by lower-case name, unfolded and not decoded; of several of a name the last. */
  readonly headers: Readonly<Record<string, string>>;
};

/** A sent mail without its body. */
export const summary = ({ raw, at, id, source, destinations, tags }: SentMail): MailSummary => ({
  id,
  at: new Date(at).toISOString(),
  source,
  destinations,
  tags,
  headers: Object.fromEntries(headersOf(splitMail(raw)).map(({ name, value }) => [name.toLowerCase(), value])),
});

/** What SES changes: its own Message-ID and Date where there is none, no Bcc, none of its control headers. */
function asReceived(mail: RawMail, id: string, at: number): Buffer {
  const kept = withoutHeaders(mail, (name) => name === 'message-id' || name === 'bcc' || name.startsWith('x-ses-'));
  const hasDate = headersOf(mail).some(({ name }) => name.toLowerCase() === 'date');
  const own =
    `Message-ID: <${id}@${REGION}.amazonses.com>\r\n` +
    (hasDate ? '' : `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}\r\n`) +
    `Feedback-ID: ::1.${REGION}.${randomBytes(6).toString('base64url')}:AmazonSES\r\nX-SES-Outgoing: ${new Date(at).toISOString().slice(0, 10).replaceAll('-', '.')}-127.0.0.1\r\n`;
  return Buffer.concat([Buffer.from(own, 'latin1'), kept]);
}

function members(form: URLSearchParams, prefix: string, suffix = ''): string[] {
  const found: string[] = [];
  for (let n = 1; ; n += 1) {
    const value = form.get(`${prefix}${n}${suffix}`);
    if (value === null) return found;
    found.push(value);
  }
}
