import { calendarFaults } from '../../../desk/sla/calendar-check.ts';
import { calendarOf } from './hours.ts';

const faults = (hours: string, zone = 'Europe/London'): string[] => calendarFaults(calendarOf(zone, hours)).map((f) => f.field);

describe('a calendar that makes sense is saved', () => {
  test.each([
    ['several intervals a day that touch', 'mon-fri 09:00-12:30,12:30-17:00'],
    ['a night', 'daily 22:30-04:00'],
    ['a night of twelve hours', 'daily 20:00-08:00'],
    ['until 24:00 and on from 00:00', 'daily 00:00-08:00,18:00-24:00'],
    ['a whole day', 'mon 00:00-24:00'],
    ['a day off', 'mon-fri 09:00-17:00; 2026-12-25 off'],
    ['a month closed between two versions', 'mon 09:00-17:00 | 2026-07-01: mon off | 2026-08-01: mon 09:00-17:00'],
    ['a morning that begins as the night ends', 'daily 22:00-06:00,06:00-12:00'],
    ['the same hours from a date on only', '2026-01-01: mon 09:00-17:00'],
    ['a leap day', 'mon 09:00-17:00; 2028-02-29 off'],
  ])('%s', (_, hours) => {
    expect(faults(hours)).toEqual([]);
  });
});

describe('a calendar that does not is refused, naming the field', () => {
  test.each([
    ['an empty interval', 'mon 09:00-09:00', 'hours.0.week.mon.0'],
    ['a day written the wrong way round', 'mon 17:00-09:00', 'hours.0.week.mon.0'],
    ['a beginning at 24:00', 'mon 24:00-08:00', 'hours.0.week.mon.0.from'],
    ['intervals that overlap', 'tue 09:00-12:00,11:59-17:00', 'hours.0.week.tue.1'],
    ['the later of two that overlap, whatever their order', 'tue 11:00-17:00,09:00-12:00', 'hours.0.week.tue.0'],
    ['a night that runs into the morning', 'mon 22:00-06:00; tue 05:00-12:00', 'hours.0.week.tue.0'],
    ['a night of Sunday that runs into Monday', 'sun 22:00-06:00; mon 05:00-12:00', 'hours.0.week.mon.0'],
    ['two nights that overlap', 'mon 22:00-06:00,23:00-01:00', 'hours.0.week.mon.1'],
    ['overlap on a single date', 'mon 09:00-17:00; 2026-12-24 09:00-12:00,10:00-11:00', 'hours.0.dates.2026-12-24.1'],
    ['an empty interval on a single date', 'mon 09:00-17:00; 2026-12-24 09:00-09:00', 'hours.0.dates.2026-12-24.0'],
    ['a date that does not exist', 'mon 09:00-17:00; 2026-02-30 off', 'hours.0.dates.2026-02-30'],
    ['29 February of a common year', 'mon 09:00-17:00; 2027-02-29 off', 'hours.0.dates.2027-02-29'],
    [
      'a date under hours that are not valid then',
      'mon 09:00-17:00; 2026-12-25 off | 2026-06-01: mon 08:00-12:00',
      'hours.0.dates.2026-12-25',
    ],
    ['two versions from one date', 'mon 09:00-17:00 | 2026-06-01: mon 08:00-12:00 | 2026-06-01: mon 07:00-12:00', 'hours.2.validFrom'],
    ['hours that never open', 'mon-fri off', 'hours.0.week'],
    ['hours that open on single dates only', '2026-12-24 09:00-12:00', 'hours.0.week'],
    ['hours that end for ever', 'mon 09:00-17:00 | 2026-06-01: mon off', 'hours.1.week'],
  ])('%s', (_, hours, field) => {
    expect(faults(hours)).toEqual([field]);
  });

  test.each(['Mars/Olympus', 'Europe/Atlantis', 'CEST', '+02:00'])('the unknown zone %s', (zone) => {
    expect(faults('mon 09:00-17:00', zone)).toEqual(['zone']);
  });
});
