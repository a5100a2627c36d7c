import { type MailReturn, readReturn } from '../../../desk/mail/return.ts';
import { MAIL_TAGS } from '../../../events/mail-tags.ts';

const tags = { 'ses:configuration-set': ['desk'], [MAIL_TAGS.mail]: ['o-7k4qx-ack'], [MAIL_TAGS.stream]: ['T-7K4QX'] };
const mail = {
  timestamp: '2026-11-21T10:00:00.123Z',
  messageId: '0102-abc',
  source: 'support@desk.test',
  destination: ['Ann@Shop.test'],
  tags,
};
const event = (detail: Record<string, unknown>, over: Record<string, unknown> = {}) => ({
  version: '0',
  id: 'e1',
  'detail-type': 'Email …',
  source: 'aws.ses',
  time: '2026-11-21T10:05:00Z',
  detail: { mail, ...detail },
  ...over,
});
const bounce = (bounceType: string, bounceSubType: string, recipient: Record<string, unknown> = {}) =>
  event({
    eventType: 'Bounce',
    bounce: {
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress: 'ann@shop.test', ...recipient }],
      timestamp: '2026-11-21T10:04:00Z',
    },
  });
const complaint = (over: Record<string, unknown>) =>
  event({
    eventType: 'Complaint',
    complaint: { complainedRecipients: [{ emailAddress: 'ann@shop.test' }], timestamp: '2026-11-21T10:04:00Z', ...over },
  });

describe('what comes back about a mail', () => {
  const rules: readonly [string, unknown, Partial<MailReturn>][] = [
    [
      'Send proves that SES took the mail',
      event({ eventType: 'Send', send: {} }),
      { kind: 'sent', undelivered: null, suppress: null, at: mail.timestamp as MailReturn['at'] },
    ],
    [
      'Delivery is dated by the receiving server',
      event({ eventType: 'Delivery', delivery: { timestamp: '2026-11-21T10:00:02.5Z', recipients: ['ann@shop.test'] } }),
      { kind: 'delivered', undelivered: null, at: '2026-11-21T10:00:02.500Z' as MailReturn['at'] },
    ],
    [
      'a hard bounce suppresses and undoes the delivery',
      bounce('Permanent', 'General', { action: 'failed', status: '5.1.1' }),
      { kind: 'bounced', permanent: true, undelivered: 'bounce', suppress: 'bounce' },
    ],
    [
      "an address on SES's own list was never written to",
      bounce('Permanent', 'OnAccountSuppressionList'),
      { kind: 'bounced', undelivered: 'suppressed', suppress: 'bounce' },
    ],
    [
      'a full mailbox undoes the delivery, and suppresses nobody',
      bounce('Transient', 'MailboxFull'),
      { undelivered: 'bounce', suppress: null, permanent: false },
    ],
    [
      'a transient bounce that failed for good undoes the delivery',
      bounce('Transient', 'General', { action: 'failed', status: '4.4.7' }),
      { undelivered: 'bounce', suppress: null },
    ],
    ['an out-of-office answer undoes nothing', bounce('Transient', 'General'), { undelivered: null, suppress: null, permanent: false }],
    [
      'an undetermined bounce without a status undoes nothing',
      bounce('Undetermined', 'Undetermined'),
      { undelivered: null, suppress: null },
    ],
    [
      'a complaint suppresses and undoes the delivery',
      complaint({ complaintFeedbackType: 'abuse' }),
      { kind: 'complained', undelivered: 'complaint', suppress: 'complaint' },
    ],
    ['a complaint that names no type is one', complaint({}), { undelivered: 'complaint', suppress: 'complaint' }],
    [
      'taken out of the junk folder is no complaint',
      complaint({ complaintFeedbackType: 'not-spam' }),
      { kind: 'nothing', undelivered: null, suppress: null },
    ],
    [
      'a rejected mail reached nobody, and nobody is to blame',
      event({ eventType: 'Reject', reject: { reason: 'Bad content' } }),
      { kind: 'rejected', undelivered: 'reject', suppress: null },
    ],
    [
      'a delay is no news',
      event({ eventType: 'DeliveryDelay', deliveryDelay: {} }),
      { kind: 'nothing', undelivered: null, suppress: null },
    ],
    ['an opening is not looked at', event({ eventType: 'Open', open: {} }), { kind: 'nothing', undelivered: null }],
  ];
  test.each(rules)('%s', (_rule, given, expected) => {
    expect(readReturn(given)).toMatchObject({
      mail: 'o-7k4qx-ack',
      stream: 'T-7K4QX',
      sesMessageId: '0102-abc',
      sentAt: mail.timestamp,
      recipients: ['ann@shop.test'],
      ...expected,
    });
  });
});

describe('whom it is about', () => {
  const about = (named: string, destination: string[]) =>
    readReturn(
      event({
        mail: { ...mail, destination },
        eventType: 'Bounce',
        bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: named }], timestamp: '2026-11-21T10:04:00Z' },
      }),
    ).recipients;

  test.each([
    ['the address in any letter case', 'ANN@shop.TEST', ['ann@shop.test'], ['ann@shop.test']],
    ['the address inside a display name', 'Ann <ann@shop.test>', ['"A, B" <Ann@shop.test>'], ['ann@shop.test']],
    ['the address with its DSN prefix', 'rfc822; ann@shop.test', ['ann@shop.test'], ['ann@shop.test']],
    ['the one we wrote to, when a forwarded copy bounced elsewhere', 'other@away.test', ['ann@shop.test'], ['ann@shop.test']],
    ['nobody, when a stranger is named among several', 'other@away.test', ['ann@shop.test', 'bob@shop.test'], []],
    ['only the one of several that bounced', 'bob@shop.test', ['ann@shop.test', 'bob@shop.test'], ['bob@shop.test']],
  ])('%s', (_rule, named, destination, expected) => {
    expect(about(named, destination)).toEqual(expected);
  });

  test.each([
    ['the customer', 'ann@shop.test', 'bounce'],
    ['somebody in copy', 'bob@shop.test', null],
  ])('a bounce at %s', (_who, named, undelivered) => {
    const given = event({
      mail: { ...mail, destination: ['ann@shop.test', 'bob@shop.test'] },
      eventType: 'Bounce',
      bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: named }], timestamp: '2026-11-21T10:04:00Z' },
    });
    expect(readReturn(given)).toMatchObject({ undelivered, suppress: 'bounce', recipients: [named], from: 'support@desk.test' });
  });

  test('a mail without our tags is read, and is nobody of ours', () => {
    const given = event({ eventType: 'Send', mail: { ...mail, tags: { 'ses:caller-identity': ['root'] } } });
    expect(readReturn(given)).toMatchObject({ mail: null, stream: null, kind: 'sent' });
  });

  test('a forged mail tag is not taken for an id', () => {
    const given = event({ eventType: 'Send', mail: { ...mail, tags: { ...tags, mail: ['O#../..'] } } });
    expect(readReturn(given).mail).toBeNull();
  });
});

test.each([
  ['another source', event({ eventType: 'Send' }, { source: 'deskpulse' })],
  ['an unknown event type', event({ eventType: 'Teleported' })],
  ['a bounce without its record', event({ eventType: 'Bounce' })],
  ['nothing', null],
])('%s is refused, so that AWS retries and raises an alarm', (_name, given) => {
  expect(() => readReturn(given)).toThrow();
});
