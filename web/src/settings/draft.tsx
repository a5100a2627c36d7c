import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { forget, useLoad } from '../load.ts';
import { useSay } from '../parts/said.tsx';
import { at, put } from './document.ts';

/*
 * Settings as they are being changed: one document, kept in this browser until it is saved, and refused field by field.
 */

export type Settings = Schemas['Settings'];

export type Draft = {
  readonly settings: Settings;
  readonly get: (path: string) => unknown;
  readonly set: (path: string, value: unknown) => void;
  /** What the API said of a field, such as `calendars.0.week.mon.1.to`. */
  readonly why: (path: string) => string | undefined;
  readonly errors: readonly { readonly field: string; readonly why: string }[];
  /** A field that is on the page takes its error; the others are listed. Returns how to take it back. */
  readonly claim: (path: string) => () => void;
  readonly unclaimed: readonly { readonly field: string; readonly why: string }[];
  readonly dirty: boolean;
};

export const DraftContext = createContext<Draft | null>(null);
export function useDraft(): Draft {
  const draft = useContext(DraftContext);
  if (!draft) throw new Error('no settings around this part');
  return draft;
}

const PLACE = 'deskpulse.settings';
type Kept = { readonly version: number; readonly settings: Settings };

function kept(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}
function keep(draft: Kept | null): void {
  try {
    if (draft === null) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, JSON.stringify(draft));
  } catch {
    // Then a reload loses what was not saved; saving works all the same.
  }
}

export type Editing = {
  readonly draft: Draft | null;
  readonly loading: ReturnType<typeof useLoad<Settings>>;
  readonly saving: boolean;
  readonly save: () => Promise<void>;
  readonly discard: () => void;
  readonly problem: Refused | undefined;
  /** Somebody saved since these were read. */
  readonly behind: boolean;
};

/** Reads the settings, holds what is changed of them, and saves it under the version that was read. */
export function useEditing(): Editing {
  const { api, words } = useDesk();
  const say = useSay();
  const loading = useLoad<Settings>('settings', (signal) => given(api.GET('/settings', { signal })));
  const [mine, setMine] = useState<Kept | null>(kept);
  const [problem, setProblem] = useState<Refused>();
  const [saving, setSaving] = useState(false);
  const claims = useRef(new Map<string, number>());
  const [, redraw] = useState(0);
  const saved = loading.data;
  const settings = mine?.settings ?? saved;
  useEffect(() => keep(mine), [mine]);

  const save = async (): Promise<void> => {
    if (!settings || !mine) return;
    setSaving(true);
    setProblem(undefined);
    try {
      await given(api.PUT('/settings', { params: { header: { 'If-Match': `"${mine.version}"` } }, body: settings }));
      setMine(null);
      forget('settings');
      forget('desk');
      loading.again();
      say(words.settings.saved);
    } catch (cause) {
      setProblem(cause instanceof Refused ? cause : new Refused(0, String(cause)));
    } finally {
      setSaving(false);
    }
  };
  const errors = problem?.errors ?? [];
  const draft: Draft | null = settings
    ? {
        settings,
        get: (path) => at(settings, path),
        set: (path, value) => setMine({ version: mine?.version ?? settings.version, settings: put(settings, path, value) }),
        why: (path) => errors.find(({ field }) => field === path)?.why,
        errors,
        claim: (path) => {
          claims.current.set(path, (claims.current.get(path) ?? 0) + 1);
          if (errors.some(({ field }) => field === path)) redraw((n) => n + 1);
          return () => {
            claims.current.set(path, (claims.current.get(path) ?? 1) - 1);
          };
        },
        unclaimed: errors.filter(({ field }) => !claims.current.get(field)),
        dirty: mine !== null,
      }
    : null;
  return {
    draft,
    loading,
    saving,
    save,
    discard: () => {
      setMine(null);
      setProblem(undefined);
    },
    problem,
    behind: mine !== null && saved !== undefined && saved.version !== mine.version,
  };
}
