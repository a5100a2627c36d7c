import { type Schemas, useDesk } from '../desk.ts';
import { dueOf } from './due.ts';

/** The next clock in words, with a mark of its own shape and colour for each urgency. */
export function DueMark({ ticket, nowMs }: { ticket: Schemas['TicketBrief']; nowMs: number }) {
  const { words, format } = useDesk();
  const { due: texts, clocks } = words.tickets;
  const due = dueOf(ticket, nowMs);
  if (due.is === 'none') return <span class="due" />;
  if (due.is === 'paused')
    return (
      <span class="due paused">
        <Shape is="paused" />
        {texts.paused}
      </span>
    );
  const span = format.span(due.seconds);
  return (
    <span class={`due ${due.is}`} title={due.clock ? `${clocks[due.clock]}: ${format.instant(ticket.dueAt ?? '')}` : undefined}>
      <Shape is={due.is} />
      {due.is === 'late' ? texts.late(span) : texts.ahead(span)}
      {due.clock && <span class="hidden">, {clocks[due.clock]}</span>}
    </span>
  );
}

const SHAPES = {
  late: 'M6 1l5.2 9.5H.8z',
  soon: 'M6 1a5 5 0 100 10A5 5 0 006 1z',
  ahead: 'M6 1.6a4.4 4.4 0 100 8.8 4.4 4.4 0 000-8.8z',
  paused: 'M2.5 1.5h2.6v9H2.5zM6.9 1.5h2.6v9H6.9z',
} as const;
const Shape = ({ is }: { is: keyof typeof SHAPES }) => (
  <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true" class="shape">
    <path d={SHAPES[is]} />
  </svg>
);
