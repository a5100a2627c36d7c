import fc from 'fast-check';
import { answer, type Value } from '../../../desk/metrics/answer.ts';
import { addedBy, countsOf } from '../../../desk/metrics/counts.ts';
import { dateOf, dayNumber } from '../../../desk/metrics/day.ts';
import { GROUPS_OF, type Group, PERIODS, type Query } from '../../../desk/metrics/query.ts';
import { SKIP_REASONS, SURVEY_KINDS, type SurveyKind } from '../../../events/survey-facts.ts';
import { type Folded, folded, memoryReader } from '../metrics/folded.ts';
import { type Played, played } from './shop-days.ts';
import { against, type Fact, factsOf, leastGap, npsOf, wilsonOf } from './shop-model.ts';

/*
 * The simulated shop: ninety days on the real rules, against a model that was written from definitions.md and sees only
 * what the shop, its customers and its agents did.
 */

const DAYS = 90;
/** Over changes of the clock in both directions, one of them by half an hour at noon's side of the world, and a skipped date. */
const SHOPS = [
  ['Europe/Dublin', '2026-02-10'],
  ['America/New_York', '2026-09-20'],
  ['Australia/Lord_Howe', '2026-02-15'],
  ['Pacific/Apia', '2011-11-15'],
] as const;

type Obj = { readonly [name: string]: Value };
type Cut = { readonly from: string; readonly to: string; readonly group: Group | null; readonly value: string };

const valuesOf = ({ label }: Fact, group: Group | null): readonly string[] =>
  group === null
    ? ['']
    : group === 'agent'
      ? label.agents.length > 0
        ? label.agents
        : ['']
      : [label[group as 'channel' | 'type' | 'product']];

class Model {
  readonly #facts: readonly Fact[];
  readonly #found = new Map<string, readonly Fact[]>();
  constructor(facts: readonly Fact[]) {
    this.#facts = facts;
  }
  of(what: string, { from, to, group, value }: Cut): readonly Fact[] {
    const key = `${what} ${group} ${value}`;
    const known = this.#found.get(key) ?? this.#facts.filter((f) => f.what === what && valuesOf(f, group).includes(value));
    this.#found.set(key, known);
    return known.filter((f) => f.date >= from && f.date < to);
  }
  values(group: Group, from: string, to: string): string[] {
    return [...new Set(this.#facts.filter((f) => f.date >= from && f.date < to).flatMap((f) => valuesOf(f, group)))].sort();
  }
  count = (what: string, cut: Cut): number => this.of(what, cut).length;
  /** All that a row of figures should say. */
  row(cut: Cut): unknown {
    const orders = Object.fromEntries(
      ['placed', 'delivered', 'cancelled', 'refunded'].map((what) => [what, this.count(`orders.${what}`, cut)]),
    );
    const close = (n: number | null): unknown => (n === null ? null : expect.closeTo(n, 9));
    const interval = (of: { low: number; high: number } | null): unknown =>
      of === null ? null : { low: close(of.low), high: close(of.high) };
    const survey = (kind: SurveyKind): unknown => {
      const [asked, undelivered, answered] = (['asked', 'undelivered', 'answered'] as const).map((what) =>
        this.count(`${kind}.${what}`, cut),
      ) as [number, number, number];
      const delivered = asked - undelivered;
      return {
        asked,
        undelivered,
        delivered,
        answered,
        responseRate: close(delivered === 0 ? null : answered / delivered),
        interval: interval(wilsonOf(answered, delivered)),
        commented: this.count(`${kind}.commented`, cut),
        skipped: Object.fromEntries(SKIP_REASONS.map((reason) => [reason, this.count(`${kind}.skipped.${reason}`, cut)])),
      };
    };
    const scores = (what: string): number[] => this.of(what, cut).map((f) => f.score ?? Number.NaN);
    const [stars, points] = [scores('csat'), scores('nps')];
    const mean = (list: readonly number[]): unknown => close(list.length === 0 ? null : list.reduce((a, b) => a + b, 0) / list.length);
    const spread = (list: readonly number[], low: number, high: number): number[] =>
      Array.from({ length: high - low + 1 }, (_, n) => list.filter((s) => s === low + n).length);
    const satisfied = stars.filter((s) => s >= 4).length;
    const net = npsOf(points);
    return {
      orders,
      csat: {
        n: stars.length,
        satisfied,
        score: close(stars.length === 0 ? null : satisfied / stars.length),
        interval: interval(wilsonOf(satisfied, stars.length)),
        mean: mean(stars),
        distribution: spread(stars, 1, 5),
        firstMean: mean(scores('csat.first')),
        survey: survey('csat'),
      },
      nps: {
        n: points.length,
        promoters: points.filter((s) => s >= 9).length,
        passives: points.filter((s) => s === 7 || s === 8).length,
        detractors: points.filter((s) => s <= 6).length,
        score: close(net?.score ?? null),
        interval: interval(net),
        distribution: spread(points, 0, 10),
        survey: survey('nps'),
      },
      unsubscribed: this.count('unsubscribed', cut),
    };
  }
}

/** What may never happen, whatever else does; in words, none when all is well. */
function wrongs(shop: Played): string[] {
  const { diary } = shop.shop;
  const wrong: string[] = [];
  for (const mail of diary.mails) {
    const why = against(shop, mail);
    if (why.length > 0) wrong.push(`${mail.stream} was asked, and ${why.join(', ')}`);
    for (const other of diary.mails) {
      const gap = mail.at - other.at;
      if (other.address !== mail.address || other.stream === mail.stream || gap < 0) continue;
      if (gap < leastGap(shop, mail.kind)) wrong.push(`${mail.address} was asked again after ${gap / 3_600_000} hours`);
    }
  }
  for (const skip of diary.skips) {
    if (!against(shop, skip).includes(skip.reason)) wrong.push(`${skip.stream} was skipped as ${skip.reason}, not ${against(shop, skip)}`);
  }
  const streams = [...diary.mails, ...diary.skips].map((one) => one.stream);
  if (new Set(streams).size < streams.length) wrong.push('something was asked about or skipped twice');
  return wrong;
}

describe.each(SHOPS)('ninety days of a shop in %s from %s', (zone, from) => {
  let shop: Played;
  let model: Model;
  let all: Folded;
  const base = {
    // Orders imported from before count on their days.
    from: dayNumber(from) - 45,
    to: dayNumber(from) + DAYS + 2,
    figure: 'happiness',
    cohort: 'replied',
    clock: 'elapsed',
    compare: null,
  } as const;
  beforeAll(() => {
    shop = played({ zone, from: Date.parse(`${from}T00:00:00Z`), days: DAYS, people: 90, seed: dayNumber(from) });
    model = new Model(factsOf(shop, zone));
    all = folded(shop.shop.commits, zone);
  });

  test('everything that can happen has happened', () => {
    const { diary } = shop.shop;
    expect(new Set(diary.told.map((t) => t.what)).size).toBe(4);
    expect(diary.told.length).toBeGreaterThan(new Set(diary.told.map((t) => t.order)).size * 2);
    const reasons = new Set(diary.skips.map((s) => s.reason));
    for (const reason of [
      'off',
      'cancelled',
      'refunded',
      'reopened',
      'too-late',
      'suppressed',
      'unsubscribed',
      'open-ticket',
      'throttled',
    ]) {
      expect(reasons).toContain(reason);
    }
    for (const kind of SURVEY_KINDS) expect(diary.mails.filter((m) => m.kind === kind).length).toBeGreaterThan(20);
    expect(diary.mails.filter((m) => m.label.agents.length > 1).length).toBeGreaterThan(0);
    expect(diary.thanked.filter((t) => t.takenBack).length).toBeGreaterThan(0);
    expect(diary.unsubscribed.filter((u) => u.backAt !== null).length).toBeGreaterThan(0);
    expect(diary.stumbles.length).toBeGreaterThan(0);
    expect(diary.calledBack.length).toBeGreaterThan(0);
  });

  test('every asking and every skip is what the diary says it should be', () => {
    expect(wrongs(shop)).toEqual([]);
  });

  test.each(PERIODS)('every happiness figure by %s agrees with the model, in every group', (by) => {
    let rows = 0;
    for (const group of [null, ...GROUPS_OF.happiness]) {
      const query: Query = { ...base, by, group };
      const got = answer(query, memoryReader(all), { zone: all.zone, asOfMs: shop.untilMs });
      for (const { from: first, to, group: value = null, ...figures } of got.rows) {
        const cut = { from: String(first), to: String(to), group, value: String(value ?? '') };
        expect({ cut, ...figures }).toEqual({ cut, ...(model.row(cut) as Obj) });
        rows += 1;
      }
      const period = { from: dateOf(base.from), to: dateOf(base.to) };
      expect(got.total).toEqual(model.row({ ...period, group: null, value: '' }));
      if (group === null) continue;
      // No group is missing.
      const told = new Set(got.rows.map((row) => String(row.group ?? '')));
      expect([...told].sort()).toEqual(model.values(group, period.from, period.to));
    }
    expect(rows).toBeGreaterThan(10);
  });

  test('what stands behind each number adds up to it, in every group', () => {
    const cut = { from: dateOf(base.from), to: dateOf(base.to) };
    for (const group of [null, ...GROUPS_OF.happiness]) {
      for (const [count, terms] of Object.entries(countsOf(base))) {
        const behind = new Map<string, number>();
        for (const share of [...all.shares.values()].flatMap((of) => [...of.values()])) {
          for (const [value, n] of addedBy(share, terms, group ?? 'all')) behind.set(value, (behind.get(value) ?? 0) + n);
        }
        const values = group === null ? [''] : model.values(group, cut.from, cut.to);
        const [kind = '', what = ''] = count.split('.');
        const fits = (f: Fact): boolean => {
          const score = f.score ?? 0;
          if (what === 'passives') return score === 7 || score === 8;
          return what === 'satisfied' ? score >= 4 : what === 'promoters' ? score >= 9 : what !== 'detractors' || score <= 6;
        };
        const name = ['satisfied', 'promoters', 'passives', 'detractors'].includes(what)
          ? kind
          : what === 'delivered' && kind !== 'orders'
            ? `${kind}.asked`
            : count;
        const lost = (value: string): number =>
          name.endsWith('.asked') && what === 'delivered' ? model.count(`${kind}.undelivered`, { ...cut, group, value }) : 0;
        const want = values.map((value) => [count, value, model.of(name, { ...cut, group, value }).filter(fits).length - lost(value)]);
        expect(values.map((value) => [count, value, behind.get(value) ?? 0])).toEqual(want);
      }
    }
  });

  test('an unhappy answer opened one ticket, and nobody was called back for less', () => {
    const { diary } = shop.shop;
    const kindOf = new Map(diary.mails.map((m) => [m.stream, m.kind]));
    const unhappy = (stream: string, score: number): boolean => score <= (kindOf.get(stream) === 'csat' ? 2 : 6);
    for (const { stream } of diary.calledBack) {
      expect(diary.thanked.some((t) => t.stream === stream && unhappy(stream, t.score))).toBe(true);
    }
    const standing = diary.mails.flatMap(({ stream }) => diary.thanked.filter((t) => t.stream === stream && !t.takenBack).slice(-1));
    const called = new Set(diary.calledBack.map((c) => c.stream));
    // The last minute's answers are still to be followed.
    const due = standing.filter((t) => unhappy(t.stream, t.score) && t.at < shop.untilMs - 60_000);
    expect(due.filter((t) => !called.has(t.stream))).toEqual([]);
    expect(called.size).toBe(diary.calledBack.length);
  });
});

test('over all seeds nobody is asked more often than the throttle allows, with a ticket in work, or after saying no', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.constantFrom('Europe/Dublin', 'America/New_York', 'Asia/Kathmandu'),
      fc.boolean(),
      (seed, zone, hasty) => {
        const shop = played({ zone, from: Date.UTC(2026, 1, 10), days: DAYS, people: 12, seed, hasty });
        expect(wrongs(shop)).toEqual([]);
        expect(shop.shop.diary.mails.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 30 },
  );
});
