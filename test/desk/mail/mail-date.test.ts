import fc from 'fast-check';
import { mailDate } from '../../../desk/mail/mail-date.ts';

describe("a mail's date is an instant", () => {
  test.each([
    ['Sat, 21 Nov 2026 10:00:00 +0000', '2026-11-21T10:00:00.000Z'],
    ['21 Nov 2026 10:00:00 +0200', '2026-11-21T08:00:00.000Z'],
    ['Sat, 21 Nov 2026 10:00 -0530', '2026-11-21T15:30:00.000Z'],
    ['Sat, 21 Nov 2026 10:00:00 GMT', '2026-11-21T10:00:00.000Z'],
    ['Sat, 21 Nov 2026 10:00:00 EST', '2026-11-21T15:00:00.000Z'],
    ['Sat, 21 Nov 2026 10:00:00', '2026-11-21T10:00:00.000Z'],
    ['Sat, 21 Nov 2026 10:00:00 +0100 (CET)', '2026-11-21T09:00:00.000Z'],
    ['Saturday, 21-Nov-26 10:00:00 GMT', '2026-11-21T10:00:00.000Z'],
    ['21 November 2026 10:00:00 Z', '2026-11-21T10:00:00.000Z'],
    ['1 Jan 99 00:00:00 +0000', '1999-01-01T00:00:00.000Z'],
    ['31 Dec 2016 23:59:60 +0000', '2016-12-31T23:59:59.000Z'],
    ['19 Jan 2038 03:14:08 +0000', '2038-01-19T03:14:08.000Z'],
  ])('%s', (text, instant) => {
    expect(mailDate(text)).toBe(instant);
  });

  test.each([
    '',
    'yesterday',
    '2026-11-21T10:00:00Z',
    '32 Nov 2026 10:00:00',
    '21 Xxx 2026 10:00',
    '21 Nov 2026 25:00',
    '21 Nov 2026',
    '0 Nov 2026 10:00',
    '31 Dec 9999 23:59:59 -1200',
  ])('%j is none', (text) => {
    expect(mailDate(text)).toBeNull();
  });

  test('every instant comes back from the form that RFC 5322 gives it', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000);
        expect(mailDate(seconds.toUTCString().replace('GMT', '+0000'))).toBe(seconds.toISOString());
      }),
    );
  });

  test('arbitrary text gives an instant or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(mailDate(text) ?? '2000-01-01T00:00:00.000Z').toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
      }),
    );
  });
});
