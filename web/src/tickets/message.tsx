import { useState } from 'preact/hooks';
import { type Schemas, useDesk } from '../desk.ts';
import { Icon } from '../parts/icon.tsx';
import { Attachments, RawMail } from './attachments.tsx';
import { MailFrame } from './mail-frame.tsx';
import { PlainText } from './plain-text.tsx';
import { hasMore } from './quoted.ts';

type Message = Schemas['Message'];
/** What is shown of a message: its new text, all of its text, or the mail as it was sent. */
export type Shown = 'new' | 'all' | 'html';
type Given = {
  readonly ticket: string;
  readonly message: Message;
  readonly nowMs: number;
  readonly open: boolean;
  readonly newest: boolean;
};

/** One message. Closed, it is its first line. */
export function MessageView({ ticket, message, nowMs, open: first, newest }: Given) {
  const { words, format } = useDesk();
  const texts = words.tickets;
  const [open, setOpen] = useState(first);
  const [shown, setShown] = useState<Shown>('new');
  const { direction, kind, delivery } = message;
  const more = hasMore(message.newText, message.text);
  const text = (shown === 'all' ? message.text : message.newText || message.text).trim();
  const machine = direction === 'in' && kind !== 'customer';
  const badge = direction === 'note' ? texts.noteFor : machine ? (texts.kinds[kind] ?? kind) : null;
  return (
    <article
      id={`message-${message.id}`}
      class={`message ${direction}${machine ? ' machine' : ''}`}
      data-message={message.id}
      data-newest={newest ? '' : undefined}
      tabIndex={-1}
    >
      <header>
        <button type="button" class="quiet fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <strong>
            <bdi>{nameOf(message, texts.who.customer)}</bdi>
          </strong>
          {badge && <span class="chip">{badge}</span>}
          {!open && <span class="gist">{text.slice(0, 160)}</span>}
        </button>
        <span class="meta">
          {delivery && delivery !== 'sent' && (
            <span class={delivery === 'undelivered' || delivery === 'failed' ? 'bad' : 'fine'}>{texts.deliveries[delivery]}</span>
          )}
          {message.attachments.length > 0 && (
            <span class="clip" title={texts.attachments}>
              <Icon name="attachment" />
              <span class="hidden">{texts.attachments}: </span>
              {format.number(message.attachments.length)}
            </span>
          )}
          <time dateTime={message.at} title={format.instant(message.at)}>
            {format.relative(message.at, nowMs)}
          </time>
        </span>
      </header>
      {open && (
        <div class="body">
          <People message={message} />
          {shown === 'html' ? <MailFrame ticket={ticket} message={message} /> : <PlainText text={text === '' ? texts.emptyText : text} />}
          {message.shortened && <p class="fine">{texts.shortened}</p>}
          <Attachments ticket={ticket} message={message} />
          <div class="message-foot">
            {more && shown !== 'html' && (
              <button type="button" class="quiet" data-does="quoted" onClick={() => setShown(shown === 'all' ? 'new' : 'all')}>
                {shown === 'all' ? texts.hideQuoted : texts.showQuoted}
              </button>
            )}
            {message.html && (
              <button type="button" class="quiet" data-does="html" onClick={() => setShown(shown === 'html' ? 'new' : 'html')}>
                {shown === 'html' ? texts.hideHtml : texts.showHtml}
              </button>
            )}
            <RawMail ticket={ticket} message={message} />
            {machine && message.evidence.length > 0 && (
              <details class="fine">
                <summary>{texts.evidence}</summary>
                {message.evidence.join(', ')}
              </details>
            )}
          </div>
        </div>
      )}
    </article>
  );
}

const nameOf = ({ agent, from }: Message, customer: string): string => agent?.name ?? (from?.name || from?.address) ?? customer;

/** From, to and copies, by address: a name alone can be anybody's. */
function People({ message: { from, to, cc } }: { message: Message }) {
  const { words } = useDesk();
  const said = (people: readonly { name: string; address: string }[]): string =>
    people.map(({ name, address }) => (name && name !== address ? `${name} <${address}>` : address)).join(', ');
  if (!from && to.length === 0) return null;
  return (
    <p class="people fine">
      {from && <bdi>{from.address}</bdi>}
      {to.length > 0 && (
        <>
          {' → '}
          <bdi>{said(to)}</bdi>
        </>
      )}
      {cc.length > 0 && (
        <>
          {` · ${words.tickets.cc}: `}
          <bdi>{said(cc)}</bdi>
        </>
      )}
    </p>
  );
}
