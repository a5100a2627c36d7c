import { useDesk } from '../desk.ts';
import type { Asking } from './act-dialogs.tsx';
import type { Acts } from './acts.ts';
import { meOf } from './me.ts';
import type { Ticket } from './use-ticket.ts';

type Given = {
  readonly ticket: Ticket;
  readonly acts: Acts;
  readonly write: (kind: 'reply' | 'note') => void;
  readonly ask: (what: Asking) => void;
};

/** The key beside the word; screen readers have it from `aria-keyshortcuts`. */
const Key = ({ of }: { of: string }) => (
  <span class="key" aria-hidden="true">
    {of}
  </span>
);

/** What can be done now, in this state; each with its key. */
export function ActBar({ ticket, acts: { act, busy }, write, ask }: Given) {
  const desk = useDesk();
  const texts = desk.words.tickets.act;
  const me = meOf(desk);
  const { state } = ticket;
  const active = state === 'new' || state === 'open' || state === 'pending';
  const excluded = state === 'excluded';
  const button = (key: string, text: string, onClick: () => void, kind = '') => (
    <button type="button" class={kind} disabled={busy} aria-keyshortcuts={key} onClick={onClick}>
      {text} <Key of={key} />
    </button>
  );
  if (me === null) return null;
  return (
    <div class="acts" role="toolbar" aria-label={desk.words.tickets.facts.title}>
      {!excluded && button('r', texts.reply, () => write('reply'))}
      {button('n', texts.note, () => write('note'))}
      {active && button('e', texts.resolve, () => void act({ do: 'resolve' }))}
      {active && button('w', texts.wait, () => ask('wait'))}
      {state === 'pending' && button('o', texts.resume, () => void act({ do: 'reopen' }))}
      {(state === 'resolved' || state === 'closed') && button('o', texts.reopen, () => void act({ do: 'reopen' }))}
      {ticket.assignee !== me && active && button('a', texts.toMe, () => void act({ do: 'change', change: { assignee: me } }))}
      {!excluded && button('m', texts.merge, () => ask('merge'), 'quiet')}
      {!excluded && button('d', texts.redirect, () => ask('redirect'), 'quiet')}
      {!excluded && button('!', texts.spam, () => ask('spam'), 'quiet')}
      {excluded && ticket.excluded?.reason !== 'virus' && button('!', texts.release, () => void act({ do: 'release' }))}
    </div>
  );
}
