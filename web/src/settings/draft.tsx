import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { know, refresh, useLoad } from '../load.ts';
import { useSay } from '../parts/said.tsx';
import { at, put } from './document.ts';
import { merged } from './merge.ts';

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
type Kept = {
  readonly version: number;
  readonly settings: Settings;
  /** The settings of that version as they were read; what is changed is told by them. */
  readonly base?: Settings;
};

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
  /** Mine lie on top of what somebody else saved meanwhile; where both changed the same, by place in the document. */
  readonly both: readonly string[] | null;
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
  const [both, setBoth] = useState<readonly string[] | null>(null);
  const claims = useRef(new Map<string, number>());
  const [, redraw] = useState(0);
  const saved = loading.data;
  const settings = mine?.settings ?? saved;
  useEffect(() => keep(mine), [mine]);

  /** Somebody saved first: theirs are read, and mine put on top of them, to be looked over and saved. */
  const carryOn = async ({ base, settings: wanted }: Kept): Promise<void> => {
    const theirs = await given(api.GET('/settings')).catch(() => null);
    if (!theirs || !base) return;
    know('settings', theirs);
    const { value, conflicts } = merged(base, wanted, theirs);
    setMine({ version: theirs.version, base: theirs, settings: { ...value, version: theirs.version } });
    setBoth(conflicts);
  };

  const save = async (): Promise<void> => {
    if (!settings || !mine) return;
    setSaving(true);
    setProblem(undefined);
    setBoth(null);
    try {
      const now = await given(api.PUT('/settings', { params: { header: { 'If-Match': `"${mine.version}"` } }, body: settings }));
      know('settings', now);
      refresh('desk');
      setMine(null);
      say(words.settings.saved);
    } catch (cause) {
      const refused = cause instanceof Refused ? cause : new Refused(0, String(cause));
      setProblem(refused);
      if (refused.status === 412) await carryOn(mine);
    } finally {
      setSaving(false);
    }
  };
  const errors = problem?.errors ?? [];
  const draft: Draft | null = settings
    ? {
        settings,
        get: (path) => at(settings, path),
        set: (path, value) => setMine({ version: settings.version, base: settings, ...mine, settings: put(settings, path, value) }),
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
      setBoth(null);
    },
    problem,
    both,
    behind: mine !== null && saved !== undefined && saved.version !== mine.version,
  };
}
