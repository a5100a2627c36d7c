import type { Instant } from '../../events/ids.ts';
import type { Scope } from '../../events/scopes.ts';

/*
 * A request and an answer of the HTTP API, without the gateway's wrapping.
 */

/** Who asks, from the token's claims. A machine client has neither user name nor e-mail address. */
export type Caller = {
  /** The token's subject, or the client's id: the scope of idempotency keys. */
  readonly id: string;
  readonly username: string | null;
  readonly email: string | null;
  /** What the token allows, by our own names. */
  readonly scopes: readonly Scope[];
};

export type ApiRequest = {
  /** As in events/routes.ts, such as `GET /tickets/{id}`. */
  readonly route: string;
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null on routes that are open to everybody. */
  readonly caller: Caller | null;
  /** When the gateway took the request. */
  readonly now: Instant;
  readonly id: string;
  /** The body as it came; empty without one. */
  readonly text: string;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** 200 with a JSON body. */
export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer => ({ status: 200, headers, body });
