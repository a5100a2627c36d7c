import { useRef, useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { useDraft } from './draft.tsx';
import { DAY_MINUTES, type Interval, isOpen, painted, pieceOf, STEP_MINUTES, timeOf } from './week.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A week that is drawn with the pointer, and typed to the minute. */
export function WeekEditor({ path }: { path: string }) {
  const draft = useDraft();
  const { words, format } = useDesk();
  return (
    <div class="week">
      <p class="fine">{words.settings.calendars.draw}</p>
      <div class="hours-row" aria-hidden="true">
        {[0, 6, 12, 18, 24].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
      {DAYS.map((day, place) => (
        <Day
          key={day}
          name={format.weekday(place, 'long')}
          intervals={(draft.get(`${path}.${day}`) as readonly Interval[] | undefined) ?? []}
          onChange={(intervals) => draft.set(`${path}.${day}`, intervals)}
          path={`${path}.${day}`}
        />
      ))}
    </div>
  );
}

type DayGiven = {
  readonly name: string;
  readonly path: string;
  readonly intervals: readonly Interval[];
  readonly onChange: (intervals: Interval[]) => void;
};

export function Day({ name, path, intervals, onChange }: DayGiven) {
  const { words } = useDesk();
  const { errors } = useDraft();
  const track = useRef<HTMLDivElement>(null);
  const [stroke, setStroke] = useState<{ from: number; to: number; open: boolean } | null>(null);
  const minuteAt = (event: PointerEvent): number => {
    const { left, width, right } = (track.current as HTMLElement).getBoundingClientRect();
    const along = document.documentElement.dir === 'rtl' ? right - event.clientX : event.clientX - left;
    const minute = Math.floor(((along / width) * DAY_MINUTES) / STEP_MINUTES) * STEP_MINUTES;
    return Math.max(0, Math.min(DAY_MINUTES - STEP_MINUTES, minute));
  };
  const shown = stroke ? painted(intervals, ...ends(stroke), stroke.open) : intervals;
  const wrong = errors.filter(({ field }) => field === path || field.startsWith(`${path}.`));
  const typed = (place: number, end: 'from' | 'to', value: string): void => {
    if (value) onChange(intervals.map((one, other) => (other === place ? { ...one, [end]: value } : one)));
  };
  return (
    <div class={wrong.length > 0 ? 'day wrong' : 'day'}>
      <span class="name">{name}</span>
      <div
        class="track"
        ref={track}
        aria-hidden="true"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const minute = minuteAt(event);
          setStroke({ from: minute, to: minute, open: !isOpen(intervals, minute) });
        }}
        onPointerMove={(event) => stroke && setStroke({ ...stroke, to: minuteAt(event) })}
        onPointerUp={() => {
          if (stroke) onChange(painted(intervals, ...ends(stroke), stroke.open));
          setStroke(null);
        }}
        onPointerCancel={() => setStroke(null)}
      >
        {shown.map((interval) => {
          const [from, to] = pieceOf(interval);
          const end = Math.min(to, DAY_MINUTES);
          return (
            <i
              key={`${interval.from}${interval.to}`}
              style={{ insetInlineStart: `${(from / DAY_MINUTES) * 100}%`, inlineSize: `${((end - from) / DAY_MINUTES) * 100}%` }}
              class={to > DAY_MINUTES ? 'night' : undefined}
            />
          );
        })}
      </div>
      <div class="row typed">
        {intervals.map((interval, place) => (
          <span key={place} class="row">
            <Time label={words.settings.calendars.from(name)} value={interval.from} onChange={(value) => typed(place, 'from', value)} />
            –
            <Time label={words.settings.calendars.to(name)} value={interval.to} onChange={(value) => typed(place, 'to', value)} />
            <button
              type="button"
              class="quiet"
              aria-label={words.settings.remove(`${name} ${interval.from}–${interval.to}`)}
              onClick={() => onChange(intervals.filter((_, other) => other !== place))}
            >
              ✕
            </button>
          </span>
        ))}
        <button type="button" class="quiet" aria-label={words.settings.calendars.addTo(name)} onClick={() => onChange(withMore(intervals))}>
          +
        </button>
      </div>
      {wrong.map(({ field, why }) => (
        <p key={field} class="why">
          {why}
        </p>
      ))}
    </div>
  );
}

const ends = ({ from, to }: { from: number; to: number }): [number, number] => [Math.min(from, to), Math.max(from, to) + STEP_MINUTES];

/** One stretch more, after the last: an hour, where there is room. */
function withMore(intervals: readonly Interval[]): Interval[] {
  const last = Math.max(0, ...intervals.map((interval) => pieceOf(interval)[1]));
  if (last === 0) return [{ from: '09:00', to: '17:00' }];
  if (last + STEP_MINUTES >= DAY_MINUTES) return [...intervals, { from: '00:00', to: '01:00' }];
  return [...intervals, { from: timeOf(last + STEP_MINUTES), to: timeOf(Math.min(DAY_MINUTES, last + 3 * STEP_MINUTES)) }];
}

/** A wall time; `24:00` ends a day, which a time field cannot say, so it is text. */
const Time = ({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) => (
  <input
    class="time"
    aria-label={label}
    value={value}
    inputMode="numeric"
    maxLength={5}
    placeholder="09:00"
    onInput={(event) => onChange(event.currentTarget.value)}
  />
);
