import { useCallback, useState } from 'preact/hooks';
import { given, newKey, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { useSay } from '../parts/said.tsx';
import { meOf } from './me.ts';
import { meanwhile } from './meanwhile.ts';
import type { Ticket } from './use-ticket.ts';

/*
 * What one does to a ticket beside answering it: guarded by the version that was seen, told when somebody else came first.
 */

type Entry = Schemas['TimelineEntry'];
type Receipt = Schemas['Receipt'];
type Change = Schemas['Change'];
export type Act =
  | { readonly do: 'resolve' | 'reopen' | 'spam' | 'release' }
  | { readonly do: 'pend'; readonly waitingOn: 'customer' | 'third-party' }
  | { readonly do: 'merge'; readonly into: string }
  | { readonly do: 'redirect'; readonly team: string }
  | { readonly do: 'change'; readonly change: Change };

export type Acts = {
  readonly busy: boolean;
  readonly error: Refused | undefined;
  /** What others did first, and the act that did not happen for it. */
  readonly stale: { readonly act: Act; readonly entries: readonly Entry[]; readonly version: number } | null;
  /** @returns whether it was done */
  readonly act: (act: Act, version?: number) => Promise<boolean>;
  readonly clear: () => void;
};

/** Somebody keeps changing it: no more than so often by itself. */
const ATTEMPTS = 4;

export function useActs(ticket: Ticket | undefined, again: () => void): Acts {
  const desk = useDesk();
  const { api, words } = desk;
  const say = useSay();
  const me = meOf(desk);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Refused | undefined>(undefined);
  const [stale, setStale] = useState<Acts['stale']>(null);
  const id = ticket?.id ?? '';
  const seen = ticket?.version ?? 0;

  const ask = useCallback(
    (act: Act, version: number, key: string): Promise<Receipt> => {
      const path = { id };
      const guard = { 'If-Match': `"${version}"` };
      const header = { ...guard, 'Idempotency-Key': key };
      switch (act.do) {
        case 'change':
          return given(api.PATCH('/tickets/{id}', { params: { path, header: guard }, body: act.change }));
        case 'pend':
          return given(api.POST('/tickets/{id}/pend', { params: { path, header }, body: { waitingOn: act.waitingOn } }));
        case 'merge':
          return given(api.POST('/tickets/{id}/merge', { params: { path, header }, body: { into: act.into } }));
        case 'redirect':
          return given(api.POST('/tickets/{id}/redirect', { params: { path, header }, body: { team: act.team } }));
        default:
          return given(api.POST(`/tickets/{id}/${act.do}` as '/tickets/{id}/resolve', { params: { path, header }, body: {} }));
      }
    },
    [api, id],
  );

  const act = useCallback(
    async (wanted: Act, from = seen): Promise<boolean> => {
      setBusy(true);
      setError(undefined);
      setStale(null);
      const key = newKey();
      let version = from;
      try {
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
          try {
            await ask(wanted, version, key);
            say(words.tickets.act.done[wanted.do]);
            return true;
          } catch (cause) {
            if (!(cause instanceof Refused) || cause.status !== 412) throw cause;
            const now = await given(api.GET('/tickets/{id}', { params: { path: { id } } }));
            const entries = meanwhile(now.timeline, version, me);
            version = now.version;
            // Only clocks and rules have moved it: nothing that anybody would want to know first.
            if (entries.length === 0) continue;
            setStale({ act: wanted, entries, version });
            return false;
          }
        }
        return false;
      } catch (cause) {
        setError(cause instanceof Refused ? cause : new Refused(0, cause instanceof Error ? cause.message : String(cause)));
        return false;
      } finally {
        setBusy(false);
        again();
      }
    },
    [api, ask, again, id, me, say, seen, words],
  );
  const clear = useCallback(() => {
    setError(undefined);
    setStale(null);
  }, []);
  return { busy, error, stale, act, clear };
}
