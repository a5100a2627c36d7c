import { type Answer, answer, type Row } from '../../../desk/metrics/answer.ts';
import { dateOf, dayNumber, Zone } from '../../../desk/metrics/day.ts';
import { ID } from '../../../desk/metrics/measure.ts';
import type { Figure, Query } from '../../../desk/metrics/query.ts';
import { fold, type Rollup } from '../../../desk/metrics/rollup.ts';
import { add, type Shares, under } from '../../../desk/metrics/share.ts';
import { binOf } from '../../../desk/metrics/sketch.ts';
import { memoryReader } from './folded.ts';

/*
 * What stands out, and what is too little to stand out: on desks made up for it.
 */

const zone = new Zone('Europe/London');
const TODAY = dayNumber('2026-11-20');
const SURGE = dayNumber('2026-11-18');

/** Ten weeks of three about an order a day, and five on Mondays; then twenty in a day, and four about something new. */
function shop(): ReadonlyMap<number, Rollup> {
  const days = new Map<number, Rollup>();
  for (let day = TODAY - 70; day < TODAY; day += 1) {
    const shares: Shares = new Map();
    const open = (type: string, agent: string, times: number): void => {
      for (let n = 0; n < times; n += 1) {
        const by = under('email', 'support', type, 'normal', agent, 'standard', '');
        for (const id of [ID.new, ID.opened, ID.out, ID.in]) add(shares, day, by, id, 0, 1);
        add(shares, day, by, ID.arrivals, ((day + 3) % 7) * 24 + 9, 1);
        add(shares, day, by, ID['replied.firstReply.elapsed'], binOf(60_000), 1);
        add(shares, day, by, ID['replied.sum.firstReply.elapsed'], 0, 60_000);
      }
    };
    open('order', 'ann', day === SURGE ? 20 : (day + 3) % 7 === 0 ? 5 : 3);
    if (day > TODAY - 3) open('recall', 'ben', 2);
    days.set(day, fold(shares.values()));
  }
  return days;
}

const reader = memoryReader({ zone, days: shop(), shares: new Map() });
const ask = (figure: Figure, more: Partial<Query> = {}): Answer =>
  answer(
    { figure, from: TODAY - 14, to: TODAY, by: 'total', group: null, cohort: 'replied', clock: 'elapsed', compare: null, ...more },
    reader,
    { zone, asOfMs: zone.startOf(TODAY) },
  );

test('a day with more of a type than its weekday explains is a surge, with what was expected and how likely it was; a busy Monday is none', () => {
  const { surges = [] } = ask('types');
  expect(surges).toEqual([{ type: 'order', day: dateOf(SURGE), count: 20, expected: 3, probability: expect.any(Number) }]);
  expect(Number(surges[0]?.probability)).toBeLessThan(0.001);
  expect(Number(surges[0]?.probability)).toBeGreaterThan(0);
});

test('a type that did not come for eight weeks is new, and its change has no number; the others have one with its interval', () => {
  const { newTypes, rows, untyped } = ask('types');
  expect(newTypes).toEqual(['recall']);
  expect(untyped).toEqual({ count: 0, share: 0 });
  const of = (type: string): Row | undefined => rows.find((row) => row.type === type);
  expect(of('recall')).toMatchObject({ count: 4, before: 0, change: null });
  // 12 days of three or five with a Monday in each week, and the surge.
  const [now, before] = [63, 46];
  expect(of('order')).toMatchObject({
    count: now,
    before,
    share: now / (now + 4),
    change: { change: expect.closeTo(now / before - 1, 10) },
  });
  const interval = (of('order')?.change as { interval: { low: number; high: number } } | undefined)?.interval;
  expect(interval?.low).toBeLessThan(now / before - 1);
  expect(interval?.high).toBeGreaterThan(now / before - 1);
});

test('an agent with fewer than twenty has not enough data to be compared, and says with what interval', () => {
  const { rows } = ask('agents');
  const of = (agent: string) => rows.find((row) => row.group === agent)?.firstReply as { n: number; enough: boolean; interval: object };
  expect([of('ann').n, of('ann').enough]).toEqual([63, true]);
  expect([of('ben').n, of('ben').enough]).toEqual([4, false]);
  expect(of('ben').interval).toEqual({ low: expect.closeTo(60, 0), high: expect.closeTo(60, 0) });
});

test('a week has 168 hours, Monday midnight first, and what came stands in its own', () => {
  const { rows } = ask('hours');
  expect(rows.length).toBe(168);
  expect(rows[0]).toMatchObject({ weekday: 'mon', hour: 0, arrivals: 0 });
  expect(rows[9]).toMatchObject({ weekday: 'mon', hour: 9, arrivals: 10 });
  expect(rows[2 * 24 + 9]).toMatchObject({ weekday: 'wed', hour: 9, arrivals: 25 });
  expect(rows.reduce((n, row) => n + Number(row.arrivals), 0)).toBe(67);
});
