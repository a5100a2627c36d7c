import { Sha256 } from './sha256.ts';

/*
 * The SDK's clients without what no call of ours needs. Measured, warm: a fifth to a quarter of the CPU of a small call.
 */

/** Logging of every call by itself, a self-portrait in two headers, and a guard for functions that call functions. */
export const UNNEEDED: readonly string[] = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'];

type Scheme = { readonly name?: string; readonly signingName?: string; readonly signingRegion?: string };
type Client<S> = {
  readonly middlewareStack: { remove(name: string): boolean };
  readonly config: { signer: (scheme?: never) => Promise<S> };
};

/** For the client's configuration: each command's steps are put in order once, not at every call, and hashes in one piece. */
export const LEAN = { cacheMiddleware: true, sha256: Sha256 } as const;

/** Trims a client that has not been used yet. */
export function lean<S, C extends Client<S>>(client: C): C {
  for (const name of UNNEEDED) client.middlewareStack.remove(name);
  // The SDK makes a signer, with a copy of all its configuration, for every request; one for each way to sign does.
  const make = client.config.signer as (scheme?: Scheme) => Promise<S>;
  const made = new Map<string, Promise<S>>();
  client.config.signer = (scheme?: Scheme) => {
    const way = `${scheme?.name} ${scheme?.signingName} ${scheme?.signingRegion}`;
    const signer = made.get(way) ?? make(scheme);
    made.set(way, signer);
    // One that failed for want of credentials is asked for again.
    signer.catch(() => made.delete(way));
    return signer;
  };
  return client;
}
