import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from './dynamo.ts';

/*
 * Queries to their end: DynamoDB answers with at most 1 MB and where to go on.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */

/** What a query finds, page by page. A page may be empty and yet not the last. */
export async function* pagesOf(client: DynamoDBClient, input: QueryCommandInput): AsyncGenerator<Item[]> {
  let from = input.ExclusiveStartKey;
  do {
    const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } = await client.send(
      new QueryCommand({ ...input, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

/** All that a query finds. */
export async function itemsOf(client: DynamoDBClient, input: QueryCommandInput): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pagesOf(client, input)) items.push(...page);
  return items;
}
