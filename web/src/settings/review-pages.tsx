import { useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { Field } from '../parts/field.tsx';
import { useSetting } from './controls.tsx';

/** Where customers may tell others: an address for each of the shop's channels. */
export function ReviewPages() {
  const { words } = useDesk();
  const { surveys, remove } = words.settings;
  const { value, set, why } = useSetting<Readonly<Record<string, string>>>('surveys.reviewPages');
  const [channel, setChannel] = useState('');
  const entries = Object.entries(value ?? {});
  return (
    <section class="list" aria-label={surveys.pages}>
      <h3>{surveys.pages}</h3>
      <p class="fine">{surveys.pagesHint}</p>
      {why && <p class="why">{why}</p>}
      {entries.map(([name, page]) => (
        <div key={name} class="entry row">
          <Field label={name}>
            {(ids) => <input {...ids} type="url" value={page} onInput={(event) => set({ ...value, [name]: event.currentTarget.value })} />}
          </Field>
          <button
            type="button"
            class="quiet"
            aria-label={remove(name)}
            onClick={() => set(Object.fromEntries(entries.filter(([other]) => other !== name)))}
          >
            ✕
          </button>
        </div>
      ))}
      <div class="row">
        <input
          aria-label={surveys.channel}
          placeholder={surveys.channel}
          value={channel}
          onInput={(event) => setChannel(event.currentTarget.value.trim())}
        />
        <button
          type="button"
          disabled={channel === '' || channel in (value ?? {})}
          onClick={() => {
            set({ ...value, [channel]: 'https://' });
            setChannel('');
          }}
        >
          + {surveys.addPage}
        </button>
      </div>
    </section>
  );
}
