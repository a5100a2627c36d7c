import fc from 'fast-check';
import { csvOf } from '../../../desk/metrics/csv.ts';
import { dateOf, dayNumber, msOf, weekdayOf, Zone } from '../../../desk/metrics/day.ts';
import { change, medianRanks, netPromoter, rate, wilson } from '../../../desk/metrics/interval.ts';
import { bucketsOf, comparedTo } from '../../../desk/metrics/query.ts';
import { addBins, binOf, binsOf, durationAt, quantile, quantiles, sumBins, total } from '../../../desk/metrics/sketch.ts';
import { digestOf, medianInterval, stat } from '../../../desk/metrics/stat.ts';
import { surgeOf, upperTail } from '../../../desk/metrics/surge.ts';
import { kaplanMeier } from '../../../desk/metrics/survival.ts';

describe('days', () => {
  const ZONES = ['America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia', 'Europe/London', 'Australia/Lord_Howe', 'UTC'];
  const instants = fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2031, 0) });

  test.each(ZONES)('in %s the date is what a wall calendar says, and so is the hour', (name) => {
    const zone = new Zone(name);
    const format = new Intl.DateTimeFormat('en-CA', {
      timeZone: name,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    fc.assert(
      fc.property(instants, (ms) => {
        const parts = Object.fromEntries(format.formatToParts(ms).map((p) => [p.type, p.value]));
        expect(dateOf(zone.dayOf(ms))).toBe(`${parts.year}-${parts.month}-${parts.day}`);
        expect(zone.hourOfWeek(ms) % 24).toBe(Number(parts.hour));
        expect(zone.startOf(zone.dayOf(ms))).toBeLessThanOrEqual(ms);
        expect(zone.startOf(zone.dayOf(ms) + 1)).toBeGreaterThan(ms);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['Europe/London', '2026-03-29', 23],
    ['Europe/London', '2026-10-25', 25],
    ['America/Sao_Paulo', '2017-10-15', 23],
    ['America/Sao_Paulo', '2018-02-17', 25],
    ['Pacific/Apia', '2011-12-30', 0],
    ['Pacific/Apia', '2011-12-31', 24],
    ['Asia/Kathmandu', '2026-03-29', 24],
  ])('in %s %s has %i hours', (name, date, hours) => {
    const zone = new Zone(name);
    expect((zone.startOf(dayNumber(date) + 1) - zone.startOf(dayNumber(date))) / 3_600_000).toBe(hours);
  });

  test('an instant is read as Date.parse reads it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0) }), (ms) => msOf(new Date(ms).toISOString()) === ms));
    expect(msOf('2024-02-29T23:59:59.999Z')).toBe(Date.parse('2024-02-29T23:59:59.999Z'));
  });

  test.each(['2026-02-30', '26-01-01', '2026-1-1', 'today'])('%s is no date', (text) => {
    expect(() => dayNumber(text)).toThrow('not a date');
  });

  test('weeks begin on Monday and months on the first, cut to the period', () => {
    const period = { from: dayNumber('2026-01-29'), to: dayNumber('2026-03-03') };
    const weeks = bucketsOf({ ...period, by: 'week' });
    expect(weeks.slice(1).every(({ from }) => weekdayOf(from) === 0)).toBe(true);
    expect(bucketsOf({ ...period, by: 'month' }).map(({ from }) => dateOf(from))).toEqual(['2026-01-29', '2026-02-01', '2026-03-01']);
    for (const by of ['day', 'week', 'month', 'total'] as const) {
      expect(bucketsOf({ ...period, by }).reduce((n, b) => n + b.to - b.from, 0)).toBe(period.to - period.from);
    }
  });

  test('a year before a leap day is the 28th', () => {
    const asked = { from: dayNumber('2028-02-29'), to: dayNumber('2028-03-01'), compare: 'year' } as const;
    const found = comparedTo(asked);
    expect([dateOf(found?.from ?? 0), dateOf(found?.to ?? 0)]).toEqual(['2027-02-28', '2027-03-01']);
  });
});

describe('sketches', () => {
  const values = fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { minLength: 1, maxLength: 300 });
  const sketch = (all: readonly number[]) => {
    const counts = new Map<number, number>();
    for (const value of all) counts.set(binOf(value), (counts.get(binOf(value)) ?? 0) + 1);
    return binsOf(counts);
  };

  test('any quantile lies within 1 % of the exact one', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, q) => {
        const exact = [...all].sort((a, b) => a - b)[Math.floor(q * (all.length - 1))] ?? 0;
        expect(Math.abs((quantile(sketch(all), q) ?? 0) - exact)).toBeLessThanOrEqual(exact * 0.01 + 1e-6);
      }),
    );
  });

  test('several quantiles at once are those one by one', () => {
    const qs = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(values, qs, (all, several) => {
        expect(quantiles(sketch(all), all.length, several)).toEqual(several.map((q) => quantile(sketch(all), q)));
      }),
    );
  });

  test('a digest of at most five bins says of a day what all its bins say', () => {
    const many = fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 0, maxLength: 300 });
    fc.assert(
      fc.property(many, (all) => {
        const [bins, few] = [sketch(all), digestOf(sketch(all))];
        expect([few.length <= 10, stat(few, 7), medianInterval(few)]).toEqual([true, stat(bins, 7), medianInterval(bins)]);
      }),
    );
  });

  test('two added are one made of both', () => {
    fc.assert(fc.property(values, values, (a, b) => expect(addBins(sketch(a), sketch(b))).toEqual(sketch([...a, ...b]))));
  });

  test('any number of them added at once are as added one by one, and what cancels out is gone', () => {
    const far = fc.array(
      fc.integer({ min: 1_700_000_000, max: 1_700_000_500 }).map((second) => [second, 1] as const),
      { maxLength: 3 },
    );
    const waiting = far.map((all) => binsOf(new Map(all)));
    const lists = fc.array(fc.oneof({ weight: 5, arbitrary: values.map(sketch) }, { weight: 1, arbitrary: waiting }), { maxLength: 6 });
    fc.assert(fc.property(lists, (all) => expect(sumBins(all)).toEqual(all.reduce(addBins, []))));
    expect(sumBins([[3, 1, 5, 2], [5, -2, 7, 4], [3, 1], []])).toEqual([3, 2, 7, 4]);
  });

  test('zero is zero, what is negative took no time, and nothing has no quantile', () => {
    expect(durationAt(binOf(0))).toBe(0);
    expect(binOf(-5)).toBe(0);
    expect(quantile([], 0.5)).toBeNull();
    expect(total([])).toBe(0);
  });
});

describe('intervals', () => {
  test.each([
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("Wilson's interval of %i in %i", (n, of, low, high) => {
    const found = wilson(n, of);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  test('a share of nothing is null, never NaN', () => {
    expect(rate(0, 0)).toEqual({ n: 0, of: 0, rate: null, interval: null });
    expect(netPromoter(0, 0, 0)).toBeNull();
    expect(change(3, 0, 1)).toBeNull();
  });

  test('NPS: 50 promoters, 20 detractors of 100 are 30, give or take 15.3', () => {
    const found = netPromoter(50, 20, 100);
    expect(found?.score).toBeCloseTo(30, 10);
    expect(found?.interval.high).toBeCloseTo(30 + 196 * Math.sqrt((0.7 - 0.09) / 100), 1);
    expect(netPromoter(10, 0, 10)?.interval).toEqual({ low: 100, high: 100 });
  });

  test('a count twice as high in the same time doubled, in half the time quadrupled; 20 against 10 is not sure, 200 against 100 is', () => {
    expect(change(20, 10, 1)?.change).toBeCloseTo(1);
    expect(change(20, 10, 0.5)?.change).toBeCloseTo(3);
    expect(change(20, 10, 1)?.interval.low).toBeLessThan(0);
    expect(change(200, 100, 1)?.interval.low).toBeGreaterThan(0.5);
  });

  test('the median of 100 lies between the 41st and the 61st', () => {
    expect(medianRanks(100)).toEqual({ low: 40, high: 60 });
    expect(medianRanks(1)).toEqual({ low: 0, high: 0 });
  });
});

describe('waiting counted in (Kaplan–Meier)', () => {
  const bins = (...seconds: number[]) =>
    seconds
      .map((s) => binOf(s * 1000))
      .sort((a, b) => a - b)
      .flatMap((bin) => [bin, 1]);

  test('with nobody waiting it is the plain median', () => {
    expect((kaplanMeier(bins(10, 20, 30, 40), [], 0.5) ?? 0) / 20_000).toBeCloseTo(1, 1);
  });
  test('those who wait longer than the answered push it up, until it cannot be said', () => {
    expect((kaplanMeier(bins(10, 20, 30, 40), [50_000, 60_000], 0.5) ?? 0) / 30_000).toBeCloseTo(1, 1);
    expect(kaplanMeier(bins(10), [50_000, 60_000], 0.5)).toBeNull();
  });
  test('those who have waited for less than the first answer change nothing', () => {
    expect(kaplanMeier(bins(10, 20, 30), [1_000, 2_000], 0.5)).toBe(kaplanMeier(bins(10, 20, 30), [], 0.5));
  });
  test('the remission times of Freireich (1963), as every textbook has them: median 23 weeks', () => {
    const relapsed = bins(6, 6, 6, 7, 10, 13, 16, 22, 23);
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((weeks) => weeks * 1000);
    expect(Math.abs((kaplanMeier(relapsed, censored, 0.5) ?? 0) - 23_000)).toBeLessThan(230);
  });
});

describe('surges', () => {
  const steady = Array.from({ length: 56 }, (_, i) => (i % 7 < 5 ? 10 : 2));

  test('as many as on any such weekday are none, and a busy weekday is not judged by a quiet Sunday', () => {
    expect(surgeOf(10, steady)).toBeNull();
    expect(surgeOf(14, steady)).toBeNull();
  });
  test('three times the weekday pattern is one, with its probability', () => {
    const surge = surgeOf(30, steady);
    expect(surge?.expected).toBe(10);
    expect(surge?.probability).toBeLessThan(1e-4);
  });
  test('a scattered past explains more than a steady one', () => {
    const scattered = steady.map((n, i) => (i % 14 < 7 ? n * 2 : 0));
    expect(surgeOf(24, steady)).not.toBeNull();
    expect(surgeOf(24, scattered)).toBeNull();
  });
  test('four of a kind, or a past of a week, are too little to speak of', () => {
    expect(
      surgeOf(
        4,
        Array.from({ length: 56 }, () => 0),
      ),
    ).toBeNull();
    expect(surgeOf(100, [1, 1, 1, 1, 1, 1, 1])).toBeNull();
  });
  test('the tail of a negative binomial is the sum of what is left of its head', () => {
    const [mean, variance] = [4, 10];
    const p = mean / variance;
    const size = (mean * p) / (1 - p);
    let mass = p ** size;
    let head = 0;
    for (let k = 0; k < 9; k += 1) {
      head += mass;
      mass *= ((k + size) / (k + 1)) * (1 - p);
    }
    expect(upperTail(9, mean, variance)).toBeCloseTo(1 - head, 10);
  });
});

describe('CSV', () => {
  test.each(['=1+1', '+44', '-2', '@SUM(A1)', '\tx', '\r=x'])('%j is text to a spreadsheet, not a formula', (group) => {
    expect(csvOf([{ group }]).split('\r\n')[1]).toMatch(/^"?'/);
  });
  test('commas, quotes and line ends stay inside their cell; null is empty; numbers stay numbers', () => {
    expect(csvOf([{ a: 'x,"y"\nz', b: null, c: -3.5, d: { e: [1, 2] } }])).toBe('a,b,c,d.e.0,d.e.1\r\n"x,""y""\nz",,-3.5,1,2\r\n');
  });
});
