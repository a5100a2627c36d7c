import { type Schemas, useDesk } from '../desk.ts';
import { eventWords } from './event-words.ts';
import { meOf } from './me.ts';

/** What others did meanwhile, in a line each. */
export function Changes({ entries }: { entries: readonly Schemas['TimelineEntry'][] }) {
  const desk = useDesk();
  const { words, format } = desk;
  const me = meOf(desk);
  return (
    <ul class="changes">
      {entries.slice(-8).map((entry) => (
        <li key={`${entry.version}-${entry.event.type}`}>
          <time dateTime={entry.at}>{format.time(entry.at)}</time> {eventWords(entry, desk)}
          {entry.by.kind === 'agent' && !('agent' in entry.event && entry.event.agent) && (
            <span class="fine"> · {entry.by.agent === me ? words.tickets.who.me : entry.by.name}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
