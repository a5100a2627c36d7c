import fc from 'fast-check';
import { orderNotice, takeOrder, takeOrders } from '../../../desk/survey/order.ts';
import { evolveSurvey, type Survey } from '../../../desk/survey/survey.ts';
import type { DomainEvent } from '../../../events/event.ts';
import { at, context, customer, DAY, folded, notice, plus, SETTINGS } from './samples.ts';

const NOON = at('2026-03-02T12:00:00Z');

function taken(before: Survey | null, given: ReturnType<typeof notice>, now = NOON) {
  const result = takeOrder(before, given, context(now));
  if ('refused' in result) throw new Error(result.why);
  return result;
}
const types = (events: readonly DomainEvent[]) => events.map((e) => e.type);

describe('what a shop tells of an order', () => {
  test('a delivered order counts as placed, and its survey is planned a week later at a decent hour', () => {
    const { events, plan } = taken(null, notice('delivered', { at: '2026-03-01T23:30:00Z', value: { amount: 12.5, currency: 'EUR' } }));
    expect(types(events)).toEqual(['OrderPlaced', 'OrderDelivered', 'SurveyScheduled']);
    expect(events[0]).toMatchObject({ at: '2026-03-01T23:30:00.000Z', items: 2, product: 'mug', value: { amount: 12.5, currency: 'EUR' } });
    expect(plan?.askAt.slice(0, 10)).toBe('2026-03-09');
    expect(plan).toMatchObject({ to: [{ address: 'ann@x.test' }], about: '1001', survey: 'nps', token: '', zone: 'Europe/Dublin' });
    expect(JSON.stringify(events)).not.toMatch(/x\.test|"1001"|"Ann"/);
  });

  test.each([
    ['placed twice', 'placed', 'placed'],
    ['delivered twice', 'delivered', 'delivered'],
    ['cancelled twice', 'cancelled', 'cancelled'],
    ['refunded twice', 'refunded', 'refunded'],
    ['placed, told after it was delivered', 'delivered', 'placed'],
  ] as const)('%s changes nothing', (_name, first, second) => {
    const survey = folded(context(NOON).stream, taken(null, notice(first)).events);
    expect(taken(survey, notice(second, { at: '2026-03-01T00:00:00Z' }))).toEqual({ events: [], plan: null });
  });

  test('a refund that comes before the delivery does not unplan the survey: the asking will see it', () => {
    const survey = folded(context(NOON).stream, taken(null, notice('refunded')).events);
    const { events } = taken(survey, notice('delivered'));
    expect(types(events)).toEqual(['OrderDelivered', 'SurveyScheduled']);
    expect(folded(survey.id, taken(null, notice('refunded')).events, events).order?.refundedAt).toBe(NOON);
  });

  test('nothing happened in the future, whatever the shop’s clock says', () => {
    const { events } = taken(null, notice('delivered', { at: '2030-01-01T00:00:00Z' }));
    expect(events[1]).toMatchObject({ deliveredAt: NOON });
  });

  test('an import of old orders asks nobody', () => {
    const { events, plan } = taken(null, notice('delivered', { at: '2025-06-01T00:00:00Z' }));
    expect(plan).toBeNull();
    expect(events.at(-1)).toMatchObject({ type: 'SurveySkipped', reason: 'too-late' });
  });

  test('with surveys after delivery off, it is logged that nobody is asked', () => {
    const surveys = { ...SETTINGS.surveys, order: { ...SETTINGS.surveys.order, active: false } };
    const result = takeOrder(null, notice('delivered'), context(NOON, { settings: { ...SETTINGS, surveys } }));
    if ('refused' in result) throw new Error(result.why);
    expect(result.plan).toBeNull();
    expect(result.events.at(-1)).toMatchObject({ type: 'SurveySkipped', reason: 'off' });
  });

  test('an order of several products is about none of them', () => {
    const { events } = taken(null, notice('delivered', { items: [{ product: 'mug' }, { product: 'pan' }] }));
    expect(events[1]).toMatchObject({ product: null });
  });

  test('the customer that the desk knows keeps the name it has in events', () => {
    const known = customer();
    const result = takeOrder(null, notice('delivered'), context(NOON, { customer: known }));
    if ('refused' in result) throw new Error(result.why);
    expect(result.events[0]).toMatchObject({ customer: known.id });
  });

  test.each([
    ['placed', null],
    ['delivered', null],
    ['cancelled', null],
  ] as const)('%s without a customer is refused while the order is unknown', (event, customerGiven) => {
    expect(takeOrder(null, notice(event, { customer: customerGiven }), context(NOON))).toMatchObject({
      refused: 'invalid',
      field: 'customer',
    });
  });

  test('a known order can be cancelled without saying whose it was', () => {
    const survey = folded(context(NOON).stream, taken(null, notice('placed')).events);
    expect(types(taken(survey, notice('cancelled', { customer: null })).events)).toEqual(['OrderCancelled']);
  });

  test.each([
    ['no number', { number: ' ' }],
    ['no address', { customer: { address: 'ann' } }],
    ['an address with a line break', { customer: { address: 'ann@x.test\r\nbcc: all@x.test' } }],
    ['an unknown zone', { zone: 'Mars/Base' }],
    ['a day that is none', { at: '2026-02-31T00:00:00Z' }],
    ['an instant without its offset', { at: '2026-02-01T00:00:00' }],
    ['a negative value', { value: { amount: -1, currency: 'EUR' } }],
    ['a country that is none', { country: 'Ireland' }],
    ['an unknown field', { costumer: {} }],
  ])('%s is refused at the door', (_name, more) => {
    const given = { event: 'placed', number: '1', customer: { address: 'ann@x.test' }, ...more };
    expect(orderNotice.safeParse(given).success).toBe(false);
  });
});

describe('for any order and any repetition of notices', () => {
  const dated = {
    placed: '2026-02-20T10:00:00Z',
    delivered: '2026-02-25T10:00:00Z',
    cancelled: '2026-02-26T10:00:00Z',
    refunded: '2026-02-27T10:00:00Z',
  } as const;
  const notices = fc.array(fc.constantFrom('placed', 'delivered', 'cancelled', 'refunded' as const), { minLength: 1, maxLength: 12 });

  test('the same facts are kept, each once, and at most one survey is planned', () => {
    fc.assert(
      fc.property(notices, (list) => {
        const all: DomainEvent[] = [];
        let survey: Survey | null = null;
        let plans = 0;
        for (const [n, event] of list.entries()) {
          const { events, plan } = taken(survey, notice(event, { at: dated[event] }), plus(NOON, n));
          if (plan) plans += 1;
          if (events.length > 0) survey = evolveSurvey(survey, context(NOON).stream, events);
          all.push(...events);
        }
        expect(new Set(types(all)).size).toBe(all.length);
        expect(plans).toBe(list.includes('delivered') ? 1 : 0);
        const told = new Set(list);
        expect(survey?.order).toMatchObject({
          deliveredAt: told.has('delivered') ? at(dated.delivered) : null,
          cancelledAt: told.has('cancelled') ? at(dated.cancelled) : null,
          refundedAt: told.has('refunded') ? at(dated.refunded) : null,
        });
      }),
    );
  });

  test('taken one by one or all at once, they say the same', () => {
    fc.assert(
      fc.property(notices, (list) => {
        const given = list.map((event) => notice(event, { at: dated[event] }));
        const together = takeOrders(null, given, context(NOON));
        if ('refused' in together) throw new Error(together.why);
        const apart: DomainEvent[] = [];
        let survey: Survey | null = null;
        for (const one of given) {
          const { events } = taken(survey, one);
          if (events.length > 0) survey = evolveSurvey(survey, context(NOON).stream, events);
          apart.push(...events);
        }
        expect(together.events).toEqual(apart);
      }),
    );
  });

  test('asked at least the set time after the delivery, and within two days and an hour of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 * DAY }), fc.constantFrom('Asia/Tehran', 'America/New_York', 'Pacific/Apia'), (ago, zone) => {
        const delivered = plus(NOON, -ago);
        const { plan } = taken(null, notice('delivered', { at: delivered, zone }));
        const waited = (Date.parse(plan?.askAt ?? '') - Date.parse(delivered)) / 1000;
        expect(waited).toBeGreaterThanOrEqual(7 * DAY);
        expect(waited).toBeLessThan(9 * DAY + 3600);
      }),
    );
  });
});
