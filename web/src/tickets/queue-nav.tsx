import { useDesk } from '../desk.ts';
import { linkTo } from '../route.ts';
import { useCounts } from './counts.ts';
import { meOf } from './me.ts';
import { addressOf, QUEUES, type View } from './queues.ts';

/** The queues with how many are in each; filters stay when one goes from queue to queue. */
export function QueueNav({ view }: { view: View }) {
  const desk = useDesk();
  const { words, format } = desk;
  const counts = useCounts();
  const me = meOf(desk);
  return (
    <nav class="queues" aria-label={words.tickets.queuesNamed}>
      <ul>
        {QUEUES.filter((queue) => queue !== 'mine' || me !== null).map((queue) => {
          const count = counts[queue];
          return (
            <li key={queue}>
              <a href={linkTo(['tickets'], addressOf({ ...view, queue }))} aria-current={view.queue === queue ? 'page' : undefined}>
                {words.tickets.queues[queue]}
                {count !== undefined && <span class="count">{format.number(count)}</span>}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
