import { useMemo, useState } from 'preact/hooks';
import { type Schemas, useDesk } from '../desk.ts';
import { foldedConversation } from './fold.ts';
import { MessageView } from './message.tsx';

type Given = { readonly ticket: string; readonly messages: readonly Schemas['Message'][]; readonly nowMs: number };

/** Oldest first; of a long one the first message and the newest, the rest when it is asked for. */
export function Conversation({ ticket, messages, nowMs }: Given) {
  const { words, format } = useDesk();
  const [asked, setAsked] = useState(0);
  const { first, hidden, rest } = foldedConversation(messages, asked);
  const minute = Math.floor(nowMs / 60_000);
  // Drawn again only when messages or the minute change.
  const draw = (message: Schemas['Message'], open: boolean) => (
    <MessageView
      key={message.id}
      ticket={ticket}
      message={message}
      nowMs={minute * 60_000 + 30_000}
      open={open}
      newest={message === messages.at(-1)}
    />
  );
  const above = useMemo(() => first && draw(first, true), [ticket, first, minute, messages]);
  const below = useMemo(
    () => rest.map((message, n) => draw(message, n >= rest.length - 6)),
    [ticket, rest.length, rest[0], rest.at(-1), minute, messages],
  );
  return (
    <section class="conversation" aria-label={words.tickets.conversation}>
      {above}
      {hidden > 0 && (
        <button type="button" class="earlier" onClick={() => setAsked(asked + 1)}>
          {words.tickets.earlier(format.number(hidden))}
        </button>
      )}
      {below}
    </section>
  );
}
