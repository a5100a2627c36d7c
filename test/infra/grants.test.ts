import { type DeskClient, spawnDesk } from '../../infra/local/client.ts';
import { QUICK } from '../local/harness.ts';
import { cleanUp, desk, FUNCTIONS, grants, listed } from './desk.ts';

/*
 * Least privilege is only worth something when it is enough: a morning on the local desk, with every call that the
 * functions make held against what the stack grants them.
 */

let running: DeskClient;
beforeAll(async () => {
  // A Monday, at opening time.
  running = await spawnDesk({ clock: { now: '2027-02-01T09:00:00.000Z', running: false }, ...QUICK }, true);
}, 180_000);
afterAll(async () => {
  await running?.stop();
  cleanUp();
});

/** IAM's actions for one operation; any one of a row's lists will do where IAM cannot tell which. */
function needed(service: string, operation: string): string[][] {
  switch (`${service}:${operation}`) {
    case 'dynamodb:TransactWriteItems':
      return [['dynamodb:PutItem'], ['dynamodb:UpdateItem']];
    case 's3:CopyObject':
      return [['s3:GetObject', 's3:PutObject']];
    case 's3:ListObjects':
    case 's3:ListObjectsV2':
    case 's3:ListObjectVersions':
      return [['s3:ListBucket'], ['s3:ListBucketVersions']];
    default:
      return [[`${service}:${operation}`]];
  }
}

test('whatever a function calls, it may', async () => {
  await running.watch(true);
  const html = '<p>Where is my <b>order</b>?</p>';
  const raw = `From: Ann <ann@shop.test>\r\nTo: support@desk.test\r\nSubject: Hello\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`;
  await running.send({ from: 'ann@shop.test', to: 'support@desk.test', raw });
  await running.idle();
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    // An hour is all a token lasts, and the morning is longer.
    const token = await running.token('tickets:read tickets:write settings:write orders:write metrics:read');
    const version = method === 'PUT' ? { 'if-match': '"0"' } : undefined;
    const answer = await running.api(method, path, token, body, { 'idempotency-key': `${method}:${path}`, ...version });
    const said = (await answer.json()) as Record<string, unknown>;
    expect({ method, path, problem: answer.ok ? null : said }).toEqual({ method, path, problem: null });
    return said;
  };
  const { tickets } = (await ask('GET', '/tickets')) as { tickets: { id: string }[] };
  const ticket = `/tickets/${tickets[0]?.id}`;
  const { messages } = (await ask('GET', ticket)) as { messages: { id: string }[] };
  for (const query of ['customer=ann@shop.test', 'search=ann@shop.test', 'search=hello', `search=${tickets[0]?.id}`]) {
    expect(((await ask('GET', `/tickets?${query}`)) as { tickets: unknown[] }).tickets).toHaveLength(1);
  }
  expect(await ask('GET', '/queues')).toMatchObject({ queues: { new: { count: 1, more: false }, late: { count: 0 }, mine: { count: 0 } } });
  expect(await ask('GET', '/desk')).toMatchObject({ me: { agent: 'agent1', scopes: expect.arrayContaining(['settings:write']) } });
  expect(String((await ask('GET', `${ticket}/messages/${messages[0]?.id}/html`)).html).trim()).toBe(html);
  expect(await ask('PUT', `${ticket}/presence`, { doing: 'writing' })).toMatchObject({ others: [] });
  await ask('DELETE', `${ticket}/presence`);
  // Five hours nobody answers: warned, breached, and the sweeps of tray and outbox.
  await running.setClock({ now: '2027-02-01T14:00:00.000Z' });
  await running.advance({ seconds: 16 * 60 });
  await ask('POST', `${ticket}/notes`, { text: 'Looking.' });
  const attachment = { filename: 'a.txt', mimeType: 'text/plain', content: Buffer.from('a').toString('base64') };
  await ask('POST', `${ticket}/replies`, { text: 'On its way.', attachments: [attachment] });
  await running.idle();
  await ask('POST', `${ticket}/resolve`, {});
  const settings = await ask('GET', '/settings');
  await ask('PUT', '/settings', settings);
  await ask('POST', '/settings/preview', { kind: 'acknowledgement', language: 'ro' });
  await ask('GET', '/holidays?country=IE');
  for (const path of ['/healthz', '/openapi.json', '/orders/shops', '/surveys', '/suppressions', '/metrics/definitions'])
    await ask('GET', path);
  await ask('GET', '/metrics/volume?from=2027-02-01&to=2027-02-01');
  await ask('POST', '/orders', { event: 'delivered', number: '1', channel: 'shop', customer: { address: 'ann@shop.test' } });
  await running.idle();
  await ask('DELETE', '/customers/ann@shop.test');
  await running.idle();

  const stack = grants(desk());
  const actionsOf = (name: string): Set<string> => {
    const pascal = name.replace(/(^|-)(.)/g, (_all, _dash, letter: string) => letter.toUpperCase());
    return new Set(stack.filter(({ policy }) => policy.includes(`${pascal}Role`)).flatMap(({ statement }) => listed(statement.Action)));
  };
  const calls = await running.calls();
  const refused = calls.filter(({ function: name, service, operation }) => {
    const may = actionsOf(name);
    return !needed(service, operation).some((all) => all.every((action) => may.has(action)));
  });
  expect([...new Set(refused.map(({ function: name, service, operation }) => `${name} ${service}:${operation}`))]).toEqual([]);
  // Nearly all of them had something to do; this morning nobody signed in, answered a survey or deployed.
  const busy = new Set(calls.map((call) => call.function));
  expect(FUNCTIONS.filter((name) => !busy.has(name)).sort()).toEqual(
    expect.arrayContaining(['activate-rules', 'grant-scopes', 'take-answer']),
  );
  expect(busy.size).toBeGreaterThanOrEqual(10);
}, 180_000);
