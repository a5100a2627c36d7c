import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { briefOf } from '../../desk/api/ticket-brief.ts';
import type { Case, Decision } from '../../desk/ticket/command.ts';
import type { Message, OwedMail } from '../../desk/ticket/dossier.ts';
import { isActive } from '../../desk/ticket/ticket.ts';
import type { Commit, EventOf, TicketEvent } from '../../events/event.ts';
import type { Instant, MessageId } from '../../events/ids.ts';
import { customerRow } from './customer-row.ts';
import { type Item, indexOf, keyOf, pack, unpack } from './dynamo.ts';
import { owedRow } from './owed-row.ts';
import { index, type Key, key, PREFIX, shardOf } from './table.ts';

/*
 * What the rows of a ticket look like, written and read back.
 */

/** A ticket as it was read: what is in its row, with the instant at which its next timer looks again. */
export type StoredCase = Case & { readonly wakeAt: Instant | null };

/** One ticket's part of a commit. */
export type Change = {
  readonly before: StoredCase | null;
  /** Beside the ticket's own events, that its customer was erased. */
  readonly decision: Omit<Decision, 'events'> & { readonly events: readonly (TicketEvent | EventOf<'CustomerErased'>)[] };
  readonly wakeAt: Instant | null;
  /** When the ticket is due next: its place in the queue. */
  readonly dueAt: Instant | null;
};

export type CommitOptions = {
  /** The trigger's time. */
  readonly now: Instant;
  /** The trigger's identity: a commit that carries it is our own, come again. */
  readonly by: string;
  /** RFC 5322 Message-IDs that become known with this commit; one that is known already makes it a duplicate. */
  readonly rfcMessageIds?: readonly { readonly id: string; readonly from: string }[];
  /** The answer to remember under an Idempotency-Key. */
  readonly idempotency?: { readonly key: Key; readonly fingerprint: string; readonly answer: unknown; readonly expiresAt: number };
};
export type OwedState = {
  readonly mail: OwedMail | null;
  readonly id: string;
  readonly kind: string;
  readonly state: 'owed' | 'claimed' | 'sent' | 'undelivered' | 'failed';
  readonly at: Instant;
  /** The reply that it carries. */
  readonly message: MessageId | null;
};

/** A ticket's row read back. */
export const caseOf = (item: Item | undefined): StoredCase | null => (item?.d ? unpack<StoredCase>(item.d) : null);

/** The writes of one ticket's change; the first is the ticket itself, with its condition. */
export function writesOf(
  { before, decision, wakeAt, dueAt }: Change,
  { now, by }: Pick<CommitOptions, 'now' | 'by'>,
  table: string,
  shards: number,
): TransactWriteItem[] {
  const { ticket, dossier } = decision;
  const shard = shardOf(ticket.id, shards);
  // Projected into the index, for lists.
  const brief = { ...briefOf({ ticket, dossier }, dueAt), subject: dossier.subject.slice(0, 120) };
  const order = isActive(ticket) ? dueAt : ticket.lastChangeAt;
  const items: TransactWriteItem[] = [
    {
      Put: {
        TableName: table,
        Item: {
          ...keyOf(key.ticket(ticket.id)),
          ...indexOf({ gpk: index.queue(ticket.state, shard), gsk: index.inQueue(order, ticket.openedAt, ticket.id) }),
          v: { N: String(ticket.version) },
          brief: { S: JSON.stringify(brief) },
          d: pack({ ticket, dossier, wakeAt } satisfies StoredCase),
        },
        ...(before
          ? { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: String(before.ticket.version) } } }
          : { ConditionExpression: 'attribute_not_exists(pk)' }),
      },
    },
  ];
  const commit: Commit = { stream: ticket.id, version: ticket.version, recordedAt: now, by, events: [...decision.events] };
  items.push({
    Put: {
      TableName: table,
      Item: {
        ...keyOf(key.commit(ticket.id, ticket.version)),
        ...indexOf({ gpk: index.commits(now.slice(0, 10), shard), gsk: index.inCommits(now, ticket.id, ticket.version) }),
        d: pack(commit),
      },
    },
  });
  for (const message of decision.messages) {
    // The first message of a ticket also lists it under its customer; a guest's message lists it under the guest.
    const listed = before === null && message === decision.messages[0];
    const sender = message.direction === 'in' ? message.from?.address : undefined;
    const guest = sender !== undefined && sender !== dossier.requester?.address ? sender : undefined;
    items.push({
      Put: {
        TableName: table,
        Item: {
          ...keyOf(key.message(ticket.id, message.at, message.id)),
          ...(listed ? indexOf({ gpk: index.customer(ticket.customer), gsk: index.inCustomer(message.at, ticket.id) }) : {}),
          ...(guest && !listed ? indexOf({ gpk: index.sender(guest), gsk: index.inCustomer(message.at, ticket.id) }) : {}),
          d: pack(message.newText === message.text ? { ...message, newText: null } : message),
        },
      },
    });
  }
  if (wakeAt !== (before?.wakeAt ?? null)) {
    const Key = keyOf(key.wake(ticket.id));
    items.push(
      wakeAt === null
        ? { Delete: { TableName: table, Key } }
        : { Put: { TableName: table, Item: { ...Key, ...indexOf({ gpk: index.wakes(shard), gsk: index.inWakes(wakeAt, ticket.id) }) } } },
    );
  }
  for (const mail of decision.mails) items.push({ Put: { TableName: table, Item: owedRow(mail, ticket.id, shards) } });
  if (decision.customer) items.push({ Put: customerRow(table, decision.customer) });
  return items;
}

/** A message's row read back; equal texts were stored once. */
export function messageOf(item: Item): Message {
  const message = unpack<Message & { newText: string | null }>(item.d);
  return { ...message, newText: message.newText ?? message.text };
}

/** What became of a mail that was owed. */
export function owedState(item: Item): OwedState {
  const state = item.undeliveredAt ? 'undelivered' : item.sentAt ? 'sent' : item.failedAt ? 'failed' : item.claim ? 'claimed' : 'owed';
  return {
    mail: item.d ? unpack<OwedMail>(item.d) : null,
    id: (item.sk?.S ?? '').slice(PREFIX.owed.length),
    kind: item.kind?.S ?? '',
    state,
    at: (item.sentAt?.S ?? item.at?.S ?? '') as Instant,
    message: (item.message?.S as MessageId | undefined) ?? null,
  };
}
