import { type DynamoDBClient, GetItemCommand, TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { OwedMail } from '../../desk/ticket/dossier.ts';
import type { Commit } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import { indexOf, keyOf, pack } from './dynamo.ts';
import { owedRow } from './owed-row.ts';
import { index, key, shardOf } from './table.ts';

/*
 * Morning reports: each day's is a stream of one commit, so that it is owed once, whoever comes how often.
 */

export type Reports = ReturnType<typeof reports>;

const streamOf = (date: string): string => `report-${date}`;

export function reports(client: DynamoDBClient, table: string, shards: number) {
  return {
    /** Whether a day's report is owed already, or was sent. */
    async has(date: string): Promise<boolean> {
      const Key = keyOf(key.commit(streamOf(date), 1));
      const answer = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true, ProjectionExpression: 'pk' }));
      return answer.Item !== undefined;
    },

    /** Owes a day's report, one mail for each language. Does nothing when it is owed already. */
    async owe(date: string, mails: readonly OwedMail[], now: Instant, by: string): Promise<void> {
      const stream = streamOf(date);
      const commit: Commit = {
        stream,
        version: 1,
        recordedAt: now,
        by,
        events: mails.map((mail) => ({ type: 'MailQueued', at: now, mail: mail.id, kind: mail.kind, recipients: mail.to.length })),
      };
      const shard = shardOf(stream, shards);
      const row = {
        ...keyOf(key.commit(stream, 1)),
        ...indexOf({ gpk: index.commits(now.slice(0, 10), shard), gsk: index.inCommits(now, stream, 1) }),
        d: pack(commit),
      };
      try {
        await client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName: table, Item: row, ConditionExpression: 'attribute_not_exists(pk)' } },
              ...mails.map((mail) => ({ Put: { TableName: table, Item: owedRow(mail, stream, shards) } })),
            ],
          }),
        );
      } catch (error) {
        const owed = error instanceof TransactionCanceledException && error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
        if (!owed) throw error;
      }
    },
  };
}
