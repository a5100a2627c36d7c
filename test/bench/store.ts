import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../functions/aws/dynamo.ts';

/** Puts rows that nobody measures the writing of: 25 a call, eight calls at a time. */
export async function store(client: DynamoDBClient, table: string, items: Iterable<Item>): Promise<void> {
  const batches = (function* () {
    let batch: Item[] = [];
    for (const item of items) {
      batch.push(item);
      if (batch.length === 25) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  })();
  const work = async (): Promise<void> => {
    for (const batch of batches) {
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) } }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
}
