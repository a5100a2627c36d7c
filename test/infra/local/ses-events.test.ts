import type { BusEntry } from '../../../infra/local/bus.ts';
import type { SentMail } from '../../../infra/local/outbox.ts';
import { fateOf, SesEvents } from '../../../infra/local/ses-events.ts';
import { NOON, stackOf } from './doubles.ts';

const ALL = ['send', 'delivery', 'bounce', 'complaint', 'reject'];
const destination = (MatchingEventTypes: string[]) => ({
  D: {
    Type: 'AWS::SES::ConfigurationSetEventDestination',
    Properties: {
      ConfigurationSetName: 'set',
      EventDestination: { Enabled: true, MatchingEventTypes, EventBridgeDestination: { EventBusArn: 'arn' } },
    },
  },
});
const mail = (destinations: string[], configurationSet: string | null = 'set'): SentMail => ({
  id: '0102-x',
  at: NOON,
  source: 'support@desk.test',
  destinations,
  configurationSet,
  tags: { mail: 'o-1', stream: 'T-1' },
  raw: Buffer.from('From: support@desk.test\r\nSubject: Hi\r\n\r\n'),
});

function told(sent: SentMail, types = ALL): { events: BusEntry[]; got: string[] } {
  const events: BusEntry[] = [];
  const bus = { put: (entry: BusEntry) => String(events.push(entry)) };
  const got = new SesEvents(stackOf(destination(types)), bus).sent(sent);
  return { events, got };
}

describe('what SES tells about a mail it sent', () => {
  test.each([
    ['ann@shop.test', 'delivered'],
    ['bounce-1@shop.test', 'bounce'],
    ['softbounce@shop.test', 'softbounce'],
    ['Complaint.x@shop.test', 'complaint'],
    ['reject@shop.test', 'reject'],
    ['bounce@simulator.amazonses.com', 'bounce'],
    ['bounce@shop.example', 'delivered'],
    ['no-bounce@shop.test', 'delivered'],
  ])('%s: %s', (address, fate) => {
    expect(fateOf(address)).toBe(fate);
  });

  test.each([
    [['ann@shop.test'], ['Send', 'Delivery'], ['ann@shop.test']],
    [['bounce@shop.test'], ['Send', 'Bounce'], []],
    [['complaint@shop.test'], ['Send', 'Delivery', 'Complaint'], ['complaint@shop.test']],
    [['reject@shop.test', 'ann@shop.test'], ['Reject'], []],
    [['ann@shop.test', 'bounce@shop.test'], ['Send', 'Delivery', 'Bounce'], ['ann@shop.test']],
  ])('about a mail to %j: %j', (destinations, expected, recipients) => {
    const { events, got } = told(mail(destinations));
    expect(events.map(({ detail }) => (detail as { eventType: string }).eventType)).toEqual(expected);
    expect(got).toEqual(recipients);
  });

  test('names the mail by its tags, and a bounce by its kind', () => {
    const { events } = told(mail(['softbounce@shop.test']), ['bounce']);
    expect(events).toMatchObject([
      {
        source: 'aws.ses',
        detailType: 'Email Bounced',
        detail: {
          mail: { messageId: '0102-x', tags: { mail: ['o-1'], stream: ['T-1'], 'ses:configuration-set': ['set'] } },
          bounce: { bounceType: 'Transient', bouncedRecipients: [{ emailAddress: 'softbounce@shop.test' }] },
        },
      },
    ]);
  });

  test('nothing is told of types that the configuration set does not publish, nor of mails without one', () => {
    expect(told(mail(['ann@shop.test']), ['bounce']).events).toEqual([]);
    expect(told(mail(['bounce@shop.test'], null)).events).toEqual([]);
  });
});
