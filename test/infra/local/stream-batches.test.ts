import { Activity } from '../../../infra/local/activity.ts';
import { DeskClock } from '../../../infra/local/clock.ts';
import { EngineClient } from '../../../infra/local/database.ts';
import { compilePattern } from '../../../infra/local/event-pattern.ts';
import type { Outcome } from '../../../infra/local/function-protocol.ts';
import { Batches, mappingProperties, type StreamRecord } from '../../../infra/local/stream-batches.ts';
import type { Json } from '../../../infra/local/template.ts';
import { fail, functionsThat, NOON, ok, stackOf } from './doubles.ts';

const record = (n: number, sk = 'E#1'): StreamRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(n), Keys: { sk: { S: sk } } },
});
const numbersOf = (event: unknown): number[] =>
  (event as { Records: StreamRecord[] }).Records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));

function setUp(answer: (numbers: number[]) => Outcome, mapping: Record<string, Json> = {}, pattern?: Json) {
  const functions = functionsThat((event) => answer(numbersOf(event)));
  const delivered: { arn: string; body: { DDBStreamBatchInfo: { startSequenceNumber: string; batchSize: number } } }[] = [];
  const parts = {
    stack: stackOf({}),
    client: new EngineClient(1),
    functions,
    clock: new DeskClock(NOON, false),
    activity: new Activity(),
    deliver: (arn: string, body: string) => delivered.push({ arn, body: JSON.parse(body) }),
  };
  const properties = mappingProperties.parse({
    EventSourceArn: 'arn:aws:dynamodb:eu-west-1:0:table/T/stream/local',
    FunctionName: 'publish',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:0:dead' } },
    ...mapping,
  });
  const table = { id: 'T', name: 'T', arn: 'arn', streams: true, view: 'NEW_IMAGE' };
  const filters = pattern === undefined ? [] : [compilePattern(pattern)];
  const batches = new Batches({ ...properties, id: 'M', filters }, table, parts);
  return { batches, delivered, batchesSeen: () => functions.invoked.map(({ event }) => numbersOf(event)), functions };
}
const failedFrom = (n: number): Outcome => ok({ batchItemFailures: [{ itemIdentifier: String(n) }] });

describe('stream records on their way to a function', () => {
  test('come in batches of the size of the mapping, in order, as the stream of the template', async () => {
    const { batches, batchesSeen, functions } = setUp(() => ok(), { BatchSize: 2 });
    await batches.handOver([1, 2, 3].map((n) => record(n)));
    expect(batchesSeen()).toEqual([[1, 2], [3]]);
    expect(functions.invoked[0]?.event).toMatchObject({
      Records: [
        {
          eventSourceARN: 'arn:aws:dynamodb:eu-west-1:0:table/T/stream/local',
          awsRegion: 'eu-west-1',
          dynamodb: { ApproximateCreationDateTime: NOON / 1000, StreamViewType: 'NEW_IMAGE' },
        },
        {},
      ],
    });
  });

  test('that no filter wants never reach it', async () => {
    const { batches, batchesSeen } = setUp(
      () => ok(),
      {},
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'E#' }] } } } },
    );
    await batches.handOver([record(1, 'T'), record(2), record(3, 'M#1')]);
    expect(batchesSeen()).toEqual([[2]]);
  });

  test('are tried again from the first that failed, and those before are not', async () => {
    let tries = 0;
    const { batches, batchesSeen } = setUp(() => {
      tries += 1;
      return tries === 1 ? failedFrom(2) : ok();
    });
    await batches.handOver([1, 2, 3].map((n) => record(n)));
    expect(batchesSeen()).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  });

  test('are halved when the function fails, until the bad one stands alone and is given up', async () => {
    const { batches, batchesSeen, delivered } = setUp((numbers) => (numbers.includes(3) ? fail() : ok()), {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 2,
    });
    await batches.handOver([1, 2, 3, 4].map((n) => record(n)));
    expect(
      batchesSeen()
        .filter((numbers) => !numbers.includes(3))
        .flat()
        .sort(),
    ).toEqual([1, 2, 4]);
    expect(delivered).toMatchObject([
      { arn: 'arn:aws:sqs:eu-west-1:0:dead', body: { DDBStreamBatchInfo: { startSequenceNumber: '3', batchSize: 1 } } },
    ]);
  });

  test('that keep failing are given up after the retries of the mapping, and the next ones go on', async () => {
    const { batches, batchesSeen, delivered } = setUp((numbers) => (numbers.includes(1) ? fail() : ok()), {
      BatchSize: 1,
      MaximumRetryAttempts: 1,
    });
    await batches.handOver([1, 2].map((n) => record(n)));
    expect(batchesSeen()).toEqual([[1], [1], [2]]);
    expect(delivered).toHaveLength(1);
  });
});
