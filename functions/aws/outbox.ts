import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { isSurveyStream } from '../../desk/survey/token.ts';
import type { OwedMail } from '../../desk/ticket/dossier.ts';
import type { Instant, MailId, MessageId } from '../../events/ids.ts';
import { type Item, keyOf, unpack } from './dynamo.ts';
import { INDEX, index, key, PREFIX, ticketPk } from './table.ts';

/*
 * Mails owed. A row is claimed before its mail is sent, so that two deliveries of the same order do not both send it.
 * A claim whose end nobody knows (killed, timed out) is in doubt: the next delivery only notes the doubt, which gives
 * SES the time to report the send (hear-back writes it here); the delivery after that takes the claim over.
 * So a mail is never lost, and sent twice only when SES sent it, never answered, and never reported it.
 */

export type Claim =
  | { readonly claim: 'won'; readonly mail: OwedMail; readonly again: boolean }
  | { readonly claim: 'done' }
  /** Somebody else may be sending it: come back later. */
  | { readonly claim: 'doubtful' };

export type Owing = { readonly stream: string; readonly mail: MailId };
export type Outbox = ReturnType<typeof outbox>;

export function outbox(client: DynamoDBClient, table: string) {
  const update = async (owing: Owing, expression: string, condition: string, values: Item = {}) =>
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(key.owed(owing.stream, owing.mail)),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

  /** The row as it stood when the condition failed, or null when the condition held. */
  async function tried(act: Promise<{ Attributes?: Item | undefined }>): Promise<{ won: Item } | { lost: Item | null }> {
    try {
      return { won: (await act).Attributes ?? {} };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { lost: error.Item ?? null };
      throw error;
    }
  }

  return {
    /**
     * Claims a mail for one delivery.
     * @param delivery names the delivery (queue message and receive count), so that a retried call meets its own claim
     */
    async claim(owing: Owing, delivery: string): Promise<Claim> {
      const me = { ':me': { S: delivery } };
      const first = await tried(
        update(
          owing,
          'SET claim = :me',
          'attribute_exists(pk) AND attribute_not_exists(sentAt) AND attribute_not_exists(failedAt) AND (attribute_not_exists(claim) OR claim = :me)',
          me,
        ),
      );
      if ('won' in first) return { claim: 'won', mail: unpack<OwedMail>(first.won.d), again: false };
      const row = first.lost;
      // Gone with its customer, sent, or given up: nothing is owed any more.
      if (row === null || row.sentAt || row.failedAt || !row.claim) return { claim: 'done' };
      const old = { ':old': row.claim };
      if (!row.doubt) {
        const doubted = await tried(update(owing, 'SET doubt = :me', 'claim = :old AND attribute_not_exists(sentAt)', { ...me, ...old }));
        return 'won' in doubted ? { claim: 'doubtful' } : { claim: doubted.lost?.sentAt ? 'done' : 'doubtful' };
      }
      if (row.doubt.S === delivery) return { claim: 'doubtful' };
      const taken = await tried(
        update(owing, 'SET claim = :me REMOVE doubt', 'claim = :old AND attribute_not_exists(sentAt)', { ...me, ...old }),
      );
      if ('won' in taken) return { claim: 'won', mail: unpack<OwedMail>(taken.won.d), again: true };
      return { claim: taken.lost?.sentAt ? 'done' : 'doubtful' };
    },

    /** It was refused and not sent: the next delivery may try at once. */
    async release(owing: Owing, delivery: string): Promise<void> {
      await tried(update(owing, 'REMOVE claim, doubt', 'claim = :me', { ':me': { S: delivery } }));
    },

    /** It was sent: nothing is owed any more, and answers to it find their ticket. Repeating it changes nothing. */
    async finish(owing: Owing, sent: { at: Instant; sesMessageId: string; rfcMessageId: string; from: string }): Promise<void> {
      const { pk, sk } = key.rfcMessageId(sent.rfcMessageId);
      const Update = {
        TableName: table,
        Key: keyOf(key.owed(owing.stream, owing.mail)),
        UpdateExpression: 'SET sentAt = :at, sesMessageId = :ses, rfcMessageId = :rfc REMOVE gpk, gsk, claim, doubt, d',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(sentAt)',
        ExpressionAttributeValues: { ':at': { S: sent.at }, ':ses': { S: sent.sesMessageId }, ':rfc': { S: sent.rfcMessageId } },
      };
      // An answer to a survey's mail begins a ticket of its own, or finds its ticket by the signed address.
      if (isSurveyStream(owing.stream)) {
        try {
          await client.send(new UpdateItemCommand(Update));
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        }
        return;
      }
      try {
        await client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Update },
              { Put: { TableName: table, Item: { pk: { S: pk }, sk: { S: sk }, ticket: { S: owing.stream }, from: { S: sent.from } } } },
            ],
          }),
        );
      } catch (error) {
        const met = error instanceof TransactionCanceledException && error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
        if (!met) throw error;
      }
    },

    /** Whether it is still owed, by a cheap look: a condition that fails costs as many write units as one that holds. */
    async isOwed(owing: Owing): Promise<boolean> {
      const answer = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(key.owed(owing.stream, owing.mail)), ProjectionExpression: 'sentAt' }),
      );
      return answer.Item !== undefined && !answer.Item.sentAt;
    },

    /** SES will never take it: kept with its reason, out of the list of what is owed. */
    async fail(owing: Owing, at: Instant, why: string): Promise<void> {
      await tried(
        update(
          owing,
          'SET failedAt = :at, why = :why REMOVE gpk, gsk, claim, doubt',
          'attribute_exists(pk) AND attribute_not_exists(sentAt)',
          {
            ':at': { S: at },
            ':why': { S: why },
          },
        ),
      );
    },

    /** SES says that it came back. Returns the message it carried when it was a reply, with the instant it was sent. */
    async undelivered(owing: Owing, at: Instant): Promise<{ message: MessageId | null; sentAt: Instant | null; kind: string } | null> {
      const result = await tried(
        update(owing, 'SET undeliveredAt = if_not_exists(undeliveredAt, :at)', 'attribute_exists(pk)', { ':at': { S: at } }),
      );
      if (!('won' in result)) return null;
      const { message, sentAt, kind } = result.won;
      return {
        message: (message?.S as MessageId | undefined) ?? null,
        sentAt: (sentAt?.S as Instant | undefined) ?? null,
        kind: kind?.S ?? '',
      };
    },

    /** Message-IDs of what was sent on a ticket, oldest first: the thread where the customer has not written yet. */
    async sentIds(stream: string): Promise<string[]> {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :o)',
          ExpressionAttributeValues: { ':pk': { S: ticketPk(stream) }, ':o': { S: PREFIX.owed } },
        }),
      );
      return (answer.Items ?? [])
        .filter((item) => item.rfcMessageId && item.kind?.S === 'reply')
        .sort((a, b) => ((a.sentAt?.S ?? '') < (b.sentAt?.S ?? '') ? -1 : 1))
        .map((item) => item.rfcMessageId?.S ?? '');
    },

    /** Mails owed since before `before` on one shard: orders that got lost on the way are given again. */
    async overdue(shard: number, before: Instant, limit: number): Promise<Owing[]> {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: INDEX,
          KeyConditionExpression: 'gpk = :g AND gsk < :before',
          ExpressionAttributeValues: { ':g': { S: index.owed(shard) }, ':before': { S: before } },
          Limit: limit,
        }),
      );
      return (answer.Items ?? []).map((item) => ({
        stream: (item.pk?.S ?? '').slice(2),
        mail: (item.sk?.S ?? '').slice(PREFIX.owed.length) as MailId,
      }));
    },
  };
}
