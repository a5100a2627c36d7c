import { given } from '../api/client.ts';
import { useDesk } from '../desk.ts';
import { dateIn } from '../figures/question.ts';
import { useLoad } from '../load.ts';
import { deskNow } from '../now.ts';
import { Field } from '../parts/field.tsx';
import { Freshness } from '../parts/problem.tsx';
import { useSetting } from './controls.tsx';

type Place = { readonly country: string; readonly region: string | null };
/** So many are shown: enough to see whether it is the right place. */
const SHOWN = 5;

/** Public holidays of a country, or of one of its regions, as days off. */
export function Holidays({ path }: { path: string }) {
  const { api, words, format } = useDesk();
  const { calendars } = words.settings;
  const { value, set, why } = useSetting<Place | null>(path);
  const places = useLoad('holidays:places', (signal) => given(api.GET('/holidays/countries', { signal })));
  const today = dateIn(format.zone, deskNow());
  const countries = places.data?.countries ?? [];
  const regions = countries.find(({ code }) => code === value?.country)?.regions ?? [];
  const next = useLoad(value && `holidays:${value.country}:${value.region}:${today.slice(0, 4)}`, async (signal) => {
    const of = (year: number) =>
      given(
        api.GET('/holidays', {
          params: { query: { country: value?.country ?? '', ...(value?.region ? { region: value.region } : {}), year: String(year) } },
          signal,
        }),
      );
    const [now, after] = await Promise.all([of(Number(today.slice(0, 4))), of(Number(today.slice(0, 4)) + 1)]);
    return [...now.holidays, ...after.holidays];
  });
  const coming = (next.data ?? []).filter(({ date }) => date >= today).slice(0, SHOWN);
  return (
    <section aria-label={calendars.holidays}>
      <h3>{calendars.holidays}</h3>
      <Freshness of={places} />
      <div class="fields">
        <Field label={calendars.country} why={why}>
          {(ids) => (
            <select
              {...ids}
              value={value?.country ?? ''}
              onChange={(event) => set(event.currentTarget.value ? { country: event.currentTarget.value, region: null } : (null as never))}
            >
              <option value="">{calendars.noHolidays}</option>
              {value && !countries.some(({ code }) => code === value.country) && <option value={value.country}>{value.country}</option>}
              {countries.map(({ code: country, name }) => (
                <option key={country} value={country}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        {value && regions.length > 0 && (
          <Field label={calendars.region}>
            {(ids) => (
              <select
                {...ids}
                value={value.region ?? ''}
                onChange={(event) => set({ ...value, region: event.currentTarget.value || null })}
              >
                <option value="">{calendars.wholeCountry}</option>
                {regions.map(({ code: region, name }) => (
                  <option key={region} value={region}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
      </div>
      {coming.length > 0 && (
        <p class="fine">
          {calendars.next}: {format.list(coming.map(({ date, name }) => `${name} (${format.date(date)})`))}
        </p>
      )}
    </section>
  );
}
