/*
 * Signing in, as Cognito's hosted pages do it: the code flow with PKCE, for the clients of the template. Nobody is asked for
 * a password: whoever reads the page says who they are.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import { refusalPage, type SignInPage, signInPage } from './sign-in-page.ts';
import { SIGN_IN_PATHS, sendJson, subjectOf, type Tokens } from './tokens.ts';
import type { Client, Person, UserPool } from './user-pool.ts';

/** What stands behind a code until it is exchanged. */
type Pending = {
  readonly client: Client;
  readonly person: Person;
  readonly redirect: string;
  readonly challenge: string;
  readonly scopes: readonly string[];
  readonly nonce: string | null;
  readonly until: number;
};

const CODE_MS = 5 * 60_000;
/** How long Cognito remembers a browser. */
const SESSION_SECONDS = 3600;
const BODY_LIMIT = 64 * 1024;

const refreshClaims = z.looseObject({ jti: z.string(), agent: z.string(), client: z.string(), asked: z.array(z.string()) });

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
class Refusal extends Error {
  readonly status: 400 | 401;
  constructor(error: string, status: 400 | 401 = 400) {
    super(error);
    this.status = status;
  }
}

export class SignIn {
  readonly #pool: Pick<UserPool, 'clients' | 'people' | 'grant'>;
  readonly #tokens: Pick<Tokens, 'mint' | 'sign' | 'trust' | 'url'>;
  readonly #codes = new Map<string, Pending>();
  readonly #revoked = new Set<string>();

  constructor(pool: Pick<UserPool, 'clients' | 'people' | 'grant'>, tokens: Pick<Tokens, 'mint' | 'sign' | 'trust' | 'url'>) {
    this.#pool = pool;
    this.#tokens = tokens;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.#tokens.url);
    switch (`${request.method} ${pathname}`) {
      case `GET ${SIGN_IN_PATHS.authorize}`:
        return this.#authorize(request, response, searchParams);
      case `GET ${SIGN_IN_PATHS.logout}`:
        return this.#signOut(response, searchParams);
      case `POST ${SIGN_IN_PATHS.token}`:
        return this.#respond(request, response, (form) => this.#exchange(form, request));
      case `POST ${SIGN_IN_PATHS.revoke}`:
        return this.#respond(request, response, (form) => this.#revoke(form));
      default:
        return void send(response, 404, refusalPage('There is no such page.'));
    }
  }

  /** Says who may sign in, or sends whoever has back to their page with a code. */
  #authorize(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    const client = this.#pool.clients.get(query.get('client_id') ?? '');
    const redirect = query.get('redirect_uri') ?? '';
    // An address that the client did not name is no place to send anything to, not even an error.
    if (!client?.flows.includes('code')) return void send(response, 400, refusalPage('No client of this desk asks you to sign in.'));
    if (!client.callbacks.includes(redirect))
      return void send(response, 400, refusalPage(`This desk sends nobody back to ${redirect || 'nowhere'}.`));
    const back = (answer: Readonly<Record<string, string>>): void => {
      const to = new URL(redirect);
      const state = query.get('state');
      for (const [name, value] of Object.entries({ ...answer, ...(state === null ? {} : { state }) })) to.searchParams.set(name, value);
      response.writeHead(302, { location: to.href, 'cache-control': 'no-store' }).end();
    };
    const scopes = (query.get('scope') ?? client.scopes.join(' ')).split(' ').filter(Boolean);
    if (query.get('response_type') !== 'code') return void back({ error: 'unsupported_response_type' });
    if (scopes.some((scope) => !client.scopes.includes(scope))) return void back({ error: 'invalid_scope' });
    const challenge = query.get('code_challenge');
    if (challenge === null || query.get('code_challenge_method') !== 'S256')
      return void back({ error: 'invalid_request', error_description: 'PKCE is missing' });

    const chosen = this.#person(query.get('agent'));
    const remembered = query.get('prompt') === 'login' ? undefined : this.#person(this.#session(request));
    const person = chosen ?? remembered;
    if (!person) {
      if (query.get('prompt') === 'none') return void back({ error: 'login_required' });
      return void send(response, 200, this.#choices(query));
    }
    if (chosen) response.setHeader('set-cookie', this.#cookie(chosen.id, SESSION_SECONDS));
    const code = randomUUID();
    this.#codes.set(code, { client, person, redirect, challenge, scopes, nonce: query.get('nonce'), until: Date.now() + CODE_MS });
    return void back({ code });
  }

  #choices(query: URLSearchParams): SignInPage {
    return signInPage(
      this.#pool.people.map(({ id, name, groups }) => {
        const link = new URLSearchParams(query);
        link.set('agent', id);
        return { id, name, isManager: groups.length > 0, href: `${SIGN_IN_PATHS.authorize}?${link}` };
      }),
    );
  }

  #signOut(response: ServerResponse, query: URLSearchParams): void {
    const client = this.#pool.clients.get(query.get('client_id') ?? '');
    const to = query.get('logout_uri') ?? '';
    if (!client?.logouts.includes(to))
      return void send(response, 400, refusalPage('Signing out asks for client_id and a logout_uri that the client names.'));
    response.writeHead(302, { location: to, 'set-cookie': this.#cookie('', 0), 'cache-control': 'no-store' }).end();
  }

  async #exchange(form: URLSearchParams, request: IncomingMessage): Promise<Record<string, unknown>> {
    const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const named = basic === undefined ? form.get('client_id') : Buffer.from(basic, 'base64').toString().split(':')[0];
    const client = this.#pool.clients.get(named ?? '');
    if (!client) throw new Refusal('invalid_client', 401);
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#byCode(client, form);
      case 'refresh_token':
        return this.#byRefresh(client, form);
      case 'client_credentials':
        return this.#byProgram(client, form);
      default:
        throw new Refusal('unsupported_grant_type');
    }
  }

  async #byCode(client: Client, form: URLSearchParams): Promise<Record<string, unknown>> {
    const code = form.get('code') ?? '';
    const pending = this.#codes.get(code);
    // Right or wrong, a code is asked for once.
    this.#codes.delete(code);
    const verifier = form.get('code_verifier') ?? '';
    const fits =
      pending !== undefined &&
      pending.client.id === client.id &&
      pending.redirect === form.get('redirect_uri') &&
      pending.until > Date.now() &&
      createHash('sha256').update(verifier).digest('base64url') === pending.challenge;
    if (!fits) throw new Refusal('invalid_grant');
    const { person, scopes } = pending;
    const refresh = await this.#tokens.sign(client.refreshSeconds, {
      // For this issuer alone: at the API it opens nothing.
      aud: this.#tokens.url,
      token_use: 'refresh',
      agent: person.id,
      client: client.id,
      asked: scopes,
    });
    return { ...(await this.#tokensOf(client, person, scopes, 'HostedAuth', pending.nonce)), refresh_token: refresh };
  }

  async #byRefresh(client: Client, form: URLSearchParams): Promise<Record<string, unknown>> {
    const { jti, agent, client: owner, asked } = await this.#readRefresh(form.get('refresh_token') ?? '');
    const person = this.#person(agent);
    if (!person || owner !== client.id || this.#revoked.has(jti)) throw new Refusal('invalid_grant');
    return this.#tokensOf(client, person, asked, 'RefreshTokens', null);
  }

  /** The secret is CloudFormation's to make, and so nobody's here. */
  async #byProgram(client: Client, form: URLSearchParams): Promise<Record<string, unknown>> {
    if (!client.flows.includes('client_credentials')) throw new Refusal('unauthorized_client');
    const scopes = (form.get('scope') ?? client.scopes.join(' ')).split(' ').filter(Boolean);
    if (scopes.some((scope) => !client.scopes.includes(scope))) throw new Refusal('invalid_scope');
    const token = await this.#tokens.mint({ scopes, agent: null, client: client.id, lifetimeSeconds: client.accessSeconds });
    return { access_token: token, token_type: 'Bearer', expires_in: client.accessSeconds };
  }

  async #tokensOf(
    client: Client,
    person: Person,
    asked: readonly string[],
    trigger: 'HostedAuth' | 'RefreshTokens',
    nonce: string | null,
  ): Promise<Record<string, unknown>> {
    const { id: agent, address, groups } = person;
    const scopes = await this.#pool.grant(person, client.id, asked, trigger);
    const idToken = await this.#tokens.sign(client.accessSeconds, {
      sub: subjectOf(agent),
      aud: client.id,
      token_use: 'id',
      'cognito:username': agent,
      ...(groups.length > 0 ? { 'cognito:groups': groups } : {}),
      email: address,
      email_verified: true,
      ...(nonce === null ? {} : { nonce }),
    });
    return {
      access_token: await this.#tokens.mint({ scopes, agent, groups, client: client.id, lifetimeSeconds: client.accessSeconds }),
      ...(asked.includes('openid') ? { id_token: idToken } : {}),
      token_type: 'Bearer',
      expires_in: client.accessSeconds,
    };
  }

  async #readRefresh(token: string): Promise<z.infer<typeof refreshClaims>> {
    const { keys, issuer } = this.#tokens.trust;
    try {
      return refreshClaims.parse((await jwtVerify(token, keys, { issuer, audience: issuer, algorithms: ['RS256'] })).payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new Refusal('invalid_grant');
      throw error;
    }
  }

  async #revoke(form: URLSearchParams): Promise<Record<string, unknown>> {
    this.#revoked.add((await this.#readRefresh(form.get('token') ?? '')).jti);
    return {};
  }

  async #respond(
    request: IncomingMessage,
    response: ServerResponse,
    step: (form: URLSearchParams) => Promise<Record<string, unknown>>,
  ): Promise<void> {
    try {
      sendJson(response, 200, await step(await readForm(request)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendJson(response, error.status, { error: error.message });
    }
  }

  #person(id: string | null | undefined): Person | undefined {
    return this.#pool.people.find((person) => person.id === id);
  }

  /** Ports share their cookies, and desks beside each other should not share their people. */
  get #cookieName(): string {
    return `desk-${new URL(this.#tokens.url).port}`;
  }

  #cookie(value: string, seconds: number): string {
    return `${this.#cookieName}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
  }

  #session(request: IncomingMessage): string | undefined {
    const pair = (request.headers.cookie ?? '').split('; ').find((one) => one.startsWith(`${this.#cookieName}=`));
    return pair === undefined ? undefined : decodeURIComponent(pair.slice(this.#cookieName.length + 1));
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) throw new Refusal('invalid_request');
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function send(response: ServerResponse, status: number, { html, csp }: SignInPage): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': csp,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(html);
}
