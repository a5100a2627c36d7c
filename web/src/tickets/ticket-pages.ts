import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { type Loaded, useLoad } from '../load.ts';
import { joined, type ListQuery } from './queues.ts';

type Brief = Schemas['TicketBrief'];
type Page = Schemas['TicketList'];

export const PAGE_ROWS = 200;
const EVERY_SECONDS = 30;

export type TicketPages = {
  readonly first: Loaded<Page>;
  readonly rows: readonly Brief[];
  /** Whether there are more to ask for. */
  readonly more: boolean;
  /** Asks for the next page, once at a time. */
  readonly next: () => void;
  /** Why the next page did not come. */
  readonly error: Refused | undefined;
};

const NONE: Later['pages'] = [];
type Later = { readonly key: string; readonly pages: readonly (readonly Brief[])[]; readonly cursor: string | null };

/** A list by pages: the first is read again while it is shown, the others come as they are scrolled to. */
export function useTicketPages(query: ListQuery): TicketPages {
  const { api } = useDesk();
  const key = `tickets:list:${JSON.stringify(query)}`;
  const ask = (cursor: string | null, signal?: AbortSignal): Promise<Page> =>
    given(
      api.GET('/tickets', {
        params: { query: { ...query, limit: String(PAGE_ROWS), ...(cursor === null ? {} : { cursor }) } },
        ...(signal ? { signal } : {}),
      }),
    );
  const first = useLoad<Page>(key, (signal) => ask(null, signal), EVERY_SECONDS);
  const [later, setLater] = useState<Later>({ key, pages: [], cursor: null });
  const [error, setError] = useState<Refused | undefined>(undefined);
  const asking = useRef<string | null>(null);
  const mine = later.key === key ? later.pages : NONE;
  const cursor = mine.length > 0 ? later.cursor : (first.data?.cursor ?? null);

  const next = useCallback(async () => {
    if (cursor === null || asking.current === key) return;
    asking.current = key;
    setError(undefined);
    try {
      const page = await ask(cursor);
      if (asking.current === key) setLater({ key, pages: [...mine, page.tickets], cursor: page.cursor });
    } catch (cause) {
      if (asking.current === key) setError(cause instanceof Refused ? cause : new Refused(0, String(cause)));
    } finally {
      if (asking.current === key) asking.current = null;
    }
  }, [cursor, key, mine]);
  const rows = useMemo(() => joined([first.data?.tickets ?? [], ...mine]), [first.data, mine]);
  return { first, rows, more: cursor !== null, next, error };
}
