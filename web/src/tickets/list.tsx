import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { useKeyTexts } from '../key-texts.ts';
import { useKeys } from '../keys.ts';
import { Failure, Freshness } from '../parts/problem.tsx';
import { go, linkTo, type Route } from '../route.ts';
import { Filters } from './filters.tsx';
import { meOf } from './me.ts';
import { QueueNav } from './queue-nav.tsx';
import { addressOf, askedFor, type View, viewOf } from './queues.ts';
import { TicketRow } from './row.tsx';
import { remember } from './row-memory.ts';
import { useNow } from './ticker.ts';
import { useTicketPages } from './ticket-pages.ts';
import { type Drawn, drawnRows } from './window.ts';

const BEYOND = 12;
/** So many rows before the end the next page is asked for. */
const AHEAD = 60;

/** A queue, or what a search found. */
export function TicketList({ route }: { route: Route }) {
  const desk = useDesk();
  const { words, format } = desk;
  const texts = words.tickets;
  const view = viewOf(route);
  const show = useCallback((wanted: View, replace = false) => go(linkTo(['tickets'], addressOf(wanted)), replace), []);
  const pages = useTicketPages(askedFor(view, meOf(desk)));
  const { first, rows, more, next, error } = pages;
  const nowMs = useNow();
  const [current, setCurrent] = useState(-1);
  const list = useRef<HTMLUListElement>(null);
  const { drawn, reach } = useSight(list, rows.length);
  const query = addressOf(view);

  useEffect(() => {
    remember(rows.map(({ id }) => id));
  }, [rows]);
  useEffect(() => {
    if (more && !error && first.data && drawn.end >= rows.length - AHEAD) next();
  }, [more, error, first.data, drawn.end, rows.length, next]);

  const move = (to: number): void => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    if (rows.length === 0) return;
    setCurrent(at);
    reach(at);
  };
  // The row is drawn by now, wherever it was.
  useLayoutEffect(() => {
    if (current < 0) return;
    list.current?.querySelector<HTMLElement>(`[data-row="${current}"] a`)?.focus({ preventScroll: true });
  }, [current, drawn.first, drawn.end]);
  const search = useRef<HTMLInputElement>(null);
  useKeys({
    j: () => move(current + 1),
    k: () => move(current - 1),
    o: () => rows[current] && go(linkTo(['tickets', rows[current].id], query)),
    Home: () => move(0),
    '/': () => search.current?.focus(),
    R: first.again,
  });
  useKeyTexts(texts.keys.list);

  return (
    <div class="tickets">
      <header class="tickets-head">
        <h1>{view.queue ? texts.queues[view.queue] : texts.found}</h1>
        <Filters view={view} show={show} search={search} />
      </header>
      <QueueNav view={view} />
      <Freshness of={first} />
      {first.data && rows.length === 0 && !more && (
        <div class="empty">
          <p>{view.search ? texts.nothingFound(view.search) : texts.nothingHere}</p>
        </div>
      )}
      {!first.data && first.loading && <p class="waiting">{words.frame.loading}</p>}
      {rows.length > 0 && (
        <>
          <div class="row-heads" aria-hidden="true">
            <span>{texts.columns.state}</span>
            <span>{texts.columns.from}</span>
            <span>{texts.columns.subject}</span>
            <span>{texts.columns.assignee}</span>
            <span>{texts.columns.due}</span>
            <span>{texts.columns.changed}</span>
          </div>
          <ul class="rows" ref={list} aria-label={texts.listOf(format.number(rows.length), more)}>
            <li class="space" aria-hidden="true" style={{ blockSize: `${drawn.above}px` }} />
            {rows.slice(drawn.first, drawn.end).map((ticket, n) => (
              <TicketRow
                key={ticket.id}
                ticket={ticket}
                n={drawn.first + n}
                count={more ? -1 : rows.length}
                current={drawn.first + n === current}
                nowMs={nowMs}
                href={linkTo(['tickets', ticket.id], query)}
                onFocus={setCurrent}
              />
            ))}
            <li class="space" aria-hidden="true" style={{ blockSize: `${drawn.below}px` }} />
          </ul>
          <p class="fine list-end">{more ? texts.moreComing(format.number(rows.length)) : texts.allOf(format.number(rows.length))}</p>
        </>
      )}
      {error && <Failure words={words} error={error} again={next} />}
    </div>
  );
}

/** Which rows to draw, following the scroll; and a way to bring a row into sight. */
function useSight(list: { readonly current: HTMLElement | null }, count: number): { drawn: Drawn; reach: (row: number) => void } {
  const [drawn, setDrawn] = useState<Drawn>({ first: 0, end: Math.min(count, 40), above: 0, below: 0 });
  const counted = useRef(count);
  counted.current = count;
  const look = useCallback(() => {
    const top = list.current ? list.current.getBoundingClientRect().top : 0;
    const seen = drawnRows({ top, height: innerHeight, rowHeight: rowHeight(list.current), count: counted.current, beyond: BEYOND });
    setDrawn((before) => (before.first === seen.first && before.end === seen.end && before.below === seen.below ? before : seen));
  }, [list]);
  useEffect(() => {
    let frame = 0;
    const later = (): void => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        look();
      });
    };
    addEventListener('scroll', later, { passive: true });
    addEventListener('resize', later);
    return () => {
      removeEventListener('scroll', later);
      removeEventListener('resize', later);
      cancelAnimationFrame(frame);
    };
  }, [look]);
  useLayoutEffect(look, [look, count]);
  const reach = useCallback(
    (row: number) => {
      if (!list.current) return;
      const height = rowHeight(list.current);
      const top = list.current.getBoundingClientRect().top + row * height;
      const margin = 2 * height;
      if (top < margin) scrollBy(0, top - margin);
      else if (top + height > innerHeight - margin) scrollBy(0, top + height - innerHeight + margin);
      look();
    },
    [list, look],
  );
  return { drawn, reach };
}

/** As the style sheet says it, which differs on a phone. */
const rowHeight = (list: HTMLElement | null): number => (list && Number.parseFloat(getComputedStyle(list).getPropertyValue('--row'))) || 38;
