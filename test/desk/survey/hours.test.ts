import fc from 'fast-check';
import { customerZone, decentFrom, isDecent } from '../../../desk/survey/hours.ts';
import type { Instant } from '../../../events/ids.ts';

const DAY = { from: '09:00', to: '20:00' };
const at = (text: string) => text as Instant;
const wall = (instant: Instant, zone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(instant));

describe('decent hours', () => {
  test.each([
    ['morning in Dublin', '2026-07-01T07:59:59.000Z', 'Europe/Dublin', false],
    ['nine in Dublin in summer', '2026-07-01T08:00:00.000Z', 'Europe/Dublin', true],
    ['nine in Dublin in winter', '2026-01-05T09:00:00.000Z', 'Europe/Dublin', true],
    ['eight in the evening is too late', '2026-01-05T20:00:00.000Z', 'Europe/Dublin', false],
    ['night in Bangkok while it is noon in London', '2026-01-05T15:00:00.000Z', 'Asia/Bangkok', false],
    ['a quarter past in Kathmandu', '2026-01-05T03:15:00.000Z', 'Asia/Kathmandu', true],
  ])('%s', (_name, instant, zone, expected) => {
    expect(isDecent(at(instant), zone, DAY)).toBe(expected);
  });

  test('hours over midnight are one stretch', () => {
    const night = { from: '22:00', to: '02:00' };
    expect(isDecent(at('2026-01-05T23:00:00.000Z'), 'UTC', night)).toBe(true);
    expect(isDecent(at('2026-01-05T01:59:00.000Z'), 'UTC', night)).toBe(true);
    expect(isDecent(at('2026-01-05T02:00:00.000Z'), 'UTC', night)).toBe(false);
  });

  test('who becomes due in the night is asked in the first hour of the morning', () => {
    for (let n = 0; n < 50; n += 1) {
      const asked = decentFrom(at('2026-01-05T23:30:00.000Z'), 'Europe/Dublin', DAY, `order ${n}`);
      expect(asked >= at('2026-01-06T09:00:00.000Z') && asked < at('2026-01-06T10:00:00.000Z')).toBe(true);
    }
  });

  test('a thousand orders marked as delivered in one second are asked over an hour, not in a burst', () => {
    const minutes = new Map<string, number>();
    for (let n = 0; n < 1000; n += 1) {
      const minute = decentFrom(at('2026-01-05T12:00:00.000Z'), 'UTC', DAY, `order ${n}`).slice(0, 16);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    }
    expect(minutes.size).toBe(60);
    expect(Math.max(...minutes.values())).toBeLessThan(50);
  });

  const zones = fc.constantFrom('Europe/London', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe', 'UTC');
  const hours = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
    .map(([from, length]) => ({ from: `${String(from).padStart(2, '0')}:00`, to: `${String((from + length) % 24).padStart(2, '0')}:30` }));
  const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2027, 0, 1) }).map((ms) => new Date(ms).toISOString() as Instant);

  test('for all zones, hours and instants: never before, never more than two days later, and at a decent hour', () => {
    fc.assert(
      fc.property(instants, zones, hours, fc.string(), (due, zone, open, who) => {
        const asked = decentFrom(due, zone, open, who);
        const wait = (Date.parse(asked) - Date.parse(due)) / 3_600_000;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(48);
        expect([asked, wall(asked, zone), isDecent(asked, zone, open)]).toEqual([asked, wall(asked, zone), true]);
        expect(decentFrom(due, zone, open, who)).toBe(asked);
      }),
      { numRuns: 400 },
    );
  });
});

describe("the customer's zone", () => {
  const now = at('2026-01-05T12:00:00.000Z');
  test.each([
    ['as the shop says', 'Asia/Tehran', 'DE', 'Asia/Tehran'],
    ['of a country with one time', null, 'IE', 'Europe/Dublin'],
    ['of a country with two zones of one time', null, 'DE', 'Europe/Berlin'],
    ['unknown in a country with many times', null, 'US', null],
    ['unknown without a country', null, null, null],
    ['unknown in a country that is none', null, 'ZZ', null],
    ['of the country when the shop names no real zone', 'Mars/Base', 'TH', 'Asia/Bangkok'],
  ])('%s', (_name, zone, country, expected) => {
    expect(customerZone(zone, country, now)).toBe(expected);
  });
});
