import { holidayDates } from '../../../../desk/sla/holidays.ts';
import type { Act } from '../../../../infra/local/demo/act.ts';
import { surgeDays } from '../../../../infra/local/demo/arrivals.ts';
import { HOUR } from '../../../../infra/local/demo/days.ts';
import { type Plan, planDemo } from '../../../../infra/local/demo/plan.ts';
import { AGENTS, COUNTRY } from '../../../../infra/local/demo/shop.ts';

/* The season of a shop as it is planned: what a stranger sees of it is played elsewhere. */

// A Friday evening; the season holds the end of summer time and a public holiday.
const NOW = Date.parse('2026-11-27T17:00:00.000Z');
const OPTIONS = { seed: 'kettle', days: 90, tickets: 3000, now: NOW };

const byAgent = (acts: readonly Act[]) => acts.flatMap((act) => ('agent' in act ? [act] : []));

describe('ninety days of a shop', () => {
  let plan: Plan;
  beforeAll(() => {
    plan = planDemo(OPTIONS);
  });
  const contacts = (day: number): number => plan.tickets.filter(({ arrivesAt }) => plan.days.of(arrivesAt) === day).length;
  const days = (): number[] => Array.from({ length: 90 }, (_, day) => day);

  test('the same seed gives the same plan, another seed another', () => {
    const again = planDemo(OPTIONS);
    expect(JSON.stringify(again.acts)).toBe(JSON.stringify(plan.acts));
    expect([...again.ticketOpinions]).toEqual([...plan.ticketOpinions]);
    expect([...again.orderOpinions]).toEqual([...plan.orderOpinions]);
    expect(JSON.stringify(planDemo({ ...OPTIONS, seed: 'teapot' }).acts)).not.toBe(JSON.stringify(plan.acts));
  });

  test('they end with the present, today being the last, and hold about 3,000 first contacts', () => {
    expect(plan.days.date(89)).toBe('2026-11-27');
    expect(plan.tickets).toHaveLength(3000);
    const times = plan.acts.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(NOW);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(plan.days.start);
    expect(plan.days.of(plan.tickets[0]?.arrivesAt ?? 0)).toBe(0);
  });

  test('people write by day rather than at night, on Mondays rather than on Sundays, and more towards the end', () => {
    const surging = surgeDays(90);
    const ordinary = days().filter((day) => !surging.has(day) && day < 89);
    const mean = (some: readonly number[]): number => some.reduce((sum, day) => sum + contacts(day), 0) / some.length;
    const on = (weekday: number): number => mean(ordinary.filter((day) => plan.days.weekday(day) === weekday));
    expect(on(0)).toBeGreaterThan(1.5 * on(6));
    expect(mean(ordinary.slice(-28))).toBeGreaterThan(1.15 * mean(ordinary.slice(0, 28)));
    const night = plan.tickets.filter(({ arrivesAt }) => arrivesAt - plan.days.at(plan.days.of(arrivesAt), 0) < 6 * HOUR);
    expect(night.length / plan.tickets.length).toBeLessThan(0.03);
  });

  test('for three days order confirmations are missing, and that is what most write about then', () => {
    for (const [day] of surgeDays(90)) {
      const that = plan.tickets.filter(({ arrivesAt, type }) => type !== null && plan.days.of(arrivesAt) === day);
      expect(that.filter(({ type }) => type === 'confirmation').length / that.length).toBeGreaterThan(0.4);
    }
    const others = plan.tickets.filter(({ surge, type }) => !surge && type !== null);
    expect(others.filter(({ type }) => type === 'confirmation').length / others.length).toBeLessThan(0.06);
  });

  test('nobody works outside a shift, on a day off or on a public holiday', () => {
    const acts = byAgent(plan.acts);
    expect(acts.length).toBeGreaterThan(5000);
    const holidays = new Set(holidayDates({ country: COUNTRY, region: null }, 2026, 2026));
    const off = new Set<string>();
    for (const { agent: id, at } of acts) {
      const agent = AGENTS.find((one) => one.id === id) as (typeof AGENTS)[number];
      const day = plan.days.of(at);
      const shift = plan.roster.shift(agent, day);
      if (shift === null || at < shift[0] || at >= shift[1] || holidays.has(plan.days.date(day)))
        off.add(`${id} ${new Date(at).toISOString()}`);
    }
    expect([...off]).toEqual([]);
    // Everybody works, and everybody is away at times when the week would have them at work.
    for (const agent of AGENTS) {
      expect(acts.some((act) => act.agent === agent.id)).toBe(true);
      const away = days().filter((day) => agent.week[plan.days.weekday(day)] !== null && plan.roster.shift(agent, day) === null);
      expect(away.length).toBeGreaterThan(3);
    }
  });

  test('an agent does one thing at a time', () => {
    for (const agent of AGENTS) {
      const ends = byAgent(plan.acts)
        .filter((act) => act.agent === agent.id && act.do === 'reply')
        .map(({ at }) => at);
      expect(new Set(ends).size).toBe(ends.length);
    }
  });

  test('nothing is done to a ticket before it came, and nobody but the customer of it writes into it', () => {
    for (const act of plan.acts) {
      if (!('ticket' in act)) continue;
      const ticket = plan.tickets[act.ticket];
      expect(act.at).toBeGreaterThanOrEqual(ticket?.arrivesAt ?? Number.POSITIVE_INFINITY);
      if (act.do === 'write') expect(act.letter.from).toBe(ticket?.customer.address);
    }
  });

  test('it has what a shop has: machines and spam, calls and chats, merging, waiting, coming back, orders and refunds, six languages', () => {
    const done = new Set(plan.acts.map((act) => act.do));
    expect([...done].sort()).toEqual(
      ['classify', 'merge', 'note', 'open', 'order', 'pend', 'redirect', 'reply', 'resolve', 'spam', 'tick', 'write'].sort(),
    );
    expect([...new Set(plan.tickets.map(({ kind }) => kind))].sort()).toEqual([
      'customer',
      'elsewhere',
      'machine',
      'nudge',
      'pitch',
      'spam',
    ]);
    expect([...new Set(plan.tickets.map(({ customer }) => customer.language))].sort()).toEqual(['de', 'en', 'es', 'fa', 'fr', 'ro']);
    const notices = plan.acts.flatMap((act) => (act.do === 'order' ? [act.notice.event] : []));
    expect([...new Set(notices)].sort()).toEqual(['cancelled', 'delivered', 'placed', 'refunded']);
    const letters = plan.acts.flatMap((act) => (act.do === 'write' ? [act.letter] : []));
    expect(letters.every(({ from, to }) => from.endsWith('.test') && to.endsWith('@desk.test'))).toBe(true);
    // Every placeholder is filled in.
    const said = plan.acts.flatMap((act) => ('text' in act ? [act.text] : act.do === 'write' ? [act.letter.subject, act.letter.text] : []));
    expect(said.filter((text) => /\{[a-z]+\}/.test(text))).toEqual([]);
  });

  test('most are answered in working hours, and most who say how it went are content', () => {
    const first = new Map<number, number>();
    for (const act of plan.acts) if (act.do === 'reply' && !first.has(act.ticket)) first.set(act.ticket, act.at);
    const answered = plan.tickets.filter(({ n }) => first.has(n));
    expect(answered.length).toBeGreaterThan(2400);
    const opinions = [...plan.ticketOpinions.values()].flatMap((opinion) => (opinion === null ? [] : [opinion.score]));
    const content = opinions.filter((score) => score >= 4).length / opinions.length;
    expect(content).toBeGreaterThan(0.82);
    expect(content).toBeLessThan(0.93);
  });
});
