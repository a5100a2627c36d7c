import type { Commit, DomainEvent, EventOf } from '../../events/event.ts';
import { SURVEY_KINDS, type SurveyKind } from '../../events/survey-facts.ts';
import { msOf, type Zone } from './day.ts';
import { AUTOMATIC_BINS, ID, SKIP_BINS } from './measure.ts';
import { add, type Shares, type Under, under } from './share.ts';

/*
 * What an order, or a survey about a ticket, adds to which day. Answers are dated by the answer that counts: the last one
 * confirmed; asked, undelivered and "answered of those asked" by the day on which it was asked, so that both sides of the
 * response rate stand under the same day and the same filter. Credit goes to the agents named when it was asked.
 */

type AskedUnder = Pick<EventOf<'SurveyAsked'>, 'channel' | 'ticketType' | 'product' | 'agents'>;
type Answered = EventOf<'SurveyAnswered'>;

const byAsked = (asked: AskedUnder): Under =>
  under(asked.channel, '', asked.ticketType ?? '', '', asked.agents.join(' '), '', asked.product ?? '');
const orderUnder = (event: { channel: string; product: string | null }): Under =>
  under(event.channel, '', '', '', '', '', event.product ?? '');
const isKind = (kind: string): kind is SurveyKind => (SURVEY_KINDS as readonly string[]).includes(kind);

/** Settings, erasures and suppressions are counted by the audit, and add nothing else. */
const isMeasured = ({ type }: DomainEvent): boolean => type.startsWith('Order') || type.startsWith('Survey') || type === 'MailQueued';

/** The shares of one stream of orders and surveys; a fact that was told twice counts once. */
export function surveyShares(history: readonly Commit[], zone: Zone): Shares {
  const shares: Shares = new Map();
  if (!history.some((commit) => commit.events.some(isMeasured))) return shares;
  const put = (when: number, by: Under, measure: number, bin = 0): void => add(shares, zone.dayOf(when), by, measure, bin, 1);
  const told = new Set<string>();
  const once = (what: string): boolean => !told.has(what) && told.add(what) !== undefined;
  const asked: EventOf<'SurveyAsked'>[] = [];
  const undelivered = new Set<string>();
  let answers: Answered[] = [];
  /** Null too when it was taken back on the same page. */
  let unsubscribedAt: Answered['at'] | null = null;
  for (const event of history.flatMap((commit) => commit.events)) {
    switch (event.type) {
      case 'OrderPlaced':
        if (once(event.type)) put(msOf(event.at), orderUnder(event), ID.ordersPlaced);
        break;
      case 'OrderDelivered':
        if (once(event.type)) put(msOf(event.deliveredAt), orderUnder(event), ID.ordersDelivered);
        break;
      case 'OrderCancelled':
        if (once(event.type)) put(msOf(event.at), orderUnder(event), ID.ordersCancelled);
        break;
      case 'OrderRefunded':
        if (once(event.type)) put(msOf(event.at), orderUnder(event), ID.ordersRefunded);
        break;
      case 'SurveySkipped':
        put(msOf(event.at), byAsked({ ...event, agents: [] }), ID[`skipped.${event.kind}`], SKIP_BINS.indexOf(event.reason));
        break;
      case 'SurveyAsked':
        asked.push(event);
        break;
      case 'MailQueued': {
        const last = asked.at(-1);
        const by = last ? byAsked({ ...last, agents: [] }) : under('', '', '', '', '', '', '');
        put(msOf(event.at), by, ID.automatic, AUTOMATIC_BINS.indexOf(event.kind));
        break;
      }
      case 'SurveyUndelivered':
        undelivered.add(event.mail);
        break;
      case 'SurveyAnswered':
        if (!answers.some((a) => a.press === event.press)) answers.push(event);
        break;
      case 'SurveyAnswerWithdrawn':
        answers = answers.filter((a) => a.press !== event.press);
        break;
      case 'SurveyUnsubscribed':
        unsubscribedAt ??= event.at;
        break;
      case 'SurveyResubscribed':
        unsubscribedAt = null;
        break;
    }
  }
  const last = asked.at(-1);
  if (last && unsubscribedAt !== null) put(msOf(unsubscribedAt), byAsked(last), ID.unsubscribed);
  for (const survey of asked) {
    const by = byAsked(survey);
    const when = msOf(survey.at);
    put(when, by, ID[`asked.${survey.kind}`]);
    const counting = answers.findLast((a) => a.askedAt === survey.at);
    // Whoever answered had the mail, whatever came back about it.
    if (counting) put(when, by, ID[`answeredOfAsked.${survey.kind}`]);
    else if (undelivered.has(survey.mail)) put(when, by, ID[`undelivered.${survey.kind}`]);
  }
  for (const askedAt of new Set(answers.map((a) => a.askedAt))) {
    const same = answers.filter((a) => a.askedAt === askedAt);
    const [first, last] = [same[0], same.at(-1)];
    if (!first || !last || !isKind(last.kind)) continue;
    const by = byAsked(last);
    put(msOf(last.at), by, ID[`score.${last.kind}`], last.score);
    put(msOf(last.at), by, ID[`firstScore.${last.kind}`], first.score);
    if (last.comment) put(msOf(last.at), by, ID[`commented.${last.kind}`]);
  }
  return shares;
}
