import { useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { useLoad } from '../load.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Failure } from '../parts/problem.tsx';
import { useSay } from '../parts/said.tsx';
import { linkTo } from '../route.ts';
import { StateMark } from './state-mark.tsx';
import type { Ticket } from './use-ticket.ts';

const SHOWN = 6;

/** Who asks, and what else they have asked. */
export function Customer({ ticket, again }: { ticket: Ticket; again: () => void }) {
  const { api, session, words } = useDesk();
  const texts = words.tickets.customer;
  const { requester } = ticket;
  const [erasing, setErasing] = useState(false);
  const others = useLoad<Schemas['TicketList']>(requester && `tickets:of:${requester.address}`, (signal) =>
    given(api.GET('/tickets', { params: { query: { customer: requester?.address ?? '', limit: String(SHOWN + 2) } }, signal })),
  );
  const rest = (others.data?.tickets ?? []).filter(({ id }) => id !== ticket.id);
  const also = ticket.participants.filter(({ address }) => address !== requester?.address);
  return (
    <section class="facts-part customer">
      <h2>{texts.title}</h2>
      {requester ? (
        <p>
          {requester.name && (
            <>
              <strong>
                <bdi>{requester.name}</bdi>
              </strong>
              <br />
            </>
          )}
          <bdi class="address">{requester.address}</bdi>
        </p>
      ) : (
        <p>{words.tickets.erased}</p>
      )}
      {also.length > 0 && (
        <>
          <h3>{texts.participants}</h3>
          <ul class="plain-list">
            {also.map(({ name, address }) => (
              <li key={address}>
                <bdi>{name ? `${name} <${address}>` : address}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      {requester && (
        <>
          <h3>{texts.others}</h3>
          {others.data && rest.length === 0 && <p class="fine">{texts.none}</p>}
          <ul class="plain-list">
            {rest.slice(0, SHOWN).map(({ id, subject, state }) => (
              <li key={id}>
                <a href={linkTo(['tickets', id])}>
                  <bdi>{subject || id}</bdi>
                </a>{' '}
                <StateMark state={state} />
              </li>
            ))}
          </ul>
          {(rest.length > SHOWN || others.data?.cursor) && <a href={linkTo(['tickets'], { search: requester.address })}>{texts.all}</a>}
          {session.may('settings:write') && (
            <button type="button" class="quiet erase" onClick={() => setErasing(true)}>
              {texts.erase}
            </button>
          )}
        </>
      )}
      {erasing && requester && <Erase address={requester.address} onClose={() => setErasing(false)} onErased={again} />}
    </section>
  );
}

/** Nothing that is done here can be undone, so the address has to be typed. */
function Erase({ address, onClose, onErased }: { address: string; onClose: () => void; onErased: () => void }) {
  const { api, words, format } = useDesk();
  const texts = words.tickets.customer;
  const say = useSay();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Refused | undefined>(undefined);
  const sure = typed.trim().toLowerCase() === address.toLowerCase();
  const erase = async (): Promise<void> => {
    if (!sure || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const done = await given(api.DELETE('/customers/{address}', { params: { path: { address } } }));
      say(texts.erased(format.number(done.tickets), format.number(done.messages)));
      onClose();
      onErased();
    } catch (cause) {
      setError(cause instanceof Refused ? cause : new Refused(0, String(cause)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={texts.eraseTitle} onClose={onClose}>
      <p>{texts.eraseHint(address)}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void erase();
        }}
      >
        <Field label={texts.eraseType}>
          {(ids) => (
            <input {...ids} autocomplete="off" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
          )}
        </Field>
        {error && <Failure words={words} error={error} />}
        <div class="row">
          <button type="submit" class="danger" disabled={!sure || busy}>
            {texts.eraseGo}
          </button>
          <button type="button" onClick={onClose}>
            {words.frame.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
