import { type Schemas, useDesk } from '../desk.ts';
import { DueMark } from './due-mark.tsx';
import { StateMark } from './state-mark.tsx';

type Given = {
  readonly ticket: Schemas['TicketBrief'];
  readonly n: number;
  /** Rows of the whole list, -1 while there are more to load. */
  readonly count: number;
  readonly current: boolean;
  readonly nowMs: number;
  readonly href: string;
  readonly onFocus: (n: number) => void;
};

/** One ticket of a list, on one line where there is room: a link, all of it. */
export function TicketRow({ ticket, n, count, current, nowMs, href, onFocus }: Given) {
  const { words, format, view } = useDesk();
  const texts = words.tickets;
  const { requester, priority } = ticket;
  const assignee = view.agents.find(({ id }) => id === ticket.assignee)?.name ?? ticket.assignee;
  const type = view.types.find(({ id }) => id === ticket.type)?.name ?? ticket.type;
  return (
    <li data-row={n} aria-setsize={count} aria-posinset={n + 1} class={current ? 'current' : undefined}>
      <a href={href} onFocus={() => onFocus(n)} class={ticket.unansweredSince ? 'unanswered' : undefined}>
        <StateMark state={ticket.state} />
        <span class="from" title={requester?.address}>
          <bdi>{requester ? requester.name || requester.address : texts.erased}</bdi>
        </span>
        <span class="about">
          {(priority === 'high' || priority === 'urgent') && <span class={`priority ${priority}`}>{texts.priorities[priority]}</span>}
          <bdi class="subject">{ticket.subject || texts.noSubject}</bdi>
          <span class="aside">
            {type && <span class="type">{type}</span>}
            <span class="ref">{ticket.id}</span>
          </span>
        </span>
        <span class="assignee">{assignee ? <bdi>{assignee}</bdi> : <span class="nobody">{texts.nobody}</span>}</span>
        <DueMark ticket={ticket} nowMs={nowMs} />
        <time class="changed" dateTime={ticket.changedAt} title={format.instant(ticket.changedAt)}>
          {format.relative(ticket.changedAt, nowMs)}
        </time>
      </a>
    </li>
  );
}
