import { createHash } from 'node:crypto';
import { type DeskClient, spawnDesk } from '../../infra/local/client.ts';
import { QUICK, START_MS } from './harness.ts';

/*
 * The page's way in, over the ports that a browser uses: its files, its configuration, signing in, and the API behind both
 * of its addresses.
 */

let desk: DeskClient;
let page: string;
let config: { issuer: string; clientId: string; scopes: string[]; apiBase: string };
beforeAll(async () => {
  desk = await spawnDesk({ clock: { now: '2027-02-01T09:00:00.000Z', running: false }, ...QUICK }, true);
  page = desk.where.http;
  config = (await (await fetch(`${page}/config.json`)).json()) as typeof config;
}, START_MS);
afterAll(() => desk?.stop(), 60_000);

type Discovery = { authorization_endpoint: string; token_endpoint: string };
/** Signs in as the page does. @returns the access token */
async function signIn(agent: string): Promise<string> {
  const found = (await (await fetch(`${config.issuer}/.well-known/openid-configuration`)).json()) as Discovery;
  const verifier = 'x'.repeat(50);
  const asked = new URLSearchParams({
    client_id: config.clientId,
    redirect_uri: `${page}/`,
    response_type: 'code',
    scope: ['openid', ...config.scopes].join(' '),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const choices = await (await fetch(`${found.authorization_endpoint}?${asked}`)).text();
  const link = new RegExp(`href="([^"]+)" data-agent="${agent}"`).exec(choices)?.[1]?.replaceAll('&#38;', '&') ?? '';
  const back = await fetch(config.issuer + link, { redirect: 'manual' });
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, client_id: config.clientId, redirect_uri: `${page}/`, code_verifier: verifier };
  const answer = await fetch(found.token_endpoint, { method: 'POST', body: new URLSearchParams(form) });
  return ((await answer.json()) as { access_token: string }).access_token;
}
const status = async (path: string, token?: string, method = 'GET'): Promise<number> =>
  (await desk.api(method, path, token, method === 'GET' ? undefined : {})).status;

test('the page is there, with what the stack says a browser may do with it', async () => {
  const response = await fetch(page);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
  expect(response.headers.get('content-security-policy')).toContain(`connect-src 'self' ${config.issuer}/`);
  expect(config).toMatchObject({ apiBase: '/api', scopes: expect.arrayContaining(['desk/tickets:read', 'desk/settings:write']) });
});

test('a manager may all that the page offers, by both addresses of the API', async () => {
  const token = await signIn('agent1');
  for (const path of ['/tickets', '/settings', '/metrics/definitions', '/orders/shops']) {
    expect([path, await status(`/api${path}`, token), await status(path, token)]).toEqual([path, 200, 200]);
  }
});

test('an agent reads and answers, and the API refuses what is for managers', async () => {
  const token = await signIn('agent2');
  expect([await status('/api/tickets', token), await status('/api/metrics/definitions', token)]).toEqual([200, 200]);
  const forManagers: [string, string][] = [
    ['GET', '/settings'],
    ['PUT', '/settings'],
    ['POST', '/sla/preview'],
    ['DELETE', '/customers/ann@shop.test'],
    ['GET', '/orders/shops'],
    ['DELETE', '/suppressions/ann@shop.test'],
  ];
  for (const [method, path] of forManagers) expect([method, path, await status(`/api${path}`, token, method)]).toEqual([method, path, 403]);
});

test('who has not signed in gets nothing', async () => {
  expect([await status('/api/tickets'), await status('/api/settings'), await status('/tickets')]).toEqual([401, 401, 401]);
});

test("what is neither the page's nor the API's is nowhere, and a survey's page keeps its own headers", async () => {
  expect([await status('/nowhere'), await status('/api/nowhere'), await status('/nowhere', undefined, 'POST')]).toEqual([404, 404, 404]);
  const survey = await fetch(`${page}/s/no-such-token`);
  expect(survey.headers.get('content-security-policy')).toContain('style-src');
});
