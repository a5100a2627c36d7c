import fc from 'fast-check';
import type { Calendar, Hours, Interval } from '../../../desk/settings.ts';
import { addWorking, isOpen, nextClosing, nextOpening, workingSeconds } from '../../../desk/sla/calendar.ts';
import type { Instant } from '../../../events/ids.ts';
import { walkAdd, walkBetween, walkChange, wall as wallOf } from './reference.ts';

/*
 * What holds for every calendar, zone and instant. Instants gather around changes of offset, where peers fail.
 */

const DAY = 86_400;
const CHANGES: readonly (readonly [string, string])[] = [
  ['Europe/London', '2026-03-29T01:00:00Z'],
  ['Europe/London', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['America/Sao_Paulo', '2015-02-22T02:00:00Z'],
  ['America/Sao_Paulo', '2015-10-18T03:00:00Z'],
  ['Asia/Tehran', '2022-03-21T20:30:00Z'],
  ['Asia/Tehran', '2022-09-21T19:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Antarctica/Troll', '2026-03-29T01:00:00Z'],
  ['Europe/Dublin', '2026-10-25T01:00:00Z'],
  ['Asia/Kathmandu', '2026-05-05T00:00:00Z'],
  ['Pacific/Kiritimati', '2024-02-29T00:00:00Z'],
];

const wall = fc
  .nat(95)
  .map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
const interval: fc.Arbitrary<Interval> = fc.record({
  from: wall,
  to: fc.oneof({ weight: 9, arbitrary: wall }, { weight: 1, arbitrary: fc.constant('24:00') }),
});

const intervals = fc.array(interval, { maxLength: 3 });
const week = fc.record({ mon: intervals, tue: intervals, wed: intervals, thu: intervals, fri: intervals, sat: intervals, sun: intervals });

const dateNear = (epoch: number, days: number): string => new Date((epoch + days * DAY) * 1000).toISOString().slice(0, 10);
const hoursNear = (epoch: number, validFrom: string | null): fc.Arbitrary<Hours> => {
  const date = fc.integer({ min: -4, max: 4 }).map((days) => dateNear(epoch, days));
  return fc.record({
    validFrom: fc.constant(validFrom),
    week,
    dates: fc.dictionary(date, intervals, { maxKeys: 2 }),
    holidays: fc.constant(null),
    holidayDates: fc.array(date, { maxLength: 2 }),
  });
};

type Scene = { readonly calendar: Calendar; readonly around: number };
const scene: fc.Arbitrary<Scene> = fc.constantFrom(...CHANGES).chain(([zone, change]) => {
  const around = Date.parse(change) / 1000;
  const later = fc.integer({ min: -2, max: 2 }).chain((days) => hoursNear(around, dateNear(around, days)));
  return fc.tuple(hoursNear(around, null), fc.option(later, { nil: null, freq: 3 })).map(([first, second]) => ({
    around,
    calendar: { id: 'c', name: 'c', zone, hours: second ? [first, second] : [first] },
  }));
});
const at = (epochSeconds: number): Instant => new Date(epochSeconds * 1000).toISOString() as Instant;
const epoch = (instant: Instant | null): number | null => (instant === null ? null : Date.parse(instant) / 1000);
const near = fc.integer({ min: -2 * DAY, max: 2 * DAY });

describe('working time agrees with walking second by second', () => {
  test('the seconds between two instants', () => {
    fc.assert(
      fc.property(scene, near, fc.integer({ min: 0, max: 2 * DAY }), ({ calendar, around }, offset, length) => {
        const from = around + offset;
        expect(workingSeconds(calendar, at(from), at(from + length))).toBe(walkBetween(calendar, from, from + length));
      }),
      { numRuns: 150 },
    );
  });

  test('the instant that is so many working seconds later', () => {
    fc.assert(
      fc.property(scene, near, fc.oneof(fc.constant(0), fc.integer({ min: 0, max: DAY })), ({ calendar, around }, offset, wanted) => {
        const from = around + offset;
        const limit = from + 3 * DAY;
        const mine = epoch(addWorking(calendar, at(from), wanted));
        expect(mine !== null && mine <= limit ? mine : null).toBe(walkAdd(calendar, from, wanted, limit));
      }),
      { numRuns: 150 },
    );
  });

  test('open now, the next opening, the next closing', () => {
    fc.assert(
      fc.property(scene, near, ({ calendar, around }, offset) => {
        const from = around + offset;
        const limit = from + 2 * DAY;
        const within = (instant: Instant | null): number | null => {
          const found = epoch(instant);
          return found !== null && found <= limit ? found : null;
        };
        expect(isOpen(calendar, at(from))).toBe(wallOf(calendar)(from));
        expect(within(nextOpening(calendar, at(from)))).toBe(walkChange(calendar, from, 'open', limit));
        expect(within(nextClosing(calendar, at(from)))).toBe(walkChange(calendar, from, 'closed', limit));
      }),
      { numRuns: 150 },
    );
  });
});

describe('working time is a measure', () => {
  const ms = fc.integer({ min: -400 * DAY * 1000, max: 400 * DAY * 1000 });
  const atMs = (around: number, offset: number): Instant => new Date(around * 1000 + offset).toISOString() as Instant;
  const worked = (calendar: Calendar, from: Instant, to: Instant): number => Math.round(workingSeconds(calendar, from, to) * 1000);

  test('the parts of any split add up to the whole, to the millisecond', () => {
    fc.assert(
      fc.property(scene, fc.array(ms, { minLength: 3, maxLength: 6 }), ({ calendar, around }, offsets) => {
        const cuts = offsets.sort((a, b) => a - b).map((offset) => atMs(around, offset));
        const parts = cuts.slice(1).map((to, i) => worked(calendar, cuts[i] as Instant, to));
        expect(parts.reduce((a, b) => a + b, 0)).toBe(worked(calendar, cuts[0] as Instant, cuts.at(-1) as Instant));
        for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  test('no stretch holds more working time than it is long, and none that ends before it begins holds any', () => {
    fc.assert(
      fc.property(scene, ms, ms, ({ calendar, around }, a, b) => {
        const sum = worked(calendar, atMs(around, a), atMs(around, b));
        expect(sum).toBeLessThanOrEqual(Math.max(0, b - a));
        expect(sum).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  test('adding what was worked lands where it was worked to, or on the closing that is the same moment in working time', () => {
    fc.assert(
      fc.property(scene, ms, fc.nat(40 * DAY * 1000), ({ calendar, around }, offset, length) => {
        const t = atMs(around, offset);
        const u = atMs(around, offset + length);
        const between = workingSeconds(calendar, t, u);
        const landed = addWorking(calendar, t, between);
        if (between === 0) {
          // Nothing asked: now, or when it next opens.
          expect(landed).toBe(isOpen(calendar, t) ? t : nextOpening(calendar, t));
          return;
        }
        expect(landed).not.toBeNull();
        const end = landed as Instant;
        expect(end <= u).toBe(true);
        expect(workingSeconds(calendar, end, u)).toBe(0);
        expect(worked(calendar, t, end)).toBe(Math.round(between * 1000));
        if (end < u) expect(isOpen(calendar, end)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('more working time never ends earlier, and a later start never ends earlier', () => {
    fc.assert(
      fc.property(scene, ms, fc.nat(5 * DAY * 1000), fc.nat(5 * DAY), fc.nat(5 * DAY), ({ calendar, around }, offset, gap, n, more) => {
        const t = atMs(around, offset);
        const end = addWorking(calendar, t, n) ?? '9999';
        expect(end <= (addWorking(calendar, t, n + more) ?? '9999')).toBe(true);
        expect(end <= (addWorking(calendar, atMs(around, offset + gap), n) ?? '9999')).toBe(true);
        expect(end >= t).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('a shift by whole uniform weeks changes nothing in a zone that never changes', () => {
    const uniform = fc
      .tuple(fc.constantFrom('Asia/Kathmandu', 'Etc/UTC', 'Pacific/Kiritimati', 'Etc/GMT+11'), week)
      .map(([zone, days]): Calendar => ({ id: 'c', name: 'c', zone, hours: [{ validFrom: null, week: days, dates: {}, holidays: null }] }));
    const base = Date.parse('2026-05-05T00:00:00Z') / 1000;
    fc.assert(
      fc.property(uniform, ms, fc.nat(30 * DAY * 1000), fc.integer({ min: -1000, max: 1000 }), (calendar, offset, length, weeks) => {
        const shift = weeks * 7 * DAY * 1000;
        const [t, u] = [atMs(base, offset), atMs(base, offset + length)];
        const [t2, u2] = [atMs(base, offset + shift), atMs(base, offset + length + shift)];
        expect(workingSeconds(calendar, t2, u2)).toBe(workingSeconds(calendar, t, u));
        const end = addWorking(calendar, t, 7777);
        expect(addWorking(calendar, t2, 7777)).toBe(end === null ? null : new Date(Date.parse(end) + shift).toISOString());
      }),
      { numRuns: 500 },
    );
  });
});
