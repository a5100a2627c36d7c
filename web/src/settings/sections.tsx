import { useDesk } from '../desk.ts';
import {
  CheckSetting,
  ChoicesSetting,
  freshId,
  ListSetting,
  NumberSetting,
  SelectSetting,
  SpanSetting,
  TextSetting,
  WordsSetting,
} from './controls.tsx';
import { type Settings, useDraft } from './draft.tsx';
import { LANGUAGE_OPTIONS } from './languages.ts';
import { ReviewPages } from './review-pages.tsx';

/* The sections of the settings that are lists of plain fields. */

export function DeskSection() {
  const { words } = useDesk();
  const { desk, never } = words.settings;
  const whom = (names: readonly (keyof typeof desk.whom)[]) => names.map((name) => [name, desk.whom[name]] as const);
  return (
    <>
      <div class="fields">
        <TextSetting path="desk.name" label={desk.name} />
        <TextSetting path="desk.zone" label={desk.zone} hint={desk.zoneHint} />
        <SelectSetting path="desk.language" label={desk.language} options={LANGUAGE_OPTIONS} />
        <TextSetting path="desk.site" label={desk.site} type="url" optional="null" />
      </div>
      <CheckSetting path="acknowledge.active" label={desk.acknowledge} />
      <div class="fields">
        <NumberSetting path="acknowledge.perHour" label={desk.perHour} min={1} />
        <NumberSetting path="acknowledge.perDay" label={desk.perDay} min={1} />
        <SelectSetting path="notify.newTicket" label={desk.newTicket} options={whom(['team', 'assignee', 'nobody'])} />
        <SelectSetting path="notify.customerReply" label={desk.customerReply} options={whom(['assignee-or-team', 'assignee', 'nobody'])} />
        <SpanSetting path="tickets.reopenSeconds" label={desk.reopen} hint={desk.reopenHint} />
        <SpanSetting path="tickets.thanksSeconds" label={desk.thanks} />
        <SpanSetting path="tickets.remindAfterSeconds" label={desk.remind} never={never} />
        <SpanSetting path="tickets.expireAfterSeconds" label={desk.expire} never={never} />
      </div>
    </>
  );
}

type Mailbox = Settings['mailboxes'][number];
export function MailboxSection() {
  const { words } = useDesk();
  const { settings } = useDraft();
  const { mailboxes, name, address, language, id } = words.settings;
  return (
    <>
      <p class="fine">{mailboxes.hint}</p>
      <ListSetting<Mailbox>
        path="mailboxes"
        add={mailboxes.add}
        nameOf={(one) => one.address || one.id}
        fresh={(all) => ({
          id: freshId(all, 'mailbox'),
          address: '',
          name: settings.desk.name,
          language: settings.desk.language,
          policy: null,
          agents: null,
        })}
        folded
      >
        {(path) => (
          <>
            <div class="fields">
              <TextSetting path={`${path}.address`} label={address} type="email" />
              <TextSetting path={`${path}.name`} label={name} />
              <TextSetting path={`${path}.id`} label={id} hint={words.settings.idHint} />
              <SelectSetting path={`${path}.language`} label={language} options={LANGUAGE_OPTIONS} />
              <SelectSetting
                path={`${path}.policy`}
                label={mailboxes.policy}
                empty={mailboxes.byRules}
                options={settings.policies.map((one) => [one.id, one.name] as const)}
              />
            </div>
            <ChoicesSetting
              path={`${path}.agents`}
              label={mailboxes.agents}
              any={mailboxes.everybody}
              options={settings.agents.map((one) => [one.id, one.name] as const)}
            />
          </>
        )}
      </ListSetting>
    </>
  );
}

type Agent = Settings['agents'][number];
export function PeopleSection() {
  const { words } = useDesk();
  const { settings } = useDraft();
  const { agents, name, address, language, id, active } = words.settings;
  return (
    <>
      <p class="fine">{agents.hint}</p>
      <ListSetting<Agent>
        path="agents"
        add={agents.add}
        nameOf={(one) => one.name || one.id}
        fresh={(all) => ({
          id: freshId(all, 'agent'),
          name: '',
          address: '',
          language: settings.desk.language,
          active: true,
          role: 'agent',
        })}
        folded
      >
        {(path) => (
          <>
            <div class="fields">
              <TextSetting path={`${path}.name`} label={name} />
              <TextSetting path={`${path}.address`} label={address} type="email" />
              <TextSetting path={`${path}.id`} label={id} hint={words.settings.idHint} />
              <SelectSetting path={`${path}.language`} label={language} options={LANGUAGE_OPTIONS} />
              <SelectSetting path={`${path}.role`} label={agents.role} options={Object.entries(agents.roles)} />
            </div>
            <CheckSetting path={`${path}.active`} label={active} />
          </>
        )}
      </ListSetting>
    </>
  );
}

type TicketType = Settings['types'][number];
export function TypeSection() {
  const { words } = useDesk();
  const { types, name, id, active } = words.settings;
  return (
    <ListSetting<TicketType>
      path="types"
      add={types.add}
      nameOf={(one) => one.name || one.id}
      fresh={(all) => ({ id: freshId(all, 'type'), name: '', active: true })}
      ordered
    >
      {(path) => (
        <>
          <TextSetting path={`${path}.name`} label={name} />
          <TextSetting path={`${path}.id`} label={id} />
          <CheckSetting path={`${path}.active`} label={active} />
        </>
      )}
    </ListSetting>
  );
}

type QuickReply = Settings['quickReplies'][number];
export function QuickSection() {
  const { words } = useDesk();
  const { quick, name, id } = words.settings;
  return (
    <>
      <p class="fine">{quick.hint}</p>
      <ListSetting<QuickReply>
        path="quickReplies"
        add={quick.add}
        nameOf={(one) => one.name || one.id}
        fresh={(all) => ({ id: freshId(all, 'reply'), name: '', texts: {} })}
        folded
      >
        {(path) => (
          <>
            <div class="fields">
              <TextSetting path={`${path}.name`} label={name} />
              <TextSetting path={`${path}.id`} label={id} />
            </div>
            {LANGUAGE_OPTIONS.map(([language, text]) => (
              <TextSetting key={language} path={`${path}.texts.${language}`} label={text} rows={3} optional="absent" />
            ))}
          </>
        )}
      </ListSetting>
    </>
  );
}

export function SurveySection() {
  const { words } = useDesk();
  const { surveys, calendars } = words.settings;
  return (
    <>
      {(['order', 'ticket'] as const).map((about) => (
        <section key={about} class="entry panel">
          <h3>{surveys[about]}</h3>
          <CheckSetting path={`surveys.${about}.active`} label={surveys.ask} />
          <div class="fields">
            <SelectSetting path={`surveys.${about}.kind`} label={surveys.kind} options={Object.entries(surveys.kinds)} />
            <SpanSetting path={`surveys.${about}.afterSeconds`} label={surveys.after} />
          </div>
        </section>
      ))}
      <h3>{surveys.hours}</h3>
      <div class="fields">
        <TextSetting path="surveys.hours.from" label={calendars.from('')} type="time" />
        <TextSetting path="surveys.hours.to" label={calendars.to('')} type="time" />
        <SpanSetting path="surveys.csatEverySeconds" label={surveys.csatEvery} />
        <SpanSetting path="surveys.npsEverySeconds" label={surveys.npsEvery} />
      </div>
      <CheckSetting path="surveys.unhappyTicket" label={surveys.unhappy} />
      <ReviewPages />
      <CheckSetting path="surveys.reviewOnlyHappy" label={surveys.onlyHappy} hint={surveys.onlyHappyHint} />
    </>
  );
}

export function ReportSection() {
  const { words } = useDesk();
  const { report } = words.settings;
  return (
    <>
      <CheckSetting path="report.active" label={report.active} />
      <div class="fields">
        <TextSetting path="report.at" label={report.at} type="time" />
        <WordsSetting path="report.to" label={report.to} hint={report.toHint} />
      </div>
    </>
  );
}
