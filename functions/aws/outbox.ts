import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
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
/** A mail, and the delivery (queue message and receive count) that wants it. */
export type Wanted = { readonly owing: Owing; readonly delivery: string };
/** What SES and we know of a mail that has left. */
export type Sent = { readonly at: Instant; readonly sesMessageId: string; readonly rfcMessageId: string; readonly from: string };
export type Outbox = ReturnType<typeof outbox>;

/** From so many mails on, one transaction costs less than a call for each, though it writes each unit twice. */
const TOGETHER = 3;
/** What BatchGetItem takes. */
const KEYS = 100;

const CLAIM = {
  UpdateExpression: 'SET claim = :me',
  ConditionExpression:
    'attribute_exists(pk) AND attribute_not_exists(sentAt) AND attribute_not_exists(failedAt) AND (attribute_not_exists(claim) OR claim = :me)',
} as const;

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

  const nameOf = (owing: Owing): string => `${owing.stream} ${owing.mail}`;
  const nameIn = (item: Item): string => `${(item.pk?.S ?? '').slice(2)} ${(item.sk?.S ?? '').slice(PREFIX.owed.length)}`;

  /** Rows of mails, by name; absent are those that are gone. */
  async function rowsOf(owing: readonly Owing[], how: { consistent: boolean; only?: string }): Promise<Map<string, Item>> {
    const keys = new Map(owing.map((one) => [nameOf(one), keyOf(key.owed(one.stream, one.mail))]));
    const found = new Map<string, Item>();
    let pending: Item[] = [...keys.values()];
    while (pending.length > 0) {
      const Keys = pending.slice(0, KEYS);
      const request = { Keys, ConsistentRead: how.consistent, ...(how.only ? { ProjectionExpression: how.only } : {}) };
      const answer = await client.send(new BatchGetItemCommand({ RequestItems: { [table]: request } }));
      for (const item of answer.Responses?.[table] ?? []) found.set(nameIn(item), item);
      pending = [...pending.slice(KEYS), ...(answer.UnprocessedKeys?.[table]?.Keys ?? [])];
    }
    return found;
  }

  /** The row's end: sent, owed no more, its content gone. */
  const ended = (owing: Owing, sent: Sent) => ({
    TableName: table,
    Key: keyOf(key.owed(owing.stream, owing.mail)),
    UpdateExpression: 'SET sentAt = :at, sesMessageId = :ses, rfcMessageId = :rfc REMOVE gpk, gsk, claim, doubt, d',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(sentAt)',
    ExpressionAttributeValues: { ':at': { S: sent.at }, ':ses': { S: sent.sesMessageId }, ':rfc': { S: sent.rfcMessageId } },
  });
  /** With it, answers to the mail find their ticket. */
  const mapped = (owing: Owing, sent: Sent): TransactWriteItem => ({
    Put: { TableName: table, Item: { ...keyOf(key.rfcMessageId(sent.rfcMessageId)), ticket: { S: owing.stream }, from: { S: sent.from } } },
  });

  const rows = {
    /**
     * Claims a mail for one delivery.
     * @param delivery names the delivery, so that a retried call meets its own claim
     */
    async claim(owing: Owing, delivery: string): Promise<Claim> {
      const me = { ':me': { S: delivery } };
      const first = await tried(update(owing, CLAIM.UpdateExpression, CLAIM.ConditionExpression, me));
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

    /**
     * Claims several mails for their deliveries, as `claim` does each: those that nobody has touched yet in one transaction.
     * @returns for each its claim, or why it failed, in the order asked
     */
    async claimAll(wanted: readonly Wanted[]): Promise<PromiseSettledResult<Claim>[]> {
      const claims = new Map<Wanted, Claim>();
      const untouched = new Map<string, { want: Wanted; d: Item[string] | undefined }>();
      if (wanted.length >= TOGETHER) {
        const found = await rowsOf(
          wanted.map(({ owing }) => owing),
          { consistent: true },
        );
        for (const want of wanted) {
          const row = found.get(nameOf(want.owing));
          if (row === undefined || row.sentAt || row.failedAt) claims.set(want, { claim: 'done' });
          // The second order of a mail meets the claim of the first.
          else if (!row.claim && row.d && !untouched.has(nameOf(want.owing))) untouched.set(nameOf(want.owing), { want, d: row.d });
        }
      }
      if (untouched.size >= TOGETHER && (await claimTogether([...untouched.values()].map(({ want }) => want)))) {
        for (const { want, d } of untouched.values()) claims.set(want, { claim: 'won', mail: unpack<OwedMail>(d), again: false });
      }
      return Promise.allSettled(wanted.map((want) => claims.get(want) ?? rows.claim(want.owing, want.delivery)));
    },

    /** It was sent: nothing is owed any more, and answers to it find their ticket. Repeating it changes nothing. */
    async finish(owing: Owing, sent: Sent): Promise<void> {
      const Update = ended(owing, sent);
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
        await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }, mapped(owing, sent)] }));
      } catch (error) {
        const met = error instanceof TransactionCanceledException && error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
        if (!met) throw error;
      }
    },

    /**
     * Finishes several different mails, as `finish` does each, in one transaction where nothing stands against it.
     * @returns for each whether it failed, in the order given
     */
    async finishAll(done: readonly { readonly owing: Owing; readonly sent: Sent }[]): Promise<PromiseSettledResult<void>[]> {
      const together = done.filter(({ owing }) => !isSurveyStream(owing.stream));
      const finished = new Set<(typeof done)[number]>();
      if (together.length > 1) {
        const TransactItems = together.flatMap(({ owing, sent }) => [{ Update: ended(owing, sent) }, mapped(owing, sent)]);
        try {
          await client.send(new TransactWriteItemsCommand({ TransactItems }));
          for (const one of together) finished.add(one);
        } catch (error) {
          // One of them was finished by somebody else: each for itself then.
          if (!(error instanceof TransactionCanceledException)) throw error;
        }
      }
      return Promise.allSettled(done.map(async (one) => (finished.has(one) ? undefined : rows.finish(one.owing, one.sent))));
    },

    /** Which of these are still owed, by a cheap look: a condition that fails costs as many write units as one that holds. */
    async stillOwed(owing: readonly Owing[]): Promise<Owing[]> {
      const found = await rowsOf(owing, { consistent: false, only: 'pk, sk, sentAt' });
      const left = owing.filter((one) => found.get(nameOf(one))?.sentAt === undefined && found.has(nameOf(one)));
      return [...new Map(left.map((one) => [nameOf(one), one])).values()];
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

  /** All of them or none; false when somebody else was quicker with one. */
  async function claimTogether(wanted: readonly Wanted[]): Promise<boolean> {
    const TransactItems = wanted.map(({ owing, delivery }) => ({
      Update: {
        TableName: table,
        Key: keyOf(key.owed(owing.stream, owing.mail)),
        ...CLAIM,
        ExpressionAttributeValues: { ':me': { S: delivery } },
      },
    }));
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      throw error;
    }
  }

  return rows;
}
