import type { Figure } from './query.ts';

/*
 * What every number means, in the words that go out with it.
 */

export type Unit =
  | 'tickets'
  | 'messages'
  | 'mails'
  | 'seconds'
  | 'share'
  | 'points'
  | 'promises'
  | 'answers'
  | 'surveys'
  | 'orders'
  | 'replies'
  | 'yes or no';
export type Field = { readonly field: string; readonly means: string; readonly unit: Unit; readonly from: string };
export type Definition = { readonly text: string; readonly fields: readonly Field[] };

const field = (name: string, unit: Unit, from: string, means: string): Field => ({ field: name, unit, from, means });

const PERCENTILES =
  'the mean is exact; p50, p90 and p99 are the values of rank ⌊q(n−1)⌋ within 1 % (DDSketch); p90 is null under 20 values, p99 under 100';

const DEFINITIONS: Readonly<Record<Figure, Definition>> = {
  volume: {
    text: 'What came in, what went out and what is left, by local day of the desk. A ticket counts unless it is excluded (spam, virus, machine mail, merged, redirected). In every group: active = active of the day before + opened − resolved + reopened − excludedWhileOpen + released. The backlog counts under what a ticket is now, messages under what it was then.',
    fields: [
      field('in', 'messages', 'MessageReceived', 'Messages that customers sent on counted tickets.'),
      field('out', 'messages', 'ReplySent', 'Public messages by people to customers, on counted tickets.'),
      field('undelivered', 'messages', 'ReplyUndelivered', 'Of out: those that came back, by the day on which they were sent.'),
      field(
        'automatic',
        'mails',
        'MailQueued',
        'Acknowledgements, notifications, warnings, reminders and other mails that no person wrote.',
      ),
      field('automaticBy', 'mails', 'MailQueued', 'The same by kind.'),
      field('new', 'tickets', 'TicketOpened', 'Tickets opened that day that count now.'),
      field('opened', 'tickets', 'TicketOpened', 'Tickets that came into the backlog that day, those excluded later among them.'),
      field('resolved', 'tickets', 'TicketResolved, TicketExpired', 'Times that a ticket was closed, for whatever cause.'),
      field('expired', 'tickets', 'TicketExpired', 'Of resolved: closed because the customer stayed silent.'),
      field('reopened', 'tickets', 'TicketReopened', 'Times that a closed ticket was opened again.'),
      field('excludedWhileOpen', 'tickets', 'TicketExcluded', 'Open tickets that were taken out of the backlog.'),
      field('released', 'tickets', 'TicketReleased', 'Excluded tickets that came into the backlog after all.'),
      field(
        'active',
        'tickets',
        'the flows above',
        'Open tickets at the local midnight that ends the row, or by now if that is still to come.',
      ),
      field('excluded', 'tickets', 'TicketExcluded', 'Tickets excluded that day and not released since, by reason.'),
    ],
  },
  response: {
    text: `How long customers waited for a public reply by a person; never for an acknowledgement, a rule, or a reply that came back. Dated by the reply; with cohort=opened by the arrival, and then those who still wait are counted in. With clock=business, working time only; ${PERCENTILES}.`,
    fields: [
      field(
        'firstReply',
        'seconds',
        'ClockStopped firstReply',
        "From the arrival of the customer's first message to the first reply; a ticket that an agent began has none.",
      ),
      field(
        'nextReply',
        'seconds',
        'ClockStopped nextReply',
        'From the oldest customer message that nobody had answered to the reply that answers it.',
      ),
      field(
        'within',
        'share',
        'ClockStopped',
        'Share answered within 1, 4, 12, 24 and 48 hours of the clock asked for; with cohort=opened of all, those who still wait among them.',
      ),
      field(
        'survival',
        'seconds',
        'ClockStarted, ClockStopped',
        'With cohort=opened: Kaplan–Meier median and p90 of the wait, with those who still wait; null when too many do. With clock=business the true values are at most these, and atMost says so.',
      ),
      field('unmeasured', 'replies', 'ClockStopped', 'Replies without a value by the clock asked for: no calendar applied.'),
      field('outsideHours', 'replies', 'ClockStopped', 'Replies sent outside working hours.'),
      field('closedUnanswered', 'tickets', 'TicketResolved', 'Tickets closed with no reply by a person; that is no response.'),
      field(
        'unanswered',
        'share',
        'TicketOpened, ReplySent',
        'Tickets opened in the period with no reply by a person within 7 days, over tickets opened on days that lie at least 7 days back whole.',
      ),
    ],
  },
  sla: {
    text: 'Promises by clock, due in the period. Met: stopped at or before due. Missed: stopped later, or still running when due passed; a miss is dated at the due instant, whenever anybody noticed. Policy and calendar are those of the time when the clock started. A clock that goes on after a reopening has one outcome, its last.',
    fields: [
      field('due', 'promises', 'ClockStopped, ClockBreached', 'met + missed.'),
      field('met', 'promises', 'ClockStopped', 'Kept, by the day on which they were due.'),
      field('missed', 'promises', 'ClockBreached', 'Broken, by the day on which they were due.'),
      field('attainment', 'share', 'met, missed', 'met / due, with the 95 % interval of Wilson.'),
      field(
        'lateBy',
        'seconds',
        'ClockStopped',
        `How much later than due the missed ones stopped, in the measure of the target; ${PERCENTILES}.`,
      ),
    ],
  },
  resolution: {
    text: `How long until a ticket was resolved, from its arrival. Closed for silence is expired and shown apart. Shares of a row whose tickets were resolved less than 7 days ago are provisional; ${PERCENTILES}.`,
    fields: [
      field('first', 'seconds', 'TicketResolved', 'Until the ticket was first resolved, dated by that.'),
      field('final', 'seconds', 'TicketResolved', 'Until the resolution that stands, dated by that.'),
      field(
        'waiting',
        'seconds',
        'ClockStopped resolution',
        'Mean time, and share of the time, that it was our turn, the customer’s, or a third party’s, until the final resolution.',
      ),
      field('touches', 'replies', 'ReplySent', 'Public replies by people until the final resolution, undelivered ones left out: exact.'),
      field(
        'oneTouch',
        'share',
        'ReplySent, TicketReopened',
        'Resolved with exactly one public reply by a person, and neither reopened nor written to again by us within 7 days; over tickets resolved with at least one reply, less excluded, agent-started and expired ones. By the day of the first resolution.',
      ),
      field('firstContact', 'share', 'TicketOpened', 'One-touch, and no new ticket by the same customer within 7 days; over the same.'),
      field(
        'reopened',
        'share',
        'TicketReopened',
        'Tickets that a customer’s message opened again, over tickets resolved, by the day of the first resolution.',
      ),
      field('expired', 'tickets', 'TicketExpired', 'Closed because the customer stayed silent.'),
      field('provisional', 'yes or no', 'the period', 'Whether some were resolved less than 7 days ago, so that shares may still change.'),
    ],
  },
  types: {
    text: 'New tickets by type, as the types are now: a later change of type moves the ticket on the day on which it was opened. Excluded tickets are left out.',
    fields: [
      field('count', 'tickets', 'TicketOpened, TypeChanged', 'New tickets of the type.'),
      field('share', 'share', 'count', 'Of all new tickets, with the 95 % interval of Wilson.'),
      field('before', 'tickets', 'TicketOpened, TypeChanged', 'New tickets of the type on as many days just before.'),
      field(
        'change',
        'share',
        'count',
        'Against as many days just before: (count − before) / before, with the 95 % interval of the ratio of two Poisson counts.',
      ),
      field(
        'surges',
        'tickets',
        'count',
        'Days on which a type came more often than its weekday’s counts of the 8 weeks before explain: negative binomial, probability below 0.001, at least 5; the last 92 days of the period.',
      ),
      field('newTypes', 'tickets', 'count', 'Types that came in the period and not once in the 8 weeks before it.'),
      field('untyped', 'share', 'TypeChanged', 'New tickets without a type.'),
    ],
  },
  happiness: {
    text: 'What customers answered, and how many of those who were asked did. Scores are dated by the answer that counts, the last one confirmed; response rates by the day on which the survey was asked. Credit goes to the agents who had replied when it was asked.',
    fields: [
      field('csat', 'share', 'SurveyAnswered', 'Answers of 4 or 5 over all answers from 1 to 5, with the 95 % interval of Wilson.'),
      field(
        'nps',
        'points',
        'SurveyAnswered',
        'Share of 9 and 10 less share of 0 to 6, −100 to 100, with the 95 % interval by the trinomial variance.',
      ),
      field(
        'responseRate',
        'share',
        'SurveyAsked, SurveyUndelivered, SurveyAnswered',
        'Answered over delivered (asked less undelivered), same filters on both sides.',
      ),
      field('skipped', 'surveys', 'SurveySkipped', 'Surveys not asked, by reason.'),
      field('orders', 'orders', 'OrderPlaced, OrderDelivered, OrderCancelled, OrderRefunded', 'What the shop reported.'),
      field('unsubscribed', 'surveys', 'SurveyUnsubscribed', 'Customers who asked not to be asked again.'),
    ],
  },
  agents: {
    text: 'Agents one by one: replies by who sent them, resolutions by who replied last before, CSAT by who had replied when it was asked. A figure with enough=false stands on fewer than 20 and is not to be compared: not enough data.',
    fields: [
      field('replies', 'messages', 'ReplySent', 'Public messages to customers.'),
      field('resolved', 'tickets', 'TicketResolved', 'Resolutions that stand, to the credit of whoever replied last before.'),
      field(
        'firstReply',
        'seconds',
        'ClockStopped firstReply',
        `First responses given; the interval is that of the median, 95 %. In it ${PERCENTILES}.`,
      ),
      field('oneTouch', 'share', 'ReplySent, TicketReopened', 'As in resolution.'),
      field('csat', 'share', 'SurveyAnswered', 'As in happiness.'),
      field('provisional', 'yes or no', 'the period', 'As in resolution.'),
    ],
  },
  hours: {
    text: 'The week by its 168 hours, in the desk’s zone: when customers write, when they are answered, and how long those wait who wrote in that hour.',
    fields: [
      field('arrivals', 'messages', 'MessageReceived', 'Messages that customers sent.'),
      field('replies', 'messages', 'ReplySent', 'Public messages by people.'),
      field(
        'wait',
        'seconds',
        'ClockStopped',
        'Median wait for a reply, first and next, of those whose wait began in that hour and has ended; within 1 %.',
      ),
    ],
  },
};

export const definitionOf = (figure: Figure): Definition => DEFINITIONS[figure];

/** Every figure with its definition, unit and source, for `GET /metrics/definitions`. */
export const definitions = (): readonly (Definition & { readonly figure: Figure })[] =>
  (Object.keys(DEFINITIONS) as Figure[]).map((figure) => ({ figure, ...DEFINITIONS[figure] }));
