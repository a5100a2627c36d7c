import { addWorking, isOpen, nextClosing, nextOpening, workingSeconds } from '../../../desk/sla/calendar.ts';
import { calendarOf, instant } from './hours.ts';

/*
 * Worked out by hand, with the wall clock and a pencil. Offsets are written out, so that every line can be checked
 * against a printed time table: London +0/+1, New York -5/-4, São Paulo -3/-2, Tehran +3:30/+4:30,
 * Lord Howe +10:30/+11 (half an hour of summer time), Kathmandu +5:45.
 */

const OFFICE = 'mon-fri 09:00-17:00';
const ALWAYS = 'daily 00:00-24:00';
const NIGHT = 'daily 22:30-04:00';
const LONDON = 'Europe/London';
const NEW_YORK = 'America/New_York';
const SAO_PAULO = 'America/Sao_Paulo';
const TEHRAN = 'Asia/Tehran';
const LORD_HOWE = 'Australia/Lord_Howe';
const KATHMANDU = 'Asia/Kathmandu';
const H = 3600;

describe('working seconds between two instants', () => {
  test.each([
    // Plain weeks.
    ['a working day holds eight hours', LONDON, OFFICE, '2026-01-05T00:00Z', '2026-01-06T00:00Z', 8 * H],
    ['lunch is not worked', LONDON, 'mon-fri 09:00-12:30,13:30-17:00', '2026-01-05T12:00Z', '2026-01-05T14:00Z', H],
    ['a weekend is not worked', LONDON, OFFICE, '2026-01-09T16:00Z', '2026-01-12T10:00Z', 2 * H],
    ['an answer out of hours to a mail out of hours took no working time', LONDON, OFFICE, '2026-01-10T10:00Z', '2026-01-11T10:00Z', 0],
    ['one second before closing and one after opening', LONDON, OFFICE, '2026-01-05T16:59:59Z', '2026-01-06T09:00:01Z', 2],
    ['milliseconds count', LONDON, OFFICE, '2026-01-05T10:00:00.250Z', '2026-01-05T10:00:01.500Z', 1.25],
    ['what ends before it begins is nothing', LONDON, OFFICE, '2026-01-06T12:00Z', '2026-01-05T12:00Z', 0],
    ['the closing instant itself is closed', LONDON, OFFICE, '2026-01-05T17:00Z', '2026-01-05T18:00Z', 0],
    ['from opening to opening is a day', LONDON, OFFICE, '2026-01-05T09:00Z', '2026-01-06T09:00Z', 8 * H],
    // Holidays, special dates, versions.
    ['a day off on a working day', LONDON, `${OFFICE}; 2026-12-25 off`, '2026-12-24T16:00Z', '2026-12-28T10:00Z', 2 * H],
    [
      'a holiday lasts until midnight, not a second less',
      LONDON,
      `${ALWAYS}; 2026-12-25 off`,
      '2026-12-25T00:00Z',
      '2026-12-26T00:00:01Z',
      1,
    ],
    ['special hours on one date', LONDON, `${OFFICE}; 2026-12-24 09:00-12:00`, '2026-12-24T00:00Z', '2026-12-25T00:00Z', 3 * H],
    ['special hours on a Sunday', LONDON, `${OFFICE}; 2026-12-20 10:00-16:00`, '2026-12-19T00:00Z', '2026-12-21T00:00Z', 6 * H],
    [
      'a holiday is off unless the date has hours of its own',
      LONDON,
      'daily 09:00-17:00; 2026-05-04 holiday; 2026-05-05 holiday; 2026-05-05 10:00-12:00',
      '2026-05-04T00:00+01:00',
      '2026-05-06T00:00+01:00',
      2 * H,
    ],
    ['a leap day can be off', 'Etc/UTC', 'daily 09:00-17:00; 2024-02-29 off', '2024-02-28T00:00Z', '2024-03-02T00:00Z', 16 * H],
    [
      'new hours begin on their date',
      LONDON,
      `${OFFICE} | 2026-06-01: mon-fri 08:00-12:00`,
      '2026-05-29T00:00+01:00',
      '2026-06-02T00:00+01:00',
      12 * H,
    ],
    [
      'new hours leave the past alone',
      LONDON,
      `${OFFICE} | 2026-06-01: mon-fri 08:00-12:00`,
      '2026-05-25T00:00+01:00',
      '2026-05-30T00:00+01:00',
      40 * H,
    ],
    [
      'the night before a change of hours is worked to its end',
      LONDON,
      'daily 22:00-02:00 | 2026-06-01: daily 10:00-11:00',
      '2026-05-31T12:00+01:00',
      '2026-06-01T12:00+01:00',
      5 * H,
    ],
    // Nights.
    ['a night belongs to two days', LONDON, NIGHT, '2026-01-05T00:00Z', '2026-01-06T00:00Z', 5.5 * H],
    ['the night of Friday ends on Saturday', LONDON, 'fri 22:30-04:00', '2026-01-10T00:00Z', '2026-01-11T00:00Z', 4 * H],
    ['a day off keeps the end of the night before', LONDON, `${NIGHT}; 2026-01-06 off`, '2026-01-06T00:00Z', '2026-01-07T00:00Z', 4 * H],
    ['and takes away its own night', LONDON, `${NIGHT}; 2026-01-06 off`, '2026-01-07T00:00Z', '2026-01-08T00:00Z', 1.5 * H],
    ['an evening until 24:00', LONDON, 'daily 18:00-24:00', '2026-01-05T00:00Z', '2026-01-06T00:00Z', 6 * H],
    ['24:00 is the next 00:00', LONDON, ALWAYS, '2026-01-05T23:00Z', '2026-01-06T01:00Z', 2 * H],
    [
      'a night that runs into the next morning counts once',
      LONDON,
      'daily 22:00-08:00,07:00-12:00',
      '2026-01-05T00:00Z',
      '2026-01-06T00:00Z',
      14 * H,
    ],
    ['the night of Sunday ends on Monday', LONDON, 'sun 23:00-01:00', '2026-01-12T00:00Z', '2026-01-13T00:00Z', H],
    // London: 29 March 01:00 → 02:00, 25 October 02:00 → 01:00.
    ['the spring day has 23 hours', LONDON, ALWAYS, '2026-03-29T00:00+00:00', '2026-03-30T00:00+01:00', 23 * H],
    ['the autumn day has 25 hours', LONDON, ALWAYS, '2026-10-25T00:00+01:00', '2026-10-26T00:00+00:00', 25 * H],
    ['a skipped hour inside is not worked', LONDON, 'sun 00:30-03:00', '2026-03-29T00:00+00:00', '2026-03-30T00:00+01:00', 1.5 * H],
    ['a skipped interval is not worked', LONDON, 'sun 01:15-01:45', '2026-03-29T00:00+00:00', '2026-03-30T00:00+01:00', 0],
    [
      'opening in the skipped hour is opening after it',
      LONDON,
      'sun 01:30-09:00',
      '2026-03-29T00:00+00:00',
      '2026-03-30T00:00+01:00',
      7 * H,
    ],
    ['closing in the skipped hour is closing before it', LONDON, 'sun 00:00-01:30', '2026-03-29T00:00+00:00', '2026-03-30T00:00+01:00', H],
    ['opening as the clocks go forward', LONDON, 'sun 01:00-05:00', '2026-03-29T00:00+00:00', '2026-03-30T00:00+01:00', 3 * H],
    ['closing where the skipped hour ends', LONDON, 'sun 00:00-02:00', '2026-03-29T00:00+00:00', '2026-03-30T00:00+01:00', H],
    ['a repeated hour inside is worked twice', LONDON, 'sun 00:30-03:00', '2026-10-25T00:00+01:00', '2026-10-26T00:00+00:00', 3.5 * H],
    [
      'opening in the repeated hour: whenever the clock shows it',
      LONDON,
      'sun 01:30-09:00',
      '2026-10-25T00:00+01:00',
      '2026-10-26T00:00+00:00',
      8 * H,
    ],
    [
      'closing in the repeated hour: whenever the clock shows it',
      LONDON,
      'sun 00:00-01:30',
      '2026-10-25T00:00+01:00',
      '2026-10-26T00:00+00:00',
      2 * H,
    ],
    ['an interval in the repeated hour is worked twice', LONDON, 'sun 01:15-01:45', '2026-10-25T00:00+01:00', '2026-10-26T00:00+00:00', H],
    ['closing as the clocks go back', LONDON, 'sat 22:00-02:00', '2026-10-24T12:00+01:00', '2026-10-25T12:00+00:00', 5 * H],
    ['office hours do not notice', LONDON, 'daily 09:00-17:00', '2026-10-25T00:00+01:00', '2026-10-26T00:00+00:00', 8 * H],
    ['the whole of October', LONDON, OFFICE, '2026-10-01T00:00+01:00', '2026-11-01T00:00+00:00', 22 * 8 * H],
    ['a whole year', LONDON, OFFICE, '2026-01-01T00:00Z', '2027-01-01T00:00Z', 261 * 8 * H],
    // New York: 8 March 02:00 → 03:00, 1 November 02:00 → 01:00.
    ['a night shift in spring is an hour shorter', NEW_YORK, 'sat 22:00-06:00', '2026-03-07T22:00-05:00', '2026-03-08T06:00-04:00', 7 * H],
    ['a night shift in autumn is an hour longer', NEW_YORK, 'sat 22:00-06:00', '2026-10-31T22:00-04:00', '2026-11-01T06:00-05:00', 9 * H],
    ['the hour that does not exist', NEW_YORK, 'sun 02:00-03:00', '2026-03-08T00:00-05:00', '2026-03-09T00:00-04:00', 0],
    ['the hour that comes twice', NEW_YORK, 'sun 01:00-02:00', '2026-11-01T00:00-04:00', '2026-11-02T00:00-05:00', 2 * H],
    ['two weeks with the change between them', NEW_YORK, OFFICE, '2026-03-02T00:00-05:00', '2026-03-16T00:00-04:00', 80 * H],
    // São Paulo 2015: 18 October has no midnight, 21 February has its last hour twice.
    ['a day without midnight begins at one', SAO_PAULO, 'daily 00:00-08:00', '2015-10-18T01:00-02:00', '2015-10-19T00:00-02:00', 7 * H],
    [
      'the evening before it ends where midnight would be',
      SAO_PAULO,
      'daily 18:00-24:00',
      '2015-10-17T12:00-03:00',
      '2015-10-18T12:00-02:00',
      6 * H,
    ],
    ['a night across the missing midnight', SAO_PAULO, 'sat 22:30-04:00', '2015-10-17T12:00-03:00', '2015-10-18T12:00-02:00', 4.5 * H],
    ['a night that ends in the missing hour', SAO_PAULO, 'sat 22:30-00:30', '2015-10-17T12:00-03:00', '2015-10-18T12:00-02:00', 1.5 * H],
    ['an evening whose last hour comes twice', SAO_PAULO, 'daily 18:00-24:00', '2015-02-21T12:00-02:00', '2015-02-22T12:00-03:00', 7 * H],
    [
      'a night that begins in the hour that comes twice',
      SAO_PAULO,
      'sat 23:30-04:00',
      '2015-02-21T12:00-02:00',
      '2015-02-22T12:00-03:00',
      5 * H,
    ],
    ['the day of 25 hours', SAO_PAULO, ALWAYS, '2015-02-21T00:00-02:00', '2015-02-22T00:00-03:00', 25 * H],
    // Tehran 2022: 22 March has no midnight, 21 September has its last hour twice; no summer time since.
    ['the day of 23 hours', TEHRAN, ALWAYS, '2022-03-22T01:00+04:30', '2022-03-23T00:00+04:30', 23 * H],
    ['an hour after a midnight that is not there', TEHRAN, 'daily 00:00-01:00', '2022-03-21T12:00+03:30', '2022-03-22T12:00+04:30', 0],
    ['the day of 25 hours, on a half-hour offset', TEHRAN, ALWAYS, '2022-09-21T00:00+04:30', '2022-09-22T00:00+03:30', 25 * H],
    [
      'a week from Saturday to Wednesday',
      TEHRAN,
      'sat-sun 08:00-16:00; mon-wed 08:00-16:00',
      '2022-03-19T00:00+03:30',
      '2022-03-26T00:00+04:30',
      40 * H,
    ],
    ['the year after, nothing changes any more', TEHRAN, ALWAYS, '2023-03-22T00:00+03:30', '2023-03-23T00:00+03:30', 24 * H],
    // Lord Howe: 4 October 02:00 → 02:30, 5 April 02:00 → 01:30.
    ['half an hour is skipped', LORD_HOWE, 'sun 00:00-06:00', '2026-10-04T00:00+10:30', '2026-10-05T00:00+11:00', 5.5 * H],
    ['half an hour comes twice', LORD_HOWE, 'sun 00:00-06:00', '2026-04-05T00:00+11:00', '2026-04-06T00:00+10:30', 6.5 * H],
    ['the half hour that comes twice', LORD_HOWE, 'sun 01:30-02:00', '2026-04-05T00:00+11:00', '2026-04-06T00:00+10:30', H],
    ['opening in the skipped half hour', LORD_HOWE, 'sun 02:15-03:00', '2026-10-04T00:00+10:30', '2026-10-05T00:00+11:00', 0.5 * H],
    // Far and odd offsets.
    ['quarter-hour offsets', KATHMANDU, 'daily 09:00-17:00', '2026-05-05T09:00+05:45', '2026-05-05T11:15+05:45', 2.25 * H],
    ['a day in UTC cuts their day in two', KATHMANDU, 'daily 09:00-17:00', '2026-05-05T06:00Z', '2026-05-06T06:00Z', 8 * H],
    ['the day that never was', 'Pacific/Apia', 'daily 09:00-17:00', '2011-12-29T00:00-10:00', '2012-01-01T00:00+14:00', 16 * H],
    ['fourteen hours ahead', 'Pacific/Kiritimati', 'thu 09:00-17:00', '2025-12-31T19:00Z', '2026-01-01T03:00Z', 8 * H],
    ['eleven hours behind', 'Pacific/Pago_Pago', 'thu 09:00-17:00', '2026-01-01T20:00Z', '2026-01-02T04:00Z', 8 * H],
  ])('%s (%s, %s)', (_, zone, hours, from, to, expected) => {
    expect(workingSeconds(calendarOf(zone, hours), instant(from), instant(to))).toBe(expected);
  });
});

describe('the instant that is so many working seconds later', () => {
  test.each([
    ['Friday 16:30 and an hour is Monday 09:30', LONDON, OFFICE, '2026-01-09T16:30Z', H, '2026-01-12T09:30Z'],
    ['what falls exactly at closing stays there', LONDON, OFFICE, '2026-01-09T16:00Z', H, '2026-01-09T17:00Z'],
    ['a second more is after the weekend', LONDON, OFFICE, '2026-01-09T16:00Z', H + 1, '2026-01-12T09:00:01Z'],
    ['nothing asked while closed gives the next opening', LONDON, OFFICE, '2026-01-10T16:00Z', 0, '2026-01-12T09:00Z'],
    ['nothing asked while open gives now', LONDON, OFFICE, '2026-01-09T16:00Z', 0, '2026-01-09T16:00Z'],
    ['nothing asked at closing gives the next opening', LONDON, OFFICE, '2026-01-09T17:00Z', 0, '2026-01-12T09:00Z'],
    ['a mail before opening starts at opening', LONDON, OFFICE, '2026-01-09T07:00Z', H, '2026-01-09T10:00Z'],
    ['milliseconds are kept', LONDON, OFFICE, '2026-01-09T16:30:00.500Z', H, '2026-01-12T09:30:00.500Z'],
    ['over lunch', LONDON, 'mon-fri 09:00-12:30,13:30-17:00', '2026-01-05T12:00Z', H, '2026-01-05T14:00Z'],
    ['over Christmas and the weekend after it', LONDON, `${OFFICE}; 2026-12-25 off`, '2026-12-24T16:30Z', H, '2026-12-28T09:30Z'],
    ['24 hours over the spring change', LONDON, ALWAYS, '2026-03-28T12:00+00:00', 24 * H, '2026-03-29T13:00+01:00'],
    ['24 hours over the autumn change', LONDON, ALWAYS, '2026-10-24T12:00+01:00', 24 * H, '2026-10-25T11:00+00:00'],
    ['to the end of the short night', NEW_YORK, 'sat 22:00-06:00', '2026-03-07T22:00-05:00', 7 * H, '2026-03-08T06:00-04:00'],
    [
      'a second past the short night is a week later',
      NEW_YORK,
      'sat 22:00-06:00',
      '2026-03-07T22:00-05:00',
      7 * H + 1,
      '2026-03-14T22:00:01-04:00',
    ],
    ['the second pass of the hour that comes twice', NEW_YORK, 'sun 01:00-02:00', '2026-11-01T01:30-04:00', H, '2026-11-01T01:30-05:00'],
    ['opening at a midnight that does not exist', SAO_PAULO, 'daily 00:00-08:00', '2015-10-17T23:00-03:00', 0, '2015-10-18T01:00-02:00'],
    ['through the hour that comes twice', TEHRAN, ALWAYS, '2022-09-21T22:00+04:30', 3 * H, '2022-09-22T00:00+03:30'],
    ['through the skipped half hour', LORD_HOWE, 'sun 00:00-06:00', '2026-10-04T00:00+10:30', 3 * H, '2026-10-04T03:30+11:00'],
    ['on a quarter-hour offset', KATHMANDU, 'daily 09:00-17:00', '2026-05-05T16:00+05:45', 2 * H, '2026-05-06T10:00+05:45'],
    ['a whole year of working days', 'Etc/UTC', OFFICE, '2026-01-01T00:00Z', 261 * 8 * H, '2026-12-31T17:00Z'],
    ['a hundred years of them, without walking', 'Etc/UTC', 'mon 09:00-10:00', '2026-01-05T00:00Z', 5218 * H, '2125-12-31T10:00Z'],
    ['an hour a week into a summer nine years on', LONDON, 'mon 09:00-10:00', '2026-01-05T00:00Z', 496 * H, '2035-07-02T10:00+01:00'],
    ['and into the winter after it', LONDON, 'mon 09:00-10:00', '2026-01-05T00:00Z', 522 * H, '2035-12-31T10:00+00:00'],
    ['the last hours there ever are', 'Etc/UTC', '2026-12-24 09:00-12:00', '2026-01-01T00:00Z', 3 * H, '2026-12-24T12:00Z'],
  ])('%s (%s, %s)', (_, zone, hours, from, seconds, expected) => {
    expect(addWorking(calendarOf(zone, hours), instant(from), seconds)).toBe(instant(expected));
  });

  test.each([
    ['a calendar that never opens', 'mon-fri off', 0],
    ['one second more than there ever is', '2026-12-24 09:00-12:00', 3 * H + 1],
    ['more than fits before the year 10000', ALWAYS, 9e15],
  ])('%s has none, and says so at once', (_, hours, seconds) => {
    expect(addWorking(calendarOf('Europe/London', hours), instant('2026-01-01T00:00Z'), seconds)).toBeNull();
  });
});

describe('open now, the next opening, the next closing', () => {
  test.each([
    ['at opening it is open', OFFICE, '2026-01-05T09:00Z', true, '2026-01-06T09:00Z', '2026-01-05T17:00Z'],
    ['at closing it is closed', OFFICE, '2026-01-05T17:00Z', false, '2026-01-06T09:00Z', '2026-01-06T17:00Z'],
    ['on a Saturday', OFFICE, '2026-01-10T12:00Z', false, '2026-01-12T09:00Z', '2026-01-12T17:00Z'],
    [
      'midnight does not part what touches',
      'daily 18:00-24:00,00:00-02:00',
      '2026-01-05T20:00Z',
      true,
      '2026-01-06T18:00Z',
      '2026-01-06T02:00Z',
    ],
    ['always open', ALWAYS, '2026-01-05T20:00Z', true, null, null],
    ['never open', 'mon-fri off', '2026-01-05T20:00Z', false, null, null],
    [
      'in the first pass of the repeated hour',
      'daily 00:00-01:30',
      '2026-10-25T00:30+01:00',
      true,
      '2026-10-25T01:00+00:00',
      '2026-10-25T01:30+01:00',
    ],
    ['between its two passes', 'daily 00:00-01:30', '2026-10-25T01:30+01:00', false, '2026-10-25T01:00+00:00', '2026-10-25T01:30+00:00'],
    ['before the skipped hour', 'daily 00:00-01:30', '2026-03-29T00:30+00:00', true, '2026-03-30T00:00+01:00', '2026-03-29T02:00+01:00'],
  ])('%s (%s)', (_, hours, at, open, opening, closing) => {
    const calendar = calendarOf('Europe/London', hours);
    expect(isOpen(calendar, instant(at))).toBe(open);
    expect(nextOpening(calendar, instant(at))).toBe(opening === null ? null : instant(opening));
    expect(nextClosing(calendar, instant(at))).toBe(closing === null ? null : instant(closing));
  });
});

test('the order in which instants are asked for does not matter', () => {
  // A zone of its own, so that nothing of it has been looked up yet: first forward, then far back, then far on.
  const calendar = calendarOf('Europe/Lisbon', 'sun 00:00-24:00');
  const day = (from: string, to: string): number => workingSeconds(calendar, instant(from), instant(to)) / H;
  expect(day('2026-10-25T00:00+01:00', '2026-10-26T00:00+00:00')).toBe(25);
  expect(day('1999-06-13T00:00+01:00', '1999-06-14T00:00+01:00')).toBe(24);
  // An odd number of changes now lies in front of what had been looked up.
  expect(day('2026-10-25T00:00+01:00', '2026-10-26T00:00+00:00')).toBe(25);
  expect(day('1999-03-28T00:00+00:00', '1999-03-29T00:00+01:00')).toBe(23);
  expect(day('2036-10-26T00:00+01:00', '2036-10-27T00:00+00:00')).toBe(25);
  expect(day('1999-10-31T00:00+01:00', '1999-11-01T00:00+00:00')).toBe(25);
  expect(day('2026-03-29T00:00+00:00', '2026-03-30T00:00+01:00')).toBe(23);
});

test('an unknown zone is refused by name', () => {
  expect(() => workingSeconds(calendarOf('Mars/Olympus', OFFICE), instant('2026-01-05T00:00Z'), instant('2026-01-06T00:00Z'))).toThrow(
    /Mars/i,
  );
});
