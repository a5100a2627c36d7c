import { useDesk } from '../desk.ts';
import { Field } from '../parts/field.tsx';
import {
  CheckSetting,
  ChoicesSetting,
  freshId,
  ListSetting,
  SelectSetting,
  SpanSetting,
  TextSetting,
  useSetting,
  WordsSetting,
} from './controls.tsx';
import { type Settings, useDraft } from './draft.tsx';
import { DuePreview } from './due-preview.tsx';

type Policy = Settings['policies'][number];
type Target = NonNullable<Policy['targets']['firstReply']>;
const CLOCKS = ['firstReply', 'nextReply', 'resolution'] as const;
const CHANNELS = ['email', 'chat', 'phone', 'social', 'sms', 'web', 'order'] as const;
const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
const HOUR = 3600;

/** What is promised to whom, with what it would come to. */
export function Policies() {
  const { words } = useDesk();
  const { settings } = useDraft();
  const { policies, name, id, any, none } = words.settings;
  const { figures } = words;
  return (
    <>
      <p class="fine">{policies.hint}</p>
      <ListSetting<Policy>
        path="policies"
        add={policies.add}
        nameOf={(one) => one.name || one.id}
        fresh={(all) => ({
          id: freshId(all, 'policy'),
          name: '',
          when: { channel: null, mailbox: null, type: null, priority: ['urgent'], customer: null },
          calendar: settings.calendars[0]?.id ?? null,
          targets: {
            firstReply: { seconds: HOUR, measure: settings.calendars.length > 0 ? 'working' : 'elapsed', warn: { share: 0.75 } },
            nextReply: null,
            resolution: null,
          },
          escalations: { firstReply: [], nextReply: [], resolution: [] },
          quietOutsideHours: false,
        })}
        ordered
        folded
      >
        {(path, policy) => (
          <>
            <div class="fields">
              <TextSetting path={`${path}.name`} label={name} />
              <TextSetting path={`${path}.id`} label={id} />
              <SelectSetting
                path={`${path}.calendar`}
                label={policies.calendar}
                empty={none}
                options={settings.calendars.map((one) => [one.id, one.name] as const)}
              />
            </div>
            <When path={`${path}.when`} />
            <div class="row choices-row">
              <ChoicesSetting
                path={`${path}.when.channel`}
                label={policies.channel}
                any={any}
                options={CHANNELS.map((one) => [one, figures.channels[one]] as const)}
              />
              <ChoicesSetting
                path={`${path}.when.mailbox`}
                label={policies.mailbox}
                any={any}
                options={settings.mailboxes.map((one) => [one.id, one.address] as const)}
              />
              <ChoicesSetting
                path={`${path}.when.type`}
                label={policies.type}
                any={any}
                options={settings.types.map((one) => [one.id, one.name] as const)}
              />
              <ChoicesSetting
                path={`${path}.when.priority`}
                label={policies.priority}
                any={any}
                options={PRIORITIES.map((one) => [one, figures.priorities[one]] as const)}
              />
            </div>
            <WordsSetting path={`${path}.when.customer`} label={policies.customer} hint={policies.customerHint} nothing="null" />
            <h3>{policies.targets}</h3>
            {CLOCKS.map((clock) => (
              <TargetSetting key={clock} path={`${path}.targets.${clock}`} label={figures.clocks[clock]} />
            ))}
            <CheckSetting path={`${path}.quietOutsideHours`} label={policies.quiet} />
            {CLOCKS.map(
              (clock) => policy.targets[clock] && <Steps key={clock} path={`${path}.escalations.${clock}`} clock={figures.clocks[clock]} />,
            )}
            <DuePreview policy={policy} />
          </>
        )}
      </ListSetting>
    </>
  );
}

/** The conditions as a whole: what the API says when they can never match. */
function When({ path }: { path: string }) {
  const { words } = useDesk();
  const { why } = useSetting(path);
  return (
    <>
      <h3>{words.settings.policies.when}</h3>
      {why && <p class="why">{why}</p>}
    </>
  );
}

function TargetSetting({ path, label }: { path: string; label: string }) {
  const { words } = useDesk();
  const { policies } = words.settings;
  const { value, set, why } = useSetting<Target | null>(path);
  const warn = value?.warn ?? null;
  const kind = warn === null ? 'never' : 'share' in warn ? 'share' : 'before';
  return (
    <fieldset class="target">
      <legend>{label}</legend>
      <label>
        <input
          type="checkbox"
          checked={value === null}
          onChange={(event) => set(event.currentTarget.checked ? null : { seconds: 4 * HOUR, measure: 'working', warn: { share: 0.75 } })}
        />{' '}
        {policies.noTarget}
      </label>
      {why && <p class="why">{why}</p>}
      {value && (
        <div class="fields">
          <SpanSetting path={`${path}.seconds`} label={policies.target} />
          <SelectSetting
            path={`${path}.measure`}
            label={policies.measure}
            options={[
              ['working', policies.working],
              ['elapsed', policies.elapsed],
            ]}
          />
          <Field label={policies.warn}>
            {(ids) => (
              <select
                {...ids}
                value={kind}
                onChange={(event) => {
                  const chosen = event.currentTarget.value;
                  set({
                    ...value,
                    warn:
                      chosen === 'never'
                        ? null
                        : chosen === 'share'
                          ? { share: 0.75 }
                          : { seconds: Math.max(60, Math.round(value.seconds / 4)) },
                  });
                }}
              >
                <option value="never">{policies.warnNever}</option>
                <option value="share">{policies.warnShare}</option>
                <option value="before">{policies.warnBefore}</option>
              </select>
            )}
          </Field>
          {warn && 'share' in warn && (
            <Field label={policies.warnShare}>
              {(ids) => (
                <input
                  {...ids}
                  type="number"
                  min={1}
                  max={99}
                  value={Math.round(warn.share * 100)}
                  onInput={(event) => set({ ...value, warn: { share: event.currentTarget.valueAsNumber / 100 } })}
                />
              )}
            </Field>
          )}
          {warn && 'seconds' in warn && <SpanSetting path={`${path}.warn.seconds`} label={policies.warnBefore} />}
        </div>
      )}
    </fieldset>
  );
}

type Step = Policy['escalations']['firstReply'][number];
function Steps({ path, clock }: { path: string; clock: string }) {
  const { words } = useDesk();
  const { settings } = useDraft();
  const { policies, none } = words.settings;
  const people = settings.agents.map((one) => [one.id, one.name] as const);
  return (
    <ListSetting<Step>
      path={path}
      title={policies.steps(clock)}
      add={policies.addStep}
      nameOf={(_, place) => String(place + 1)}
      fresh={(all) => ({ afterSeconds: (all.at(-1)?.afterSeconds ?? 0) + HOUR, notify: ['team'], priority: null, assign: null })}
    >
      {(at) => (
        <div class="fields">
          <SpanSetting path={`${at}.afterSeconds`} label={policies.after} />
          <NotifySetting path={`${at}.notify`} options={[['assignee', policies.assignee], ['team', policies.team], ...people]} />
          <SelectSetting
            path={`${at}.priority`}
            label={policies.raise}
            empty={none}
            options={PRIORITIES.map((one) => [one, words.figures.priorities[one]] as const)}
          />
          <SelectSetting path={`${at}.assign`} label={policies.assign} empty={none} options={people} />
        </div>
      )}
    </ListSetting>
  );
}

function NotifySetting({ path, options }: { path: string; options: readonly (readonly [string, string])[] }) {
  const { words } = useDesk();
  const { value, set, why } = useSetting<readonly string[]>(path);
  return (
    <fieldset class={why ? 'choices wrong' : 'choices'}>
      <legend>{words.settings.policies.notify}</legend>
      {options.map(([key, text]) => (
        <label key={key}>
          <input
            type="checkbox"
            checked={value.includes(key)}
            onChange={(event) => set(event.currentTarget.checked ? [...value, key] : value.filter((one) => one !== key))}
          />{' '}
          {text}
        </label>
      ))}
      {why && <p class="why">{why}</p>}
    </fieldset>
  );
}
