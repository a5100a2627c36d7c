import type { DomainEvent, EventOf } from '../../events/event.ts';
import type { CustomerId, Instant, MailId, TicketId } from '../../events/ids.ts';
import type { SkipReason, SurveyKind } from '../../events/survey-facts.ts';
import type { SurveyStream } from './token.ts';

/*
 * An order with the survey about it, or a survey about a ticket: one stream, derived from its events alone.
 * Addresses, names, order numbers and comments are not here: see SurveyFile.
 */

/** The shop's facts. They arrive repeated and in any order, so each is dated and none depends on another. */
export type Order = {
  readonly customer: CustomerId;
  readonly channel: string;
  readonly product: string | null;
  readonly deliveredAt: Instant | null;
  readonly cancelledAt: Instant | null;
  readonly refundedAt: Instant | null;
};

/** What a survey counts under, fixed when it was asked. */
export type AskedUnder = Pick<EventOf<'SurveyAsked'>, 'kind' | 'about' | 'channel' | 'ticketType' | 'product' | 'agents'>;

/** One confirmed answer. The first and the last are what counts; those between are kept too. */
export type Answer = {
  readonly at: Instant;
  readonly score: number;
  readonly change: number;
  readonly comment: boolean;
  readonly press: string;
  readonly withdrawn: boolean;
};

type Core = { readonly id: SurveyStream; readonly version: number; readonly order: Order | null };
type Planned = Core & {
  readonly kind: SurveyKind;
  readonly about: 'order' | 'ticket';
  readonly customer: CustomerId;
  readonly ticket: TicketId | null;
};
/** An order that nobody is asked about (yet). */
export type UnplannedSurvey = Core & { readonly state: 'unplanned' };
export type WaitingSurvey = Planned & { readonly state: 'waiting'; readonly askAt: Instant };
export type SkippedSurvey = Planned & { readonly state: 'skipped'; readonly reason: SkipReason };
export type AskedSurvey = Planned & {
  readonly state: 'asked';
  readonly askedAt: Instant;
  readonly mail: MailId;
  readonly under: AskedUnder;
  readonly undelivered: EventOf<'SurveyUndelivered'>['reason'] | null;
  readonly answers: readonly Answer[];
  readonly unsubscribed: { readonly at: Instant; readonly press: string | null } | null;
};
export type Survey = UnplannedSurvey | WaitingSurvey | SkippedSurvey | AskedSurvey;

/** The answer that counts now: the last one that was not withdrawn. */
export const countingAnswer = (survey: AskedSurvey): Answer | null => survey.answers.findLast((a) => !a.withdrawn) ?? null;
export const firstAnswer = (survey: AskedSurvey): Answer | null => survey.answers.find((a) => !a.withdrawn) ?? null;

/**
 * Folds the events of one commit in; the version counts commits.
 * @throws when an event cannot follow, which only a faulty rule brings about
 */
export function evolveSurvey(before: Survey | null, id: SurveyStream, events: readonly DomainEvent[]): Survey {
  let survey: Survey = before ?? { state: 'unplanned', id, version: 0, order: null };
  for (const event of events) survey = apply(survey, event);
  return { ...survey, version: (before?.version ?? 0) + 1 };
}

function apply(survey: Survey, event: DomainEvent): Survey {
  switch (event.type) {
    case 'OrderPlaced':
      return { ...survey, order: survey.order ?? orderFrom(event) };
    case 'OrderDelivered':
      return { ...survey, order: { ...(survey.order ?? orderFrom(event)), product: event.product, deliveredAt: event.deliveredAt } };
    case 'OrderCancelled':
      return { ...survey, order: { ...(survey.order ?? orderFrom(event)), cancelledAt: event.at } };
    case 'OrderRefunded':
      return { ...survey, order: { ...(survey.order ?? orderFrom(event)), refundedAt: event.at } };
    case 'SurveyScheduled': {
      if (survey.state !== 'unplanned') throw new Error(`${survey.id} is planned already`);
      const { kind, about, customer, ticket, askAt } = event;
      return { ...core(survey), state: 'waiting', kind, about, customer, ticket, askAt };
    }
    case 'SurveySkipped': {
      const { state, askAt, ...planned } = waiting(survey, event);
      return { ...planned, state: 'skipped', reason: event.reason };
    }
    case 'SurveyAsked': {
      const { state, askAt, ...planned } = waiting(survey, event);
      const { kind, about, channel, ticketType, product, agents } = event;
      return {
        ...planned,
        state: 'asked',
        customer: event.customer,
        askedAt: event.at,
        mail: event.mail,
        under: { kind, about, channel, ticketType, product, agents },
        undelivered: null,
        answers: [],
        unsubscribed: null,
      };
    }
    case 'SurveyUndelivered':
      return { ...asked(survey, event), undelivered: event.reason };
    case 'SurveyAnswered': {
      const { at, score, change, comment, press } = event;
      const before = asked(survey, event);
      return { ...before, answers: [...before.answers, { at, score, change, comment, press, withdrawn: false }] };
    }
    case 'SurveyAnswerWithdrawn': {
      const before = asked(survey, event);
      return { ...before, answers: before.answers.map((a) => (a.press === event.press ? { ...a, withdrawn: true } : a)) };
    }
    case 'SurveyUnsubscribed':
      return { ...asked(survey, event), unsubscribed: { at: event.at, press: event.press ?? null } };
    case 'SurveyResubscribed':
      return { ...asked(survey, event), unsubscribed: null };
    default:
      return survey;
  }
}

const core = ({ id, version, order }: Survey): Core => ({ id, version, order });

const orderFrom = (event: { customer: CustomerId; channel: string; product: string | null }): Order => ({
  customer: event.customer,
  channel: event.channel,
  product: event.product,
  deliveredAt: null,
  cancelledAt: null,
  refundedAt: null,
});

function waiting(survey: Survey, event: DomainEvent): WaitingSurvey {
  if (survey.state !== 'waiting') throw new Error(`${event.type} cannot follow on ${survey.state}: ${survey.id}`);
  return survey;
}

function asked(survey: Survey, event: DomainEvent): AskedSurvey {
  if (survey.state !== 'asked') throw new Error(`${event.type} cannot follow on ${survey.state}: ${survey.id}`);
  return survey;
}
