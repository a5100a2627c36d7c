import { mailboxOf, type readReplyToken } from '../../desk/mail/address.ts';
import type { Arrival } from '../../desk/mail/arrival.ts';
import { subjectReference } from '../../desk/mail/subject.ts';
import type { Settings } from '../../desk/settings.ts';
import { nextDue } from '../../desk/sla/due.ts';
import type { Command, InboundMail } from '../../desk/ticket/command.ts';
import { decide } from '../../desk/ticket/decide.ts';
import { type Pointers, thread } from '../../desk/ticket/thread.ts';
import { nextWake } from '../../desk/timers.ts';
import type { AgentId, TicketId } from '../../events/ids.ts';
import type { SettingsStore } from './settings.ts';
import type { Gathered, Outcome, Tickets } from './tickets.ts';
import type { Entry } from './transaction.ts';

/*
 * From mails that were read to tickets: look up, thread, decide and commit, all of a batch together.
 */

/** A mail that was read, and all that is to be decided of it. */
export type Read = {
  readonly arrival: Arrival;
  readonly mail: InboundMail;
  readonly bytes: number;
  /** The ticket and the role that a signed address names. */
  readonly signed: ReturnType<typeof readReplyToken>;
  readonly asAgent: AgentId | null;
};

type Parts = { readonly settings: SettingsStore; readonly tickets: Tickets };

/** A conflict means that somebody else moved the ticket or the customer: read again and decide again, so often. */
const ATTEMPTS = 8;
/** References newest first, so many: nobody's thread needs more, and a hostile header holds thousands. */
export const REFERENCES = 20;

/** A mail that is not decided yet, as far as trying has come with it. */
type Open = { readonly read: Read; mail: InboundMail; seed: string; tries: number };

/** Decides and commits all, and again those that somebody else came before. At most two round trips before the commit on a warm start. */
export async function settle(reads: readonly Read[], settings: Settings, parts: Parts): Promise<Map<Read, Outcome | Error>> {
  const outcomes = new Map<Read, Outcome | Error>();
  // In the order in which they came, as far as that is known: who writes twice opens a ticket and then answers on it.
  const ordered = [...reads].sort((a, b) => (a.arrival.at < b.arrival.at ? -1 : 1));
  let open = ordered.map((read): Open => ({ read, mail: read.mail, seed: read.arrival.id, tries: 0 }));
  for (let again = false; open.length > 0; again = true) {
    const { known, byMessageId } = await lookUp(open, parts.tickets, again);
    const entries = new Map<Open, Entry>();
    for (const one of open) {
      const { read } = one;
      try {
        const entry = await decided(one, known, byMessageId, settings, parts);
        if (entry === 'duplicate') outcomes.set(read, entry);
        else entries.set(one, entry);
      } catch (error) {
        outcomes.set(read, asError(error));
      }
    }
    const committed = await parts.tickets.commitAll([...entries.values()]);
    open = [...entries.keys()].filter((one, n) => {
      const answer = committed[n] as (typeof committed)[number];
      if (answer.status === 'rejected') outcomes.set(one.read, asError(answer.reason));
      else if (answer.value === 'committed' || answer.value === 'duplicate') outcomes.set(one.read, answer.value);
      else if (answer.value !== 'behind') {
        one.tries += 1;
        if (answer.value === 'taken') one.seed = `${one.read.arrival.id}#${one.tries}`;
        if (one.tries === ATTEMPTS) outcomes.set(one.read, new Error(`gave way to others ${ATTEMPTS} times; comes again`));
      }
      return !outcomes.has(one.read);
    });
  }
  return outcomes;
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));

/** What is to be committed for a mail, by what is known now. */
async function decided(
  one: Open,
  known: Gathered,
  byMessageId: (mail: InboundMail) => TicketId[],
  settings: Settings,
  parts: Parts,
): Promise<Entry | 'duplicate'> {
  const { arrival, signed, asAgent } = one.read;
  const seen = known.byRfcMessageId.get(one.mail.rfcMessageId);
  if (seen?.from === one.mail.from.address) return 'duplicate';
  // Another sender's Message-ID: a faulty program or a forger; it proves nothing, and loses nothing.
  if (seen) one.mail = { ...one.mail, rfcMessageId: `<${arrival.id}@reused-message-id.deskpulse>` };
  const { mail } = one;
  const kind =
    mail.kind === 'customer' || mail.kind === 'agent' ? 'person' : mail.kind === 'spam' || mail.kind === 'virus' ? 'hostile' : 'machine';
  const pointers: Pointers = { signed: signed?.ticket ?? null, byMessageId: byMessageId(mail), bySubject: bySubject(mail) };
  const found = thread(pointers, known.cases, mail.from.address, kind, arrival.at, settings);
  const before = found.to && (asAgent || mail.kind !== 'agent') ? (known.cases.get(found.to.ticket.id) ?? null) : null;
  const command: Command =
    asAgent && before
      ? { do: 'ReceiveAgentMail', mail, agent: asAgent }
      : {
          do: 'ReceiveMail',
          mail,
          mailbox: mailboxFor(settings, arrival.envelope.recipients)?.id ?? '',
          linkedTo: found.to?.ticket.id ?? found.linkedTo,
        };
  const decision = decide(before, command, {
    now: arrival.at,
    settings,
    pinned: await parts.settings.pinnedBy(before),
    customer: known.customers.get(mail.from.address) ?? null,
    seed: one.seed,
  });
  if ('refused' in decision) throw new Error(`a mail cannot be refused: ${decision.field} ${decision.why}`);
  return {
    changes: [{ before, decision, wakeAt: nextWake(decision.ticket, settings), dueAt: nextDue(decision.ticket) }],
    options: { now: arrival.at, by: arrival.id, rfcMessageIds: [{ id: mail.rfcMessageId, from: mail.from.address }] },
  };
}

const referencesOf = ({ inReplyTo, references }: InboundMail): string[] =>
  [...new Set([...(inReplyTo ? [inReplyTo] : []), ...[...references].reverse()])].slice(0, REFERENCES);
const bySubject = ({ subject }: InboundMail): TicketId[] => subjectReference(subject).slice(0, 3);

/** Everything the decisions need: one round trip, and one more for tickets that Message-IDs or merges lead to. */
async function lookUp(
  open: readonly Open[],
  store: Tickets,
  consistent: boolean,
): Promise<{ known: Gathered; byMessageId: (mail: InboundMail) => TicketId[] }> {
  const first = await store.gather(
    {
      rfcMessageIds: open.flatMap(({ mail }) => [mail.rfcMessageId, ...referencesOf(mail)]),
      addresses: open.map(({ mail }) => mail.from.address),
      tickets: open.flatMap(({ mail, read: { signed } }) => [...(signed ? [signed.ticket] : []), ...bySubject(mail)]),
    },
    consistent,
  );
  const byMessageId = (mail: InboundMail): TicketId[] => [
    ...new Set(referencesOf(mail).flatMap((id) => first.byRfcMessageId.get(id)?.ticket ?? [])),
  ];
  const cases = new Map(first.cases);
  let wanted = open.flatMap(({ mail }) => byMessageId(mail));
  for (let hops = 0; hops < 3; hops += 1) {
    wanted.push(...[...cases.values()].flatMap(({ ticket }) => (ticket.state === 'excluded' && ticket.into ? [ticket.into] : [])));
    wanted = wanted.filter((id) => !cases.has(id));
    if (wanted.length === 0) break;
    for (const [id, found] of (await store.gather({ tickets: wanted }, consistent)).cases) cases.set(id, found);
    wanted = [];
  }
  return { known: { ...first, cases }, byMessageId };
}

/** The mailbox that a mail came to; the first where its recipients name none. */
export function mailboxFor({ mailboxes }: Settings, recipients: readonly string[]): Settings['mailboxes'][number] | undefined {
  const address = mailboxOf(
    recipients,
    mailboxes.map((mailbox) => mailbox.address),
  );
  return mailboxes.find((mailbox) => mailbox.address === address) ?? mailboxes[0];
}
