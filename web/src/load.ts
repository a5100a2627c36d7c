import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from './api/client.ts';

/*
 * What is loaded stays: old figures are shown, marked old, while the desk is slow or away, and asked for again until it answers.
 */

export type Loaded<T> = {
  readonly data: T | undefined;
  /** When `data` was answered, epoch milliseconds. */
  readonly at: number | undefined;
  /** Why the last try failed. With `data`: what is shown is old. */
  readonly error: Refused | undefined;
  readonly loading: boolean;
  readonly again: () => void;
};

const LONGEST_WAIT_MS = 30_000;
const kept = new Map<string, { readonly data: unknown; readonly at: number }>();

/** Drops what was loaded under keys that begin so: somebody changed it. */
export function forget(prefix: string): void {
  for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
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

/**
 * Loads when `key` changes, shows what the key had before at once, and asks again by itself when the failure may pass.
 * @param key null loads nothing
 * @param everySeconds asks again so often while the page is in front
 */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>, everySeconds?: number): Loaded<T> {
  const [, redraw] = useState(0);
  const [turn, setTurn] = useState(0);
  const state = useRef<{ key: string | null; error: Refused | undefined; loading: boolean }>({
    key,
    error: undefined,
    loading: key !== null,
  });
  if (state.current.key !== key) state.current = { key, error: undefined, loading: key !== null };
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
      state.current = { key, error, loading: false };
      redraw((n) => n + 1);
    };
    const ask = async (): Promise<void> => {
      if (everySeconds && document.hidden) return later(1000);
      try {
        const first = ahead.get(key) as Promise<T> | undefined;
        ahead.delete(key);
        const data = await (first ?? loading.current(stop.signal));
        if (stop.signal.aborted) return;
        kept.set(key, { data, at: Date.now() });
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
  const found = key === null ? undefined : (kept.get(key) as { data: T; at: number } | undefined);
  return { data: found?.data, at: found?.at, error: state.current.error, loading: state.current.loading, again };
}
