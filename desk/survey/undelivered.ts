import type { DomainEvent, EventOf } from '../../events/event.ts';
import type { Instant, MailId } from '../../events/ids.ts';
import type { Survey } from './survey.ts';

/**
 * What follows when a survey's mail comes back: it leaves the denominator of the day on which it was asked, once,
 * however often that is reported. An answer that came all the same stays: somebody had the mail.
 */
export function undeliveredSurvey(
  survey: Survey | null,
  mail: MailId,
  reason: EventOf<'SurveyUndelivered'>['reason'],
  at: Instant,
): DomainEvent[] {
  if (survey?.state !== 'asked' || survey.mail !== mail || survey.undelivered !== null) return [];
  const { under, askedAt } = survey;
  return [{ type: 'SurveyUndelivered', at, ...under, agents: [...under.agents], mail, sentAt: askedAt, reason }];
}
