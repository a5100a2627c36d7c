import { answer, type Row, type Value } from '../../../desk/metrics/answer.ts';
import { dateOf, dayNumber } from '../../../desk/metrics/day.ts';
import { TIMES } from '../../../desk/metrics/measure.ts';
import { FIGURES, type Figure, GROUPS_OF, PERIODS, type Query } from '../../../desk/metrics/query.ts';
import type { Reader } from '../../../desk/metrics/reader.ts';
import { CLOCKS } from '../../../events/event.ts';
import { type Folded, folded, memoryReader } from './folded.ts';
import { type History, played } from './history.ts';
import { exact, type Fact, isUnder, type Model, modelOf, survivalTime, type Under } from './model.ts';

/*
 * Every endpoint, group and period against the independent model: counts exactly, percentiles within 1 %.
 */

/** Ninety days each, and a while after: both changes of the clock in London and São Paulo, and in Apia a day that never was. */
const DAYS = 90;
const DESKS = [
  ['Europe/London', '2026-02-27'],
  ['Europe/London', '2026-09-20'],
  ['America/Sao_Paulo', '2017-10-01'],
  ['America/Sao_Paulo', '2017-12-10'],
  ['Asia/Kathmandu', '2026-05-10'],
  ['Pacific/Apia', '2011-12-23'],
] as const;

/** Facts by what happened and on which date. */
type Index = Map<string, Map<string, Fact[]>>;
type Desk = { history: History; folded: Folded; reader: Reader; model: Model; index: Index; asOfMs: number };

function deskIn(zone: string, from: string, seed: number): Desk {
  const history = played({ zone, from: Date.parse(`${from}T00:00:00Z`), days: DAYS, tickets: 260, seed });
  const all = folded(history.commits, zone);
  const model = modelOf(history.commits, zone);
  const index: Index = new Map();
  for (const fact of model.facts) {
    const dates = index.get(fact.what) ?? new Map<string, Fact[]>();
    index.set(fact.what, dates);
    dates.set(fact.date, [...(dates.get(fact.date) ?? []), fact]);
  }
  return { history, folded: all, reader: memoryReader(all), model, index, asOfMs: history.untilMs };
}

/** The facts of a row, by name. */
type Row2 = { from: string; to: string; group: keyof Under | null; value: string };
const found = new WeakMap<Desk, Map<string, Fact[]>>();
function of(desk: Desk, { from, to, group, value }: Row2, what: string): Fact[] {
  const known = found.get(desk) ?? new Map<string, Fact[]>();
  found.set(desk, known);
  const key = `${what} ${group} ${value} ${from} ${to}`;
  const before = known.get(key);
  if (before) return before;
  const dates = desk.index.get(what) ?? new Map<string, Fact[]>();
  const days = dayNumber(to) - dayNumber(from) === 1 ? [from] : [...dates.keys()].filter((date) => date >= from && date < to);
  const facts = days.flatMap((date) => dates.get(date) ?? []).filter((f) => isUnder(f.under, group, value));
  known.set(key, facts);
  return facts;
}

/** Cheaper than a matcher for each of a million numbers; fails with both. */
function same(got: unknown, want: unknown): void {
  if (got !== want) expect(got).toEqual(want);
}
function near(got: Value | undefined, want: number | null): void {
  if (typeof got === 'number' && want !== null && Math.abs(got - want) <= Math.abs(want) * 0.01 + 1e-9) return;
  same(got, want);
}
function exactly(got: Value | undefined, want: number | null): void {
  if (typeof got === 'number' && want !== null && Math.abs(got - want) <= 1e-6) return;
  same(got, want);
}
/**
 * The bins place an answered time within 1 %, and so one who waits may come before or after it: the estimate lies between
 * those for waits 2 % shorter and 2 % longer, and within 1 %.
 */
function survives(got: Value | undefined, answered: readonly number[], waiting: readonly number[], q: number): void {
  const low = survivalTime(
    answered,
    waiting.map((w) => w * 0.98),
    q,
  );
  const high = survivalTime(
    answered,
    waiting.map((w) => w * 1.02),
    q,
  );
  if (got === null && high === null) return;
  expect(Number(got)).toBeGreaterThanOrEqual((low ?? Number.POSITIVE_INFINITY) * 0.99 - 1e-9);
  expect(Number(got)).toBeLessThanOrEqual((high ?? Number.POSITIVE_INFINITY) * 1.01 + 1e-9);
}
type Obj = { readonly [name: string]: Value };
const obj = (value: Value | undefined): Obj => value as Obj;

function statAgrees(got: Obj, values: readonly number[]): void {
  const n = values.length;
  same(got.n, n);
  exactly(got.mean, n === 0 ? null : values.reduce((a, b) => a + Math.round(b * 1000), 0) / n / 1000);
  near(got.p50, exact(values, 0.5));
  near(got.p90, n < 20 ? null : exact(values, 0.9));
  near(got.p99, n < 100 ? null : exact(values, 0.99));
}
const rateAgrees = (got: Obj, n: number, among: number): void => {
  same(`${got.n} of ${got.of}`, `${n} of ${among}`);
  exactly(got.rate, among === 0 ? null : n / among);
};
const took = (facts: readonly Fact[], clock: Query['clock']): number[] =>
  facts.flatMap((f) => {
    const value = clock === 'elapsed' ? f.seconds : f.business;
    return value === null || value === undefined ? [] : [value];
  });

const checks: Record<Figure, (desk: Desk, got: Row, row: Row2, query: Query) => void> = {
  volume: (desk, got, row) => {
    for (const what of ['in', 'out', 'undelivered', 'new', 'opened', 'resolved', 'expired', 'reopened', 'excludedWhileOpen', 'released']) {
      same(`${what} ${got[what]}`, `${what} ${of(desk, row, what).length}`);
    }
    for (const [reason, n] of Object.entries(obj(got.excluded))) same(n, of(desk, row, `excluded.${reason}`).length);
    for (const [kind, n] of Object.entries(obj(got.automaticBy))) same(n, of(desk, row, `automatic.${kind}`).length);
    const midnight = desk.model.endOf(dateOf(dayNumber(row.to) - 1));
    const open = desk.model.open.filter((o) => o.from < midnight && o.to >= midnight && isUnder(o.under, row.group, row.value));
    same(got.active, open.length);
  },
  response: (desk, got, row, { cohort, clock }) => {
    for (const which of ['firstReply', 'nextReply'] as const) {
      const facts = of(desk, row, `${cohort}.${which}`);
      const values = took(facts, clock);
      const stat = obj(got[which]);
      statAgrees(stat, values);
      same(stat.unmeasured, facts.length - values.length);
      const waiting = of(desk, row, `waiting.${which}`).map((f) => (desk.asOfMs - (f.since ?? 0)) / 1000);
      const all = values.length + (cohort === 'opened' ? waiting.length : 0);
      for (const hours of [1, 4, 12, 24, 48]) {
        exactly(obj(stat.within)[`h${hours}`], all === 0 ? null : values.filter((v) => v <= hours * 3600).length / all);
      }
      if (cohort === 'replied') continue;
      const survival = obj(stat.survival);
      same(survival.waiting, waiting.length);
      const waits = clock === 'elapsed' ? waiting : waiting.map(() => Number.POSITIVE_INFINITY);
      survives(survival.p50, values, waits, 0.5);
      if (all < 20) same(survival.p90, null);
      else survives(survival.p90, values, waits, 0.9);
    }
    same(got.outsideHours, of(desk, row, 'outsideHours').length);
    same(got.closedUnanswered, of(desk, row, 'closedUnanswered').length);
    const ripe = (f: Fact): boolean => desk.model.endOf(f.date) + 7 * 86_400_000 <= desk.asOfMs;
    const answerable = of(desk, row, 'answerable').filter(ripe).length;
    rateAgrees(obj(got.unanswered), answerable - of(desk, row, 'answered').filter(ripe).length, answerable);
  },
  sla: (desk, got, row) => {
    const met = of(desk, row, `met.${got.clock}`).length;
    const missed = of(desk, row, `missed.${got.clock}`);
    same(`${got.due} ${got.met} ${got.missed}`, `${met + missed.length} ${met} ${missed.length}`);
    exactly(got.attainment, met + missed.length === 0 ? null : met / (met + missed.length));
    statAgrees(obj(got.lateBy), took(missed, 'elapsed'));
  },
  resolution: (desk, got, row, { clock }) => {
    for (const which of ['first', 'final']) statAgrees(obj(got[which]), took(of(desk, row, which), clock));
    for (const on of ['us', 'customer', 'thirdParty']) {
      const waits = took(of(desk, row, `waited.${on}`), 'elapsed');
      exactly(obj(obj(got.waiting)[on]).mean, waits.length === 0 ? null : waits.reduce((a, b) => a + b, 0) / waits.length);
    }
    const touches = of(desk, row, 'touches').map((f) => f.score ?? 0);
    exactly(obj(got.touches).mean, touches.length === 0 ? null : touches.reduce((a, b) => a + b, 0) / touches.length);
    same(obj(got.touches).p50, exact(touches, 0.5));
    const base = of(desk, row, 'touchBase').length;
    rateAgrees(obj(got.oneTouch), of(desk, row, 'oneTouch').length, base);
    rateAgrees(obj(got.firstContact), of(desk, row, 'firstContact').length, base);
    rateAgrees(obj(got.reopened), of(desk, row, 'reopenedCohort').length, of(desk, row, 'first').length);
    same(got.expired, of(desk, row, 'silent').length);
  },
  types: (desk, got, row, { group }) => {
    const among = (r: Row2): number =>
      of(desk, r, 'new').filter((f) => f.under.type === (got.type ?? '') && (group === null || f.under.channel === got.group)).length;
    same(got.count, among({ ...row, group: null }));
    const length = dayNumber(row.to) - dayNumber(row.from);
    same(got.before, among({ ...row, group: null, from: dateOf(dayNumber(row.from) - length), to: row.from }));
    const all = of(desk, { ...row, group: null }, 'new').length;
    exactly(got.share, all === 0 ? null : Number(got.count) / all);
  },
  happiness: (desk, got, row) => {
    const orders = obj(got.orders);
    const told = ['OrderPlaced', 'OrderDelivered', 'OrderCancelled', 'OrderRefunded'].map((what) => of(desk, row, what).length);
    expect([orders.placed, orders.delivered, orders.cancelled, orders.refunded]).toEqual(told);
    same(got.unsubscribed, of(desk, row, 'unsubscribed').length);
    for (const kind of ['csat', 'nps'] as const) {
      const scores = of(desk, row, `score.${kind}`).map((f) => f.score ?? -1);
      const figure = obj(got[kind]);
      const survey = obj(figure.survey);
      same(figure.n, scores.length);
      const share = (p: (s: number) => boolean): number => scores.filter(p).length / scores.length;
      const score = kind === 'csat' ? share((s) => s >= 4) : (share((s) => s >= 9) - share((s) => s <= 6)) * 100;
      exactly(figure.score, scores.length === 0 ? null : score);
      const [asked, back] = [of(desk, row, `asked.${kind}`).length, of(desk, row, `undelivered.${kind}`).length];
      const answered = of(desk, row, `answeredOfAsked.${kind}`).length;
      expect([survey.asked, survey.delivered, survey.answered]).toEqual([asked, asked - back, answered]);
      exactly(survey.responseRate, asked === back ? null : answered / (asked - back));
      for (const [reason, n] of Object.entries(obj(survey.skipped))) same(n, of(desk, row, `skipped.${kind}.${reason}`).length);
      same(survey.commented, of(desk, row, `commented.${kind}`).length);
    }
  },
  agents: (desk, got, row, { cohort, clock }) => {
    same(got.replies, of(desk, row, 'out').length);
    same(got.resolved, of(desk, row, 'final').length);
    statAgrees(obj(got.firstReply), took(of(desk, row, `${cohort}.firstReply`), clock));
    same(obj(got.firstReply).enough, took(of(desk, row, `${cohort}.firstReply`), clock).length >= 20);
    const base = of(desk, row, 'touchBase').length;
    rateAgrees(obj(got.oneTouch), of(desk, row, 'oneTouch').length, base);
    const scores = of(desk, row, 'score.csat');
    same(obj(got.csat).n, scores.length);
    same(`${obj(got.oneTouch).enough} ${obj(got.csat).enough}`, `${base >= 20} ${scores.length >= 20}`);
  },
  hours: (desk, got, row, { clock }) => {
    const hour = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf(String(got.weekday)) * 24 + Number(got.hour);
    const inHour = (what: string): Fact[] => of(desk, row, what).filter((f) => f.hour === hour);
    same(got.arrivals, inHour('in').length);
    same(got.replies, inHour('out').length);
    const waits = took([...inHour('opened.firstReply'), ...inHour('opened.nextReply')], clock);
    same(obj(got.wait).n, waits.length);
    near(obj(got.wait).p50, exact(waits, 0.5));
  },
};

describe.each(DESKS)('a desk in %s from %s', (zone, from) => {
  const desk = deskIn(zone, from, 7);
  const first = dayNumber(from);
  const known = { zone: desk.folded.zone, asOfMs: desk.asOfMs };

  function rowsAgree(query: Query, period: { from: string; to: string }, rows: readonly Row[], total: Value): number {
    const check = checks[query.figure];
    const group = query.figure === 'agents' ? 'agent' : query.figure === 'sla' ? (query.group ?? 'policy') : query.group;
    for (const row of rows) {
      check(desk, row, { from: String(row.from), to: String(row.to), group, value: String(row.group ?? '') }, query);
    }
    const totals = query.figure === 'types' ? [] : Array.isArray(total) ? (total as Row[]) : [total as Row];
    for (const sum of totals) check(desk, sum, { ...period, group: null, value: '' }, query);
    return rows.length;
  }
  function agrees(asked: Partial<Query> & Pick<Query, 'figure'>): number {
    const query: Query = { ...base, ...asked };
    const got = answer(query, desk.reader, known);
    const excluded = { from: dateOf(query.from), to: dateOf(query.to), group: null, value: '' };
    for (const [reason, n] of Object.entries(got.excluded)) same(n, of(desk, excluded, `excluded.${reason}`).length);
    const rows = rowsAgree(query, got.period, got.rows, got.total);
    const { compare } = got;
    if (compare !== null) expect(rowsAgree(query, compare.period, compare.rows, compare.total)).toBeGreaterThan(0);
    return rows;
  }
  const base: Omit<Query, 'figure'> = {
    from: first - 2,
    to: first + DAYS + 10,
    by: 'total',
    group: null,
    cohort: 'replied',
    clock: 'elapsed',
    compare: null,
  };

  test.each(FIGURES)('every group of %s, by day, week, month and total, agrees with the model', (figure) => {
    let rows = 0;
    for (const group of [null, ...GROUPS_OF[figure]]) {
      for (const by of figure === 'hours' ? (['month', 'total'] as const) : PERIODS) rows += agrees({ figure, group, by });
    }
    expect(rows).toBeGreaterThan(figure === 'hours' ? 168 * 5 : DAYS);
  });

  test.each(['response', 'resolution', 'agents', 'hours'] as const)('%s agrees by every cohort and clock, in every group', (figure) => {
    for (const cohort of ['replied', 'opened'] as const) {
      for (const clock of TIMES) {
        for (const group of [null, ...GROUPS_OF[figure]]) {
          for (const by of figure === 'hours' ? (['total'] as const) : (['week', 'total'] as const)) {
            agrees({ figure, group, by, cohort, clock });
          }
        }
      }
    }
  });

  test.each(FIGURES)('what %s is compared with agrees: the days before, and the same days a year earlier', (figure) => {
    for (const group of [null, ...GROUPS_OF[figure]]) {
      agrees({ figure, group, from: first + 45, to: first + 90, by: 'week', compare: 'previous' });
      agrees({ figure, group, from: first + 365, to: first + 365 + 60, by: 'total', compare: 'year' });
    }
  });

  test('types that are new, and those of no type, agree with the model', () => {
    const query: Query = { ...base, figure: 'types', from: first + 60, to: first + 67 };
    const got = answer(query, desk.reader, known);
    const opened = (since: number, until: number): string[] =>
      of(desk, { from: dateOf(since), to: dateOf(until), group: null, value: '' }, 'new').map((f) => f.under.type);
    const [now, before] = [opened(query.from, query.to), new Set(opened(query.from - 56, query.from))];
    expect([...(got.newTypes ?? [])].sort()).toEqual([...new Set(now)].filter((type) => type !== '' && !before.has(type)).sort());
    expect(got.untyped).toEqual({
      count: now.filter((type) => type === '').length,
      share: now.filter((type) => type === '').length / now.length,
    });
  });

  test('active is what was active the day before and what came and went, in every group and on every day', () => {
    for (const group of [null, ...GROUPS_OF.volume]) {
      const { rows } = answer({ ...base, figure: 'volume', group, by: 'day' }, desk.reader, known);
      const before = new Map<unknown, number>();
      for (const row of rows) {
        const n = (name: string): number => Number(row[name]);
        const was = before.get(row.group) ?? 0;
        const flow = n('opened') - n('resolved') + n('reopened') - n('excludedWhileOpen') + n('released');
        same(`${row.from} ${row.group} ${row.active}`, `${row.from} ${row.group} ${was + flow}`);
        expect(row.active).toBeGreaterThanOrEqual(0);
        before.set(row.group, n('active'));
      }
    }
  });

  test('every kind of thing has happened in this history', () => {
    const kinds = new Set(desk.model.facts.map((f) => f.what));
    for (const clock of CLOCKS) expect(kinds).toContain(`missed.${clock}`);
    for (const what of ['released', 'excluded.merged', 'undelivered', 'oneTouch', 'firstContact', 'reopenedCohort', 'closedUnanswered']) {
      expect(kinds).toContain(what);
    }
    expect(desk.history.commits.length).toBeGreaterThan(1000);
  });
});
