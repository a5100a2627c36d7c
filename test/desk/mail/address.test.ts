import fc from 'fast-check';
import { mailboxOf, normalise, readReplyToken, replyAddress, replyToken } from '../../../desk/mail/address.ts';
import type { TicketId } from '../../../events/ids.ts';

describe('an address has one spelling', () => {
  test.each([
    ['Jane@X.Test', 'jane@x.test'],
    [' <Jane@X.Test> ', 'jane@x.test'],
    ['Jane Doe <jane@x.test>', 'jane@x.test'],
    ['mailto:jane@x.test', 'jane@x.test'],
    ['jane@x.test.', 'jane@x.test'],
    ['"jane"@x.test', 'jane@x.test'],
    ['"jane doe"@x.test', '"jane doe"@x.test'],
    ['jürgen@müller.test', 'jürgen@xn--mller-kva.test'],
    ['jane@[192.0.2.1]', 'jane@[192.0.2.1]'],
    ["o'neil+a.b_c-d@x.test", "o'neil+a.b_c-d@x.test"],
  ])('%s is %s', (given, spelled) => {
    expect(normalise(given)).toBe(spelled);
  });

  test.each([
    '',
    'jane',
    '@x.test',
    'jane@',
    'a b@x.test',
    'a@b@x.test',
    'a@x test',
    'a@x.test/path',
    'a@x.test:25',
    'a\r\nBcc: b@y.test',
    'a,b@x.test',
    'a@x\u200b.test',
    'a\u200b@x.test',
    '<>',
    `${'a'.repeat(300)}@x.test`,
    'a@b<c@d',
    'a@%00.test',
  ])('%j is no address', (given) => {
    expect(normalise(given)).toBe('');
  });

  test('spelling it again changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
    );
  });
});

describe('a mailbox is found', () => {
  const mailboxes = ['support@desk.test', 'help+eu@desk.test', 'help@desk.test'];
  test.each([
    ['support@desk.test', 'support@desk.test'],
    ['SUPPORT+Anything@DESK.test', 'support@desk.test'],
    ['help+eu@desk.test', 'help+eu@desk.test'],
    ['help+eu+x@desk.test', 'help+eu@desk.test'],
    ['help+us@desk.test', 'help@desk.test'],
    ['supportive@desk.test', null],
    ['support@other.test', null],
    ['support+x@desk.test.evil.test', null],
    ['nonsense', null],
  ])('%s is for %s', (recipient, mailbox) => {
    expect(mailboxOf([recipient], mailboxes)).toBe(mailbox);
  });

  test('the first recipient that is ours decides', () => {
    expect(mailboxOf(['a@x.test', 'help@desk.test', 'support@desk.test'], mailboxes)).toBe('help@desk.test');
  });
});

describe('a signed reply address', () => {
  const secret = Buffer.alloc(32, 7);
  const boxes = ['support@desk.test'];
  const ticket = 'T-7K4QX' as TicketId;
  const read = (address: string) => readReplyToken([address], boxes, secret);

  test('leads back to its ticket, role and participant, in any letter case', () => {
    const id = fc
      .string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), minLength: 5, maxLength: 8 })
      .map((s) => `T-${s}` as TicketId);
    fc.assert(
      fc.property(
        id,
        fc.constantFrom('customer' as const, 'agent' as const),
        fc.nat({ max: 9999 }),
        fc.boolean(),
        (t, role, participant, upper) => {
          const address = replyAddress('support@desk.test', replyToken({ secret, ticket: t, role, participant }));
          expect(address.length).toBeLessThanOrEqual(64 + 10);
          expect(read(upper ? address.toUpperCase() : address)).toEqual({ ticket: t, role, participant, mailbox: 'support@desk.test' });
        },
      ),
    );
  });

  test('is found among other recipients, in the form that a To field has', () => {
    const address = replyAddress('support@desk.test', replyToken({ secret, ticket, role: 'agent', participant: 2 }));
    expect(readReplyToken(['a@x.test', 'support@desk.test', `Desk <${address}>`], boxes, secret)?.role).toBe('agent');
  });

  test('says nothing once any character of it is changed', () => {
    const token = replyToken({ secret, ticket, role: 'customer', participant: 0 });
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-'), (at, by) => {
        fc.pre(token[at] !== by);
        expect(read(`support+${token.slice(0, at)}${by}${token.slice(at + 1)}@desk.test`)).toBeNull();
      }),
    );
  });

  test.each([
    ['another secret', () => replyToken({ secret: Buffer.alloc(32, 8), ticket, role: 'agent' as const, participant: 0 })],
    ['another role', () => replyToken({ secret, ticket, role: 'customer' as const, participant: 0 }).replace('-c0-', '-a0-')],
    ['another participant', () => replyToken({ secret, ticket, role: 'agent' as const, participant: 0 }).replace('-a0-', '-a1-')],
    ['another ticket', () => replyToken({ secret, ticket, role: 'agent' as const, participant: 0 }).replace('7k4qx', '7k4qz')],
    ['nothing', () => ''],
  ])('is refused when it was signed for %s', (_, token) => {
    expect(read(`support+${token()}@desk.test`)).toBeNull();
  });

  test('does not work under a mailbox that is not ours', () => {
    const token = replyToken({ secret, ticket, role: 'agent', participant: 0 });
    expect(read(`support+${token}@evil.test`)).toBeNull();
  });
});
