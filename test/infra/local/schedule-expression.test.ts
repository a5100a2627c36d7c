import { parseSchedule } from '../../../infra/local/schedule-expression.ts';

const next = (expression: string, after: string, zone?: string): string | null => {
  const at = parseSchedule(expression, zone)(Date.parse(after));
  return at === null ? null : new Date(at).toISOString();
};

describe('when a schedule fires next', () => {
  test.each([
    ['rate(1 minute)', '2026-11-21T10:00:30Z', '2026-11-21T10:01:00.000Z'],
    ['rate(1 minute)', '2026-11-21T10:01:00Z', '2026-11-21T10:02:00.000Z'],
    ['rate(15 minutes)', '2026-11-21T10:01:00Z', '2026-11-21T10:15:00.000Z'],
    ['rate(1 day)', '2026-11-21T10:01:00Z', '2026-11-22T00:00:00.000Z'],
    ['cron(0 8 ? * MON-FRI *)', '2026-11-20T08:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-21T10:16:00Z', '2026-11-21T10:30:00.000Z'],
    ['cron(5,35 6-7 1 JAN,JUL ? *)', '2026-11-21T10:16:00Z', '2027-01-01T06:05:00.000Z'],
    ['cron(0 12 L * ? *)', '2026-02-27T13:00:00Z', '2026-02-28T12:00:00.000Z'],
    ['cron(0 12 L 2 ? *)', '2027-03-01T00:00:00Z', '2028-02-29T12:00:00.000Z'],
    ['cron(0 12 15W * ? *)', '2026-08-01T00:00:00Z', '2026-08-14T12:00:00.000Z'],
    ['cron(0 12 1W * ? *)', '2026-07-31T13:00:00Z', '2026-08-03T12:00:00.000Z'],
    ['cron(0 12 ? * 6L *)', '2026-11-01T00:00:00Z', '2026-11-27T12:00:00.000Z'],
    ['cron(0 12 ? * 3#2 *)', '2026-11-01T00:00:00Z', '2026-11-10T12:00:00.000Z'],
    ['cron(0 0 1 1 ? 2026)', '2026-11-21T00:00:00Z', null],
    ['at(2026-12-24T18:00:00)', '2026-11-21T00:00:00Z', '2026-12-24T18:00:00.000Z'],
    ['at(2026-12-24T18:00:00)', '2026-12-24T18:00:00Z', null],
  ])('%s after %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  test.each([
    // Clocks go forward at 01:00 UTC on 29 March 2026 and back on 25 October.
    ['cron(30 8 * * ? *)', '2026-03-28T12:00:00Z', '2026-03-29T07:30:00.000Z'],
    ['cron(30 1 * * ? *)', '2026-03-28T12:00:00Z', '2026-03-30T00:30:00.000Z'],
    ['cron(30 1 * * ? *)', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['at(2026-06-01T09:00:00)', '2026-03-28T12:00:00Z', '2026-06-01T08:00:00.000Z'],
  ])('%s in Europe/Dublin after %s', (expression, after, expected) => {
    expect(next(expression, after, 'Europe/Dublin')).toBe(expected);
  });

  test.each(['rate(0 minutes)', 'rate(5 fortnights)', 'cron(* * * * *)', 'cron(0 8 * * * *)', 'cron(61 8 * * ? *)', 'every minute'])(
    '%s is refused',
    (expression) => {
      expect(() => parseSchedule(expression)).toThrow();
    },
  );
});
