import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { go, linkTo } from '../route.ts';
import { referenceIn, type View } from './queues.ts';

/** Long enough for the next letter to come. */
const TYPING_MS = 300;

type Given = {
  readonly view: View;
  readonly show: (view: View, replace?: boolean) => void;
  readonly search: RefObject<HTMLInputElement | null>;
};

/** The search, and by whom, where and of what type. */
export function Filters({ view, show, search }: Given) {
  const { words, view: desk } = useDesk();
  const texts = words.tickets;
  const [typed, setTyped] = useState(view.search);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (document.activeElement !== search.current) setTyped(view.search);
  }, [view.search, search]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const seek = (text: string, now: boolean): void => {
    clearTimeout(timer.current);
    const reference = referenceIn(text);
    if (now && reference) {
      go(linkTo(['tickets', reference]));
      return;
    }
    const wanted = text.trim();
    // Searching begins everywhere; a queue chosen then narrows it.
    const act = (): void => {
      if (wanted !== view.search) show({ ...view, search: wanted, queue: wanted ? (view.search ? view.queue : null) : 'active' }, !now);
    };
    if (now) act();
    else timer.current = setTimeout(act, TYPING_MS);
  };
  const choose = (label: string, field: 'assignee' | 'mailbox' | 'type', options: readonly (readonly [string, string])[]) => (
    <select
      aria-label={label}
      value={view[field]}
      class={view[field] ? 'set' : undefined}
      onChange={(event) => show({ ...view, [field]: event.currentTarget.value })}
    >
      <option value="">{label}</option>
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
  return (
    <search>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          seek(typed, true);
        }}
      >
        <input
          ref={search}
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          value={typed}
          maxLength={200}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            seek(event.currentTarget.value, false);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') search.current?.blur();
          }}
        />
        {view.queue !== 'mine' &&
          view.queue !== 'unassigned' &&
          choose(texts.anyone, 'assignee', [['none', texts.nobody], ...desk.agents.map(({ id, name }) => [id, name] as const)])}
        {desk.mailboxes.length > 1 &&
          choose(
            texts.anyMailbox,
            'mailbox',
            desk.mailboxes.map(({ id, name, address }) => [id, name || address] as const),
          )}
        {choose(texts.anyType, 'type', [['none', texts.noType], ...desk.types.map(({ id, name }) => [id, name] as const)])}
      </form>
    </search>
  );
}
