import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Settings } from '../../../desk/settings.ts';
import { workingSeconds } from '../../../desk/sla/calendar.ts';
import { holidayDates, holidayFaults, renewed, withHolidayDates } from '../../../desk/sla/holidays.ts';
import type { Instant } from '../../../events/ids.ts';
import { instant } from './hours.ts';

const desk = defaultSettings({
  name: 'Desk',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [],
});
const inPlace = (country: string, region: string | null = null): Settings => ({
  ...desk,
  calendars: desk.calendars.map((c) => ({ ...c, hours: c.hours.map((h) => ({ ...h, holidays: { country, region } })) })),
});

describe('public holidays become dates', () => {
  test.each([
    [
      'IE',
      null,
      [
        '2026-01-01',
        '2026-02-02',
        '2026-03-17',
        '2026-04-06',
        '2026-05-04',
        '2026-06-01',
        '2026-08-03',
        '2026-10-26',
        '2026-12-25',
        '2026-12-26',
      ],
    ],
    // Heiligabend and Silvester are afternoons off, and no public holidays.
    [
      'DE',
      'BE',
      [
        '2026-01-01',
        '2026-03-08',
        '2026-04-03',
        '2026-04-06',
        '2026-05-01',
        '2026-05-14',
        '2026-05-25',
        '2026-10-03',
        '2026-12-25',
        '2026-12-26',
      ],
    ],
  ])('of %s %s', (country, region, expected) => {
    expect(holidayDates({ country, region }, 2026, 2026)).toEqual(expected);
  });

  test('what begins at sunset takes the day, not the evening before', () => {
    // Rosh Hashanah 5787 and Yom Kippur.
    const dates = holidayDates({ country: 'IL', region: null }, 2026, 2026);
    expect(dates).toEqual(expect.arrayContaining(['2026-09-12', '2026-09-13', '2026-09-21']));
    expect(dates).not.toContain('2026-09-11');
    expect(dates).not.toContain('2026-09-20');
  });

  test('what lasts for days takes each of them', () => {
    const dates = holidayDates({ country: 'TR', region: null }, 2026, 2026);
    expect(dates.filter((d) => d.startsWith('2026-03'))).toEqual(['2026-03-20', '2026-03-21', '2026-03-22']);
  });

  test('a region adds its own', () => {
    const bavaria = holidayDates({ country: 'DE', region: 'BY' }, 2026, 2026);
    expect(bavaria).toContain('2026-01-06');
    expect(holidayDates({ country: 'DE', region: null }, 2026, 2026)).not.toContain('2026-01-06');
    expect(holidayDates({ country: 'US', region: 'LA-NO' }, 2026, 2026)).toContain('2026-02-17');
  });
});

describe('settings carry their holidays', () => {
  const now = '2026-11-21T12:00:00.000Z' as Instant;

  test('from last year to ten years on, and working time knows them', () => {
    const saved = withHolidayDates(inPlace('IE'), now);
    const dates = saved.calendars[0]?.hours[0]?.holidayDates ?? [];
    expect([dates[0], dates.at(-1)]).toEqual(['2025-01-01', '2036-12-26']);
    const office = saved.calendars[0];
    if (!office) throw new Error('no calendar');
    expect(workingSeconds(office, instant('2026-12-24T16:00Z'), instant('2026-12-28T10:00Z'))).toBe(7200);
  });

  test('without a country there are none, and none that were there before stay', () => {
    const saved = withHolidayDates(inPlace('IE'), now);
    const without = { ...saved, calendars: saved.calendars.map((c) => ({ ...c, hours: c.hours.map((h) => ({ ...h, holidays: null })) })) };
    expect(withHolidayDates(without, now).calendars[0]?.hours[0]).not.toHaveProperty('holidayDates');
  });

  test('they are written on once a year, and only then', () => {
    const saved = withHolidayDates(inPlace('IE'), now);
    expect(renewed(saved, now)).toBeNull();
    expect(renewed(saved, '2027-12-31T00:00:00.000Z' as Instant)).toBeNull();
    const later = renewed(saved, '2028-01-01T00:00:00.000Z' as Instant);
    expect(later?.calendars[0]?.hours[0]?.holidayDates?.at(-1)).toBe('2038-12-26');
    expect(renewed(desk, now)).toBeNull();
  });
});

test.each([
  ['a country', 'XX', null, 'calendars.0.hours.0.holidays.country'],
  ['a region', 'DE', 'ZZ', 'calendars.0.hours.0.holidays.region'],
  ['a region of a country without regions', 'IE', 'C', 'calendars.0.hours.0.holidays.region'],
  ['a part of a region', 'DE', 'BY-ZZ', 'calendars.0.hours.0.holidays.region'],
])('%s without holidays on record is refused by its field', (_, country, region, field) => {
  expect(holidayFaults(inPlace(country, region)).map((f) => f.field)).toEqual([field]);
});

test.each([
  ['IE', null],
  ['DE', 'BY'],
  ['US', 'LA-NO'],
])('%s %s is on record', (country, region) => {
  expect(holidayFaults(inPlace(country, region))).toEqual([]);
});
