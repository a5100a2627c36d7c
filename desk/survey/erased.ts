import type { DomainEvent } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { Survey } from './survey.ts';

/** The customer was erased while the survey waited: it is skipped at once, for its plan goes with the address. */
export function skipErased(survey: Survey | null, now: Instant): DomainEvent[] {
  if (survey?.state !== 'waiting') return [];
  const { kind, about, order } = survey;
  const channel = order?.channel ?? 'email';
  return [{ type: 'SurveySkipped', at: now, kind, about, channel, ticketType: null, product: order?.product ?? null, reason: 'erased' }];
}
