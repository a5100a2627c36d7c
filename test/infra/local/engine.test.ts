import { EngineClient } from '../../../infra/local/database.ts';
import { dynoxideBinary, type Engine, startEngine } from '../../../infra/local/engine.ts';

/* Every supported machine without a dynoxide of its own has DynamoDB Local, to which the same promise applies. */
const KIND = dynoxideBinary() ? 'dynoxide' : 'local';

describe('the database engine of a local desk', () => {
  let engine: Engine;
  let client: EngineClient;
  beforeAll(async () => {
    engine = await startEngine(KIND, null);
    client = new EngineClient(engine.port);
    await client.call('DynamoDB_20120810', 'CreateTable', {
      TableName: 'desk',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
  });
  afterAll(async () => {
    client.close();
    await engine.stop();
  });

  test('takes a write for as much when thousands were written before, stream included', async () => {
    let written = 0;
    /** CPU of the engine for so many rows, ten in a transaction, in seconds. */
    const write = async (rows: number): Promise<number> => {
      const before = engine.cpuSeconds() ?? 0;
      for (const until = written + rows; written < until; ) {
        const items = Array.from({ length: 10 }, () => {
          written += 1;
          return { Put: { TableName: 'desk', Item: { pk: { S: `row ${written}` }, text: { S: 'x'.repeat(400) } } } };
        });
        await client.call('DynamoDB_20120810', 'TransactWriteItems', { TransactItems: items });
      }
      return (engine.cpuSeconds() ?? 0) - before;
    };
    await write(200);
    const early = await write(1000);
    await write(4000);
    const late = await write(1000);
    // One more hundredth of a second each: the system counts no finer.
    expect(late + 0.01).toBeLessThan(2 * (early + 0.01));
  }, 60_000);
});
