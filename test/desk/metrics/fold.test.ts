import fc from 'fast-check';
import { Zone } from '../../../desk/metrics/day.ts';
import { factsOf } from '../../../desk/metrics/facts.ts';
import { ID } from '../../../desk/metrics/measure.ts';
import { pageBytes, pageOf, rollupBytes, rollupOf } from '../../../desk/metrics/page.ts';
import { countIn, EMPTY, fold, merge, NO_CELL, type Rollup } from '../../../desk/metrics/rollup.ts';
import { canonical, type Share, shareOf, shareText } from '../../../desk/metrics/share.ts';
import type { Commit } from '../../../events/event.ts';
import type { CustomerId } from '../../../events/ids.ts';
import { folded, streamsOf } from './folded.ts';
import { played } from './history.ts';

const ZONE = 'America/Sao_Paulo';
const AUDIT: readonly number[] = [ID.commits, ID.events];
const HISTORY = played({ zone: ZONE, from: Date.parse('2017-10-05T00:00:00Z'), days: 20, tickets: 80, seed: 3 });
const SHARES: readonly Share[] = [...folded(HISTORY.commits, ZONE).shares.values()].flatMap((day) => [...day.values()]);
const hex = (rollup: Rollup): string => Buffer.from(rollupBytes(rollup)).toString('hex');
const WHOLE = hex(fold(SHARES));

/** Any order of the shares. */
const shuffled = fc.shuffledSubarray([...SHARES], { minLength: SHARES.length, maxLength: SHARES.length });
const RUNS = { numRuns: 25 };

describe('folding', () => {
  test('in any order gives the same bytes', () => {
    fc.assert(
      fc.property(shuffled, (shares) => hex(fold(shares)) === WHOLE),
      RUNS,
    );
  });

  test('in any split, merged in any order, gives the same bytes', () => {
    const cuts = fc.array(fc.nat(SHARES.length), { maxLength: 6 });
    fc.assert(
      fc.property(shuffled, cuts, fc.boolean(), (shares, at, backwards) => {
        const bounds = [0, ...at.sort((a, b) => a - b), shares.length];
        const parts = bounds.slice(1).map((to, i) => fold(shares.slice(bounds[i], to)));
        if (backwards) parts.reverse();
        return hex(parts.reduce(merge, EMPTY)) === WHOLE;
      }),
      RUNS,
    );
  });

  test('merging is associative, commutative, and nothing changes nothing', () => {
    const some = fc.subarray([...SHARES], { maxLength: 40 }).map((shares) => fold(shares));
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        expect(hex(merge(merge(a, b), c))).toBe(hex(merge(a, merge(b, c))));
        expect(hex(merge(a, b))).toBe(hex(merge(b, a)));
        expect(hex(merge(a, EMPTY))).toBe(hex(a));
        expect(hex(merge(EMPTY, a))).toBe(hex(a));
      }),
      RUNS,
    );
  });

  test('a roll-up, a page and a share are read back as they were written', () => {
    const days = folded(HISTORY.commits, ZONE).days;
    for (const rollup of days.values()) expect(hex(rollupOf(rollupBytes(rollup)))).toBe(hex(rollup));
    const page = new Map([...days].map(([day, rollup]) => [day, rollup.get('type') ?? new Map()]));
    expect(Buffer.from(pageBytes(pageOf(pageBytes(page))))).toEqual(Buffer.from(pageBytes(page)));
    for (const share of SHARES.slice(0, 200)) expect(shareOf(shareText(share))).toEqual(canonical(share));
  });

  test('bytes that are cut short are refused, never read as less', () => {
    const bytes = rollupBytes(fold(SHARES));
    for (const length of [1, 100, bytes.length - 1]) expect(() => rollupOf(bytes.subarray(0, length))).toThrow(RangeError);
  });
});

describe("a ticket's shares", () => {
  const zone = new Zone(ZONE);
  const streams = [...streamsOf(HISTORY.commits).values()];
  const texts = (history: readonly Commit[]): string[] =>
    [...factsOf(history, zone).shares].map(([day, share]) => `${day} ${shareText(share)}`).sort();

  test('replaced as a whole on every commit, come to the same as told at once', () => {
    for (const history of streams) {
      const stored = new Map<number, string>();
      for (let n = 1; n <= history.length; n += 1) {
        const { shares } = factsOf(history.slice(0, n), zone);
        for (const day of stored.keys()) if (!shares.has(day)) stored.delete(day);
        for (const [day, share] of shares) stored.set(day, shareText(share));
      }
      expect([...stored].map(([day, text]) => `${day} ${text}`).sort()).toEqual(texts(history));
    }
  });

  test('say the same once the customer is erased, but for the count of what was recorded', () => {
    const figures = (history: readonly Commit[]): string[] =>
      [...factsOf(history, zone).shares].flatMap(([day, { under, adds }]) =>
        under.flatMap((by, n) => {
          const counted = adds[n] ?? [];
          return by.join('') === '' && counted.every((_, i) => i % 3 > 0 || AUDIT.includes(counted[i] ?? -1))
            ? []
            : [`${day} ${by} ${counted}`];
        }),
      );
    for (const history of streams) {
      const last = history.at(-1);
      if (!last?.stream.startsWith('T-')) continue;
      const at = new Date(Date.parse(last.recordedAt) + 40 * 86_400_000).toISOString() as Commit['recordedAt'];
      const erased = { type: 'CustomerErased', at, customer: 'c-gone' as CustomerId, by: { kind: 'rule', rule: 'erase' } } as const;
      const after: Commit = { stream: last.stream, version: last.version + 1, recordedAt: at, by: 'erase', events: [erased] };
      expect(figures([...history, after])).toEqual(figures(history));
    }
  });

  test('count every event exactly once', () => {
    let counted = 0;
    for (const rollup of folded(HISTORY.commits, ZONE).days.values()) counted += countIn(rollup.get('all')?.get('') ?? NO_CELL, 'events');
    expect(counted).toBe(HISTORY.commits.reduce((n, c) => n + c.events.length, 0));
  });
});
