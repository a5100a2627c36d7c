import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';

/*
 * Who reads the page: OpenID Connect, code flow with PKCE. Tokens live in memory only; what lies in sessionStorage is the
 * verifier of a sign-in under way, and it goes when the sign-in has ended.
 */

/** What the stack says to its page: /config.json. */
export type Config = {
  /** Issuer of tokens, whose discovery document lies below it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Scopes to ask for, as the token will carry them; who may not have one gets a token without it. */
  readonly scopes: readonly string[];
  readonly apiBase: string;
};

export type Session = {
  readonly config: Config;
  /** The token to send now; null when nobody is signed in any more. */
  readonly token: () => string | null;
  /** A fresh token by the refresh token, or null. Many callers at once share one renewal. */
  readonly renew: () => Promise<string | null>;
  /** Leaves for the sign-in pages; comes back to where the page is now. */
  readonly signIn: () => Promise<void>;
  readonly signOut: () => Promise<void>;
  readonly may: (scope: string) => boolean;
};

/** @returns the session, or null while the browser leaves for the sign-in pages */
export async function startSession(): Promise<Session | null> {
  const answer = await fetch('/config.json', { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`/config.json: ${answer.status}`);
  const config = (await answer.json()) as Config;
  const home = `${location.origin}/`;
  const manager = new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    scope: ['openid', ...config.scopes].join(' '),
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
    loadUserInfo: false,
  });
  const signIn = (): Promise<void> => manager.signinRedirect({ state: location.hash });

  const query = new URLSearchParams(location.search);
  if (!query.has('code') && !query.has('error')) {
    await signIn();
    return null;
  }
  let user: User | null;
  try {
    user = await manager.signinCallback().then((signedIn) => signedIn ?? null);
  } catch (error) {
    // The answer of an old sign-in, such as after "back": begin again, but never in a circle.
    history.replaceState(null, '', home + location.hash);
    if (query.has('error')) throw error;
    await signIn();
    return null;
  }
  history.replaceState(null, '', home + (typeof user?.state === 'string' ? user.state : ''));

  let renewing: Promise<string | null> | undefined;
  const renew = (): Promise<string | null> => {
    renewing ??= manager
      .signinSilent()
      .then((renewed) => {
        if (renewed) user = renewed;
        return renewed?.access_token ?? null;
      })
      .catch(() => null)
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  };
  const granted = scopesOf(user?.access_token ?? '');
  return {
    config,
    token: () => user?.access_token ?? null,
    renew,
    signIn,
    // Cognito has names of its own for what OpenID Connect calls post_logout_redirect_uri.
    signOut: () => manager.signoutRedirect({ extraQueryParams: { client_id: config.clientId, logout_uri: home } }),
    // Cognito prefixes a scope with its resource server: desk/tickets:read.
    may: (scope) => granted.some((one) => one === scope || one.endsWith(`/${scope}`)),
  };
}

/** The scopes that a token carries; what is shown goes by them, and the API refuses the rest whatever is shown. */
function scopesOf(token: string): string[] {
  try {
    const payload = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    const { scope } = JSON.parse(payload) as { scope?: string };
    return scope?.split(' ') ?? [];
  } catch {
    return [];
  }
}
