/*
 * The table: every key shape, with the access pattern it serves. Nobody spells a key anywhere else.
 *
 * pk                sk                 gpk (index)         gsk                      what, and who reads it how
 * T#<ticket>        T                  Q#<state>#<shard>   <due|9999>#<opened>#<id> ticket state + dossier; get; list a queue by what is due next
 * T#<ticket>        E#<version>        E#<day>#<shard>     <recordedAt>#<id>#<v>    one commit's events; timeline; fold a day
 * T#<ticket>        M#<at>#<message>   C#<customer>        <at>#<ticket>            message; conversation; the first one also lists the customer's tickets
 *                                      C@<address hash>    <at>#<ticket>            message by somebody who is not the requester; where else to erase
 * T#<ticket>        W                  W#<shard>           <wakeAt>#<ticket>        the ticket's next timer; fire what is due in order
 * T#<ticket>        O#<mail>           O#<shard>           <owedAt>#<mail>          mail owed; claim and finish; find what is overdue
 * T#<order|survey>  E#<version>        E#<day>#<shard>     as above                 one commit, and beside it who was asked or what was answered; fold the stream
 * T#<order|survey>  O#<mail>           W#<shard>           <askAt>#<stream>         the survey's mail, planned: owed from when its timer has asked the rules
 * T#<order|survey>  P#<page>                                                        a page on which a wrong button was pressed: worth nothing any more
 * H#<ticket>        <agent>                                                         who is in a ticket, for a minute; who else is
 * T#<customer>      E#<version>        E#<day>#<shard>     as above                 suppressed, lifted, erased
 * MID#<hash>        MID                                                             Message-ID → ticket; duplicates and threading
 * C#<address hash>  C                  SUPPRESSED          <at>#<hash>              customer; caps, suppression; list suppressions
 * T#<stream>        F#<fold>                                                        what a stream was last folded to; read with its commits
 * F#<fold>#<day>#<shard>  <stream>                                                  a stream's share of a day; fold the day
 * K#<fold>#<customer>     <ticket>                                                  a ticket as its customer's other tickets see it
 * A#<fold>#<shard>        <ticket>                                                  a ticket that is in the backlog; list it
 * R#<fold>#<day>          S#<shard>#<piece>                                         one shard's roll-up of a day
 * P#<fold>#<place>        <name>#<piece>                                            roll-ups as they are asked for: a month, its days and what each is told by, an open day
 * R#<fold>                CATALOG, CURSOR#<shard>                                   which roll-ups there are; how far commits were read
 *                         MARK#<shard>#<day>                                        a day whose shares changed since it was folded; all three in one query
 * S                 V#<version>, NOW                                                settings, and the desk's secret under KEY
 * S                 SHOP#<platform>                                                  a shop that calls the desk, and what it signs with
 * I#<who>#<key>     I                                                               what an Idempotency-Key got
 */
import { createHash } from 'node:crypto';
import type { AgentId, CustomerId, Instant, MailId, MessageId, TicketId } from '../../events/ids.ts';

export const INDEX = 'byTimeOrList';
/** What the index holds beside the keys: what lists show. All of a row would double the price of writing it, texts included. */
export const PROJECTED = ['brief'] as const;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 27);
const pad = (version: number): string => String(version).padStart(6, '0');

/** Which of `shards` partitions something goes to: stable for its id. */
export function shardOf(id: string, shards: number): number {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return sum % shards;
}

export type Key = { readonly pk: string; readonly sk: string };
export type IndexKey = { readonly gpk: string; readonly gsk: string };

const piece = (n: number): string => String(n).padStart(2, '0');

/** Partition of a stream: a ticket, an order, a survey. */
export const ticketPk = (stream: string): string => `T#${stream}`;
/** Partition of those who are in a ticket: apart from it, so that reading the ticket does not read them. */
export const herePk = (ticket: TicketId): string => `H#${ticket}`;
export const key = {
  ticket: (ticket: TicketId): Key => ({ pk: ticketPk(ticket), sk: 'T' }),
  commit: (stream: string, version: number): Key => ({ pk: `T#${stream}`, sk: `E#${pad(version)}` }),
  message: (ticket: TicketId, at: Instant, message: MessageId): Key => ({ pk: ticketPk(ticket), sk: `M#${at}#${message}` }),
  here: (ticket: TicketId, agent: AgentId): Key => ({ pk: herePk(ticket), sk: agent }),
  wake: (stream: string): Key => ({ pk: `T#${stream}`, sk: 'W' }),
  owed: (stream: string, mail: MailId): Key => ({ pk: `T#${stream}`, sk: `O#${mail}` }),
  spentPage: (stream: string, page: string): Key => ({ pk: `T#${stream}`, sk: `P#${page}` }),
  rfcMessageId: (rfcMessageId: string): Key => ({ pk: `MID#${digest(rfcMessageId)}`, sk: 'MID' }),
  customer: (address: string): Key => ({ pk: `C#${digest(address.toLowerCase())}`, sk: 'C' }),
  settings: (version: number | 'now'): Key => ({ pk: 'S', sk: version === 'now' ? 'NOW' : `V#${pad(version)}` }),
  secret: (): Key => ({ pk: 'S', sk: 'KEY' }),
  shop: (platform: string): Key => ({ pk: 'S', sk: `SHOP#${platform}` }),
  /** Figures: `fold` names the rules and the zone that they were folded by, `day` is a local date. */
  ledger: (stream: string, fold: string): Key => ({ pk: `T#${stream}`, sk: `F#${fold}` }),
  share: (fold: string, day: string, shard: number, stream: string): Key => ({ pk: `F#${fold}#${day}#${shard}`, sk: stream }),
  contact: (fold: string, customer: CustomerId, ticket: string): Key => ({ pk: `K#${fold}#${customer}`, sk: ticket }),
  active: (fold: string, shard: number, ticket: string): Key => ({ pk: `A#${fold}#${shard}`, sk: ticket }),
  mark: (fold: string, shard: number, day: string): Key => ({ pk: `R#${fold}`, sk: `${PREFIX.mark}${shard}#${day}` }),
  folded: (fold: string, day: string, shard: number, n: number): Key => ({ pk: `R#${fold}#${day}`, sk: `S#${shard}#${piece(n)}` }),
  page: (fold: string, place: string, name: string, n: number): Key => ({ pk: `P#${fold}#${place}`, sk: `${name}#${piece(n)}` }),
  catalog: (fold: string): Key => ({ pk: `R#${fold}`, sk: 'CATALOG' }),
  cursor: (fold: string, shard: number): Key => ({ pk: `R#${fold}`, sk: `${PREFIX.cursor}${shard}` }),
  idempotency: (who: string, idempotencyKey: string): Key => ({ pk: `I#${digest(`${who}\n${idempotencyKey}`)}`, sk: 'I' }),
} as const;

/** Beginnings of sort keys, for queries inside a ticket and for the stream's filter. */
export const PREFIX = { commit: 'E#', message: 'M#', owed: 'O#', page: 'P#', shop: 'SHOP#', cursor: 'CURSOR#', mark: 'MARK#' } as const;

const NEVER = '9999';
export const index = {
  queue: (state: string, shard: number): string => `Q#${state}#${shard}`,
  inQueue: (dueAt: Instant | null, openedAt: Instant, ticket: TicketId): string => `${dueAt ?? NEVER}#${openedAt}#${ticket}`,
  commits: (day: string, shard: number): string => `E#${day}#${shard}`,
  inCommits: (recordedAt: Instant, stream: string, version: number): string => `${recordedAt}#${stream}#${pad(version)}`,
  wakes: (shard: number): string => `W#${shard}`,
  inWakes: (wakeAt: Instant, stream: string): string => `${wakeAt}#${stream}`,
  owed: (shard: number): string => `O#${shard}`,
  inOwed: (owedAt: Instant, mail: MailId): string => `${owedAt}#${mail}`,
  customer: (customer: CustomerId): string => `C#${customer}`,
  sender: (address: string): string => `C@${digest(address.toLowerCase())}`,
  inCustomer: (at: Instant, ticket: TicketId): string => `${at}#${ticket}`,
  suppressed: (): string => 'SUPPRESSED',
} as const;
