import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { checkToken, type Trust } from '../../../infra/local/token-check.ts';

const ISSUER = 'http://127.0.0.1:1/issuer';
const READ = ['desk/tickets:read'];

describe('tokens at the door', () => {
  let trust: Trust;
  let sign: (scope: string, more?: { lifetimeSeconds?: number; issuer?: string; client?: string; aud?: string }) => Promise<string>;
  let forge: () => Promise<string>;

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    const other = await generateKeyPair('RS256');
    trust = { keys: createLocalJWKSet({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' }] }), issuer: ISSUER };
    const make = (
      key: Parameters<SignJWT['sign']>[0],
      scope: string,
      { lifetimeSeconds = 60, issuer = ISSUER, client = 'page', aud = '' } = {},
    ): Promise<string> => {
      const token = new SignJWT({ scope, client_id: client, username: 'agent1', groups: ['a', 'b'] })
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .setIssuer(issuer);
      if (aud) token.setAudience(aud);
      return token
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
        .sign(key);
    };
    sign = (scope, more) => make(pair.privateKey, scope, more);
    forge = () => make(other.privateKey, 'desk/tickets:read');
  });

  test('a token with one of the scopes of the route comes in, with its claims as texts', async () => {
    expect(await checkToken(`Bearer ${await sign('desk/tickets:read desk/tickets:write')}`, trust, READ, ['page'])).toMatchObject({
      ok: true,
      scopes: ['desk/tickets:read', 'desk/tickets:write'],
      claims: { username: 'agent1', client_id: 'page', groups: '[a b]', exp: expect.stringMatching(/^\d+$/) },
    });
  });

  test('a route without scopes wants a valid token alone', async () => {
    expect(await checkToken(`Bearer ${await sign('')}`, trust, [], ['page'])).toMatchObject({ ok: true });
  });

  test.each<[string, () => Promise<string | undefined>, number, RegExp]>([
    ['no token', async () => undefined, 401, /^Bearer$/],
    ['no sense', async () => 'Bearer nonsense', 401, /invalid_token/],
    ['another scope', async () => `Bearer ${await sign('desk/metrics:read')}`, 403, /insufficient_scope/],
    ['no scope', async () => `Bearer ${await sign('')}`, 403, /insufficient_scope/],
    ['the scope without its resource server', async () => `Bearer ${await sign('tickets:read')}`, 403, /insufficient_scope/],
    ['a token of yesterday', async () => `Bearer ${await sign(READ[0] as string, { lifetimeSeconds: -60 })}`, 401, /expired/],
    ['another issuer', async () => `Bearer ${await sign(READ[0] as string, { issuer: 'http://evil.test' })}`, 401, /invalid_token/],
    ['another key', async () => `Bearer ${await forge()}`, 401, /invalid_token/],
    [
      'a client that the authorizer does not know',
      async () => `Bearer ${await sign(READ[0] as string, { client: 'other' })}`,
      401,
      /audience/,
    ],
    ['an audience that it does not know', async () => `Bearer ${await sign(READ[0] as string, { aud: 'other' })}`, 401, /audience/],
  ])('%s stays outside', async (_name, authorization, status, challenge) => {
    expect(await checkToken(await authorization(), trust, READ, ['page'])).toMatchObject({
      ok: false,
      status,
      challenge: expect.stringMatching(challenge),
    });
  });
});
