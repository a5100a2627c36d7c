/*
 * A stage for the page: the built page, a sign-in that asks nothing, and an API that answers from a history played by the
 * rules, in one process. For what needs many tickets or many days quickly; the whole way is proven on the local desk.
 */
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { defaultSettings } from '../../desk/default-settings.ts';
import { answer } from '../../desk/metrics/answer.ts';
import { dateOf } from '../../desk/metrics/day.ts';
import { FIGURES, type Figure, parseQuery } from '../../desk/metrics/query.ts';
import { folded, memoryReader } from '../desk/metrics/folded.ts';
import { played } from '../desk/metrics/history.ts';
import { conversation } from './conversation.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
/** Of this process alone: tests beside each other build at the same time. */
const DIST = join(tmpdir(), `deskpulse-page-${process.pid}`);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
export const SCOPES = ['tickets:read', 'tickets:write', 'metrics:read', 'settings:write'] as const;

export type Stage = {
  readonly url: string;
  /** Answers instead of the API for paths that begin so; null leaves it to the history. */
  meddle: (method: string, path: string) => { status: number; body: unknown } | null;
  /** Every request to the API, in order. */
  readonly asked: string[];
  /** Bytes sent for files of the page, compressed. */
  readonly bytes: () => number;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly days?: number;
  readonly tickets?: number;
  readonly zone?: string;
  readonly scopes?: readonly string[];
  /** So many tickets are in every queue. */
  readonly list?: number;
  /** So many messages are in every ticket. */
  readonly messages?: number;
};

let built: Promise<unknown> | undefined;
let open = 0;
/** The page as it is deployed, by Vite in a process of its own: its native parts do not load in a test's sandbox. */
const build = (): Promise<unknown> => {
  built ??= promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'web', '--outDir', DIST, '--emptyOutDir'], {
    cwd: ROOT,
  });
  return built;
};

export async function startStage({
  days = 90,
  tickets = 900,
  zone = 'Europe/Dublin',
  scopes = SCOPES,
  list = 12,
  messages = 4,
}: Options = {}): Promise<Stage> {
  open += 1;
  await build();
  const today = Math.floor(Date.now() / 86_400_000);
  const history = played({ zone, from: (today - days) * 86_400_000, days, tickets, seed: 7 });
  const all = folded(history.commits, zone);
  const reader = memoryReader(all);
  const settings = {
    ...defaultSettings({
      name: 'Lumen & Loom',
      zone,
      mailboxes: [{ id: 'support', address: 'support@desk.test' }],
      agents: [
        { id: 'agent1', name: 'Ana Pop', address: 'agent1@team.test' },
        { id: 'agent2', name: 'Brendan Walsh', address: 'agent2@team.test' },
      ],
    }),
    ...history.settings,
  };
  const briefs = ticketBriefs(list, settings.agents[0]?.id ?? null);
  let sent = 0;
  const asked: string[] = [];
  const stage = { meddle: (): { status: number; body: unknown } | null => null } as { meddle: Stage['meddle'] };

  const api = (method: string, url: URL): { status: number; body: unknown } => {
    const path = url.pathname.replace(/^\/api/, '');
    const query = Object.fromEntries(url.searchParams);
    asked.push(`${method} ${path}`);
    const meddled = stage.meddle(method, path);
    if (meddled) return meddled;
    const figure = /^\/metrics\/(\w+)$/.exec(path)?.[1] as Figure | undefined;
    if (figure && FIGURES.includes(figure)) {
      const parsed = parseQuery(figure, query, all.zone, Date.now());
      if ('answer' in parsed) return { status: parsed.answer.status, body: parsed.answer.body };
      return { status: 200, body: answer(parsed.value, reader, { zone: all.zone, asOfMs: Date.now() }) };
    }
    if (path === '/desk') return { status: 200, body: deskView(settings, scopes) };
    if (path === '/queues') return { status: 200, body: { at: new Date().toISOString(), queues: {} } };
    if (path === '/settings') return { status: 200, body: settings };
    if (path === '/surveys') return { status: 200, body: { surveys: [], cursor: null } };
    if (path === '/tickets') {
      const from = Number(query.cursor ?? 0);
      const limit = Number(query.limit ?? 50);
      return {
        status: 200,
        body: { tickets: briefs.slice(from, from + limit), cursor: from + limit < briefs.length ? String(from + limit) : null },
      };
    }
    const ticket = /^\/tickets\/(T-\w+)(\/presence)?$/.exec(path);
    if (ticket?.[2]) return { status: 200, body: { againSeconds: 20, others: [], version: messages } };
    if (ticket?.[1])
      return { status: 200, body: { ...conversation(ticket[1], messages, Date.now()), assignee: settings.agents[0]?.id ?? null } };
    if (/^\/metrics\/\w+\/tickets$/.test(path)) {
      return {
        status: 200,
        body: {
          figure: path.split('/')[2],
          count: query.count ?? 'new',
          period: { from: query.from, to: query.to, zone },
          items: [{ id: 'T-7K4QX', day: query.from ?? dateOf(today), n: 1 }],
          cursor: null,
        },
      };
    }
    return {
      status: 404,
      body: { type: 'about:blank', title: 'Not found', status: 404, detail: 'there is no such address here', errors: [] },
    };
  };

  const server = http.createServer((request, response): unknown => {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname.startsWith('/issuer/')) return issue(request, response, url, scopes);
    if (url.pathname === '/config.json')
      return json(response, 200, { issuer: `${origin}/issuer`, clientId: 'page', scopes, apiBase: '/api' });
    if (url.pathname.startsWith('/api/')) {
      const { status, body } = api(request.method ?? 'GET', url);
      return json(response, status, body);
    }
    try {
      const path = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
      const body = brotliCompressSync(readFileSync(join(DIST, path)));
      sent += body.length;
      // As it is hosted: what is named after its content is loaded once, also over a sign-in.
      const kept = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'br', 'cache-control': kept });
      return response.end(body);
    } catch {
      return json(response, 404, {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(stage, {
    url: `${origin}/`,
    asked,
    bytes: () => sent,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      open -= 1;
      if (open > 0) return;
      rmSync(DIST, { recursive: true, force: true });
      built = undefined;
    },
  });
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** An issuer that signs in whoever comes: what it says is looked at by the page alone. */
function issue(request: IncomingMessage, response: ServerResponse, url: URL, scopes: readonly string[]): unknown {
  const issuer = `${url.origin}/issuer`;
  if (url.pathname.endsWith('/openid-configuration')) {
    return json(response, 200, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      end_session_endpoint: `${issuer}/out`,
    });
  }
  if (url.pathname.endsWith('/authorize')) {
    const back = new URL(url.searchParams.get('redirect_uri') ?? '/', url.origin);
    back.searchParams.set('code', 'code');
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    response.writeHead(302, { location: back.href });
    return void response.end();
  }
  if (url.pathname.endsWith('/token')) {
    request.resume();
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: 'agent1',
      aud: 'page',
      client_id: 'page',
      iat: now,
      exp: now + 3600,
      scope: scopes.map((scope) => `desk/${scope}`).join(' '),
      username: 'agent1',
    };
    const token = `${part({ alg: 'none' })}.${part(claims)}.x`;
    return json(response, 200, { access_token: token, id_token: token, token_type: 'Bearer', expires_in: 3600, refresh_token: 'again' });
  }
  return json(response, 404, {});
}

function deskView(settings: ReturnType<typeof defaultSettings>, scopes: readonly string[]): unknown {
  return {
    name: settings.desk.name,
    zone: settings.desk.zone,
    language: 'en',
    languages: ['en', 'ro'],
    mailboxes: settings.mailboxes.map(({ id, address, name }) => ({ id, address, name })),
    agents: settings.agents.map(({ id, name, active }) => ({ id, name, active })),
    types: settings.types,
    priorities: ['low', 'normal', 'high', 'urgent'],
    quickReplies: [],
    surveys: { order: true, ticket: true },
    me: { agent: 'agent1', name: 'Ana Pop', role: 'manager', active: true, scopes },
    settingsVersion: settings.version,
  };
}

const SUBJECTS = [
  'Where is my order?',
  'The lamp came broken',
  'Rechnung fehlt',
  'سفارش من کجاست؟',
  'Return of a wool blanket',
  'No order confirmation',
  'Vreau factura, vă rog',
  'Can I change the address?',
];

const NAMES = [
  'Maeve Byrne',
  'Tom Ashworth',
  'Jonas Vogel',
  'سارا احمدی',
  'Grace Okafor',
  'Luc Moreau',
  'Ioana Dumitru',
  'Aiko Tanaka',
  'Piotr Zieliński',
];

function ticketBriefs(n: number, assignee: string | null): unknown[] {
  return Array.from({ length: n }, (_, at) => {
    const dueAt = new Date(Date.now() + (at - 3) * 37 * 60_000).toISOString();
    return {
      id: `T-${(at + 32 ** 4).toString(32).toUpperCase().padStart(5, '0')}`,
      state: at % 3 === 0 ? 'new' : 'open',
      subject: SUBJECTS[at % SUBJECTS.length],
      requester: { name: NAMES[at % NAMES.length] ?? '', address: `customer${at}@shop.test` },
      channel: 'email',
      mailbox: 'support',
      type: at % 4 === 0 ? null : 'delivery',
      priority: at % 9 === 0 ? 'urgent' : 'normal',
      assignee: at % 2 === 0 ? assignee : null,
      openedAt: new Date(Date.now() - (at + 4) * 3_600_000).toISOString(),
      changedAt: new Date(Date.now() - at * 1_800_000).toISOString(),
      unansweredSince: new Date(Date.now() - (at + 4) * 3_600_000).toISOString(),
      dueAt,
      clocks: [{ clock: at % 5 === 0 ? 'resolution' : 'firstReply', state: 'running', dueAt }],
    };
  });
}
