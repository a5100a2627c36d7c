import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Platform, Shop } from '../../desk/shop/platform.ts';
import { keyOf, pack, unpack } from './dynamo.ts';
import { key, PREFIX } from './table.ts';

export type Shops = ReturnType<typeof shops>;

/** Shops that call the desk, with the secrets that they sign with. A secret is written and used, never shown. */
export function shops(client: DynamoDBClient, table: string) {
  return {
    async get(platform: Platform): Promise<Shop | null> {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(key.shop(platform)), ConsistentRead: true }));
      return Item ? unpack<Shop>(Item.d) : null;
    },
    async put(shop: Shop): Promise<void> {
      await client.send(new PutItemCommand({ TableName: table, Item: { ...keyOf(key.shop(shop.platform)), d: pack(shop) } }));
    },
    /** Whether there was one. */
    async remove(platform: Platform): Promise<boolean> {
      const answer = await client.send(
        new DeleteItemCommand({ TableName: table, Key: keyOf(key.shop(platform)), ReturnValues: 'ALL_OLD' }),
      );
      return answer.Attributes !== undefined;
    },
    async all(): Promise<Shop[]> {
      const { pk } = key.shop('shopify');
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': { S: pk }, ':sk': { S: PREFIX.shop } },
        }),
      );
      return (answer.Items ?? []).map((item) => unpack<Shop>(item.d));
    },
  };
}
