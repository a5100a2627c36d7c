import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Brief } from '../../desk/api/ticket-brief.ts';
import type { Customer, Message } from '../../desk/ticket/dossier.ts';
import type { Commit } from '../../events/event.ts';
import type { CustomerId, Instant, TicketId } from '../../events/ids.ts';
import { type Item, keyOf, unpack } from './dynamo.ts';
import { itemsOf } from './query.ts';
import { type Change, type CommitOptions, caseOf, messageOf, type OwedState, owedState, type StoredCase } from './rows.ts';
import { INDEX, index, type Key, key, PREFIX, ticketPk } from './table.ts';
import { type Entry, rowName, transactions, type Writes, writesOfEntry } from './transaction.ts';

export type Gathered = {
  readonly byRfcMessageId: ReadonlyMap<string, { readonly ticket: TicketId; readonly from: string }>;
  readonly customers: ReadonlyMap<string, Customer>;
  readonly cases: ReadonlyMap<TicketId, StoredCase>;
};

/** `taken`: the new ticket's reference is in use, try the next; `duplicate`: done before; `conflict`: read again and decide again. */
export type Outcome = 'committed' | 'conflict' | 'duplicate' | 'taken';

export type Conversation = {
  /** The ticket itself, read with the rest; null for an unknown id. */
  readonly stored: StoredCase | null;
  readonly messages: readonly Message[];
  readonly commits: readonly Commit[];
  readonly mails: readonly OwedState[];
};
export type Tickets = ReturnType<typeof tickets>;

/** Tickets, their messages, events and owed mails in the table. */
export function tickets(client: DynamoDBClient, table: string, shards: number) {
  async function commit({ items, roles }: Writes): Promise<Outcome> {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return 'committed';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const failed = (error.CancellationReasons ?? []).map((r, i) => ({ code: r.Code, role: roles[i] })).filter((r) => r.code !== 'None');
      if (failed.some((r) => r.code !== 'ConditionalCheckFailed' && r.code !== 'TransactionConflict')) throw error;
      if (failed.some((r) => r.role === 'once' && r.code === 'ConditionalCheckFailed')) return 'duplicate';
      if (failed.some((r) => r.role === 'new' && r.code === 'ConditionalCheckFailed')) return 'taken';
      return 'conflict';
    }
  }

  /** In one transaction; where one of them stands against it, each for itself. */
  async function commitTogether(all: readonly Writes[]): Promise<PromiseSettledResult<Outcome>[]> {
    if (all.length > 1) {
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: all.flatMap(({ items }) => items) }));
        return all.map(() => ({ status: 'fulfilled', value: 'committed' }));
      } catch (reason) {
        // Nobody knows which of them was written: each is told so, and comes again.
        if (!(reason instanceof TransactionCanceledException)) return all.map(() => ({ status: 'rejected', reason }));
      }
    }
    return Promise.allSettled(all.map(commit));
  }

  return {
    /** Everything that a decision may need, in one round trip. Unknown ids are simply absent. */
    async gather(
      want: { rfcMessageIds?: readonly string[]; addresses?: readonly string[]; tickets?: readonly TicketId[] },
      consistent = false,
    ): Promise<Gathered> {
      const keys = new Map<string, { take: (item: Item) => void; key: Key }>();
      const byRfcMessageId = new Map<string, { ticket: TicketId; from: string }>();
      const customers = new Map<string, Customer>();
      const cases = new Map<TicketId, StoredCase>();
      const ask = (k: Key, take: (item: Item) => void): void => void keys.set(`${k.pk}\n${k.sk}`, { take, key: k });
      for (const id of want.rfcMessageIds ?? []) {
        ask(key.rfcMessageId(id), (item) =>
          byRfcMessageId.set(id, { ticket: (item.ticket?.S ?? '') as TicketId, from: item.from?.S ?? '' }),
        );
      }
      for (const address of want.addresses ?? []) {
        // A row that outlived an erasure holds no address.
        ask(key.customer(address), (item) => customers.set(address, { ...unpack<Customer>(item.d), address }));
      }
      for (const id of want.tickets ?? []) {
        ask(key.ticket(id), (item) => {
          const found = caseOf(item);
          if (found) cases.set(id, found);
        });
      }
      let pending = [...keys.values()].map((k) => keyOf(k.key));
      while (pending.length > 0) {
        const batch = pending.slice(0, 100);
        const answer = await client.send(
          new BatchGetItemCommand({ RequestItems: { [table]: { Keys: batch, ConsistentRead: consistent } } }),
        );
        for (const item of answer.Responses?.[table] ?? []) keys.get(`${item.pk?.S}\n${item.sk?.S}`)?.take(item);
        pending = [...pending.slice(100), ...((answer.UnprocessedKeys?.[table]?.Keys ?? []) as typeof pending)];
      }
      return { byRfcMessageId, customers, cases };
    },

    async load(id: TicketId, consistent = true): Promise<StoredCase | null> {
      const answer = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(key.ticket(id)), ConsistentRead: consistent }));
      return caseOf(answer.Item);
    },

    /** All or nothing: state, events, messages, owed mails, timers and Message-IDs of one or two tickets (a merge). */
    commit: (changes: readonly Change[], options: CommitOptions): Promise<Outcome> =>
      commit(writesOfEntry({ changes, options }, table, shards)),

    /**
     * Commits several decisions, each as `commit` does: in one transaction where nothing stands against it, as one call costs
     * less than many.
     * @returns for each what became of it, or why it failed, in the order given; `behind` when it touches a row that one
     * before it touches too, and has to be decided again after that one
     */
    async commitAll(entries: readonly Entry[]): Promise<PromiseSettledResult<Outcome | 'behind'>[]> {
      const touched = new Set<string>();
      const ready = new Map<Entry, Writes>();
      for (const entry of entries) {
        const writes = writesOfEntry(entry, table, shards);
        const rows = writes.items.map(rowName);
        if (rows.some((row) => touched.has(row))) continue;
        for (const row of rows) touched.add(row);
        ready.set(entry, writes);
      }
      const settled = new Map<Entry, PromiseSettledResult<Outcome>>();
      for (const together of transactions([...ready])) {
        const outcomes = await commitTogether(together.map(([, writes]) => writes));
        for (const [n, [entry]] of together.entries()) settled.set(entry, outcomes[n] as PromiseSettledResult<Outcome>);
      }
      return entries.map((entry) => settled.get(entry) ?? { status: 'fulfilled', value: 'behind' });
    },

    /** Everything said and done on one ticket, oldest first. */
    async conversation(id: TicketId): Promise<Conversation> {
      const items = await itemsOf(client, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: ticketPk(id) } },
        ConsistentRead: true,
      });
      const messages: Message[] = [];
      const commits: Commit[] = [];
      const mails: OwedState[] = [];
      let stored: StoredCase | null = null;
      for (const item of items) {
        const sk = item.sk?.S ?? '';
        if (sk === key.ticket(id).sk) stored = caseOf(item);
        else if (sk.startsWith(PREFIX.message)) messages.push(messageOf(item));
        else if (sk.startsWith(PREFIX.commit)) commits.push(unpack<Commit>(item.d));
        else if (sk.startsWith(PREFIX.owed)) mails.push(owedState(item));
      }
      return { stored, messages, commits, mails };
    },

    /** What was committed on a ticket after a version, oldest first; the newest 50 of it. */
    async commitsAfter(id: TicketId, version: number): Promise<Commit[]> {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':pk': { S: ticketPk(id) },
            ':from': { S: key.commit(id, version + 1).sk },
            ':to': { S: `${PREFIX.commit}~` },
          },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: 50,
        }),
      );
      return (answer.Items ?? []).map((item) => unpack<Commit>(item.d)).reverse();
    },

    async message(id: TicketId, at: Instant, message: Message['id']): Promise<Message | null> {
      const answer = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(key.message(id, at, message)) }));
      return answer.Item ? messageOf(answer.Item) : null;
    },

    /**
     * A page of a queue in its order: active queues by what is due next, the others by last change.
     * Merges the shards; `after` is the last row's sort key of the page before.
     */
    async queue(
      states: readonly string[],
      page: { limit: number; after: string | null; before: Instant | null; newestFirst: boolean },
    ): Promise<{ briefs: { brief: Brief; position: string }[]; more: boolean }> {
      const partitions = states.flatMap((state) => Array.from({ length: shards }, (_, shard) => index.queue(state, shard)));
      const found = await Promise.all(partitions.map((gpk) => slice(gpk, page)));
      const sorted = found.flat().sort((a, b) => (a.position < b.position ? -1 : 1) * (page.newestFirst ? -1 : 1));
      return { briefs: sorted.slice(0, page.limit), more: sorted.length > page.limit };
    },

    /** Tickets listed under a customer, or a guest's address, newest first; `after` is the last position of the page before. */
    async listed(
      under: { customer: CustomerId } | { sender: string },
      page: { limit: number; after: string | null },
    ): Promise<{ id: TicketId; position: string }[]> {
      const gpk = 'customer' in under ? index.customer(under.customer) : index.sender(under.sender);
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: INDEX,
          KeyConditionExpression: page.after === null ? 'gpk = :g' : 'gpk = :g AND gsk < :after',
          ExpressionAttributeValues: { ':g': { S: gpk }, ...(page.after === null ? {} : { ':after': { S: page.after } }) },
          ScanIndexForward: false,
          Limit: page.limit,
        }),
      );
      return (answer.Items ?? []).map((item) => ({ id: (item.pk?.S ?? '').slice(2) as TicketId, position: item.gsk?.S ?? '' }));
    },

    /** Ids of a customer's tickets, newest first. */
    async ofCustomer(customer: CustomerId, limit: number): Promise<TicketId[]> {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: INDEX,
          KeyConditionExpression: 'gpk = :g',
          ExpressionAttributeValues: { ':g': { S: index.customer(customer) } },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return (answer.Items ?? []).map((item) => (item.pk?.S ?? '').slice(2) as TicketId);
    },
  };

  async function slice(
    gpk: string,
    page: { limit: number; after: string | null; before: Instant | null; newestFirst: boolean },
  ): Promise<{ brief: Brief; position: string }[]> {
    const low = page.newestFirst ? ' ' : (page.after ?? ' ');
    const high = page.newestFirst ? (page.after ?? '~') : (page.before ?? '~');
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: INDEX,
        KeyConditionExpression: 'gpk = :g AND gsk BETWEEN :low AND :high',
        ExpressionAttributeValues: { ':g': { S: gpk }, ':low': { S: low }, ':high': { S: high } },
        ScanIndexForward: !page.newestFirst,
        Limit: page.limit + 2,
      }),
    );
    return (answer.Items ?? [])
      .map((item) => ({ brief: JSON.parse(item.brief?.S ?? '{}') as Brief, position: item.gsk?.S ?? '' }))
      .filter((row) => row.position !== page.after);
  }
}
