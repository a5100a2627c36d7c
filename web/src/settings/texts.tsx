import { useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { TextSetting } from './controls.tsx';
import { useDraft } from './draft.tsx';
import { LANGUAGE_OPTIONS, type MailLanguage } from './languages.ts';
import { MailPreview } from './mail-preview.tsx';

const KINDS = ['acknowledgement', 'notification', 'reply', 'reminder', 'survey'] as const;
export type Kind = (typeof KINDS)[number];

/** The owner's own words for each mail, by language, with the mail that they make. */
export function Texts() {
  const { words } = useDesk();
  const { settings } = useDraft();
  const { texts, language, surveys } = words.settings;
  const [kind, setKind] = useState<Kind>('acknowledgement');
  const [tongue, setTongue] = useState<MailLanguage>(settings.desk.language);
  const path = `wording.${kind}.${tongue}`;
  return (
    <>
      <div class="row">
        <label class="field inline">
          <span>{texts.kind}</span>
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {texts.kinds[one]}
              </option>
            ))}
          </select>
        </label>
        <label class="field inline">
          <span>{language}</span>
          <select value={tongue} onChange={(event) => setTongue(event.currentTarget.value as MailLanguage)}>
            {LANGUAGE_OPTIONS.map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="fine">{texts.hint}</p>
      <div key={path}>
        <TextSetting path={`${path}.subject`} label={texts.subject} optional="absent" dir="auto" />
        <TextSetting path={`${path}.greeting`} label={texts.greeting} optional="absent" dir="auto" />
        <TextSetting path={`${path}.body`} label={texts.body} rows={6} optional="absent" />
        <TextSetting path={`${path}.footer`} label={texts.footer} rows={2} optional="absent" />
        {kind === 'survey' &&
          (['csat', 'nps'] as const).map((asked) => (
            <TextSetting
              key={asked}
              path={`surveys.questions.${tongue}.${asked}`}
              label={`${texts.question}: ${surveys.kinds[asked]}`}
              optional="absent"
              dir="auto"
            />
          ))}
      </div>
      <MailPreview kind={kind} language={tongue} />
    </>
  );
}
