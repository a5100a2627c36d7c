import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from './api/client.ts';
import { deskNow } from './now.ts';

/*
 * What is loaded stays: old figures are shown, marked old, while the desk is slow or away, and asked for again until it answers.
 */

export type Loaded<T> = {
  readonly data: T | undefined;
  /** When `data` was answered, epoch milliseconds by the desk's clock. */
  readonly at: number | undefined;
  /** Why the last try failed. With `data`: what is shown is old. */
  readonly error: Refused | undefined;
  readonly loading: boolean;
  /** The answer has been waited for so long that the reader is told. */
  readonly slow: boolean;
  readonly again: () => void;
};

const LONGEST_WAIT_MS = 30_000;
const SLOW_MS = 4000;
const kept = new Map<string, { readonly data: unknown; readonly at: number }>();

/** How to ask again for what is on the page now, by key. */
const mounted = new Map<string, Set<() => void>>();

/** Asks again for what somebody changed; until the answer is there, what was shown stays. */
export function refresh(key: string): void {
  for (const again of mounted.get(key) ?? []) again();
}

/** Drops what was loaded under keys that begin so: somebody changed it. */
export function forget(prefix: string): void {
  for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
}

/** Keeps what is known without asking: the answer to a change is what would be loaded. */
export function know(key: string, data: unknown): void {
  kept.set(key, { data, at: deskNow() });
}

/** What the reader is sure to want, asked for before its part of the page is there. */
const ahead = new Map<string, Promise<unknown>>();

export type Ask<T> = { readonly key: string; readonly load: (signal: AbortSignal) => Promise<T> };

/** Asks now for what a part of the page will load under the same key, so that all goes out in one round. */
export function askAhead({ key, load }: Ask<unknown>): void {
  const asked = load(new AbortController().signal);
  asked.catch(() => undefined);
  ahead.set(key, asked);
}

type State = { key: string | null; error: Refused | undefined; loading: boolean; slow: boolean };
const fresh = (key: string | null): State => ({ key, error: undefined, loading: key !== null, slow: false });

/** Of several, the one that is worst off and has to be told of: failed before slow. */
export const late = (of: readonly Loaded<unknown>[]): Loaded<unknown> | undefined =>
  of.find(({ error }) => error !== undefined) ?? of.find(({ slow }) => slow);

/**
 * Loads when `key` changes, shows what the key had before at once, and asks again by itself when the failure may pass.
 * @param key null loads nothing
 * @param everySeconds asks again so often while the page is in front
 */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>, everySeconds?: number): Loaded<T> {
  const [, redraw] = useState(0);
  const [turn, setTurn] = useState(0);
  const state = useRef<State>(fresh(key));
  if (state.current.key !== key) state.current = fresh(key);
  const loading = useRef(load);
  loading.current = load;

  useEffect(() => {
    if (key === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    const later = (ms: number): void => {
      timer = setTimeout(ask, ms);
    };
    const settle = (error: Refused | undefined): void => {
      if (stop.signal.aborted) return;
      state.current = { key, error, loading: false, slow: false };
      redraw((n) => n + 1);
    };
    const ask = async (): Promise<void> => {
      if (everySeconds && document.hidden) return later(1000);
      // Beside what failed before, slowness is no news.
      const slow = setTimeout(() => {
        state.current = { ...state.current, slow: state.current.error === undefined };
        redraw((n) => n + 1);
      }, SLOW_MS);
      stop.signal.addEventListener('abort', () => clearTimeout(slow));
      try {
        const first = ahead.get(key) as Promise<T> | undefined;
        ahead.delete(key);
        const data = await (first ?? loading.current(stop.signal));
        if (stop.signal.aborted) return;
        know(key, data);
        failures = 0;
        settle(undefined);
        if (everySeconds) later(everySeconds * 1000);
      } catch (cause) {
        if (stop.signal.aborted) return;
        const error = cause instanceof Refused ? cause : new Refused(0, cause instanceof Error ? cause.message : String(cause));
        failures += 1;
        settle(error);
        if (error.passing) later(Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (failures - 1)));
        else if (everySeconds && error.status === 401) later(everySeconds * 1000);
      } finally {
        clearTimeout(slow);
      }
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [key, turn, everySeconds]);

  const again = useCallback(() => {
    state.current = { ...state.current, loading: true };
    setTurn((n) => n + 1);
  }, []);
  useEffect(() => {
    if (key === null) return;
    const those = mounted.get(key) ?? new Set();
    mounted.set(key, those.add(again));
    return () => {
      those.delete(again);
      if (those.size === 0) mounted.delete(key);
    };
  }, [key, again]);
  const found = key === null ? undefined : (kept.get(key) as { data: T; at: number } | undefined);
  const { error, loading: asked, slow } = state.current;
  return { data: found?.data, at: found?.at, error, loading: asked, slow, again };
}
