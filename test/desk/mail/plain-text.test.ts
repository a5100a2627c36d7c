import fc from 'fast-check';
import { calendarText } from '../../../desk/mail/calendar-text.ts';
import { clean, fileName, oneLine } from '../../../desk/mail/plain-text.ts';

describe('text is clean', () => {
  test.each([
    ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['a\r\r\nb', 'a\nb'],
    ['a\0b\x1b[31mc\x07\x7f', 'ab[31mc'],
    ['a\tb', 'a\tb'],
    ['a\ud800b\udc00c', 'abc'],
    ['😀', '😀'],
  ])('%j is %j', (given, text) => {
    expect(clean(given)).toBe(text);
  });

  test('cleaning again changes nothing, and never makes it ill-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 20 }), (text, at) => {
        const once = clean(text.slice(at));
        expect(clean(once)).toBe(once);
        expect(once.isWellFormed()).toBe(true);
      }),
    );
  });

  test('one line is one line of at most so many characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const line = oneLine(text, most);
        expect(line).not.toMatch(/[\r\n\0]/);
        expect(line.length).toBeLessThanOrEqual(most);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('a file name is only a name', () => {
  test.each([
    ['invoice.pdf', 'invoice.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a.txt', 'a.txt'],
    ['\u202efdp.exe', 'fdp.exe'],
    ['a<b>:"|?*.txt', 'a_b______.txt'],
    ['.htaccess', 'htaccess'],
    ['a\r\nb.txt', 'a b.txt'],
    ['', 'fallback'],
    ['..', 'fallback'],
    ['/', 'fallback'],
    [`${'x'.repeat(500)}.pdf`, `${'x'.repeat(196)}.pdf`],
  ])('%j is %j', (given, name) => {
    expect(fileName(given, 'fallback')).toBe(name);
  });

  test('whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const name = fileName(given, 'fallback');
        expect(name).toMatch(/^[^/\\\r\n\0<>:"|?*]{1,200}$/);
      }),
    );
  });
});

describe('an invitation is readable', () => {
  const event = (...lines: string[]): string =>
    ['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
  test('what, when, where, by whom', () => {
    const ics = event(
      'SUMMARY:Talk\\, again',
      'DTSTART;TZID="Europe/Dublin":20261125T090000',
      'DTEND:20261125T100000Z',
      'LOCATION:Room\\; 5',
      'ORGANIZER;CN="Doe, Jane":MAILTO:jane@x.test',
      'DESCRIPTION:one\\ntwo',
    );
    expect(calendarText(ics)).toBe(
      '[Calendar: REQUEST]\nWhat: Talk, again\nFrom: 2026-11-25 09:00 (Europe/Dublin)\nTo: 2026-11-25 10:00 UTC\nWhere: Room; 5\nBy: Doe, Jane <jane@x.test>\none\ntwo',
    );
  });

  test('a whole day has no hour, and folded lines are one', () => {
    expect(calendarText(event('SUMMARY:A long', ' er title', 'DTSTART;VALUE=DATE:20261125'))).toBe(
      '[Calendar: REQUEST]\nWhat: A longer title\nFrom: 2026-11-25',
    );
  });

  test('the alarm in an event does not speak for it', () => {
    expect(calendarText(event('BEGIN:VALARM', 'DESCRIPTION:beep', 'END:VALARM', 'SUMMARY:x'))).toBe('[Calendar: REQUEST]\nWhat: x');
  });

  test.each(['', 'no calendar', 'BEGIN:VCALENDAR\nEND:VCALENDAR'])('%j says nothing', (ics) => {
    expect(calendarText(ics)).toBe('');
  });
});
