import { useState } from 'preact/hooks';
import { given } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { useLoad } from '../load.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field, whyOf } from '../parts/field.tsx';
import { Failure } from '../parts/problem.tsx';
import type { Acts } from './acts.ts';
import { StateMark } from './state-mark.tsx';
import type { Ticket } from './use-ticket.ts';

export type Asking = 'wait' | 'merge' | 'redirect' | 'spam';
type Given = { readonly ticket: Ticket; readonly acts: Acts; readonly onClose: () => void };

/** What an act has to know before it is done. */
export function ActDialog({ asking, ...given }: Given & { asking: Asking }) {
  switch (asking) {
    case 'wait':
      return <Wait {...given} />;
    case 'merge':
      return <Merge {...given} />;
    case 'redirect':
      return <Redirect {...given} />;
    case 'spam':
      return <Spam {...given} />;
  }
}

function Wait({ acts, onClose }: Given) {
  const { words } = useDesk();
  const texts = words.tickets.waitFor;
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p class="fine">{texts.hint}</p>
      <div class="row">
        {(['customer', 'third-party'] as const).map((waitingOn, n) => (
          <button
            key={waitingOn}
            type="button"
            class={n === 0 ? 'main' : undefined}
            onClick={() => {
              onClose();
              void acts.act({ do: 'pend', waitingOn });
            }}
          >
            {texts[waitingOn]}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

function Spam({ acts, onClose }: Given) {
  const { words } = useDesk();
  const texts = words.tickets.spamSure;
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p>{texts.hint}</p>
      <div class="row">
        <button
          type="button"
          class="danger"
          onClick={() => {
            onClose();
            void acts.act({ do: 'spam' });
          }}
        >
          {texts.go}
        </button>
        <button type="button" onClick={onClose}>
          {words.frame.cancel}
        </button>
      </div>
    </Dialog>
  );
}

function Redirect({ acts, onClose }: Given) {
  const { words } = useDesk();
  const texts = words.tickets.redirectTo;
  const [team, setTeam] = useState('');
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if (team.trim() !== '' && (await acts.act({ do: 'redirect', team: team.trim() }))) onClose();
        }}
      >
        <Field label={texts.team} hint={texts.hint} why={whyOf(acts.error, 'team')}>
          {(ids) => <input {...ids} maxLength={120} value={team} onInput={(event) => setTeam(event.currentTarget.value)} />}
        </Field>
        {acts.error && !whyOf(acts.error, 'team') && <Failure words={words} error={acts.error} />}
        <button type="submit" class="main" disabled={team.trim() === '' || acts.busy}>
          {texts.go}
        </button>
      </form>
    </Dialog>
  );
}

function Merge({ ticket, acts, onClose }: Given) {
  const { api, words } = useDesk();
  const texts = words.tickets.mergeInto;
  const [typed, setTyped] = useState('');
  const [sought, setSought] = useState('');
  const [into, setInto] = useState<string | null>(null);
  const of = ticket.requester?.address ?? null;
  const query = sought ? { search: sought } : of ? { customer: of } : null;
  const found = useLoad<Schemas['TicketList']>(query && `tickets:merge:${JSON.stringify(query)}`, (signal) =>
    given(api.GET('/tickets', { params: { query: { ...query, limit: '20' } }, signal })),
  );
  const others = (found.data?.tickets ?? []).filter(({ id, state }) => id !== ticket.id && state !== 'excluded');
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p class="fine">{texts.hint}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setSought(typed.trim());
          setInto(null);
        }}
      >
        <div class="row find">
          <input
            type="search"
            class="wide"
            aria-label={texts.find}
            placeholder={texts.find}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
      </form>
      {found.error && <Failure words={words} error={found.error} again={found.again} />}
      <fieldset class="choices">
        <legend class="fine">{sought ? texts.found : texts.same}</legend>
        {found.data && others.length === 0 && <p class="fine">{texts.none}</p>}
        {others.map(({ id, subject, requester, state }) => (
          <label key={id}>
            <input type="radio" name="into" checked={into === id} onChange={() => setInto(id)} />
            <span>
              <bdi>{subject || id}</bdi>
              <span class="fine">
                {id} · <bdi>{requester?.name || requester?.address}</bdi>
              </span>
            </span>
            <StateMark state={state} />
          </label>
        ))}
      </fieldset>
      {acts.error && <Failure words={words} error={acts.error} />}
      <button
        type="button"
        class="main"
        disabled={into === null || acts.busy}
        onClick={async () => {
          if (into !== null && (await acts.act({ do: 'merge', into }))) onClose();
        }}
      >
        {into === null ? texts.choose : texts.go(into)}
      </button>
    </Dialog>
  );
}
