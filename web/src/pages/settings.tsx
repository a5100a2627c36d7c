import type { JSX } from 'preact';
import { useDesk } from '../desk.ts';
import type { PageProps } from '../pages.ts';
import { Failure, Freshness } from '../parts/problem.tsx';
import { linkTo } from '../route.ts';
import { Calendars } from '../settings/calendars.tsx';
import { DraftContext, useEditing } from '../settings/draft.tsx';
import { Policies } from '../settings/policies.tsx';
import {
  DeskSection,
  MailboxSection,
  PeopleSection,
  QuickSection,
  ReportSection,
  SurveySection,
  TypeSection,
} from '../settings/sections.tsx';
import { Texts } from '../settings/texts.tsx';
import '../style/settings.css';

/** Each section with the parts of the document that it edits. */
const SECTIONS = {
  desk: { view: DeskSection, holds: ['desk', 'acknowledge', 'notify', 'tickets'] },
  mailboxes: { view: MailboxSection, holds: ['mailboxes'] },
  agents: { view: PeopleSection, holds: ['agents'] },
  types: { view: TypeSection, holds: ['types'] },
  calendars: { view: Calendars, holds: ['calendars'] },
  policies: { view: Policies, holds: ['policies'] },
  texts: { view: Texts, holds: ['wording'] },
  quick: { view: QuickSection, holds: ['quickReplies'] },
  surveys: { view: SurveySection, holds: ['surveys'] },
  report: { view: ReportSection, holds: ['report'] },
} satisfies Record<string, { view: () => JSX.Element; holds: readonly string[] }>;
type SectionName = keyof typeof SECTIONS;
const NAMES = Object.keys(SECTIONS) as SectionName[];

/** What managers set: one document, section by section, saved at once and refused field by field. */
export function Settings({ route }: PageProps) {
  const { words, format } = useDesk();
  const { settings } = words;
  const editing = useEditing();
  const { draft, loading, problem } = editing;
  const here = NAMES.find((name) => name === route.path[1]) ?? 'desk';
  const Place = ({ field }: { field: string }) => (
    <a href={linkTo(['settings', NAMES.find((name) => SECTIONS[name].holds.includes(field.split('.')[0] ?? '')) ?? here])}>
      <code>{field}</code>
    </a>
  );
  const errorsIn = (name: SectionName): number =>
    draft?.errors.filter(({ field }) => SECTIONS[name].holds.includes(field.split('.')[0] ?? '')).length ?? 0;
  if (!draft)
    return loading.error ? (
      <Failure words={words} error={loading.error} again={loading.again} />
    ) : (
      <p class="waiting">{words.frame.loading}</p>
    );
  const View = SECTIONS[here].view;
  return (
    <DraftContext.Provider value={draft}>
      <h1>{settings.title}</h1>
      <Freshness of={loading} />
      <div class="settings">
        <nav aria-label={settings.title}>
          <ul>
            {NAMES.map((name) => (
              <li key={name}>
                <a href={linkTo(['settings', name])} aria-current={name === here ? 'page' : undefined}>
                  {settings.sections[name]}
                  {errorsIn(name) > 0 && (
                    <span class="chip bad" title={settings.errorsIn(settings.sections[name], format.number(errorsIn(name)))}>
                      {format.number(errorsIn(name))}
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <form
          class="section"
          onSubmit={(event) => {
            event.preventDefault();
            void editing.save();
          }}
        >
          {problem && (
            <div class="notice bad" role="alert">
              <p>
                {problem.status === 412
                  ? editing.both
                    ? settings.merged
                    : settings.stale
                  : problem.errors.length > 0
                    ? settings.wrong(format.number(problem.errors.length))
                    : problem.message}
              </p>
              {editing.both && editing.both.length > 0 && (
                <>
                  <p>{settings.conflicts}</p>
                  <ul>
                    {editing.both.map((field) => (
                      <li key={field}>
                        <Place field={field} />
                      </li>
                    ))}
                  </ul>
                </>
              )}
              {draft.unclaimed.length > 0 && (
                <ul>
                  {draft.unclaimed.map(({ field, why }) => (
                    <li key={`${field} ${why}`}>
                      <Place field={field} /> {why}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          )}
          {editing.behind && <p class="notice">{settings.behind}</p>}
          <h2>{settings.sections[here]}</h2>
          <View key={`${here} ${draft.settings.version}`} />
          <div class={draft.dirty ? 'save row dirty' : 'save row'}>
            <button type="submit" class="main" disabled={!draft.dirty || editing.saving}>
              {settings.save}
            </button>
            <button type="button" disabled={!draft.dirty} onClick={editing.discard}>
              {settings.discard}
            </button>
            {draft.dirty && <span class="fine">{settings.unsaved}</span>}
          </div>
        </form>
      </div>
    </DraftContext.Provider>
  );
}
