import type { RefObject } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { whyOf } from '../parts/field.tsx';
import { Failure } from '../parts/problem.tsx';
import { useSay } from '../parts/said.tsx';
import { sizeOf } from './attachments.tsx';
import { Changes } from './changes.tsx';
import { type Draft, draftsOf, sweep } from './drafts.ts';
import { type Chosen, chosen, FILES_BYTES, fits } from './files.ts';
import { meOf } from './me.ts';
import { meanwhile } from './meanwhile.ts';
import { QuickReplies } from './quick-replies.tsx';
import { type After, useSending } from './sending.ts';
import type { Ticket } from './use-ticket.ts';

type Given = {
  readonly ticket: Ticket;
  readonly kind: Draft['kind'];
  readonly onKind: (kind: Draft['kind']) => void;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly onWriting: (writing: boolean) => void;
  readonly onSent: () => void;
};

/** Where an answer or a note is written. What is typed is kept until it is sent. */
export function ReplyBox({ ticket, kind, onKind, area, onWriting, onSent }: Given) {
  const desk = useDesk();
  const { words, format, view } = desk;
  const texts = words.tickets.reply;
  const say = useSay();
  const me = meOf(desk);
  const drafts = useMemo(() => draftsOf(me ?? '-', localStorage), [me]);
  const [draft, setDraft] = useState<Draft | null>(() => drafts.read(ticket.id));
  const [restored, setRestored] = useState(draft !== null);
  const [kept, setKept] = useState(true);
  const [files, setFiles] = useState<readonly Chosen[]>([]);
  const [tooMuch, setTooMuch] = useState(false);
  const [quick, setQuick] = useState(false);
  const [thrown, setThrown] = useState<Draft | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const text = draft?.text ?? '';

  useEffect(() => sweep(localStorage, Date.now()), []);
  // A draft says what it was meant to be.
  useEffect(() => {
    if (draft && restored) onKind(draft.kind);
  }, []);
  useEffect(() => onWriting(text !== '' && kind === 'reply'), [text !== '', kind]);

  const keep = useCallback(
    (wanted: Draft | null) => {
      setDraft(wanted);
      if (wanted) setKept(drafts.keep(ticket.id, wanted));
      else drafts.drop(ticket.id);
    },
    [drafts, ticket.id],
  );
  const now = useRef({ draft, version: ticket.version, kind });
  now.current = { draft, version: ticket.version, kind };
  const sending = useSending(ticket.id, (key) => {
    const { draft: written } = now.current;
    if (written) keep({ ...written, sending: key });
  });

  const write = (typed: string): void => {
    setRestored(false);
    setThrown(null);
    if (sending.error || sending.stale) sending.clear();
    keep(typed === '' ? null : { text: typed, kind, base: draft?.base ?? ticket.version, sending: draft?.sending ?? null, at: Date.now() });
  };
  const since = draft && kind === 'reply' ? meanwhile(ticket.timeline, draft.base, me) : [];
  // Nothing that matters came since: the version of now will do.
  const version = since.length === 0 ? ticket.version : (draft?.base ?? ticket.version);

  const send = async (after: After, base = version): Promise<void> => {
    if (text.trim() === '' || sending.state !== 'idle') return;
    const letter = { text: text.trim(), kind, files: kind === 'reply' ? files.map(({ upload }) => upload) : [], after };
    const outcome = await sending.send(letter, base, draft?.sending ?? null);
    if (outcome === 'not-sent') {
      area.current?.focus();
      return;
    }
    keep(null);
    setFiles([]);
    const sent = { stay: texts.sent, resolve: texts.sentResolved, wait: texts.sentWaiting }[after];
    say(outcome === 'sent-only' ? texts.sentOnly : kind === 'note' ? texts.noted : sent);
    onSent();
  };
  const attach = async (list: FileList | null): Promise<void> => {
    const wanted = [...files, ...(await Promise.all([...(list ?? [])].map(chosen)))];
    setTooMuch(!fits(wanted));
    if (fits(wanted)) setFiles(wanted);
    if (picker.current) picker.current.value = '';
  };

  const why = cannot(ticket, me, kind, texts);
  const to = ticket.participants.map(({ name, address }) => (name ? `${name} <${address}>` : address));
  // A telephone number or a handle gets no mail.
  const mailed = ticket.participants.some(({ address }) => address.includes('@'));
  const language = languageName(ticket.language, format.locale);
  const busy = sending.state !== 'idle';
  return (
    <section class={`reply-box ${kind}`} aria-label={kind === 'note' ? texts.note : texts.title}>
      <div class="tabs">
        {(['reply', 'note'] as const).map((one) => (
          <button
            key={one}
            type="button"
            class="quiet"
            aria-pressed={kind === one}
            onClick={() => {
              onKind(one);
              if (draft) keep({ ...draft, kind: one, sending: null });
              area.current?.focus();
            }}
          >
            {one === 'reply' ? texts.title : texts.note}
          </button>
        ))}
        <p class="fine">
          {kind === 'note' ? texts.noteTo : mailed ? <bdi>{texts.to(format.list(to))}</bdi> : texts.noMail}
          {kind === 'reply' && ticket.language !== view.language && ` ${texts.language(language)}`}
        </p>
      </div>
      {since.length > 0 && !sending.stale && (
        <div class="notice" role="alert">
          <p>{texts.meanwhile}</p>
          <Changes entries={since} />
          <button type="button" onClick={() => draft && keep({ ...draft, base: ticket.version })}>
            {texts.seen}
          </button>
        </div>
      )}
      {sending.stale && (
        <div class="notice bad" role="alert">
          <p>{texts.stale}</p>
          <Changes entries={sending.stale.entries} />
          <button
            type="button"
            onClick={() => {
              const { letter, now: newest } = sending.stale ?? { letter: null, now: 0 };
              if (draft) keep({ ...draft, base: newest });
              if (letter) void send(letter.after, newest);
            }}
          >
            {texts.sendAnyway}
          </button>
        </div>
      )}
      {why ? (
        <p class="fine">{why}</p>
      ) : (
        <>
          <textarea
            ref={area}
            dir="auto"
            rows={kind === 'note' ? 3 : 6}
            aria-label={kind === 'note' ? texts.writeNote : texts.write}
            aria-invalid={whyOf(sending.error, 'text') !== undefined}
            lang={kind === 'reply' ? ticket.language : undefined}
            maxLength={100_000}
            value={text}
            readOnly={busy}
            onInput={(event) => write(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') area.current?.blur();
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                void send(event.shiftKey && kind === 'reply' ? 'resolve' : 'stay');
              }
            }}
          />
          {whyOf(sending.error, 'text') && <p class="why">{whyOf(sending.error, 'text')}</p>}
          {files.length > 0 && (
            <ul class="attachments">
              {files.map(({ name, bytes }, n) => (
                <li key={n}>
                  <button type="button" aria-label={texts.detach(name)} onClick={() => setFiles(files.filter((_, at) => at !== n))}>
                    <bdi>{name}</bdi> <bdi class="fine">{sizeOf(bytes, format.locale)}</bdi> ✕
                  </button>
                </li>
              ))}
              <li class="fine">{texts.again}</li>
            </ul>
          )}
          {tooMuch && (
            <p class="why" role="alert">
              {texts.tooMuch(sizeOf(FILES_BYTES, format.locale))}
            </p>
          )}
          <div class="row reply-foot">
            <button type="button" class="main" disabled={busy || text.trim() === ''} onClick={() => void send('stay')}>
              {busy ? texts.sending : kind === 'note' ? texts.save : texts.send}
            </button>
            {kind === 'reply' && (
              <>
                <button type="button" disabled={busy || text.trim() === ''} onClick={() => void send('resolve')}>
                  {texts.sendResolve}
                </button>
                <button type="button" disabled={busy || text.trim() === ''} onClick={() => void send('wait')}>
                  {texts.sendWait}
                </button>
                <button type="button" class="quiet" onClick={() => setQuick(true)}>
                  {texts.quick}
                </button>
                <button type="button" class="quiet" onClick={() => picker.current?.click()}>
                  {texts.attach}
                </button>
                <input
                  ref={picker}
                  class="hidden"
                  type="file"
                  multiple
                  tabIndex={-1}
                  aria-label={texts.attach}
                  onChange={(event) => void attach(event.currentTarget.files)}
                />
              </>
            )}
            <span class="fine kept">{draft && (!kept ? texts.notKept : restored ? texts.restored : texts.kept)}</span>
            {draft && !busy && (
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  setThrown(draft);
                  keep(null);
                  say(texts.discarded);
                  area.current?.focus();
                }}
              >
                {texts.discard}
              </button>
            )}
            {thrown && (
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  keep(thrown);
                  setThrown(null);
                  area.current?.focus();
                }}
              >
                {texts.undo}
              </button>
            )}
          </div>
        </>
      )}
      {sending.state === 'waiting' && (
        <div class="notice" role="alert">
          <p>{texts.waiting}</p>
          <button type="button" onClick={sending.now}>
            {texts.now}
          </button>{' '}
          <button type="button" class="quiet" onClick={sending.stop}>
            {texts.stop}
          </button>
        </div>
      )}
      {sending.error && whyOf(sending.error, 'text') === undefined && <Failure words={words} error={sending.error} />}
      {quick && (
        <QuickReplies
          ticket={ticket}
          onClose={() => setQuick(false)}
          onChoose={(filled) => {
            write(text.trim() === '' ? filled : `${text.trimEnd()}\n\n${filled}`);
            setQuick(false);
            requestAnimationFrame(() => area.current?.focus());
          }}
        />
      )}
    </section>
  );
}

/** Why nothing can be written here, or null. */
function cannot(
  ticket: Ticket,
  me: string | null,
  kind: Draft['kind'],
  texts: { notAgent: string; erased: string; excluded: string },
): string | null {
  if (me === null) return texts.notAgent;
  if (kind === 'note') return null;
  if (ticket.participants.length === 0) return texts.erased;
  return ticket.state === 'excluded' ? texts.excluded : null;
}

function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
