import { CHANNELS } from '../../events/event.ts';
import { wordsFor } from '../mail/words.ts';
import type { Settings } from '../settings.ts';
import type { Command } from '../ticket/command.ts';
import { isUnhappy } from './answer.ts';
import { lastComment, type SurveyFile } from './file.ts';
import { label } from './label.ts';
import { questionOf } from './question.ts';
import { countingAnswer, type Survey } from './survey.ts';

/**
 * The ticket that an unhappy answer opens, so that a person calls back: null when the answer that counts is not unhappy,
 * when the setting is off, or when the customer was erased. One ticket a survey, whatever is changed afterwards.
 */
export function unhappyTicket(
  survey: Survey | null,
  file: SurveyFile,
  settings: Settings,
): Extract<Command, { do: 'OpenFromSurvey' }> | null {
  if (!settings.surveys.unhappyTicket || survey?.state !== 'asked' || file.asked === null) return null;
  const answer = countingAnswer(survey);
  if (answer === null || !isUnhappy(survey.kind, answer.score)) return null;
  const { to, language, about, mailbox } = file.asked;
  const words = wordsFor(language).survey;
  const question = questionOf(settings, language, survey.kind).replaceAll('{desk}', () => settings.desk.name);
  const scale = survey.kind === 'nps' ? ' / 10' : '';
  const comment = lastComment(file);
  return {
    do: 'OpenFromSurvey',
    channel: CHANNELS.find((c) => c === survey.under.channel) ?? 'order',
    mailbox,
    subject: `${words.subject} (${about})`,
    text: [question, `${label(language, survey.kind, answer.score)}${scale}`, ...(comment === '' ? [] : ['', comment])].join('\n'),
    requester: to,
    language,
    linkedTo: survey.ticket,
    survey: survey.id,
  };
}
