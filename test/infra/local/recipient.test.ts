import { covers, taken } from '../../../infra/local/recipient.ts';

describe('which recipients a receipt rule takes', () => {
  test.each([
    ['support@desk.test', 'support@desk.test', true],
    ['support@desk.test', 'SUPPORT@Desk.Test', true],
    ['support@desk.test', 'support+f287p-c0-abc@desk.test', true],
    ['support@desk.test', 'support+a+b@desk.test', true],
    ['support@desk.test', 'supporter@desk.test', false],
    ['support@desk.test', 'support@mail.desk.test', false],
    ['support+vip@desk.test', 'support+vip@desk.test', true],
    ['support+vip@desk.test', 'support@desk.test', false],
    ['desk.test', 'anybody@desk.test', true],
    ['desk.test', 'anybody@mail.desk.test', false],
    ['.desk.test', 'anybody@mail.desk.test', true],
    ['.desk.test', 'anybody@desk.test', false],
    ['desk.test', 'no-address', false],
  ])('%s and %s: %s', (condition, address, expected) => {
    expect(covers(condition, address)).toBe(expected);
  });

  test('a rule takes those of a mail that it covers, and without conditions all', () => {
    const recipients = ['support@desk.test', 'boss@elsewhere.test'];
    expect(taken(['desk.test'], recipients)).toEqual(['support@desk.test']);
    expect(taken([], recipients)).toEqual(recipients);
  });
});
