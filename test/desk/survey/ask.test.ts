import fc from 'fast-check';
import { type AskContext, fireSurvey, isThrottled, otherOpen, planTicketSurvey, repliersOf } from '../../../desk/survey/ask.ts';
import { skipErased } from '../../../desk/survey/erased.ts';
import type { Plan } from '../../../desk/survey/file.ts';
import { takeOrder } from '../../../desk/survey/order.ts';
import { evolveSurvey, type Survey } from '../../../desk/survey/survey.ts';
import { orderRef, type SurveyStream, streamOf, surveyOf, surveyToken, ticketRef } from '../../../desk/survey/token.ts';
import type { Case } from '../../../desk/ticket/command.ts';
import type { Customer } from '../../../desk/ticket/dossier.ts';
import { evolve } from '../../../desk/ticket/ticket.ts';
import type { DomainEvent, TicketEvent } from '../../../events/event.ts';
import type { AgentId, CustomerId, Instant, MessageId, TicketId } from '../../../events/ids.ts';
import { at, context, customer, DAY, folded, notice, plus, SECRET, SETTINGS } from './samples.ts';

const NOON = at('2026-03-02T12:00:00Z');

function planned(number = '1001', delivered = NOON): { survey: Survey; plan: Plan; askAt: Instant } {
  const ref = orderRef('shop', number);
  const stream = streamOf(SECRET, ref);
  const result = takeOrder(null, notice('delivered', { number }), context(delivered, { ref, stream }));
  if ('refused' in result || result.plan === null) throw new Error('not planned');
  const { askAt, ...plan } = result.plan;
  return { survey: folded(stream, result.events), plan, askAt };
}

const FIRST = planned();
const asked = (more: Partial<AskContext> = {}, survey: Survey = FIRST.survey) =>
  fireSurvey(survey, {
    now: FIRST.askAt,
    settings: SETTINGS,
    plan: FIRST.plan,
    customer: null,
    about: null,
    openTicket: false,
    agents: [],
    ...more,
  });
const after = (...events: DomainEvent[]) => evolveSurvey(FIRST.survey, FIRST.survey.id, events);
const order = { customer: 'c-12345678' as CustomerId, channel: 'shop', product: 'mug' };
const surveysOff = { ...SETTINGS, surveys: { ...SETTINGS.surveys, order: { ...SETTINGS.surveys.order, active: false } } };
const suppressed = { at: NOON, reason: 'bounce' as const };

describe('when a survey is due', () => {
  test('the customer is asked, the mail is owed, and the customer’s row says so first', () => {
    const said = asked();
    if (said.do !== 'ask') throw new Error(said.do);
    expect(said.events).toMatchObject([
      { type: 'SurveyAsked', kind: 'nps', about: 'order', channel: 'shop', product: 'mug', mail: FIRST.plan.id, agents: [] },
      { type: 'MailQueued', mail: FIRST.plan.id, kind: 'survey', recipients: 1 },
    ]);
    expect(said.customer.surveyed).toEqual({ csatAt: null, npsAt: FIRST.askAt, streams: [FIRST.survey.id] });
    expect(JSON.stringify(said.events)).not.toMatch(/x\.test|"1001"/);
  });

  const skips: readonly [string, string, ReturnType<typeof asked>][] = [
    ['surveys were turned off', 'off', asked({ settings: surveysOff })],
    ['the customer was erased', 'erased', asked({ plan: null })],
    ['the order was cancelled', 'cancelled', asked({}, after({ type: 'OrderCancelled', at: NOON, ...order }))],
    ['the order was refunded', 'refunded', asked({}, after({ type: 'OrderRefunded', at: NOON, ...order }))],
    ['the desk was down for weeks', 'too-late', asked({ now: plus(FIRST.askAt, 15 * DAY) })],
    ['the address bounced', 'suppressed', asked({ customer: customer({ suppressed }) })],
    ['the customer unsubscribed', 'unsubscribed', asked({ customer: customer({ unsubscribedAt: NOON }) })],
    ['another ticket is in work', 'open-ticket', asked({ openTicket: true })],
    [
      'a survey was sent 89 days ago and this is NPS',
      'throttled',
      asked({ customer: customer({ surveyed: { csatAt: null, npsAt: plus(FIRST.askAt, -89 * DAY) } }) }),
    ],
  ];
  test.each(skips)('%s: skipped as %s', (_name, reason, said) => {
    expect(said).toMatchObject({ do: 'skip', events: [{ type: 'SurveySkipped', kind: 'nps', about: 'order', channel: 'shop', reason }] });
  });

  test.each([
    ['too early', { now: plus(FIRST.askAt, -1) }],
    ['at night', { now: at('2026-03-10T02:00:00Z') }],
  ])('%s: it waits for a decent hour', (_name, more) => {
    const said = asked(more);
    expect(said.do).toBe('wait');
    if (said.do === 'wait') expect(said.until > more.now).toBe(true);
  });

  test('fired again it does nothing: it was asked, or skipped', () => {
    const said = asked();
    if (said.do !== 'ask') throw new Error(said.do);
    expect(asked({}, after(...said.events))).toEqual({ do: 'nothing' });
    const skipped = asked({ openTicket: true });
    expect(asked({}, after(...(skipped.do === 'skip' ? skipped.events : [])))).toEqual({ do: 'nothing' });
    expect(fireSurvey(null, {} as AskContext)).toEqual({ do: 'nothing' });
  });

  test('a try that marked the customer and got no further is taken up again, and marks nobody twice', () => {
    const first = asked();
    if (first.do !== 'ask') throw new Error(first.do);
    const same = asked({ customer: first.customer });
    expect(same.do === 'ask' && same.customer).toBe(first.customer);
    const later = plus(FIRST.askAt, 3600);
    const again = asked({ customer: first.customer, now: later });
    if (again.do !== 'ask') throw new Error(again.do);
    expect(again.customer.surveyed.streams).toEqual(first.customer.surveyed.streams);
    // The throttle counts from the asking that came about.
    expect(isThrottled(again.customer, 'nps', surveyOf('other'), plus(first.customer.surveyed.npsAt ?? later, 90 * DAY), SETTINGS)).toBe(
      true,
    );
    expect(isThrottled(again.customer, 'nps', surveyOf('other'), plus(later, 90 * DAY), SETTINGS)).toBe(false);
  });

  test('a survey that waits when its customer is erased is skipped at once', () => {
    expect(skipErased(FIRST.survey, NOON)).toMatchObject([{ type: 'SurveySkipped', reason: 'erased' }]);
    expect(skipErased(null, NOON)).toEqual([]);
  });
});

describe('throttles', () => {
  const mine = surveyOf('mine');
  test.each([
    ['csat', 'csatAt', 29, true],
    ['csat', 'csatAt', 30, false],
    ['csat', 'npsAt', 29, true],
    ['csat', 'npsAt', 30, false],
    ['nps', 'csatAt', 89, true],
    ['nps', 'csatAt', 90, false],
    ['nps', 'npsAt', 89, true],
    ['nps', 'npsAt', 90, false],
  ] as const)('%s after a survey (%s) %i days ago: throttled %s', (kind, field, days, expected) => {
    const surveyed = { csatAt: null, npsAt: null, [field]: plus(NOON, -days * DAY) };
    expect(isThrottled(customer({ surveyed }), kind, mine, NOON, SETTINGS)).toBe(expected);
  });

  test('never twice in 24 hours, whatever the settings say', () => {
    const settings = { ...SETTINGS, surveys: { ...SETTINGS.surveys, csatEverySeconds: 1, npsEverySeconds: 1 } };
    const before = (seconds: number) => customer({ surveyed: { csatAt: plus(NOON, -seconds), npsAt: null } });
    expect(isThrottled(before(DAY - 1), 'csat', mine, NOON, settings)).toBe(true);
    expect(isThrottled(before(DAY), 'csat', mine, NOON, settings)).toBe(false);
  });

  test('over any history of orders, whoever was asked was not asked again before the throttle allowed it', () => {
    const days = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 400 * 24 }), fc.integer({ min: 0, max: 2 }), fc.constantFrom('csat', 'nps' as const)),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 120 }), (orders, csatDays, npsDays) => {
        const rows = new Map<string, Customer>();
        const askings = new Map<string, { at: number; kind: 'csat' | 'nps' }[]>();
        const fired = orders.map(([hour, who, kind], n) => ({
          ...planned(String(n), plus(NOON, hour * 3600)),
          who: `person-${who}@x.test`,
          kind,
        }));
        for (const { survey, plan, askAt, who, kind } of fired.sort((a, b) => (a.askAt < b.askAt ? -1 : 1))) {
          if (survey.state !== 'waiting') throw new Error(survey.state);
          const settings = {
            ...SETTINGS,
            surveys: { ...SETTINGS.surveys, csatEverySeconds: csatDays * DAY, npsEverySeconds: npsDays * DAY },
          };
          const said = fireSurvey(
            { ...survey, kind },
            {
              now: askAt,
              settings,
              plan: { ...plan, to: [{ name: '', address: who }] },
              customer: rows.get(who) ?? null,
              about: null,
              openTicket: false,
              agents: [],
            },
          );
          if (said.do !== 'ask') continue;
          rows.set(who, { ...said.customer, version: said.customer.version + 1 });
          askings.set(who, [...(askings.get(who) ?? []), { at: Date.parse(askAt), kind }]);
        }
        for (const list of askings.values()) {
          for (let n = 1; n < list.length; n += 1) {
            const [before, now] = [list[n - 1], list[n]];
            const least = Math.max(1, now?.kind === 'nps' ? npsDays : csatDays) * DAY * 1000;
            expect((now?.at ?? 0) - (before?.at ?? 0)).toBeGreaterThanOrEqual(least);
          }
        }
        expect(askings.size).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('after a ticket', () => {
  const ID = 'T-7K4QX' as TicketId;
  const agent = 'agent1' as AgentId;
  const m = (n: number) => `m-00000000000${n}` as MessageId;
  const rule = { kind: 'rule', rule: 'test' } as const;
  const opened: TicketEvent[] = [
    {
      type: 'TicketOpened',
      at: NOON,
      origin: 'customer',
      channel: 'email',
      mailbox: 'support',
      ticketType: 'delivery',
      priority: 'normal',
      tags: [],
      customer: 'c-12345678' as CustomerId,
      language: 'de',
      linkedTo: null,
      by: { kind: 'customer' },
    },
    { type: 'MessageReceived', at: NOON, message: m(1), kind: 'customer', channel: 'email', thanks: false, claimedAt: null },
  ];
  const replied: TicketEvent = { type: 'ReplySent', at: plus(NOON, 60), message: m(2), agent, via: 'mail', started: false };
  const resolvedAt = plus(NOON, 3600);
  const resolved: TicketEvent = { type: 'TicketResolved', at: resolvedAt, by: { kind: 'agent', agent }, unanswered: false };
  const requester = { name: 'Ann', address: 'ann@x.test' };
  const caseOf = (events: readonly TicketEvent[], to: Case['dossier']['requester'] = requester): Case => ({
    ticket: evolve(null, ID, events),
    dossier: { subject: 'Where is it?', requester: to, participants: to ? [to] : [], thread: [] },
  });
  const ref = ticketRef(ID, resolvedAt);
  const stream: SurveyStream = streamOf(SECRET, ref);
  const plan = (about: Case, now = resolvedAt) =>
    planTicketSurvey(about, resolvedAt, { now, settings: SETTINGS, customer: null, stream, ref });
  const SOLVED = caseOf([...opened, replied, resolved]);

  test('resolved by a person who had answered: planned four hours later, in the ticket’s language', () => {
    const result = plan(SOLVED);
    expect(result?.events).toMatchObject([{ type: 'SurveyScheduled', kind: 'csat', about: 'ticket', ticket: ID }]);
    expect(result?.plan).toMatchObject({ language: 'de', ticket: ID, about: 'Where is it?', to: [requester] });
    expect((result?.plan?.askAt ?? '') >= plus(resolvedAt, 4 * 3600)).toBe(true);
    expect(surveyOf(surveyToken(SECRET, ref))).toBe(stream);
  });

  test.each([
    [
      'closed for silence',
      caseOf([
        ...opened,
        replied,
        { type: 'TicketPended', at: NOON, waitingOn: 'customer', by: rule },
        { type: 'TicketExpired', at: resolvedAt, by: rule },
      ]),
    ],
    ['resolved without an answer', caseOf([...opened, resolved])],
    [
      'reopened meanwhile',
      caseOf([...opened, replied, resolved, { type: 'TicketReopened', at: plus(resolvedAt, 5), by: rule, message: null }]),
    ],
  ])('%s: nobody is asked', (_name, about) => {
    expect(plan(about)).toBeNull();
  });

  test.each([
    ['a telephone number', { name: 'Ann', address: 'tel:+353871234567' }],
    ['nobody', null],
  ])('of %s: skipped, for there is no address to write to', (_name, to) => {
    expect(plan(caseOf([...opened, replied, resolved], to))).toMatchObject({
      plan: null,
      events: [{}, { type: 'SurveySkipped', reason: 'no-address' }],
    });
  });

  const due = (about: Case, more: Partial<AskContext> = {}) => {
    const first = plan(SOLVED);
    if (!first?.plan) throw new Error('not planned');
    const survey = folded(stream, first.events);
    return fireSurvey(survey, {
      now: first.plan.askAt,
      settings: SETTINGS,
      plan: first.plan,
      customer: null,
      about,
      openTicket: false,
      agents: [agent],
      ...more,
    });
  };

  test('asked, it counts for those who replied, under the ticket’s type and channel', () => {
    expect(due(SOLVED)).toMatchObject({
      do: 'ask',
      events: [{ type: 'SurveyAsked', ticketType: 'delivery', channel: 'email', agents: [agent] }, {}],
    });
  });

  test.each([
    [
      'reopened',
      'reopened',
      caseOf([...opened, replied, resolved, { type: 'TicketReopened', at: plus(resolvedAt, 5), by: rule, message: null }]),
    ],
    [
      'reopened and resolved again, which has a survey of its own',
      'reopened',
      caseOf([
        ...opened,
        replied,
        resolved,
        { type: 'TicketReopened', at: plus(resolvedAt, 5), by: rule, message: null },
        { ...resolved, at: plus(resolvedAt, 9) },
      ]),
    ],
    [
      'marked as spam',
      'excluded',
      caseOf([
        ...opened,
        replied,
        resolved,
        { type: 'TicketExcluded', at: plus(resolvedAt, 5), reason: 'spam', into: null, team: null, active: false, by: rule },
      ]),
    ],
    ['erased', 'erased', caseOf([...opened, replied, resolved], null)],
  ])('%s meanwhile: skipped as %s', (_name, reason, about) => {
    expect(due(about)).toMatchObject({ do: 'skip', events: [{ type: 'SurveySkipped', about: 'ticket', reason }] });
  });

  test('those who replied, each once; a reply that came back is none', () => {
    const other = 'agent2' as AgentId;
    const events: DomainEvent[] = [
      replied,
      { ...replied, message: m(3) },
      { ...replied, message: m(4), agent: other },
      { type: 'ReplyUndelivered', at: NOON, message: m(4), sentAt: NOON, reason: 'bounce' },
    ];
    expect(repliersOf(events)).toEqual([agent]);
  });

  test('another ticket in work is found, the one asked about is not', () => {
    const working = caseOf(opened);
    expect(otherOpen([SOLVED], null)).toBe(false);
    expect(otherOpen([working], null)).toBe(true);
    expect(otherOpen([working], ID)).toBe(false);
  });
});
