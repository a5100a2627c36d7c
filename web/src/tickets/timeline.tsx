import { useState } from 'preact/hooks';
import { type Schemas, useDesk } from '../desk.ts';
import { eventWords } from './event-words.ts';

const STEP = 60;

/** What happened, newest first, in words; drawn when somebody opens it. */
export function Timeline({ entries }: { entries: readonly Schemas['TimelineEntry'][] }) {
  const desk = useDesk();
  const { words, format } = desk;
  const texts = words.tickets.timeline;
  const [open, setOpen] = useState(false);
  const [steps, setSteps] = useState(1);
  const shown = open ? entries.slice(-STEP * steps).reverse() : [];
  const left = entries.length - shown.length;
  return (
    <details class="facts-part timeline" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.title}</summary>
      <ol>
        {shown.map((entry, n) => (
          <li key={entries.length - n} class={entry.event.type === 'ClockBreached' ? 'bad' : undefined}>
            <time dateTime={entry.at} title={entry.recordedAt > entry.at ? texts.noticed(format.instant(entry.recordedAt)) : undefined}>
              {format.instant(entry.at)}
            </time>
            <span>
              {eventWords(entry, desk)}
              {entry.by.kind === 'agent' && !('agent' in entry.event) && <span class="fine"> · {entry.by.name}</span>}
            </span>
          </li>
        ))}
      </ol>
      {open && left > 0 && (
        <button type="button" class="quiet" onClick={() => setSteps(steps + 1)}>
          {texts.earlier(format.number(left))}
        </button>
      )}
    </details>
  );
}
