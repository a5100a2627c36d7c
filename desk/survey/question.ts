import type { SurveyKind } from '../../events/survey-facts.ts';
import type { Language } from '../languages.ts';
import { wordsFor } from '../mail/words.ts';
import type { Settings } from '../settings.ts';

/** What a survey asks, in the mail, on its page and on the ticket of an unhappy answer: the owner's words where there are any. `{desk}` is the desk's name. */
export const questionOf = ({ surveys }: Pick<Settings, 'surveys'>, language: Language, kind: SurveyKind): string =>
  surveys.questions?.[language]?.[kind] || wordsFor(language).survey.question[kind];
