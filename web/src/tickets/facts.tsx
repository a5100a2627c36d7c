import { useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { Field, whyOf } from '../parts/field.tsx';
import { linkTo } from '../route.ts';
import type { Acts } from './acts.ts';
import type { Ticket } from './use-ticket.ts';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
type Given = { readonly ticket: Ticket; readonly acts: Acts };

/** Who has it, what it is about and how urgent: changed where it stands. */
export function Facts({ ticket, acts }: Given) {
  const { words, view } = useDesk();
  const texts = words.tickets.facts;
  const { act, busy, error } = acts;
  // Somebody who has left may still have it.
  const agents = view.agents.filter(({ id, active }) => active || id === ticket.assignee);
  const types = view.types.filter(({ id, active }) => active || id === ticket.type);
  const choose = (
    field: 'assignee' | 'type' | 'priority',
    value: string,
    options: readonly (readonly [string, string])[],
    change: (value: string) => void,
  ) => (
    <Field label={texts[field]} why={whyOf(error, field)}>
      {(ids) => (
        <select {...ids} data-field={field} value={value} disabled={busy} onChange={(event) => change(event.currentTarget.value)}>
          {options.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  return (
    <section class="facts-part facts">
      {choose(
        'assignee',
        ticket.assignee ?? '',
        [['', words.tickets.nobody], ...agents.map(({ id, name }) => [id, name] as const)],
        (id) => void act({ do: 'change', change: { assignee: id || null } }),
      )}
      {choose(
        'type',
        ticket.type ?? '',
        [['', words.tickets.noType], ...types.map(({ id, name }) => [id, name] as const)],
        (id) => void act({ do: 'change', change: { type: id || null } }),
      )}
      {choose(
        'priority',
        ticket.priority,
        PRIORITIES.map((one) => [one, words.tickets.priorities[one]] as const),
        (priority) => void act({ do: 'change', change: { priority: priority as Ticket['priority'] } }),
      )}
      <Tags ticket={ticket} acts={acts} />
      <Origin ticket={ticket} />
    </section>
  );
}

function Tags({ ticket, acts: { act, busy, error } }: Given) {
  const { words } = useDesk();
  const texts = words.tickets.facts;
  const [typed, setTyped] = useState('');
  const add = async (): Promise<void> => {
    const wanted = typed.split(/[,\s]+/).filter(Boolean);
    if (wanted.length === 0) return;
    if (await act({ do: 'change', change: { tags: [...new Set([...ticket.tags, ...wanted])] } })) setTyped('');
  };
  return (
    <Field label={texts.tags} why={error?.errors.find(({ field }) => field.startsWith('tags'))?.why}>
      {(ids) => (
        <div class="tags">
          {ticket.tags.map((tag) => (
            <button
              key={tag}
              type="button"
              class="chip"
              aria-label={texts.removeTag(tag)}
              disabled={busy}
              onClick={() => void act({ do: 'change', change: { tags: ticket.tags.filter((one) => one !== tag) } })}
            >
              <bdi>{tag}</bdi> ✕
            </button>
          ))}
          <input
            {...ids}
            data-field="tags"
            placeholder={texts.addTag}
            value={typed}
            maxLength={60}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault();
                void add();
              }
              if (event.key === 'Escape') event.currentTarget.blur();
            }}
          />
        </div>
      )}
    </Field>
  );
}

/** Where it came from, and what it has to do with other tickets. */
function Origin({ ticket }: { ticket: Ticket }) {
  const { words, view, format } = useDesk();
  const { facts: texts, channels, reasons } = words.tickets;
  const mailbox = view.mailboxes.find(({ id }) => id === ticket.mailbox);
  const link = (id: string) => <a href={linkTo(['tickets', id])}>{id}</a>;
  const rows: [string, preact.ComponentChildren][] = [
    [texts.opened, <time dateTime={ticket.openedAt}>{format.instant(ticket.openedAt)}</time>],
    [texts.channel, channels[ticket.channel]],
    ...(view.mailboxes.length > 1 ? [[texts.mailbox, mailbox?.name ?? ticket.mailbox] as [string, string]] : []),
    ...(ticket.linkedTo ? [[texts.linkedTo, link(ticket.linkedTo)] as [string, preact.ComponentChildren]] : []),
    ...(ticket.absorbed.length > 0
      ? [[texts.absorbed, ticket.absorbed.map((id) => <span key={id}>{link(id)} </span>)] as [string, preact.ComponentChildren]]
      : []),
    ...(ticket.excluded ? [[texts.reason, reasons[ticket.excluded.reason]] as [string, string]] : []),
    ...(ticket.excluded?.into ? [[texts.into, link(ticket.excluded.into)] as [string, preact.ComponentChildren]] : []),
    ...(ticket.excluded?.team ? [[texts.team, ticket.excluded.team] as [string, string]] : []),
  ];
  return (
    <dl class="origin">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
