import fc from 'fast-check';
import type { Problem } from '../../desk/api/problem.ts';
import { ROUTES } from '../../events/routes.ts';
import { ApiDesk, type Asked, type Got } from './api-desk.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';

/*
 * No request, however it is made, is a failure of ours: it is done, or told with a 4xx problem.
 */

let engine: Engine;
let desk: ApiDesk;
let id: string;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
  desk = new ApiDesk(engine);
  id = await desk.open();
});
afterAll(() => engine.stop());

const OURS = new Set(['answer-tickets', 'show-mail', 'keep-presence', 'take-command', 'keep-settings']);
const WRITING = ROUTES.filter((route) => OURS.has(route.function) && ['POST', 'PATCH', 'PUT'].includes(route.method));
const lines = WRITING.map((route) => `${route.method} ${route.path.replace('{id}', 'ID')}`);
const call = (line: string, asked: Asked): Promise<Got<unknown>> => desk.call(line.replace('ID', id), asked);

/** How many were done, so that no property holds merely because nothing gets in. */
let done = 0;

function judged(got: Got<unknown>, about: unknown): void {
  if (got.status >= 200 && got.status < 300) {
    done += 1;
    return;
  }
  expect([got.status >= 400 && got.status < 500, got.status, about]).toEqual([true, got.status, about]);
  const problem = got.body as Problem;
  expect(problem).toMatchObject({ status: got.status, type: expect.any(String), title: expect.any(String), detail: expect.any(String) });
  for (const { field, why } of problem.errors) expect([field.isWellFormed(), why.isWellFormed()]).toEqual([true, true]);
}

const DEEP = 50_000;
test.each<[string, string]>([
  ['nesting without end', '['.repeat(DEEP) + ']'.repeat(DEEP)],
  ['objects in objects without end', `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`],
  ['nesting that is not closed', '['.repeat(DEEP)],
  ['a number that is too large for any', '1e400'],
  ['a prototype', '{"__proto__":{"agent":"agent1","text":"x"},"constructor":{"prototype":{}}}'],
  ['the same name twice', '{"text":"a","text":7}'],
  ['a body of NUL', '"\u0000"'],
  ['NUL by name', '{"\\u0000":1,"text":"\\u0000"}'],
  ['broken surrogates', '{"text":"\\ud800","subject":"\\udfff\\ud800","\\ud83d":1}'],
  ['bytes that are no UTF-8', '\ufffd\ufffd'],
  ['nothing but white space', ' \n\t '],
  ['a text', '"text"'],
  ['null', 'null'],
  ['a list', '[]'],
  ['many fields', JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n])))],
  ['one very long name', JSON.stringify({ ['x'.repeat(100_000)]: 1 })],
])('%s', async (_, text) => {
  for (const line of lines) judged(await call(line, { text, headers: { 'If-Match': '*' } }), line);
});

const anyJson = fc.jsonValue({ maxDepth: 5, noUnicodeString: false });
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('agent1', 'support', 'standard', 'T-00000', '__proto__', 'constructor', '', '\u0000', '\ud800', 'a@b.test', '{name}'),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
);
const loose = fc.oneof({ weight: 3, arbitrary: word }, anyJson, fc.double(), fc.integer(), fc.constantFrom(null, true, [], {}));
/** A body that each command takes. */
const GOOD: Readonly<Record<string, Record<string, unknown>>> = {
  'POST /tickets': {
    channel: 'chat',
    mailbox: 'support',
    subject: 'S',
    text: 'T',
    requester: { name: 'Ann', address: 'good@customer.test' },
    type: 'order',
    priority: 'low',
    tags: ['a'],
    language: 'en',
    started: false,
    attachments: [{ filename: 'a.txt', mimeType: 'text/plain', content: 'AAAA' }],
  },
  'POST /tickets/ID/replies': { text: 'T', resolve: false, attachments: [{ filename: 'a.txt', mimeType: 'text/plain', content: 'AAAA' }] },
  'POST /tickets/ID/notes': { text: 'T' },
  'PATCH /tickets/ID': { type: 'order', priority: 'low', assignee: 'agent1', tags: ['a'] },
  'POST /tickets/ID/pend': { waitingOn: 'customer' },
  'POST /tickets/ID/merge': { into: 'T-00000' },
  'POST /tickets/ID/redirect': { team: 'Sales' },
  'PUT /tickets/ID/presence': { agent: 'agent1', doing: 'writing' },
  'POST /settings/preview': {
    kind: 'survey',
    language: 'en',
    mailbox: 'support',
    survey: 'nps',
    wording: { subject: 'S', body: 'B {message}' },
  },
  'POST /sla/preview': { policy: 'standard', at: '2026-03-02T10:00:00.000Z' },
};
const placesOf = (value: unknown, path: string[] = []): string[][] => [
  ...(path.length > 0 ? [path] : []),
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => placesOf(inner, [...path, name]))
    : []),
];
const replaced = (whole: unknown, path: readonly string[], value: unknown): unknown => {
  const copy = structuredClone(whole) as Record<string, unknown>;
  let at = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = value;
  return copy;
};
/** A good body with one place replaced by anything, or as it is. */
const named = fc
  .constantFrom(...Object.entries(GOOD))
  .chain(([line, good]) =>
    fc
      .tuple(fc.constantFrom(...placesOf(good)), fc.oneof(loose, word, fc.constant(undefined)), fc.boolean())
      .map(([path, value, asIs]) => ({ line, body: asIs ? good : replaced(good, path, value) })),
  );

test('bodies of any JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...lines), anyJson, async (line, body) => {
      judged(await call(line, { body, headers: { 'If-Match': '*' } }), [line, body]);
    }),
    { numRuns: 200 },
  );
});

test('good bodies with one place replaced by anything', async () => {
  const before = done;
  await fc.assert(
    fc.asyncProperty(named, async ({ line, body }) => {
      const path = line.includes('ID') ? line.replace('ID', await desk.open()) : line;
      judged(await desk.call(path, { body }), [line, body]);
    }),
    { numRuns: 150 },
  );
  expect(done - before).toBeGreaterThan(40);
});

test('settings with one place replaced by anything', async () => {
  const { body: settings } = await desk.call<Record<string, unknown>>('GET /settings');
  const before = done;
  const like = (value: unknown): fc.Arbitrary<unknown> =>
    typeof value === 'string'
      ? word
      : typeof value === 'number'
        ? fc.oneof(fc.nat(), fc.integer())
        : typeof value === 'boolean'
          ? fc.boolean()
          : loose;
  const at = (path: readonly string[]): unknown =>
    path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], settings);
  await fc.assert(
    fc.asyncProperty(
      fc
        .constantFrom(...placesOf(settings))
        .chain((path) => fc.tuple(fc.constant(path), fc.oneof({ weight: 2, arbitrary: like(at(path)) }, loose))),
      async ([path, value]) => {
        judged(await call('PUT /settings', { body: replaced(settings, path, value), headers: { 'If-Match': '*' } }), [path, value]);
      },
    ),
    { numRuns: 200 },
  );
  expect(done - before).toBeGreaterThan(20);
});

test('what was taken can be lived with: every list and every ticket answers, and commands go on', async () => {
  for (const line of lines.filter((one) => !one.includes('/settings'))) {
    const requester = { address: 'after@customer.test' };
    judged(await call(line, { body: { text: 'x', subject: 'x', channel: 'chat', requester } }), line);
    judged(await call(line, { body: { priority: 'high' } }), line);
    judged(await call(line, { body: { waitingOn: 'customer' } }), line);
    judged(await call(line, {}), line);
  }
  for (const queue of ['active', 'resolved', 'closed', 'excluded', 'due']) {
    const { status, body } = await desk.call<{ tickets: { id: string }[] }>('GET /tickets', { query: { queue, limit: '200' } });
    expect(status).toBe(200);
    for (const ticket of body.tickets) expect((await desk.call(`GET /tickets/${ticket.id}`)).status).toBe(200);
  }
  for (const line of ['GET /settings', 'GET /desk', 'GET /healthz', 'GET /openapi.json']) expect((await desk.call(line)).status).toBe(200);
});

test('queries and headers of anything', async () => {
  const names = fc.constantFrom(
    'queue',
    'search',
    'before',
    'assignee',
    'mailbox',
    'type',
    'customer',
    'limit',
    'cursor',
    'x',
    '__proto__',
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, word, { maxKeys: 4 }), word, async (query, header) => {
      judged(await desk.call('GET /tickets', { query }), query);
      judged(await desk.call('GET /holidays', { query: { country: 'DE', ...query } }), query);
      judged(await call('POST /tickets/ID/notes', { body: { text: 'x' }, headers: { 'Idempotency-Key': header } }), header);
      judged(await call('PATCH /tickets/ID', { body: { priority: 'low' }, headers: { 'If-Match': header } }), header);
      const read = await call('GET /tickets/ID', { headers: { 'If-None-Match': header } });
      expect([200, 304]).toContain(read.status);
    }),
    { numRuns: 80 },
  );
});

test('paths of anything', async () => {
  await fc.assert(
    fc.asyncProperty(word, word, async (a, b) => {
      const path = (text: string): string => encodeURIComponent(text.toWellFormed()) || '-';
      judged(await desk.call(`GET /tickets/${path(a)}`), a);
      judged(await desk.call(`GET /tickets/${path(a)}/messages/${path(b)}/raw`), [a, b]);
      judged(await desk.call(`GET /tickets/${path(a)}/messages/${path(b)}/html`), [a, b]);
      judged(await desk.call(`DELETE /tickets/${path(a)}/presence`), a);
      judged(await desk.call(`GET /tickets/${id}/quick-replies/${path(a)}`, { query: { language: b } }), [a, b]);
      judged(await desk.call(`GET /tickets/${id}/messages/${path(a)}/attachments/${path(b)}`), [a, b]);
      judged(await desk.call(`POST /tickets/${path(a)}/resolve`), a);
      judged(await desk.call(`DELETE /customers/${path(a)}`), a);
    }),
    { numRuns: 80 },
  );
});

test('claims of anything', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom('sub', 'username', 'email', 'client_id', 'cognito:username', 'x'), word),
      async (claims) => {
        judged(await call('POST /tickets/ID/notes', { body: { text: 'x' }, claims }), claims);
      },
    ),
    { numRuns: 100 },
  );
});
