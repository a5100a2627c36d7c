import { useEffect, useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { dateIn } from '../figures/question.ts';
import { deskNow } from '../now.ts';
import { type Settings, useDraft } from './draft.tsx';

type Policy = Settings['policies'][number];
const CLOCKS = ['firstReply', 'nextReply', 'resolution'] as const;
const PAUSE_MS = 300;

/** When each clock would be due under the policy as it stands here, saved or not. */
export function DuePreview({ policy }: { policy: Policy }) {
  const { api, words, format } = useDesk();
  const { settings } = useDraft();
  const { policies } = words.settings;
  const [when, setWhen] = useState(() => `${dateIn(format.zone, deskNow())}T16:30`);
  const [dues, setDues] = useState<Schemas['SlaPreview'] | Refused>();
  const asked = JSON.stringify([policy, settings.calendars, when]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const at = instantIn(when, format.zone);
      if (at === null) return;
      given(api.POST('/sla/preview', { body: { at, policy, calendars: settings.calendars } })).then(setDues, (cause: unknown) =>
        setDues(cause instanceof Refused ? cause : undefined),
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <section class="preview panel" aria-label={policies.preview} data-preview={policy.id}>
      <h3>{policies.preview}</h3>
      <label class="field inline">
        <span>
          {policies.previewAt} ({format.zone})
        </span>
        <input type="datetime-local" value={when} onInput={(event) => setWhen(event.currentTarget.value)} />
      </label>
      {dues instanceof Refused ? (
        <ul class="why">
          {dues.errors.map(({ field, why }) => (
            <li key={field}>{why}</li>
          ))}
        </ul>
      ) : (
        dues && (
          <dl aria-live="polite">
            {CLOCKS.map((clock) => {
              const due = dues.clocks[clock];
              return (
                <div key={clock}>
                  <dt>{words.figures.clocks[clock]}</dt>
                  <dd data-clock={clock}>
                    {due?.dueAt ? `${policies.due} ${format.instant(due.dueAt)}` : policies.nothingDue}
                    {due?.warnAt && <span class="fine"> · {`${policies.warned} ${format.instant(due.warnAt)}`}</span>}
                  </dd>
                </div>
              );
            })}
          </dl>
        )
      )}
    </section>
  );
}

/** A local wall time of a zone as an instant: what the zone's clock shows then is the wall time. Null for what is no time. */
export function instantIn(wall: string, zone: string): string | null {
  const wanted = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(wanted)) return null;
  const shown = (ms: number): number => {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }).formatToParts(ms);
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  };
  const once = wanted - (shown(wanted) - wanted);
  return new Date(once - (shown(once) - wanted)).toISOString();
}
