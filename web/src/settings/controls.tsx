import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { Field } from '../parts/field.tsx';
import { useDraft } from './draft.tsx';

/*
 * Controls of settings, each tied to a place in the document: what it shows, what it changes, and what was wrong with it.
 */

type Given = { readonly path: string; readonly label: string; readonly hint?: string };

/** The value at a path, and the API's word on it. */
export function useSetting<T>(path: string): { value: T; set: (value: T | undefined) => void; why: string | undefined } {
  const draft = useDraft();
  const why = draft.why(path);
  useEffect(() => draft.claim(path), [path, why]);
  return { value: draft.get(path) as T, set: (value) => draft.set(path, value), why };
}

/** @param optional an empty text is no text: the key goes, or becomes null */
export function TextSetting({
  path,
  label,
  hint,
  type = 'text',
  rows,
  optional,
  dir,
}: Given & { type?: 'text' | 'email' | 'url' | 'time' | 'date'; rows?: number; optional?: 'absent' | 'null'; dir?: 'auto' }) {
  const { value, set, why } = useSetting<string | null | undefined>(path);
  const change = (text: string): void => set(text === '' && optional ? ((optional === 'null' ? null : undefined) as never) : text);
  return (
    <Field label={label} {...(hint ? { hint } : {})} why={why}>
      {(ids) =>
        rows ? (
          <textarea {...ids} rows={rows} dir={dir ?? 'auto'} value={value ?? ''} onInput={(event) => change(event.currentTarget.value)} />
        ) : (
          <input {...ids} type={type as 'text'} dir={dir} value={value ?? ''} onInput={(event) => change(event.currentTarget.value)} />
        )
      }
    </Field>
  );
}

export function SelectSetting({
  path,
  label,
  hint,
  options,
  empty,
}: Given & { options: readonly (readonly [string, string])[]; empty?: string }) {
  const { value, set, why } = useSetting<string | null>(path);
  return (
    <Field label={label} {...(hint ? { hint } : {})} why={why}>
      {(ids) => (
        <select {...ids} value={value ?? ''} onChange={(event) => set(event.currentTarget.value || null)}>
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckSetting({ path, label, hint }: Given) {
  const { value, set, why } = useSetting<boolean>(path);
  return (
    <div class={why ? 'check wrong' : 'check'}>
      <label>
        <input type="checkbox" checked={value} onChange={(event) => set(event.currentTarget.checked)} /> {label}
      </label>
      {hint && <p class="fine">{hint}</p>}
      {why && <p class="why">{why}</p>}
    </div>
  );
}

export function NumberSetting({ path, label, hint, min = 0 }: Given & { min?: number }) {
  const { value, set, why } = useSetting<number>(path);
  return (
    <Field label={label} {...(hint ? { hint } : {})} why={why}>
      {(ids) => <input {...ids} type="number" min={min} value={value} onInput={(event) => set(event.currentTarget.valueAsNumber)} />}
    </Field>
  );
}

const UNITS = [
  ['minutes', 60],
  ['hours', 3600],
  ['days', 86_400],
] as const;
type Unit = (typeof UNITS)[number][0];
const sizeOf = (unit: Unit): number => UNITS.find(([name]) => name === unit)?.[1] ?? 60;
/** The largest unit in which a span is a whole number. */
const unitOf = (seconds: number): Unit => [...UNITS].reverse().find(([, size]) => seconds % size === 0)?.[0] ?? 'minutes';

/** A span as people say it; the document holds seconds. `never` offers null. */
export function SpanSetting({ path, label, hint, never }: Given & { never?: string }) {
  const { words } = useDesk();
  const { value, set, why } = useSetting<number | null>(path);
  const [unit, setUnit] = useState<Unit>(value === null ? 'hours' : unitOf(value));
  return (
    <Field label={label} {...(hint ? { hint } : {})} why={why}>
      {(ids) => (
        <span class="row">
          <input
            {...ids}
            type="number"
            class="short"
            step="any"
            disabled={value === null}
            value={value === null ? '' : value / sizeOf(unit)}
            onInput={(event) =>
              Number.isFinite(event.currentTarget.valueAsNumber) && set(Math.round(event.currentTarget.valueAsNumber * sizeOf(unit)))
            }
          />
          <select aria-label={words.settings.unit} value={unit} onChange={(event) => setUnit(event.currentTarget.value as Unit)}>
            {UNITS.map(([name]) => (
              <option key={name} value={name}>
                {words.settings.units[name]}
              </option>
            ))}
          </select>
          {never !== undefined && (
            <label>
              <input
                type="checkbox"
                checked={value === null}
                onChange={(event) => set(event.currentTarget.checked ? null : sizeOf(unit))}
              />{' '}
              {never}
            </label>
          )}
        </span>
      )}
    </Field>
  );
}

type ListGiven<T> = {
  readonly path: string;
  readonly title?: string;
  readonly add: string;
  /** A new entry; its ids must be new among those there are. */
  readonly fresh: (all: readonly T[]) => T;
  readonly nameOf: (one: T, place: number) => string;
  readonly children: (path: string, one: T, place: number) => ComponentChildren;
  /** Whether the order means something and can be changed. */
  readonly ordered?: boolean;
  /** Entries that start folded, as their names. */
  readonly folded?: boolean;
};

/** Entries of a list: each with its controls, moved, removed, added. */
export function ListSetting<T>({ path, title, add, fresh, nameOf, children, ordered, folded }: ListGiven<T>) {
  const { words } = useDesk();
  const { value, set, why } = useSetting<readonly T[]>(path);
  const list = value ?? [];
  const swapped = (a: number, b: number): T[] =>
    list.map((one, place) => (place === a ? (list[b] as T) : place === b ? (list[a] as T) : one));
  return (
    <section class="list" aria-label={title ?? add}>
      {title && <h2>{title}</h2>}
      {why && <p class="why">{why}</p>}
      {list.map((one, place) => {
        const name = nameOf(one, place);
        const tools = (
          <span class="tools">
            {ordered && (
              <>
                <button
                  type="button"
                  class="quiet"
                  disabled={place === 0}
                  aria-label={words.settings.up(name)}
                  onClick={() => set(swapped(place, place - 1))}
                >
                  ↑
                </button>
                <button
                  type="button"
                  class="quiet"
                  disabled={place === list.length - 1}
                  aria-label={words.settings.down(name)}
                  onClick={() => set(swapped(place, place + 1))}
                >
                  ↓
                </button>
              </>
            )}
            <button
              type="button"
              class="quiet"
              aria-label={words.settings.remove(name)}
              onClick={() => set(list.filter((_, other) => other !== place))}
            >
              ✕
            </button>
          </span>
        );
        return folded ? (
          <Folded key={place} path={`${path}.${place}`} name={name} alone={list.length === 1}>
            {tools}
            {children(`${path}.${place}`, one, place)}
          </Folded>
        ) : (
          <div key={place} class="entry row">
            {children(`${path}.${place}`, one, place)}
            {tools}
          </div>
        );
      })}
      <button type="button" onClick={() => set([...list, fresh(list)])}>
        + {add}
      </button>
    </section>
  );
}

/** An entry as its name; open where it is the only one, or something in it was refused. */
function Folded({ path, name, alone, children }: { path: string; name: string; alone: boolean; children: ComponentChildren }) {
  const { errors } = useDraft();
  const wrong = errors.some(({ field }) => field.startsWith(`${path}.`));
  return (
    <details class={wrong ? 'entry panel wrong' : 'entry panel'} open={wrong || alone || undefined}>
      <summary>{name}</summary>
      {children}
    </details>
  );
}

/** An id that no entry has yet. */
export function freshId(all: readonly { readonly id: string }[], stem: string): string {
  for (let n = all.length + 1; ; n += 1) if (!all.some(({ id }) => id === `${stem}-${n}`)) return `${stem}-${n}`;
}

/** Several of a list of choices, or null for "whatever". */
export function ChoicesSetting({ path, label, options, any }: Given & { options: readonly (readonly [string, string])[]; any: string }) {
  const { value, set, why } = useSetting<readonly string[] | null>(path);
  return (
    <fieldset class={why ? 'choices wrong' : 'choices'}>
      <legend>{label}</legend>
      <label>
        <input
          type="checkbox"
          checked={value === null}
          onChange={(event) => set(event.currentTarget.checked ? null : options.slice(0, 1).map(([key]) => key))}
        />{' '}
        {any}
      </label>
      {value !== null &&
        options.map(([key, text]) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={value?.includes(key)}
              onChange={(event) => set(event.currentTarget.checked ? [...(value ?? []), key] : (value ?? []).filter((one) => one !== key))}
            />{' '}
            {text}
          </label>
        ))}
      {why && <p class="why">{why}</p>}
    </fieldset>
  );
}

/** Short texts separated by commas, such as addresses. */
export function WordsSetting({ path, label, hint, nothing }: Given & { nothing?: 'null' }) {
  const draft = useDraft();
  const { value, set, why } = useSetting<readonly string[] | null>(path);
  const [text, setText] = useState((value ?? []).join(', '));
  const below = (value ?? []).map((_, place) => draft.why(`${path}.${place}`)).find(Boolean);
  const change = (typed: string): void => {
    setText(typed);
    const list = typed
      .split(/[,\n]/)
      .map((one) => one.trim())
      .filter(Boolean);
    set(list.length === 0 && nothing ? (null as never) : list);
  };
  return (
    <Field label={label} {...(hint ? { hint } : {})} why={why ?? below}>
      {(ids) => <input {...ids} value={text} onInput={(event) => change(event.currentTarget.value)} />}
    </Field>
  );
}
