import { type Schemas, useDesk } from '../desk.ts';
import { nameOf } from '../figures/names.ts';
import { linksOf } from '../figures/rows.ts';
import { compared, type Tile, Tiles } from '../figures/tile.tsx';
import type { AnswerOf } from '../figures/use-figure.ts';
import { late, useLoad } from '../load.ts';
import { Freshness } from '../parts/problem.tsx';
import { linkTo } from '../route.ts';
import { useNow } from '../tickets/ticker.ts';
import { dueAsk, happinessAsk, promisesAsk, responseAsk, typesAsk, volumeAsk } from '../today/asks.ts';
import '../style/figures.css';
import '../style/today.css';

const EVERY_SECONDS = 60;

/** What needs a person now, five figures, what is out of the ordinary, and how fresh all of it is. */
export function Today() {
  const { words, session } = useDesk();
  return (
    <>
      <h1>{words.today.title}</h1>
      <div class="today">
        <DueList />
        {session.may('metrics:read') && <Figures />}
      </div>
    </>
  );
}

type Brief = Schemas['TicketBrief'];

function DueList() {
  const desk = useDesk();
  const { api, words, format, view } = desk;
  const { today, figures } = words;
  const ask = dueAsk(api);
  const list = useLoad(ask.key, ask.load, EVERY_SECONDS);
  const now = useNow();
  const due = (list.data?.tickets ?? []).filter((ticket): ticket is Brief & { dueAt: string } => ticket.dueAt !== null);
  const over = due.filter(({ dueAt }) => Date.parse(dueAt) < now);
  return (
    <section class="panel" aria-label={today.now}>
      <header class="row">
        <h2>{today.now}</h2>
        {due.length > 0 && (
          <p class="counts">
            <span class={over.length > 0 ? 'bad' : 'fine'}>{today.late(format.number(over.length))}</span> ·{' '}
            {today.next(format.number(due.length - over.length))}
          </p>
        )}
      </header>
      <Freshness of={list} />
      {list.data && due.length === 0 && <p class="fine">{today.nothing}</p>}
      <ol class="due-list">
        {due.slice(0, 15).map((ticket) => {
          const over = Date.parse(ticket.dueAt) < now;
          const clock = ticket.clocks.find(({ dueAt }) => dueAt === ticket.dueAt)?.clock;
          const when = format.relative(ticket.dueAt, now);
          return (
            <li key={ticket.id} class={over ? 'late' : undefined}>
              <a href={linkTo(['tickets', ticket.id])}>
                <span class="subject">
                  <bdi>{ticket.subject || ticket.id}</bdi>
                </span>
                <span class="fine">
                  {ticket.id} · <bdi>{ticket.requester?.name || ticket.requester?.address || '–'}</bdi> ·{' '}
                  {ticket.assignee ? nameOf({ view, words }, 'agent', ticket.assignee) : today.nobody}
                </span>
              </a>
              <span class={over ? 'when bad' : 'when'} title={format.instant(ticket.dueAt)}>
                {clock && <span class="fine">{figures.clocks[clock]} </span>}
                <bdi>{over ? `⚠ ${today.lateSince(when)}` : today.dueAt(when)}</bdi>
              </span>
            </li>
          );
        })}
      </ol>
      <p>
        <a href={linkTo(['tickets'], { queue: 'due' })}>{today.all}</a>
      </p>
    </section>
  );
}

function Figures() {
  const { api, words, format } = useDesk();
  const { figures } = words;
  const [volume, response, promises, happiness, types] = [
    volumeAsk(api),
    responseAsk(api),
    promisesAsk(api),
    happinessAsk(api),
    typesAsk(api),
  ];
  const v = useLoad(volume.key, volume.load, EVERY_SECONDS);
  const r = useLoad(response.key, response.load, EVERY_SECONDS);
  const p = useLoad(promises.key, promises.load, EVERY_SECONDS);
  const h = useLoad(happiness.key, happiness.load, EVERY_SECONDS);
  const t = useLoad(types.key, types.load, EVERY_SECONDS);
  const failed = late([v, r, p, h, t]);
  const ready = v.data && r.data && p.data && h.data && t.data;
  return (
    <div>
      {failed && <Freshness of={failed} />}
      {v.data && r.data && p.data && h.data && <Five volume={v.data} response={r.data} promises={p.data} happiness={h.data} />}
      {t.data && <Unusual types={t.data} />}
      {v.data && (
        <p class="fresh" data-folded={v.data.foldedThrough}>
          {figures.foldedThrough(format.instant(v.data.foldedThrough), format.zone)}
        </p>
      )}
      {!ready && !failed && <p class="waiting">{words.frame.loading}</p>}
    </div>
  );
}

type FiveGiven = {
  volume: AnswerOf<'volume'>;
  response: AnswerOf<'response'>;
  promises: AnswerOf<'sla'>;
  happiness: AnswerOf<'happiness'>;
};

function Five({ volume, response, promises, happiness }: FiveGiven) {
  const { words, format } = useDesk();
  const { today, figures } = words;
  const day = volume.rows.at(-1);
  const before = volume.rows.at(-8);
  if (!day) return null;
  const on = <R extends { from: string }>(rows: readonly R[], from: string | undefined): R | undefined =>
    rows.find((row) => row.from === from);
  const [r, r7] = [on(response.rows, day.from), on(response.rows, before?.from)];
  const [h, h7] = [on(happiness.rows, day.from), on(happiness.rows, before?.from)];
  const kept = (from: string | undefined): { share: number | null; due: number } => {
    const rows = promises.rows.filter((row) => row.from === from && row.clock === 'firstReply');
    const due = rows.reduce((n, row) => n + row.due, 0);
    return { share: due === 0 ? null : rows.reduce((n, row) => n + row.met, 0) / due, due };
  };
  const [k, k7] = [kept(day.from), kept(before?.from)];
  // A day that goes on is not compared with a whole one by a percentage.
  const whole = (n: number | undefined): string | undefined => (n === undefined ? undefined : today.weekBefore(format.number(n)));
  const tiles: Tile[] = [
    {
      label: today.new,
      field: 'new',
      value: day.new,
      text: format.number(day.new),
      behind: linksOf('volume', {})('new', day),
      under: whole(before?.new),
    },
    {
      label: today.replies,
      field: 'out',
      value: day.out,
      text: format.number(day.out),
      behind: linksOf('volume', {})('out', day),
      under: whole(before?.out),
    },
    compared(format.span, {
      label: today.median,
      field: 'firstReply.p50',
      value: r?.firstReply.p50 ?? null,
      before: r7?.firstReply.p50,
      more: 'bad',
      behind: linksOf('response', {})('firstReply', day),
      under: today.outOf(format.number(r?.firstReply.n ?? 0)),
    }),
    compared(format.percent, {
      label: today.onTime,
      field: 'attainment',
      value: k.share,
      before: k7.share,
      more: 'good',
      behind: linksOf('sla', {})('due.firstReply', day),
      under: today.outOf(format.number(k.due)),
    }),
    {
      label: today.csat,
      field: 'csat.score',
      value: h?.csat.score ?? null,
      text: h?.csat.n ? format.percent(h.csat.score) : figures.notEnough,
      now: h?.csat.score ?? null,
      before: h7?.csat.score,
      beforeText: format.percent(h7?.csat.score ?? null),
      more: 'good',
      behind: linksOf('happiness', {})('csat', day),
      under: today.outOf(format.number(h?.csat.n ?? 0)),
    },
  ];
  return (
    <section aria-label={today.title}>
      <h2>{today.figures(before ? format.date(before.from) : '–')}</h2>
      <Tiles name="today" tiles={tiles} />
    </section>
  );
}

function Unusual({ types }: { types: AnswerOf<'types'> }) {
  const { words, format, view } = useDesk();
  const { today, figures } = words;
  const name = (type: string | null): string => (type === null ? figures.types.noType : nameOf({ view, words }, 'type', type));
  return (
    <section class="panel" aria-label={today.unusual}>
      <h2>{today.unusual}</h2>
      {types.surges.length === 0 && types.newTypes.length === 0 ? (
        <p class="fine">{today.usual}</p>
      ) : (
        <ul class="surges">
          {types.surges.slice(0, 6).map((surge) => (
            <li key={`${surge.day} ${surge.type}`}>
              <a href={linkTo(['types'])}>
                {figures.types.surge(name(surge.type), format.date(surge.day), format.number(surge.count), format.number(surge.expected))}
              </a>
            </li>
          ))}
          {types.newTypes.map((type) => (
            <li key={type}>{today.isNew(name(type))}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
