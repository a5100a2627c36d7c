import type { SurveyKind } from '../../events/survey-facts.ts';
import type { Language } from '../languages.ts';
import { wordsFor } from '../mail/words.ts';

/** A number in the reader's digits. */
export const digits = (language: Language, n: number): string => new Intl.NumberFormat(wordsFor(language).locale).format(n);

/** A score as its button shows it: `4 · Happy`, `9`. */
export function label(language: Language, kind: SurveyKind, score: number): string {
  const shown = digits(language, score);
  return kind === 'csat' ? `${shown} · ${wordsFor(language).survey.faces[score - 1]}` : shown;
}
