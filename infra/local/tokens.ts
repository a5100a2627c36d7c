/*
 * Who may come in: the local issuer (oauth2-mock-server) stands in for Cognito, and its tokens are checked as API Gateway
 * checks them. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { Events, OAuth2Server } from 'oauth2-mock-server';

export type Grant = {
  /** Scopes as tokens carry them, such as `desk/tickets:read`. */
  readonly scopes: readonly string[];
  /** The agent's id, which is the user's name; null for a program. */
  readonly agent: string | null;
  readonly client: string;
  readonly lifetimeSeconds: number;
};

export type Checked =
  | { readonly ok: true; readonly claims: Readonly<Record<string, string>>; readonly scopes: readonly string[] }
  | { readonly ok: false; readonly status: 401 | 403; readonly challenge: string };

export class Tokens {
  readonly #server = new OAuth2Server();
  #keys: ReturnType<typeof createLocalJWKSet> | undefined;

  /** Opens the issuer. @returns its URL, which its tokens name as `iss` */
  async listen(port = 0): Promise<string> {
    await this.#server.issuer.keys.generate('RS256');
    await this.#server.start(port, '127.0.0.1');
    const { port: given } = this.#server.address();
    this.#server.issuer.url = `http://127.0.0.1:${given}`;
    this.#keys = createLocalJWKSet({ keys: this.#server.issuer.keys.toJSON() } as Parameters<typeof createLocalJWKSet>[0]);
    // A page that signs in by itself gets what Cognito would put into its access token.
    this.#server.service.on(Events.BeforeTokenSigning, (token, request) => {
      const { client_id: client, scope } = request.body;
      Object.assign(token.payload, {
        token_use: 'access',
        client_id: String(client ?? ''),
        scope: scope ?? token.payload.scope,
        version: 2,
      });
    });
    return this.#server.issuer.url;
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.#server.stop();
  }

  /** A token with the claims of a Cognito access token. It lives on the real clock: advancing the desk signs nobody out. */
  mint({ scopes, agent, client, lifetimeSeconds }: Grant): Promise<string> {
    return this.#server.issuer.buildToken({
      expiresIn: lifetimeSeconds,
      scopesOrTransform: (_header, payload) => {
        const subject = randomUUID();
        Object.assign(payload, {
          sub: agent === null ? client : subject,
          token_use: 'access',
          scope: scopes.join(' '),
          client_id: client,
          version: 2,
          auth_time: payload.iat,
          jti: randomUUID(),
          origin_jti: randomUUID(),
          ...(agent === null ? {} : { username: agent, 'cognito:groups': undefined }),
        });
      },
    });
  }

  /**
   * Checks a request's token.
   * @param wanted the route's scopes, one of which is enough; none asks for a valid token alone
   * @param audience clients whose tokens count
   */
  async check(authorization: string | undefined, wanted: readonly string[], audience: readonly string[]): Promise<Checked> {
    const token = /^(?:Bearer\s+)?(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
    if (token === undefined) return { ok: false, status: 401, challenge: 'Bearer' };
    const invalid = (why: string): Checked => ({
      ok: false,
      status: 401,
      challenge: `Bearer scope="" error="invalid_token" error_description="${why}"`,
    });
    let payload: JWTPayload;
    try {
      if (!this.#keys) throw new Error('the issuer is not open');
      payload = (await jwtVerify(token, this.#keys, { issuer: this.#server.issuer.url as string, algorithms: ['RS256'] })).payload;
    } catch (error) {
      return invalid(error instanceof errors.JWTExpired ? 'the token has expired' : 'the token is not valid');
    }
    const clients = [payload.aud ?? payload.client_id].flat();
    if (audience.length > 0 && !clients.some((client) => audience.includes(String(client)))) return invalid('the audience is not valid');
    const scopes = String(payload.scope ?? payload.scp ?? '')
      .split(' ')
      .filter(Boolean);
    if (wanted.length > 0 && !wanted.some((scope) => scopes.includes(scope))) {
      return {
        ok: false,
        status: 403,
        challenge: `Bearer scope="${wanted.join(' ')}" error="insufficient_scope" error_description="missing required scope"`,
      };
    }
    return { ok: true, claims: asText(payload), scopes };
  }
}

/** API Gateway hands claims on as texts; a list becomes `[a b]`. */
function asText(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? `[${value.join(' ')}]` : String(value)]),
  );
}
