import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { useKeyTexts } from '../key-texts.ts';
import { useKeys } from '../keys.ts';
import { Failure, Freshness } from '../parts/problem.tsx';
import { go, linkTo, type Route } from '../route.ts';
import { ActBar } from './act-bar.tsx';
import { ActDialog, type Asking } from './act-dialogs.tsx';
import { useActs } from './acts.ts';
import { Changes } from './changes.tsx';
import { Clocks } from './clocks.tsx';
import { Conversation } from './conversation.tsx';
import { Customer } from './customer.tsx';
import { Facts } from './facts.tsx';
import { meOf } from './me.ts';
import { type Others, usePresence } from './presence.ts';
import { ReplyBox } from './reply-box.tsx';
import { neighbour } from './row-memory.ts';
import { StateMark } from './state-mark.tsx';
import { useNow } from './ticker.ts';
import { Timeline } from './timeline.tsx';
import { useTicket } from './use-ticket.ts';

/** One ticket: what was said, what is due, and everything that can be done about it. */
export function TicketPage({ id, route }: { id: string; route: Route }) {
  const desk = useDesk();
  const { words } = desk;
  const texts = words.tickets;
  const me = meOf(desk);
  const loaded = useTicket(id);
  const ticket = loaded.data;
  const nowMs = useNow();
  const [kind, setKind] = useState<'reply' | 'note'>('reply');
  const [writing, setWriting] = useState(false);
  const [asking, setAsking] = useState<Asking | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const acts = useActs(ticket, loaded.again);
  const known = useRef(0);
  known.current = ticket?.version ?? 0;
  const others = usePresence(id, writing ? 'writing' : 'reading', (version) => {
    if (version > known.current) loaded.again();
  });
  const list = linkTo(['tickets'], route.query);
  const there = ticket !== undefined;
  // Whoever comes from the list or from another ticket is read what this one is.
  useEffect(() => title.current?.focus({ preventScroll: true }), [there]);
  useEffect(() => {
    if (ticket) document.title = `${ticket.id} ${ticket.subject} · ${desk.view.name}`;
  }, [ticket?.subject, desk.view.name]);

  const write = (wanted: 'reply' | 'note'): void => {
    setKind(wanted);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.scrollIntoView({ block: 'nearest' });
    });
  };
  const press = (what: string): void => document.querySelector<HTMLElement>(`[data-newest] [data-does="${what}"]`)?.click();
  const field = (name: string): void => document.querySelector<HTMLElement>(`[data-field="${name}"]`)?.focus();
  const beside = (step: 1 | -1): void => {
    const other = neighbour(id, step);
    if (other) go(linkTo(['tickets', other], route.query));
  };
  const excluded = ticket?.state === 'excluded';
  useKeys({
    r: () => write('reply'),
    n: () => write('note'),
    e: () => void acts.act({ do: 'resolve' }),
    o: () => void acts.act({ do: 'reopen' }),
    w: () => setAsking('wait'),
    a: () => me && void acts.act({ do: 'change', change: { assignee: me } }),
    s: () => field('assignee'),
    t: () => field('type'),
    p: () => field('priority'),
    l: () => field('tags'),
    h: () => press('html'),
    q: () => press('quoted'),
    m: () => setAsking('merge'),
    d: () => setAsking('redirect'),
    '!': () => (excluded ? void acts.act({ do: 'release' }) : setAsking('spam')),
    j: () => beside(1),
    k: () => beside(-1),
    u: () => go(list),
  });
  useKeyTexts(texts.keys.ticket);
  const sent = useCallback(() => {
    loaded.again();
    title.current?.focus({ preventScroll: true });
  }, [loaded.again]);

  if (!ticket) {
    const gone = loaded.error?.status === 404;
    return (
      <div class="ticket-missing">
        <a href={list}>{texts.back}</a>
        {gone ? (
          <p class="empty">{texts.missing}</p>
        ) : loaded.error ? (
          <Freshness of={loaded} />
        ) : (
          <p class="waiting">{words.frame.loading}</p>
        )}
      </div>
    );
  }
  return (
    <div class="ticket">
      <header class="ticket-head">
        <p class="fine crumbs">
          <a href={list}>{texts.back}</a>
          <span class="ref">{ticket.id}</span>
        </p>
        <h1 ref={title} tabIndex={-1}>
          <bdi>{ticket.subject || texts.noSubject}</bdi> <StateMark state={ticket.state} />
        </h1>
        <ActBar ticket={ticket} acts={acts} write={write} ask={setAsking} />
      </header>
      <Freshness of={loaded} />
      <Presence others={others} />
      {acts.stale && (
        <div class="notice bad" role="alert">
          <p>{texts.act.stale}</p>
          <Changes entries={acts.stale.entries} />
          <button type="button" onClick={() => acts.stale && void acts.act(acts.stale.act, acts.stale.version)}>
            {texts.act.anyway}
          </button>
        </div>
      )}
      {acts.error && asking === null && <Failure words={words} error={acts.error} />}
      <div class="ticket-body">
        <div class="ticket-main">
          <Conversation ticket={ticket.id} messages={ticket.messages} nowMs={nowMs} />
          <ReplyBox ticket={ticket} kind={kind} onKind={setKind} area={area} onWriting={setWriting} onSent={sent} />
        </div>
        <aside class="ticket-aside">
          <Facts ticket={ticket} acts={acts} />
          <Clocks clocks={ticket.clocks} nowMs={nowMs} />
          <Customer ticket={ticket} again={loaded.again} />
          <Timeline entries={ticket.timeline} />
        </aside>
      </div>
      {asking && (
        <ActDialog
          asking={asking}
          ticket={ticket}
          acts={acts}
          onClose={() => {
            acts.clear();
            setAsking(null);
          }}
        />
      )}
    </div>
  );
}

/** Who else is here, said as soon as it is known: a warning when they write. */
function Presence({ others }: { others: Others }) {
  const { words, format } = useDesk();
  const texts = words.tickets.presence;
  const names = (doing: string): string => format.list(others.filter((one) => one.doing === doing).map(({ name }) => name));
  const [writing, reading] = [names('writing'), names('reading')];
  return (
    <div class="presence" role="status" aria-live="polite">
      {writing && <p class="notice">{texts.writing(writing)}</p>}
      {reading && <p class="fine reading">{texts.reading(reading)}</p>}
    </div>
  );
}
