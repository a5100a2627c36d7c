import { useDesk } from '../desk.ts';
import { Field } from '../parts/field.tsx';
import { useSetting } from './controls.tsx';

type Place = { readonly country: string; readonly region: string | null };

/** Public holidays of a country, or of one of its regions, as days off. */
export function Holidays({ path }: { path: string }) {
  const { words } = useDesk();
  const { calendars } = words.settings;
  const { value, set, why } = useSetting<Place | null>(path);
  return (
    <section aria-label={calendars.holidays}>
      <h3>{calendars.holidays}</h3>
      <div class="fields">
        <Field label={calendars.country} why={why}>
          {(ids) => (
            <input
              {...ids}
              value={value?.country ?? ''}
              onInput={(event) => set(event.currentTarget.value ? { country: event.currentTarget.value, region: null } : (null as never))}
            />
          )}
        </Field>
      </div>
    </section>
  );
}
