import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { grantScopes } from '../../../functions/grant-scopes.ts';
import { SignIn } from '../../../infra/local/sign-in.ts';
import { checkToken } from '../../../infra/local/token-check.ts';
import { Tokens } from '../../../infra/local/tokens.ts';
import { UserPool } from '../../../infra/local/user-pool.ts';
import { functionsThat, ok, stackOf } from './doubles.ts';

const HOME = 'https://page.test/';
const units = {
  TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
  AccessTokenValidity: 60,
  RefreshTokenValidity: 720,
};
const agents = ['ann', 'ben'].map((id) => ({ id, name: id, address: `${id}@team.test` }));
const stack = stackOf({
  Grant: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'grant', Environment: { Variables: { DESK_DEFAULTS: JSON.stringify({ agents }) } } },
  },
  Pool: {
    Type: 'AWS::Cognito::UserPool',
    Properties: { LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: { 'Fn::GetAtt': ['Grant', 'Arn'] } } } },
  },
  Group: { Type: 'AWS::Cognito::UserPoolGroup', Properties: { GroupName: 'managers' } },
  Page: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: {
      ...units,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'desk/tickets:read', 'desk/settings:write'],
      CallbackURLs: [HOME],
      LogoutURLs: [HOME],
    },
  },
  Program: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: { ...units, AllowedOAuthFlows: ['client_credentials'], AllowedOAuthScopes: ['desk/tickets:read'] },
  },
});
const CLIENTS = { page: 'deskpage', program: 'deskprogram' };
const VERIFIER = 'a-verifier-that-is-as-long-as-a-verifier-has-to-be';
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

const tokens = new Tokens();
let issuer: string;
// The function of the tree itself decides, as it does in AWS.
const granted: object[] = [];
const functions = functionsThat(() => ok(granted.pop()));
const pool = new UserPool(stack, {
  invoke: async (name, event) => {
    granted.push(await grantScopes(JSON.parse(event)));
    return functions.invoke(name, event);
  },
});
beforeAll(async () => {
  issuer = await tokens.listen();
  tokens.open(new SignIn(pool, tokens));
});
afterAll(() => tokens.stop());

const authorize = (more: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Response> => {
  const query = new URLSearchParams({
    client_id: CLIENTS.page,
    redirect_uri: HOME,
    response_type: 'code',
    scope: 'openid desk/tickets:read desk/settings:write',
    state: 'here',
    nonce: 'once',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...more,
  });
  return fetch(`${issuer}/oauth2/authorize?${query}`, { redirect: 'manual', headers });
};
const sentTo = (response: Response): URL => new URL(response.headers.get('location') ?? 'about:blank');
const codeOf = async (agent: string): Promise<string> => sentTo(await authorize({ agent })).searchParams.get('code') ?? '';
type Answer = { status: number; access_token: string; id_token: string; refresh_token: string; expires_in: number; error?: string };
const exchange = async (form: Record<string, string>): Promise<Answer> => {
  const response = await fetch(`${issuer}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: CLIENTS.page, ...form }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
};
const byCode = (code: string, more: Record<string, string> = {}): Promise<Answer> =>
  exchange({ grant_type: 'authorization_code', code, redirect_uri: HOME, code_verifier: VERIFIER, ...more });
const scopesOf = (token: string): string[] => String(decodeJwt(token).scope).split(' ');

describe('a page signs somebody in', () => {
  test('by what the issuer says of itself, which any page may read', async () => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`, { headers: { origin: 'https://page.test' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      end_session_endpoint: `${issuer}/logout`,
      code_challenge_methods_supported: ['S256'],
    });
  });

  test('with one press for each agent, the first of whom is the manager', async () => {
    const response = await authorize();
    const html = await response.text();
    expect(html).toContain('This is the desk on your own machine');
    expect([...html.matchAll(/data-agent="(\w+)">([^<]+)</g)].map(([, agent, label]) => [agent, label])).toEqual([
      ['ann', 'Manager (ann)'],
      ['ben', 'Agent (ben)'],
    ]);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const link = /href="([^"]+)" data-agent="ben"/.exec(html)?.[1]?.replaceAll('&#38;', '&');
    const back = sentTo(await fetch(issuer + link, { redirect: 'manual' }));
    expect(back.origin + back.pathname).toBe(HOME);
    expect(Object.fromEntries(back.searchParams)).toEqual({ code: expect.any(String), state: 'here' });
  });

  test('and gets tokens as Cognito makes them', async () => {
    const answer = await byCode(await codeOf('ann'));
    expect(answer).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String) });
    const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    const id = (await jwtVerify(answer.id_token, keys, { issuer, audience: CLIENTS.page })).payload;
    expect(id).toMatchObject({ token_use: 'id', nonce: 'once', 'cognito:username': 'ann', email: 'ann@team.test' });
    const access = (await jwtVerify(answer.access_token, keys, { issuer })).payload;
    expect(access).toMatchObject({
      sub: id.sub,
      token_use: 'access',
      username: 'ann',
      client_id: CLIENTS.page,
      'cognito:groups': ['managers'],
    });
  });

  test('a manager with all that was asked for, an agent without what is for managers', async () => {
    expect(scopesOf((await byCode(await codeOf('ann'))).access_token)).toEqual(['openid', 'desk/tickets:read', 'desk/settings:write']);
    expect(scopesOf((await byCode(await codeOf('ben'))).access_token)).toEqual(['openid', 'desk/tickets:read']);
  });

  test('again without a press while the browser is remembered, until they sign out', async () => {
    const cookie = (await authorize({ agent: 'ben' })).headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(sentTo(await authorize({ prompt: 'none' }, { cookie })).searchParams.has('code')).toBe(true);
    expect((await authorize({ prompt: 'login' }, { cookie })).status).toBe(200);
    const out = await fetch(`${issuer}/logout?${new URLSearchParams({ client_id: CLIENTS.page, logout_uri: HOME })}`, {
      redirect: 'manual',
    });
    expect([sentTo(out).href, out.headers.get('set-cookie')]).toEqual([HOME, expect.stringMatching(/^desk-\d+=; .*Max-Age=0$/)]);
    expect(sentTo(await authorize({ prompt: 'none' })).searchParams.get('error')).toBe('login_required');
  });
});

describe('a code', () => {
  test('is worth nothing without its verifier, and nothing after a wrong one', async () => {
    const code = await codeOf('ann');
    expect(await byCode(code, { code_verifier: `${VERIFIER}x` })).toEqual({ status: 400, error: 'invalid_grant' });
    expect(await byCode(code)).toEqual({ status: 400, error: 'invalid_grant' });
  });

  test('is exchanged once', async () => {
    const code = await codeOf('ann');
    expect((await byCode(code)).status).toBe(200);
    expect(await byCode(code)).toEqual({ status: 400, error: 'invalid_grant' });
  });

  test.each<[string, Record<string, string>, object]>([
    ['another address to be sent back to', { redirect_uri: 'https://evil.test/' }, { status: 400, error: 'invalid_grant' }],
    ['another client', { client_id: CLIENTS.program }, { status: 400, error: 'invalid_grant' }],
    ['nobody', { client_id: 'nobody' }, { status: 401, error: 'invalid_client' }],
    ['a code that was never given', { code: randomUUID() }, { status: 400, error: 'invalid_grant' }],
    ['a password', { grant_type: 'password' }, { status: 400, error: 'unsupported_grant_type' }],
  ])('is refused for %s', async (_name, more, answer) => {
    expect(await byCode(await codeOf('ann'), more)).toEqual(answer);
  });
});

describe('asking for a code', () => {
  test.each<[string, Record<string, string>]>([
    ['an address that the client does not name', { redirect_uri: 'https://evil.test/' }],
    ['a client that is not there', { client_id: 'nobody' }],
    ['a client that is a program', { client_id: CLIENTS.program }],
  ])('for %s is refused there and then', async (_name, more) => {
    const response = await authorize({ ...more, agent: 'ann' });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that the client does not have', { scope: 'openid desk/orders:write' }, 'invalid_scope'],
    ['a challenge in plain text', { code_challenge_method: 'plain' }, 'invalid_request'],
  ])('with %s is told to the page', async (_name, more, error) => {
    const back = sentTo(await authorize({ ...more, agent: 'ann' }));
    expect([back.searchParams.get('error'), back.searchParams.get('state'), back.searchParams.get('code')]).toEqual([error, 'here', null]);
  });
});

describe('a refresh token', () => {
  const refresh = (refresh_token: string, more: Record<string, string> = {}): Promise<Answer> =>
    exchange({ grant_type: 'refresh_token', refresh_token, ...more });

  test('gets new tokens, whose scopes are looked at again', async () => {
    const first = await byCode(await codeOf('ben'));
    const next = await refresh(first.refresh_token);
    expect(next.status).toBe(200);
    expect(next.access_token).not.toBe(first.access_token);
    expect(scopesOf(next.access_token)).toEqual(['openid', 'desk/tickets:read']);
    expect(functions.invoked.at(-1)?.event).toMatchObject({ triggerSource: 'TokenGeneration_RefreshTokens', userName: 'ben' });
  });

  test('is worth nothing to another client, altered, or once it is revoked', async () => {
    const { refresh_token: token } = await byCode(await codeOf('ben'));
    const refused = { status: 400, error: 'invalid_grant' };
    expect(await refresh(token, { client_id: CLIENTS.program })).toEqual(refused);
    expect(await refresh(`${token.slice(0, -6)}AAAAAA`)).toEqual(refused);
    const revoked = await fetch(`${issuer}/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: CLIENTS.page }),
    });
    expect(revoked.status).toBe(200);
    expect(await refresh(token)).toEqual(refused);
  });

  test('opens nothing at the API, nor does an ID token', async () => {
    const { refresh_token, id_token, access_token } = await byCode(await codeOf('ann'));
    const status = async (token: string): Promise<number> => {
      const checked = await checkToken(`Bearer ${token}`, tokens.trust, ['desk/tickets:read'], Object.values(CLIENTS));
      return checked.ok ? 200 : checked.status;
    };
    expect([await status(access_token), await status(refresh_token), await status(id_token)]).toEqual([200, 401, 403]);
  });

  test('outlives the desk where the desk keeps its data', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'issuer-'));
    const one = new Tokens();
    const port = Number(new URL(await one.listen(0, join(folder, 'key.json'))).port);
    const token = await one.mint({ scopes: ['desk/tickets:read'], agent: 'ann', client: CLIENTS.page, lifetimeSeconds: 60 });
    await one.stop();
    const again = new Tokens();
    await again.listen(port, join(folder, 'key.json'));
    expect(await checkToken(`Bearer ${token}`, again.trust, ['desk/tickets:read'], [CLIENTS.page])).toMatchObject({ ok: true });
    await again.stop();
    rmSync(folder, { recursive: true });
  });
});

test('an issuer whose port is taken opens on another', async () => {
  const other = new Tokens();
  expect(await other.listen(Number(new URL(issuer).port))).not.toBe(issuer);
  await other.stop();
});

test('a program gets what its client may have, and no more', async () => {
  const program = { grant_type: 'client_credentials', client_id: CLIENTS.program };
  const { access_token } = await exchange(program);
  expect(decodeJwt(access_token)).toMatchObject({ client_id: CLIENTS.program, sub: CLIENTS.program, scope: 'desk/tickets:read' });
  expect(decodeJwt(access_token).username).toBeUndefined();
  expect(await exchange({ ...program, scope: 'desk/settings:write' })).toEqual({ status: 400, error: 'invalid_scope' });
  expect(await exchange({ ...program, client_id: CLIENTS.page })).toEqual({ status: 400, error: 'unauthorized_client' });
});
