import { useDesk } from '../desk.ts';
import { LANGUAGES, type Look } from '../look.ts';
import { Dialog } from './dialog.tsx';

const LOCALES = ['en-GB', 'en-US', 'ro-RO', 'de-DE', 'fr-FR', 'es-ES', 'fa-IR', 'th-TH'];

export function LookDialog({ look, onLook, onClose }: { look: Look; onLook: (look: Look) => void; onClose: () => void }) {
  const { words } = useDesk();
  const { frame } = words;
  const choose = (label: string, value: string, options: readonly (readonly [string, string])[], change: (value: string) => void) => (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => change(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Dialog title={frame.look} onClose={onClose}>
      {choose(frame.language, look.language, Object.entries(LANGUAGES), (language) =>
        onLook({ ...look, language: language as Look['language'] }),
      )}
      {choose(
        frame.locale,
        look.locale ?? '',
        [['', frame.localeAs(navigator.language)], ...LOCALES.map((one) => [one, one] as const)],
        (locale) => onLook({ ...look, locale: locale || null }),
      )}
      {choose(frame.theme, look.theme, Object.entries(frame.themes), (theme) => onLook({ ...look, theme: theme as Look['theme'] }))}
      {choose(frame.direction, look.direction, Object.entries(frame.directions), (direction) =>
        onLook({ ...look, direction: direction as Look['direction'] }),
      )}
    </Dialog>
  );
}
