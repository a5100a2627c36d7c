import * as z from 'zod/mini';
import { Activity } from '../../../infra/local/activity.ts';
import { DeskClock } from '../../../infra/local/clock.ts';
import { Faults } from '../../../infra/local/faults.ts';
import { Queues } from '../../../infra/local/queues.ts';
import { createStores, type Storage, startStorage } from '../../../infra/local/storage.ts';
import { functionsThat, NOON, ok, stackOf } from './doubles.ts';

const stack = stackOf({
  F: { Type: 'AWS::Lambda::Function', Properties: {} },
  Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
  M: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::GetAtt': ['Q', 'Arn'] }, FunctionName: { Ref: 'F' } },
  },
});
const arn = String(stack.of('AWS::SQS::Queue', z.looseObject({}))[0]?.arn);

describe('a message that tells of something', () => {
  let storage: Storage;
  const clock = new DeskClock(NOON, false);
  const functions = functionsThat(() => ok());
  const activity = new Activity();
  let queues: Queues;
  beforeAll(async () => {
    storage = await startStorage(clock, new Faults(new Map()), null);
    createStores(stack, storage);
    queues = new Queues(stack, storage, functions, clock, activity);
  });
  afterAll(() => storage.stop());

  /** When the function is told that a message was sent. */
  async function sentAt(at?: number): Promise<number> {
    queues.send(arn, 'x', at);
    await activity.settled();
    const told = functions.invoked.at(-1)?.event as { Records: { attributes: { SentTimestamp: string } }[] } | undefined;
    return Number(told?.Records[0]?.attributes.SentTimestamp);
  }

  test('was sent when that happened, on a clock that stands and that others have moved on', async () => {
    expect(await sentAt(NOON - 60_000)).toBe(NOON - 60_000);
    expect(await sentAt()).toBe(NOON);
  });

  test('was sent when it was, on a clock that runs', async () => {
    clock.set(NOON, true);
    expect(await sentAt(NOON - 60_000)).toBeGreaterThanOrEqual(NOON);
  });
});
