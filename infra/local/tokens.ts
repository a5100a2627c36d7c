/*
 * The local issuer (oauth2-mock-server) stands in for Cognito: its tokens carry what Cognito's access tokens carry.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
import { randomUUID } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import { Events, OAuth2Server } from 'oauth2-mock-server';
import type { Trust } from './token-check.ts';

export type Grant = {
  /** Scopes as tokens carry them, such as `desk/tickets:read`. */
  readonly scopes: readonly string[];
  /** The agent's id, which is the user's name; null for a program. */
  readonly agent: string | null;
  readonly client: string;
  readonly lifetimeSeconds: number;
};

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

  /** What a token is checked against. */
  get trust(): Trust {
    if (!this.#keys) throw new Error('the issuer is not open');
    return { keys: this.#keys, issuer: this.#server.issuer.url as string };
  }
}
