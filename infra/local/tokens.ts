/*
 * The local issuer stands in for Cognito: its tokens, signed by oauth2-mock-server, carry what Cognito's carry.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWK } from 'jose';
import { OAuth2Issuer } from 'oauth2-mock-server';
import type { SignIn } from './sign-in.ts';
import type { Trust } from './token-check.ts';

export type Grant = {
  /** Scopes as tokens carry them, such as `desk/tickets:read`. */
  readonly scopes: readonly string[];
  /** The agent's id, which is the user's name; null for a program. */
  readonly agent: string | null;
  readonly groups?: readonly string[];
  readonly client: string;
  readonly lifetimeSeconds: number;
};

type Keys = ReturnType<typeof createLocalJWKSet>;

export class Tokens {
  readonly #issuer = new OAuth2Issuer();
  readonly #server: http.Server;
  #keys: Keys | undefined;
  #signIn: Pick<SignIn, 'answer'> | undefined;

  constructor() {
    this.#server = http.createServer((request, response) => {
      // Open to other origins, as Cognito is: its tokens are asked for by pages.
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', 'content-type, authorization');
      const path = (request.url ?? '/').replace(/\?.*/s, '');
      if (request.method === 'OPTIONS') response.writeHead(204).end();
      else if (path === JWKS) sendJson(response, 200, { keys: this.#issuer.keys.toJSON() });
      else if (path === '/.well-known/openid-configuration') sendJson(response, 200, discovery(this.url));
      else if (this.#signIn) this.#signIn.answer(request, response).catch(() => response.destroy());
      else sendJson(response, 503, { error: 'temporarily_unavailable' });
    });
  }

  /**
   * Opens the issuer.
   * @param port taken by somebody else, the issuer opens on a free one
   * @param keyFile keeps the key, so that tokens outlive a restart of the desk; null makes one for this time
   * @returns its URL, which its tokens name as `iss`
   */
  async listen(port = 0, keyFile: string | null = null): Promise<string> {
    const kept = keyFile !== null && existsSync(keyFile);
    const key = kept ? (JSON.parse(readFileSync(keyFile, 'utf8')) as JWK) : await newKey();
    if (keyFile !== null && !kept) writeFileSync(keyFile, JSON.stringify(key), { mode: 0o600 });
    await this.#issuer.keys.add({ ...key });
    await this.#open(port).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return this.#open(0);
    });
    this.#issuer.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.#keys = createLocalJWKSet({ keys: this.#issuer.keys.toJSON() } as Parameters<typeof createLocalJWKSet>[0]);
    return this.url;
  }

  /** Lets people sign in. */
  open(signIn: Pick<SignIn, 'answer'>): void {
    this.#signIn = signIn;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return this.#issuer.url ?? '';
  }

  /** An access token with the claims of a Cognito access token. It lives on the real clock: advancing the desk signs nobody out. */
  mint({ scopes, agent, groups = [], client, lifetimeSeconds }: Grant): Promise<string> {
    return this.sign(lifetimeSeconds, {
      sub: agent === null ? client : subjectOf(agent),
      token_use: 'access',
      scope: scopes.join(' '),
      client_id: client,
      version: 2,
      origin_jti: randomUUID(),
      ...(agent === null ? {} : { username: agent }),
      ...(groups.length > 0 ? { 'cognito:groups': groups } : {}),
    });
  }

  /** A token with these claims, and those that every token has. */
  sign(lifetimeSeconds: number, claims: Readonly<Record<string, unknown>>): Promise<string> {
    return this.#issuer.buildToken({
      expiresIn: lifetimeSeconds,
      scopesOrTransform: (_header, payload) => {
        Object.assign(payload, { auth_time: payload.iat, jti: randomUUID(), ...claims });
      },
    });
  }

  /** What a token is checked against. */
  get trust(): Trust {
    if (!this.#keys) throw new Error('the issuer is not open');
    return { keys: this.#keys, issuer: this.url };
  }

  #open(port: number): Promise<void> {
    return new Promise((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256' };
}

/** Paths as Cognito's, on one host instead of two. */
export const JWKS = '/.well-known/jwks.json';
export const SIGN_IN_PATHS = {
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  revoke: '/oauth2/revoke',
  logout: '/logout',
} as const;

const discovery = (issuer: string): Record<string, unknown> => ({
  issuer,
  jwks_uri: issuer + JWKS,
  authorization_endpoint: issuer + SIGN_IN_PATHS.authorize,
  token_endpoint: issuer + SIGN_IN_PATHS.token,
  revocation_endpoint: issuer + SIGN_IN_PATHS.revoke,
  end_session_endpoint: issuer + SIGN_IN_PATHS.logout,
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  code_challenge_methods_supported: ['S256'],
  id_token_signing_alg_values_supported: ['RS256'],
  subject_types_supported: ['public'],
  scopes_supported: ['openid'],
  token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
});

/** A person keeps the same subject over every sign-in. */
export function subjectOf(agent: string): string {
  const hex = createHash('sha256').update(agent).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function sendJson(response: http.ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
