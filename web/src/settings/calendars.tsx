import { useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { dateIn } from '../figures/question.ts';
import { deskNow } from '../now.ts';
import { freshId, ListSetting, TextSetting, useSetting } from './controls.tsx';
import { type Settings, useDraft } from './draft.tsx';
import { Holidays } from './holidays.tsx';
import type { Interval } from './week.ts';
import { Day, WeekEditor } from './week-editor.tsx';

type Calendar = Settings['calendars'][number];
type Hours = Calendar['hours'][number];
const OFFICE: Interval[] = [{ from: '09:00', to: '17:00' }];
const WEEK = { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE, sat: [], sun: [] };

/** When the desk is open: weeks that are drawn, single dates, public holidays, each valid from a date on. */
export function Calendars() {
  const { words, format } = useDesk();
  const { settings } = useDraft();
  const { calendars, name, id } = words.settings;
  return (
    <>
      <p class="fine">{calendars.saving}</p>
      <ListSetting<Calendar>
        path="calendars"
        add={calendars.add}
        nameOf={(one) => one.name || one.id}
        fresh={(all) => ({
          id: freshId(all, 'calendar'),
          name: '',
          zone: settings.desk.zone,
          hours: [{ validFrom: null, week: WEEK, dates: {}, holidays: null }],
        })}
        folded
      >
        {(path) => (
          <>
            <div class="fields">
              <TextSetting path={`${path}.name`} label={name} />
              <TextSetting path={`${path}.id`} label={id} />
              <TextSetting path={`${path}.zone`} label={calendars.zone} />
            </div>
            <ListSetting<Hours>
              path={`${path}.hours`}
              add={calendars.addHours}
              nameOf={(one) => `${calendars.valid}: ${one.validFrom ?? calendars.always}`}
              fresh={(all) => ({
                validFrom: dateIn(format.zone, deskNow()),
                week: all.at(-1)?.week ?? WEEK,
                dates: {},
                holidays: all.at(-1)?.holidays ?? null,
              })}
            >
              {(at) => (
                <div class="hours">
                  <TextSetting path={`${at}.validFrom`} label={calendars.valid} hint={calendars.always} type="date" optional="null" />
                  <WeekEditor path={`${at}.week`} />
                  <WeekFault path={`${at}.week`} />
                  <Dates path={`${at}.dates`} />
                  <Holidays path={`${at}.holidays`} />
                </div>
              )}
            </ListSetting>
          </>
        )}
      </ListSetting>
    </>
  );
}

/** What is wrong with the week as a whole, such as that it never opens. */
function WeekFault({ path }: { path: string }) {
  const { why } = useSetting(path);
  return why ? <p class="why">{why}</p> : null;
}

function Dates({ path }: { path: string }) {
  const { words, format } = useDesk();
  const { calendars, remove } = words.settings;
  const { value, set } = useSetting<Readonly<Record<string, readonly Interval[]>>>(path);
  const [date, setDate] = useState('');
  const dates = Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <section aria-label={calendars.dates}>
      <h3>{calendars.dates}</h3>
      <p class="fine">{calendars.datesHint}</p>
      {dates.map(([day, intervals]) => (
        <div key={day} class="row dated">
          <Day
            name={format.date(day)}
            path={`${path}.${day}`}
            intervals={intervals}
            onChange={(changed) => set({ ...value, [day]: changed })}
          />
          {intervals.length === 0 && <span class="chip">{calendars.closed}</span>}
          <button
            type="button"
            class="quiet"
            aria-label={remove(format.date(day))}
            onClick={() => set(Object.fromEntries(dates.filter(([other]) => other !== day)))}
          >
            ✕
          </button>
        </div>
      ))}
      <div class="row">
        <input type="date" aria-label={calendars.date} value={date} onInput={(event) => setDate(event.currentTarget.value)} />
        <button
          type="button"
          disabled={date === ''}
          onClick={() => {
            set({ ...value, [date]: value?.[date] ?? [] });
            setDate('');
          }}
        >
          + {calendars.addDate}
        </button>
      </div>
    </section>
  );
}
