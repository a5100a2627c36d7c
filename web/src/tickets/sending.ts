import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { given, newKey, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { type Draft, fingerprint, sendingOf } from './drafts.ts';
import type { Upload } from './files.ts';
import { meOf } from './me.ts';
import { meanwhile } from './meanwhile.ts';

/*
 * An answer on its way: tried again while the desk does not answer, under one key, so that it arrives once; held back when
 * somebody else came first.
 */

export type After = 'stay' | 'resolve' | 'wait';
export type Letter = { readonly text: string; readonly kind: Draft['kind']; readonly files: readonly Upload[]; readonly after: After };
type Entry = Schemas['TimelineEntry'];

export type Sending = {
  readonly state: 'idle' | 'sending' | 'waiting';
  readonly error: Refused | undefined;
  /** What others did since `version` was read; sending all the same takes `now`. */
  readonly stale: { readonly entries: readonly Entry[]; readonly now: number; readonly letter: Letter } | null;
  readonly send: (letter: Letter, version: number, kept: Draft['sending']) => Promise<'sent' | 'sent-only' | 'not-sent'>;
  readonly stop: () => void;
  /** Does not wait for the next try. */
  readonly now: () => void;
  readonly clear: () => void;
};

const LONGEST_WAIT_MS = 20_000;

/** @param keep lays the key down before anything is sent with it, so that a reload meanwhile sends under the same */
export function useSending(id: string, keep: (sending: NonNullable<Draft['sending']>) => void): Sending {
  const desk = useDesk();
  const { api } = desk;
  const me = meOf(desk);
  const [state, setState] = useState<Sending['state']>('idle');
  const [error, setError] = useState<Refused | undefined>(undefined);
  const [stale, setStale] = useState<Sending['stale']>(null);
  const stopped = useRef(false);
  const wake = useRef<() => void>(() => undefined);
  useEffect(
    () => () => {
      stopped.current = true;
      wake.current();
    },
    [],
  );

  const post = useCallback(
    ({ text, kind, files, after }: Letter, version: number, key: string): Promise<Schemas['Receipt']> => {
      const path = { id };
      if (kind === 'note')
        return given(api.POST('/tickets/{id}/notes', { params: { path, header: { 'Idempotency-Key': key } }, body: { text } }));
      const body = { text, ...(after === 'resolve' ? { resolve: true } : {}), ...(files.length > 0 ? { attachments: [...files] } : {}) };
      const header = { 'Idempotency-Key': key, 'If-Match': `"${version}"` };
      return given(api.POST('/tickets/{id}/replies', { params: { path, header }, body }));
    },
    [api, id],
  );

  const send = useCallback(
    async (letter: Letter, version: number, kept: Draft['sending']): Promise<'sent' | 'sent-only' | 'not-sent'> => {
      stopped.current = false;
      setError(undefined);
      setStale(null);
      setState('sending');
      const sending = sendingOf(kept, await fingerprint(letter), newKey);
      keep(sending);
      let base = version;
      let failures = 0;
      for (;;) {
        try {
          await post(letter, base, sending.key);
          break;
        } catch (cause) {
          const refused = cause instanceof Refused ? cause : new Refused(0, cause instanceof Error ? cause.message : String(cause));
          if (refused.status === 412) {
            const now = await given(api.GET('/tickets/{id}', { params: { path: { id } } })).catch(() => null);
            const entries = now ? meanwhile(now.timeline, base, me) : [];
            if (now && entries.length === 0 && now.version !== base) {
              // Only clocks and rules have moved it.
              base = now.version;
              continue;
            }
            if (now) setStale({ entries, now: now.version, letter });
            else setError(refused);
            setState('idle');
            return 'not-sent';
          }
          if (!refused.passing || stopped.current) {
            setError(stopped.current ? undefined : refused);
            setState('idle');
            return 'not-sent';
          }
          failures += 1;
          setState('waiting');
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (failures - 1)));
            wake.current = () => {
              clearTimeout(timer);
              resolve();
            };
          });
          if (stopped.current) {
            setState('idle');
            return 'not-sent';
          }
          setState('sending');
        }
      }
      let outcome: 'sent' | 'sent-only' = 'sent';
      if (letter.kind === 'reply' && letter.after === 'wait') {
        const header = { 'Idempotency-Key': `${sending.key}-wait` };
        await given(api.POST('/tickets/{id}/pend', { params: { path: { id }, header }, body: { waitingOn: 'customer' } })).catch(() => {
          outcome = 'sent-only';
        });
      }
      setState('idle');
      return outcome;
    },
    [api, id, keep, me, post],
  );
  const stop = useCallback(() => {
    stopped.current = true;
    wake.current();
  }, []);
  const now = useCallback(() => wake.current(), []);
  const clear = useCallback(() => {
    setError(undefined);
    setStale(null);
  }, []);
  return { state, error, stale, send, stop, now, clear };
}
