import { Bus, envelope, inputOf, type Target } from '../../../infra/local/bus.ts';
import { DeskClock } from '../../../infra/local/clock.ts';
import { Faults } from '../../../infra/local/faults.ts';
import { NOON, stackOf } from './doubles.ts';

const EVENT = envelope(
  'id-1',
  { source: 'deskpulse', detailType: 'MailQueued', detail: { mail: 'o-1', n: 2, text: 'say "hi"' } },
  NOON + 999,
);
const input = (target: Partial<Target>): unknown => JSON.parse(inputOf({ Id: '1', Arn: 'arn', ...target }, EVENT, JSON.stringify(EVENT)));

describe('what a target gets of an event', () => {
  test.each<[string, Partial<Target>, unknown]>([
    ['all of it', {}, EVENT],
    ['a constant', { Input: '{"sweep":true}' }, { sweep: true }],
    ['a part', { InputPath: '$.detail' }, { mail: 'o-1', n: 2, text: 'say "hi"' }],
    [
      'a template with its time',
      { InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: '{"sweep":true,"time":<time>}' } },
      { sweep: true, time: '2026-11-21T12:00:00Z' },
    ],
    [
      'numbers and quotes as JSON',
      { InputTransformer: { InputPathsMap: { n: '$.detail.n', t: '$.detail.text' }, InputTemplate: '{"n":<n>,"t":<t>,"q":"<t>"}' } },
      { n: 2, t: 'say "hi"', q: 'say "hi"' },
    ],
    ['null for what is not there', { InputTransformer: { InputPathsMap: { x: '$.detail.x' }, InputTemplate: '{"x":<x>}' } }, { x: null }],
    ['the whole event inside', { InputTransformer: { InputPathsMap: {}, InputTemplate: '{"e":<aws.events.event.json>}' } }, { e: EVENT }],
  ])('%s', (_name, target, expected) => {
    expect(input(target)).toEqual(expected);
  });
});

describe('the buses', () => {
  const delivered: { arn: string; body: { source: string; time: string } }[] = [];
  const bus = new Bus(
    stackOf({
      B: { Type: 'AWS::Events::EventBus', Properties: { Name: 'own' } },
      R: {
        Type: 'AWS::Events::Rule',
        Properties: { EventBusName: { Ref: 'B' }, EventPattern: { source: ['deskpulse'] }, Targets: [{ Id: '1', Arn: 'queue' }] },
      },
      D: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['deskpulse'] }, Targets: [{ Id: '1', Arn: 'other' }] } },
      O: {
        Type: 'AWS::Events::Rule',
        Properties: { EventBusName: 'own', State: 'DISABLED', EventPattern: { source: ['deskpulse'] }, Targets: [{ Id: '1', Arn: 'off' }] },
      },
    }),
    new DeskClock(NOON, false),
    new Faults(new Map()),
    (arn, body) => delivered.push({ arn, body: JSON.parse(body) }),
  );
  let url = '';
  beforeAll(async () => {
    url = await bus.listen();
  });
  afterAll(() => bus.stop());
  beforeEach(() => {
    delivered.length = 0;
  });
  const put = async (Entries: unknown[]): Promise<unknown> =>
    (await fetch(url, { method: 'POST', headers: { 'x-amz-target': 'AWSEvents.PutEvents' }, body: JSON.stringify({ Entries }) })).json();
  const entry = (more: Record<string, unknown> = {}) => ({
    Source: 'deskpulse',
    DetailType: 'MailQueued',
    Detail: '{}',
    EventBusName: 'own',
    ...more,
  });

  test('hand an event to the rules of its own bus that match, at the time of the desk', async () => {
    expect(await put([entry()])).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(delivered).toMatchObject([{ arn: 'queue', body: { source: 'deskpulse', time: '2026-11-21T12:00:00Z' } }]);
  });

  test('keep the time that the event brings', async () => {
    await put([entry({ Time: NOON / 1000 - 60 })]);
    expect(delivered[0]?.body.time).toBe('2026-11-21T11:59:00Z');
  });

  test('know a bus by its ARN, and leave the default one alone', async () => {
    await put([entry({ EventBusName: 'arn:aws:events:eu-west-1:000000000000:event-bus/own' })]);
    expect(delivered.map(({ arn }) => arn)).toEqual(['queue']);
  });

  test.each([
    ['no source', { Source: undefined }, 'InvalidArgument'],
    ['a detail that is no JSON', { Detail: 'no' }, 'MalformedDetail'],
    ['a detail that is no object', { Detail: '[]' }, 'MalformedDetail'],
  ])('refuse an entry with %s and take the rest', async (_name, more, code) => {
    expect(await put([entry(more), entry()])).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: code }, { EventId: expect.any(String) }],
    });
    expect(delivered).toHaveLength(1);
  });

  test('take at most ten entries', async () => {
    expect(await put(Array.from({ length: 11 }, () => entry()))).toMatchObject({ __type: 'ValidationException' });
    expect(delivered).toEqual([]);
  });
});
