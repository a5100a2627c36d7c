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
          const count = queue === 'due' ? counts.late : queue in counts ? counts[queue as keyof typeof counts] : undefined;
          const said = count && `${format.number(count.count)}${count.more ? '+' : ''}`;
          return (
            <li key={queue}>
              <a href={linkTo(['tickets'], addressOf({ ...view, queue }))} aria-current={view.queue === queue ? 'page' : undefined}>
                {words.tickets.queues[queue]}
                {said !== undefined && (queue !== 'due' || count?.count !== 0) && (
                  <span class={queue === 'due' ? 'count bad' : 'count'}>
                    {queue === 'due' ? words.tickets.lateCount(said ?? '') : said}
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
