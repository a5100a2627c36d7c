import { DeleteItemCommand, type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Doing, Here } from '../../desk/api/presence.ts';
import type { AgentId, Instant, TicketId } from '../../events/ids.ts';
import { keyOf } from './dynamo.ts';
import { herePk, key } from './table.ts';

export type Presence = ReturnType<typeof presence>;

/** Who is in which ticket. Rows are worth something until their `until`; DynamoDB takes them away some time after that. */
export function presence(client: DynamoDBClient, table: string) {
  return {
    /** Everybody in a ticket, the expired among them. */
    async in(ticket: TicketId): Promise<Here[]> {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: herePk(ticket) } },
          ConsistentRead: true,
          Limit: 100,
        }),
      );
      return (answer.Items ?? []).map((item) => ({
        agent: (item.sk?.S ?? '') as AgentId,
        doing: (item.doing?.S ?? 'reading') as Doing,
        since: (item.since?.S ?? '') as Instant,
        until: (item.until?.S ?? '') as Instant,
      }));
    },
    async say(ticket: TicketId, { agent, doing, since, until }: Here): Promise<void> {
      const Item = {
        ...keyOf(key.here(ticket, agent)),
        doing: { S: doing },
        since: { S: since },
        until: { S: until },
        ttl: { N: String(Math.ceil(Date.parse(until) / 1000)) },
      };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
    async leave(ticket: TicketId, agent: AgentId): Promise<void> {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(key.here(ticket, agent)) }));
    },
  };
}
