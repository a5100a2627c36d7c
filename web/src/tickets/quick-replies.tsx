import { useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { useDesk } from '../desk.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/problem.tsx';
import type { Ticket } from './use-ticket.ts';

type Given = { readonly ticket: Ticket; readonly onChoose: (text: string) => void; readonly onClose: () => void };

/** The texts that are written once, to choose from by name; they come filled in for this ticket, to be read before they are sent. */
export function QuickReplies({ ticket, onChoose, onClose }: Given) {
  const { api, words, view } = useDesk();
  const texts = words.tickets.reply;
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<Refused | undefined>(undefined);
  const wanted = typed.trim().toLowerCase();
  const found = view.quickReplies.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted));
  const choose = (id: string): void => {
    setError(undefined);
    given(api.GET('/tickets/{id}/quick-replies/{quickReply}', { params: { path: { id: ticket.id, quickReply: id } } })).then(
      ({ text }) => onChoose(text),
      (cause: unknown) => setError(cause instanceof Refused ? cause : new Refused(0, String(cause))),
    );
  };
  return (
    <Dialog title={texts.quick} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (found[0]) choose(found[0].id);
        }}
      >
        <input
          type="search"
          class="wide"
          aria-label={texts.quickFind}
          placeholder={texts.quickFind}
          value={typed}
          autofocus
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </form>
      <ul class="choices">
        {found.map(({ id, name, texts: byLanguage }) => (
          <li key={id}>
            <button type="button" class="quiet" onClick={() => choose(id)}>
              <strong>
                <bdi>{name}</bdi>
              </strong>
              <span class="fine">{(byLanguage[ticket.language] ?? Object.values(byLanguage)[0] ?? '').slice(0, 120)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="fine">{view.quickReplies.length === 0 ? texts.quickEmpty : texts.quickNone}</p>}
      {error && <Failure words={words} error={error} />}
    </Dialog>
  );
}
