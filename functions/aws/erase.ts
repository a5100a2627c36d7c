import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Erasure } from '../../desk/api/responses.ts';
import { nextDue } from '../../desk/sla/due.ts';
import { isSurveyStream } from '../../desk/survey/token.ts';
import type { Customer, Message } from '../../desk/ticket/dossier.ts';
import { newCustomerId } from '../../desk/ticket/ids.ts';
import type { Actor, Commit, EventOf } from '../../events/event.ts';
import type { AgentId, CustomerId, Instant, TicketId } from '../../events/ids.ts';
import { indexOf, keyOf, pack } from './dynamo.ts';
import { TRAY } from './mail-store.ts';
import { owedRow } from './owed-row.ts';
import { surveys } from './surveys.ts';
import { index, type Key, key, shardOf } from './table.ts';
import { type Conversation, tickets } from './tickets.ts';

/*
 * Erasing a customer: every name, address, subject, text and raw mail goes; events, states and clocks stay as they were,
 * so that no figure moves. What lists the tickets goes last, so that an erasure cut short is taken up by asking again.
 */

export type Eraser = ReturnType<typeof eraser>;
export type Asked = {
  readonly now: Instant;
  /** The agent who asked; null for a machine. */
  readonly by: AgentId | null;
  readonly seed: string;
  readonly remainingMillis: () => number;
};
type Whom = { readonly address: string; readonly id: CustomerId };
type Count = { tickets: number; messages: number; objects: number };

/** Stops when the function has less left than this. */
const SPARE_MS = 4_000;
const PAGE = 100;
/** Somebody may write in while it works; it looks again until there is nothing left. */
const ROUNDS = 4;

export function eraser(client: DynamoDBClient, objects: S3Client, table: string, bucket: string, shards: number) {
  const store = tickets(client, table, shards);
  const asked = surveys(client, table, shards);

  /** All tickets that know the customer: their own, where they wrote as a guest, and what those were merged into. */
  async function ticketsOf(address: string, customer: Customer | null): Promise<TicketId[]> {
    const found = new Set<TicketId>();
    for (const under of [...(customer ? [{ customer: customer.id }] : []), { sender: address }]) {
      let after: string | null = null;
      do {
        const page: { id: TicketId; position: string }[] = await store.listed(under, { limit: PAGE, after });
        for (const { id } of page) if (id.startsWith('T-')) found.add(id);
        after = page.length < PAGE ? null : (page.at(-1)?.position ?? null);
      } while (after !== null);
    }
    let next = [...found];
    while (next.length > 0) {
      const { cases } = await store.gather({ tickets: next }, true);
      next = [...cases.values()].flatMap(({ ticket }) =>
        ticket.state === 'excluded' && ticket.into && !found.has(ticket.into) ? [ticket.into] : [],
      );
      for (const id of next) found.add(id);
    }
    return [...found];
  }

  /** Every version of an object; a delete alone would leave the bytes behind a marker. */
  async function purge(Key: string, count: Count): Promise<void> {
    const listed = await objects.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: Key }));
    const versions = [...(listed.Versions ?? []), ...(listed.DeleteMarkers ?? [])].filter((v) => v.Key === Key);
    if (versions.length === 0) await objects.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    for (const { VersionId } of versions) {
      await objects.send(new DeleteObjectCommand({ Bucket: bucket, Key, ...(VersionId ? { VersionId } : {}) }));
    }
    count.objects += Math.max(1, versions.length);
  }

  async function write(requests: readonly WriteRequest[]): Promise<void> {
    let left = [...requests];
    while (left.length > 0) {
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left.slice(0, 25) } }));
      left = [...left.slice(25), ...((answer.UnprocessedItems?.[table] as WriteRequest[] | undefined) ?? [])];
    }
  }

  const gone = (k: Key): WriteRequest => ({ DeleteRequest: { Key: keyOf(k) } });

  async function rewrite(message: Message, UpdateExpression: string): Promise<void> {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(key.message(message.ticket, message.at, message.id)),
        UpdateExpression,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':d': pack(message) },
      }),
    );
  }

  /** One message: its objects first, then the Message-ID that names its sender, then the row. */
  async function eraseMessage(message: Message, count: Count): Promise<void> {
    const { raw, textKey, attachments, rfcMessageId } = message;
    const tray = raw === null ? [] : [TRAY + raw.slice(raw.lastIndexOf('/') + 1)];
    for (const Key of [...(raw === null ? [] : [raw]), ...tray, ...(textKey === null ? [] : [textKey]), ...attachments.map((a) => a.key)]) {
      await purge(Key, count);
    }
    if (rfcMessageId !== null) await write([gone(key.rfcMessageId(rfcMessageId))]);
    await rewrite(blank(message), 'SET d = :d REMOVE gpk, gsk');
    count.messages += 1;
  }

  /** The ticket's row with its empty dossier, under the same lock as every decision. False when somebody came first. */
  async function eraseDossier(said: Conversation, whom: Whom, erased: EventOf<'CustomerErased'>, by: string): Promise<boolean> {
    const { stored } = said;
    if (!stored) return true;
    const { ticket, dossier, wakeAt } = stored;
    const own = ticket.customer === whom.id || dossier.requester?.address === whom.address;
    const empty = {
      subject: own ? '' : dossier.subject,
      requester: own ? null : dossier.requester,
      participants: dossier.participants.filter((p) => p.address !== whom.address),
      thread: own ? [] : dossier.thread.filter((id) => !theirs(said, whom).has(id)),
    };
    if (JSON.stringify(empty) === JSON.stringify(dossier)) return true;
    const decision = {
      events: [erased],
      ticket: { ...ticket, version: ticket.version + 1 },
      dossier: empty,
      messages: [],
      mails: [],
      customer: null,
    };
    const outcome = await store.commit([{ before: stored, decision, wakeAt, dueAt: nextDue(ticket) }], { now: erased.at, by });
    return outcome === 'committed';
  }

  async function eraseTicket(id: TicketId, whom: Whom, erased: EventOf<'CustomerErased'>, seed: string, count: Count): Promise<boolean> {
    const said = await store.conversation(id);
    const { stored } = said;
    if (!stored) return true;
    if (!(await eraseDossier(said, whom, erased, seed))) return false;
    const own = stored.ticket.customer === whom.id || stored.dossier.requester?.address === whom.address;
    for (const { mail } of said.mails) {
      if (mail === null || !(own || mail.to.some((to) => to.address === whom.address) || mentions(mail, whom.address))) continue;
      const others = mail.to.filter((to) => to.address !== whom.address);
      const keeps = !own && mail.kind === 'reply' && others.length > 0;
      const thread = mail.thread.filter((rfcMessageId) => !theirs(said, whom).has(rfcMessageId));
      const kept = { PutRequest: { Item: owedRow({ ...mail, to: others, thread }, id, shards) } };
      await write([keeps ? kept : gone(key.owed(id, mail.id))]);
    }
    // The first message lists the ticket under its customer, so it goes last.
    for (const message of [...said.messages].reverse()) {
      if (isBlank(message)) continue;
      if (own || message.from?.address === whom.address) await eraseMessage(message, count);
      else if (mentions([message.to, message.cc], whom.address) || message.text !== message.newText) {
        const kept = without(message, whom.address);
        if (message.textKey !== null) await purge(message.textKey, count);
        await rewrite(kept, 'SET d = :d');
      }
    }
    count.tickets += 1;
    return true;
  }

  /** The customer's own row: gone, but for the wish not to be written to, which outlives the name. */
  async function eraseCustomer(address: string, customer: Customer, erased: EventOf<'CustomerErased'>, seed: string): Promise<boolean> {
    const { suppressed, unsubscribedAt } = customer;
    const { pk, sk } = key.customer(address);
    const guard = { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: String(customer.version) } } };
    const kept: Customer = {
      id: newCustomerId(`${seed}\nerased`),
      address: '',
      name: '',
      language: null,
      tags: [],
      acknowledged: [],
      suppressed,
      unsubscribedAt,
      surveyed: { csatAt: null, npsAt: null },
      version: customer.version + 1,
    };
    const row: TransactWriteItem =
      suppressed === null && unsubscribedAt === null
        ? { Delete: { TableName: table, Key: keyOf({ pk, sk }), ...guard } }
        : {
            Put: {
              TableName: table,
              Item: {
                ...keyOf({ pk, sk }),
                ...(suppressed ? { ...indexOf({ gpk: index.suppressed(), gsk: `${suppressed.at}#${pk}` }) } : {}),
                ...(suppressed ? { brief: { S: JSON.stringify({ address: '', ...suppressed }) } } : {}),
                v: { N: String(kept.version) },
                d: pack(kept),
              },
              ...guard,
            },
          };
    const commit: Commit = { stream: customer.id, version: 1, recordedAt: erased.at, by: seed, events: [erased] };
    const Item = {
      ...keyOf(key.commit(customer.id, 1)),
      ...indexOf({
        gpk: index.commits(erased.at.slice(0, 10), shardOf(customer.id, shards)),
        gsk: index.inCommits(erased.at, customer.id, 1),
      }),
      d: pack(commit),
    };
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [row, { Put: { TableName: table, Item } }] }));
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      throw error;
    }
  }

  return {
    /**
     * @returns null when nothing is known of the address; `finished: false` when time ran out and asking again goes on
     */
    async erase(address: string, { now, by, seed, remainingMillis }: Asked): Promise<{ finished: boolean; erased: Erasure } | null> {
      const count: Count = { tickets: 0, messages: 0, objects: 0 };
      const done = new Set<TicketId>();
      let id: CustomerId | null = null;
      for (let round = 0; round < ROUNDS; round += 1) {
        const customer = (await store.gather({ addresses: [address] }, true)).customers.get(address) ?? null;
        const found = (await ticketsOf(address, customer)).filter((ticket) => !done.has(ticket));
        id ??= customer?.id ?? null;
        // Somebody may have bought without ever having written, or been asked yet.
        const askedAbout = new Set([...(customer?.surveyed.streams ?? []), ...(await asked.waitingFor(address))]);
        if (id === null && found.length === 0 && askedAbout.size === 0) return null;
        const whom: Whom = { address, id: id ?? newCustomerId(`${seed}\n${address}`) };
        const actor: Actor = by === null ? { kind: 'rule', rule: 'api' } : { kind: 'agent', agent: by };
        const erased: EventOf<'CustomerErased'> = { type: 'CustomerErased', at: now, customer: whom.id, by: actor };
        for (const ticket of found) {
          if (remainingMillis() < SPARE_MS) return { finished: false, erased: { customer: whom.id, ...count } };
          if (await eraseTicket(ticket, whom, erased, seed, count)) done.add(ticket);
        }
        if (found.some((ticket) => !done.has(ticket))) continue;
        for (const stream of askedAbout) if (isSurveyStream(stream)) await asked.forget(stream, { now, by: seed });
        if (customer === null || (await eraseCustomer(address, customer, erased, seed))) {
          return { finished: true, erased: { customer: whom.id, ...count } };
        }
      }
      return { finished: false, erased: { customer: id ?? newCustomerId(`${seed}\n${address}`), ...count } };
    },
  };
}

/** Message-IDs of what they wrote: a Message-ID may tell who somebody is, and where they have their mail. */
const theirs = (said: Conversation, whom: Whom): ReadonlySet<string> =>
  new Set(said.messages.filter((m) => m.from?.address === whom.address).flatMap((m) => m.rfcMessageId ?? []));

const mentions = (what: unknown, address: string): boolean => JSON.stringify(what).includes(address);

const EMPTY = { from: null, to: [], cc: [], subject: '', text: '', newText: '', html: false, textKey: null, rfcMessageId: null } as const;
/** What remains of a message: that it was, when, which way and of what kind. */
const blank = (message: Message): Message => ({ ...message, ...EMPTY, attachments: [], raw: null, evidence: [] });
const isBlank = (message: Message): boolean =>
  message.text === '' &&
  message.newText === '' &&
  message.from === null &&
  message.raw === null &&
  message.attachments.length === 0 &&
  message.subject === '';

/** Somebody else's message in a ticket where the customer was a guest: without their address, and without quotes. */
const without = (message: Message, address: string): Message => ({
  ...message,
  to: message.to.filter((to) => to.address !== address),
  cc: message.cc.filter((cc) => cc.address !== address),
  text: message.newText,
  textKey: null,
});
