import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { TicketId } from '../../events/ids.ts';
import { keyOf, pack } from './dynamo.ts';
import { type Change, type CommitOptions, writesOf } from './rows.ts';
import { key } from './table.ts';

/*
 * What is written with one decision, and which decisions go into one transaction.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */

/** One decision: what changes, and what is written beside it. */
export type Entry = { readonly changes: readonly Change[]; readonly options: CommitOptions };

/** What a write that fails by its condition says: the reference is in use, it was done before, somebody else came first. */
type Role = 'new' | 'once' | 'other';
export type Writes = { readonly items: readonly TransactWriteItem[]; readonly roles: readonly Role[] };

/** Every write of a decision, the tickets' own first. */
export function writesOfEntry({ changes, options }: Entry, table: string, shards: number): Writes {
  const items: TransactWriteItem[] = [];
  const roles: Role[] = [];
  for (const change of changes) {
    const added = writesOf(change, options, table, shards);
    items.push(...added);
    roles.push(change.before ? 'other' : 'new', ...added.slice(1).map(() => 'other' as const));
  }
  const first = changes[0]?.decision.ticket.id ?? ('' as TicketId);
  for (const { id, from } of options.rfcMessageIds ?? []) {
    const Item = { ...keyOf(key.rfcMessageId(id)), ticket: { S: first }, from: { S: from } };
    items.push({ Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } });
    roles.push('once');
  }
  if (options.idempotency) {
    const { key: k, fingerprint, answer, expiresAt } = options.idempotency;
    const Item = { ...keyOf(k), fingerprint: { S: fingerprint }, ttl: { N: String(expiresAt) }, d: pack(answer) };
    items.push({
      Put: {
        TableName: table,
        Item,
        // Expired rows lie about for up to two days before DynamoDB removes them.
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(Date.parse(options.now) / 1000)) } },
      },
    });
    roles.push('once');
  }
  return { items, roles };
}

/** Which row a write is about; a transaction may touch each once. */
export function rowName({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): string {
  const row = Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key;
  return `${row?.pk?.S} ${row?.sk?.S}`;
}

/** A transaction takes a hundred writes and 4 MB; what the rows hold beside their documents is counted as 2 KB each. */
const WRITES = 100;
const BYTES = 3_500_000;
const BESIDE = 2_000;

const bytesOf = ({ items }: Writes): number =>
  items.reduce((sum, { Put }) => sum + BESIDE + (Put?.Item?.d?.B?.length ?? Buffer.byteLength(Put?.Item?.d?.S ?? '')), 0);

/** Cut, in order, into what one transaction takes; a decision is never cut. */
export function transactions<T extends readonly [unknown, Writes]>(all: readonly T[]): T[][] {
  const cut: T[][] = [];
  let [writes, bytes] = [WRITES, BYTES];
  for (const one of all) {
    const [more, heavier] = [one[1].items.length, bytesOf(one[1])];
    writes += more;
    bytes += heavier;
    if (writes > WRITES || bytes > BYTES) {
      cut.push([]);
      [writes, bytes] = [more, heavier];
    }
    cut.at(-1)?.push(one);
  }
  return cut;
}
