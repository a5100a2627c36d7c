import { DeskClock } from '../../../infra/local/clock.ts';
import { Inbound } from '../../../infra/local/inbound.ts';
import type { S3Store } from '../../../infra/local/storage.ts';
import { NOON, stackOf } from './doubles.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:0:arrived';
const rule = (Recipients: string[], more: Record<string, unknown> = {}) => ({
  Type: 'AWS::SES::ReceiptRule',
  Properties: {
    RuleSetName: 'rules',
    Rule: {
      Enabled: true,
      ScanEnabled: true,
      TlsPolicy: 'Require',
      Recipients,
      Actions: [{ S3Action: { BucketName: 'mail', ObjectKeyPrefix: 'incoming/', TopicArn: TOPIC } }],
    },
    ...more,
  },
});

function setUp(rules = { R: rule(['support@desk.test']) }) {
  const objects = new Map<string, Buffer>();
  type Notification = { notificationType: string; mail: Record<string, unknown>; receipt: Record<string, unknown> };
  const told: { topic: string; ses: Notification }[] = [];
  const putObject = (bucket: string, key: string, body: Buffer) => objects.set(`${bucket}/${key}`, body);
  const publish = (topic: string, message: string) => told.push({ topic, ses: JSON.parse(message) });
  const clock = new DeskClock(NOON, false);
  const inbound = new Inbound(
    stackOf(rules as Parameters<typeof stackOf>[0]),
    { s3: { putObject } as unknown as S3Store },
    { publish },
    clock,
  );
  return { inbound, objects, told, clock };
}
const FROM_ANN = { from: 'ann@shop.test', to: ['support+abc@desk.test', 'boss@desk.test'], helo: 'mx.shop.test', tls: false };
const letter = (headers: string): Buffer => Buffer.from(`From: Ann <ann@shop.test>\r\nSubject: Hi\r\n${headers}\r\nbody\r\n`);

describe('a mail that SES takes', () => {
  test('lies in the bucket under its id, with the fields of SES on top, and the topic is told', () => {
    const { inbound, objects, told } = setUp();
    const id = inbound.take(letter('Message-ID: <1@shop.test>\r\n'), FROM_ANN);
    const stored = objects.get(`mail/incoming/${id}`)?.toString() ?? '';
    expect(stored.split('\r\n').map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining([
        'Return-Path',
        'Received',
        'X-SES-Spam-Verdict',
        'X-SES-Virus-Verdict',
        'Received-SPF',
        'Authentication-Results',
        'X-SES-RECEIPT',
      ]),
    );
    expect(stored).toMatch(
      /^Return-Path: <ann@shop\.test>\r\nReceived: from mx\.shop\.test[\s\S]*id [0-9a-f]{40}\r\n for support\+abc@desk\.test;/,
    );
    expect(stored).toContain('From: Ann <ann@shop.test>\r\nSubject: Hi\r\n');
    expect(stored.endsWith('\r\n\r\nbody\r\n')).toBe(true);
    expect(told).toMatchObject([
      {
        topic: TOPIC,
        ses: {
          notificationType: 'Received',
          mail: {
            messageId: id,
            source: 'ann@shop.test',
            timestamp: '2026-11-21T12:00:00.000Z',
            headersTruncated: false,
            commonHeaders: { from: ['Ann <ann@shop.test>'], subject: 'Hi', messageId: '<1@shop.test>' },
          },
          receipt: {
            recipients: ['support+abc@desk.test'],
            spamVerdict: { status: 'PASS' },
            dmarcVerdict: { status: 'PASS' },
            action: { type: 'S3', topicArn: TOPIC, bucketName: 'mail', objectKeyPrefix: 'incoming/', objectKey: `incoming/${id}` },
          },
        },
      },
    ]);
  });

  test('has the verdicts that its local headers ask for, and those headers are gone', () => {
    const { inbound, objects, told } = setUp();
    const id = inbound.take(letter('X-Local-Verdict-Spam: fail\r\nX-Local-Verdict-Dmarc: GRAY\r\n'), FROM_ANN);
    expect(told[0]?.ses.receipt).toMatchObject({
      spamVerdict: { status: 'FAIL' },
      dmarcVerdict: { status: 'GRAY' },
      spfVerdict: { status: 'PASS' },
    });
    expect(objects.get(`mail/incoming/${id}`)?.toString()).toContain('X-SES-Spam-Verdict: FAIL');
    expect(objects.get(`mail/incoming/${id}`)?.toString()).not.toMatch(/x-local-verdict/i);
  });

  test('comes when its local header says, as long as the clock stands; the clock moves on to it and never back', () => {
    const { inbound, objects, told, clock } = setUp();
    const said = (at: string) => inbound.take(letter(`X-Local-At: ${at}\r\n`), FROM_ANN);
    const id = said('2026-11-21T12:20:00.000Z');
    said('2026-11-21T12:10:00.000Z');
    said('tomorrow');
    clock.set(Date.parse('2026-11-21T13:00:00.000Z'), true);
    said('2026-11-22T00:00:00.000Z');
    expect(told.map(({ ses }) => String(ses.mail.timestamp).slice(11, 16))).toEqual(['12:20', '12:10', '12:20', '13:00']);
    expect(objects.get(`mail/incoming/${id}`)?.toString()).not.toMatch(/x-local-at/i);
  });

  test('tells no more than 10 KB of header fields', () => {
    const { inbound, told } = setUp();
    inbound.take(letter(`X-Long: ${'x'.repeat(20_000)}\r\nX-After: 1\r\n`), FROM_ANN);
    expect(told[0]?.ses.mail.headersTruncated).toBe(true);
    expect(JSON.stringify(told[0]?.ses.mail.headers).length).toBeLessThan(12_000);
  });

  test('is taken where a rule covers a recipient, and refused elsewhere', () => {
    const { inbound } = setUp();
    expect(
      ['support@desk.test', 'support+x@desk.test', 'sales@desk.test', 'support@other.test'].map((address) => inbound.receives(address)),
    ).toEqual([true, true, false, false]);
  });

  test('is not taken by a rule that is off', () => {
    const off = rule(['sales@desk.test']);
    off.Properties.Rule.Enabled = false;
    expect(setUp({ R: off }).inbound.receives('sales@desk.test')).toBe(false);
  });

  test('goes through the rules in their order, each after the one that it names', () => {
    const named = (name: string, after?: string) => {
      const one = rule(['desk.test'], after === undefined ? {} : { After: after });
      Object.assign(one.Properties.Rule, { Name: name, Actions: [{ S3Action: { BucketName: 'mail', TopicArn: name } }] });
      return one;
    };
    const { inbound, told } = setUp({
      C: named('third', 'second'),
      B: named('second', 'first'),
      A: named('first'),
    } as unknown as Parameters<typeof setUp>[0]);
    inbound.take(letter(''), FROM_ANN);
    expect(told.map(({ topic }) => topic)).toEqual(['first', 'second', 'third']);
  });
});
