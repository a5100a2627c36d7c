import { mailboxOf, readReplyToken } from '../desk/mail/address.ts';
import { type Arrival, arrivalOf, type Incoming, incoming, instant, UNKNOWN } from '../desk/mail/arrival.ts';
import { authenticated, screen } from '../desk/mail/kind.ts';
import { customerLanguage } from '../desk/mail/language.ts';
import { type ReadMail, readMail } from '../desk/mail/read.ts';
import { readReceipt } from '../desk/mail/receipt.ts';
import { senderOf } from '../desk/mail/sender.ts';
import { subjectReference } from '../desk/mail/subject.ts';
import { isThanks } from '../desk/mail/thanks.ts';
import type { Settings } from '../desk/settings.ts';
import { nextDue } from '../desk/sla/due.ts';
import type { Command, InboundMail } from '../desk/ticket/command.ts';
import { decide } from '../desk/ticket/decide.ts';
import type { Attachment } from '../desk/ticket/dossier.ts';
import { type Pointers, thread } from '../desk/ticket/thread.ts';
import { nextWake } from '../desk/timers.ts';
import type { AgentId, Instant, TicketId } from '../events/ids.ts';
import { dynamo } from './aws/dynamo.ts';
import type { Log } from './aws/log.ts';
import { type MailStore, mailStore, partKey, quarantineKey, restingKey, s3, TRAY } from './aws/mail-store.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Gathered, type Tickets, tickets } from './aws/tickets.ts';
import { env, METRIC } from './env.ts';
import { onEvent, type Trigger } from './shell.ts';

/*
 * Mail in: SES has put a mail into the tray and calls; or the clock calls, to pick up what still lies there.
 * Read, screen, thread, decide, commit in one transaction, and only then out of the tray.
 */

export type Parts = { readonly settings: SettingsStore; readonly tickets: Tickets; readonly mails: MailStore };

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, bucket, defaults } = env('table', 'shards', 'bucket', 'defaults');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    tickets: tickets(dynamo(), table, Number(shards)),
    mails: mailStore(s3(), bucket),
  };
  return made;
};

/** A conflict means that somebody else moved the ticket or the customer: read again and decide again, so often. */
const ATTEMPTS = 8;
/** Longer texts lie in S3 beside the attachments; the row keeps their beginning. */
const ROW_TEXT = 100_000;
/** References newest first, so many: nobody's thread needs more, and a hostile header holds thousands. */
const REFERENCES = 20;
/** The sweep leaves alone what SES has only just put down: its own call is on the way. */
const SETTLED_MS = 10 * 60_000;
const SWEEP = 200;

async function receive(arrival: Arrival, parts: Parts, log: Log): Promise<void> {
  const tray = TRAY + arrival.id;
  const [raw, settings, secret] = await Promise.all([parts.mails.get(tray), parts.settings.now(), parts.settings.secret()]);
  // An earlier try got all the way.
  if (raw === null) return;
  const mail = await readMail(raw);
  const own = settings.mailboxes.map((m) => m.address);
  const signed = readReplyToken(arrival.envelope.recipients, own, secret);
  const from = senderOf(mail.from, mail.replyTo, own);
  const agent = settings.agents.find((a) => a.active && a.address === mail.from.address) ?? null;
  const screening = screen(mail, arrival.envelope, {
    ownAddresses: own,
    isAgent: (address) => settings.agents.some((a) => a.active && a.address === address),
    signedAgentAddress: signed?.role === 'agent',
  });
  const hostile = screening.kind === 'spam' || screening.kind === 'virus';
  const resting = hostile ? quarantineKey(arrival.at, arrival.id) : restingKey(arrival.at, arrival.id);
  const asAgent = screening.kind === 'agent' && agent !== null && authenticated(mail, arrival.envelope) ? agent.id : null;
  const content = await laidDown(mail, arrival, parts.mails, screening.kind === 'virus');
  const inbound: InboundMail = {
    kind: screening.kind,
    mayAnswer: screening.mayAnswer,
    evidence: [...screening.evidence, ...mail.defects],
    from,
    to: mail.to.slice(0, 100),
    cc: mail.cc.slice(0, 100),
    subject: mail.subject,
    ...content,
    html: mail.html !== null,
    // Thanks with a file beside it says more than thanks.
    thanks: isThanks(mail.newText) && mail.attachments.every((part) => part.inline),
    language: customerLanguage(mail) ?? languageOfMailbox(settings, arrival.envelope.recipients),
    rfcMessageId: mail.rfcMessageId ?? `<${arrival.id}@no-message-id.deskpulse>`,
    inReplyTo: mail.inReplyTo,
    references: mail.references.slice(-REFERENCES),
    claimedAt: mail.claimedAt,
    raw: resting,
  };
  const outcome = await settle(inbound, { arrival, signed, asAgent, settings, parts });
  await parts.mails.move(tray, resting);
  log.info('mail received', { mail: arrival.id, kind: screening.kind, outcome, bytes: raw.length });
}

type Given = {
  readonly arrival: Arrival;
  readonly signed: ReturnType<typeof readReplyToken>;
  readonly asAgent: AgentId | null;
  readonly settings: Settings;
  readonly parts: Parts;
};

/** Decides and commits, again when somebody else came first. At most two round trips before the commit on a warm start. */
async function settle(inbound: InboundMail, { arrival, signed, asAgent, settings, parts }: Given): Promise<string> {
  let mail = inbound;
  let seed = arrival.id;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { known, pointers } = await lookUp(mail, signed?.ticket ?? null, parts.tickets, attempt > 0);
    const seen = known.byRfcMessageId.get(mail.rfcMessageId);
    if (seen?.from === mail.from.address) return 'duplicate';
    // Another sender's Message-ID: a faulty program or a forger; it proves nothing, and loses nothing.
    if (seen) mail = { ...mail, rfcMessageId: `<${arrival.id}@reused-message-id.deskpulse>` };
    const kind =
      mail.kind === 'customer' || mail.kind === 'agent' ? 'person' : mail.kind === 'spam' || mail.kind === 'virus' ? 'hostile' : 'machine';
    const found = thread(pointers, known.cases, mail.from.address, kind, arrival.at, settings);
    const before = found.to && (asAgent || mail.kind !== 'agent') ? (known.cases.get(found.to.ticket.id) ?? null) : null;
    const command: Command =
      asAgent && before
        ? { do: 'ReceiveAgentMail', mail, agent: asAgent }
        : {
            do: 'ReceiveMail',
            mail,
            mailbox: mailboxIdOf(settings, arrival.envelope.recipients),
            linkedTo: found.to?.ticket.id ?? found.linkedTo,
          };
    const context = {
      now: arrival.at,
      settings,
      pinned: await parts.settings.pinnedBy(before),
      customer: known.customers.get(mail.from.address) ?? null,
      seed,
    };
    const decision = decide(before, command, context);
    if ('refused' in decision) throw new Error(`a mail cannot be refused: ${decision.field} ${decision.why}`);
    const change = { before, decision, wakeAt: nextWake(decision.ticket, settings), dueAt: nextDue(decision.ticket) };
    const outcome = await parts.tickets.commit([change], {
      now: arrival.at,
      by: arrival.id,
      rfcMessageIds: [{ id: mail.rfcMessageId, from: mail.from.address }],
    });
    if (outcome === 'committed') return outcome;
    if (outcome === 'taken') seed = `${arrival.id}#${attempt + 1}`;
  }
  throw new Error(`gave way to others ${ATTEMPTS} times; comes again`);
}

/** Everything the decision needs: one round trip, and one more for tickets that Message-IDs or merges lead to. */
async function lookUp(
  mail: InboundMail,
  signed: TicketId | null,
  store: Tickets,
  consistent: boolean,
): Promise<{ known: Gathered; pointers: Pointers }> {
  const references = [...new Set([...(mail.inReplyTo ? [mail.inReplyTo] : []), ...[...mail.references].reverse()])].slice(0, REFERENCES);
  const bySubject = subjectReference(mail.subject).slice(0, 3);
  const first = await store.gather(
    {
      rfcMessageIds: [mail.rfcMessageId, ...references],
      addresses: [mail.from.address],
      tickets: [...(signed ? [signed] : []), ...bySubject],
    },
    consistent,
  );
  const byMessageId = [...new Set(references.flatMap((id) => first.byRfcMessageId.get(id)?.ticket ?? []))];
  const cases = new Map(first.cases);
  let wanted = byMessageId.filter((id) => !cases.has(id));
  for (let hops = 0; hops < 3; hops += 1) {
    wanted.push(
      ...[...cases.values()].flatMap((c) =>
        c.ticket.state === 'excluded' && c.ticket.into && !cases.has(c.ticket.into) ? [c.ticket.into] : [],
      ),
    );
    if (wanted.length === 0) break;
    for (const [id, found] of (await store.gather({ tickets: wanted }, consistent)).cases) cases.set(id, found);
    wanted = [];
  }
  return { known: { ...first, cases }, pointers: { signed, byMessageId, bySubject } };
}

/** Attachments, and a text too long for a row, lie in S3 before the ticket that names them is committed. */
async function laidDown(
  mail: ReadMail,
  { id, at }: Arrival,
  store: MailStore,
  sealed: boolean,
): Promise<Pick<InboundMail, 'text' | 'newText' | 'textKey' | 'attachments'>> {
  const attachments: Attachment[] = [];
  const puts: Promise<void>[] = [];
  if (!sealed) {
    mail.attachments.forEach((part, n) => {
      const key = partKey(at, id, String(n));
      puts.push(store.put(key, part.bytes, part.mimeType));
      const { filename, mimeType, contentId, inline } = part;
      attachments.push({ filename, mimeType, bytes: part.bytes.length, key, contentId, inline });
    });
  }
  let textKey: string | null = null;
  if (mail.text.length > ROW_TEXT) {
    textKey = partKey(at, id, 'text');
    puts.push(store.put(textKey, Buffer.from(mail.text, 'utf8'), 'text/plain; charset=utf-8'));
  }
  await Promise.all(puts);
  const text = mail.text.slice(0, ROW_TEXT);
  return { text, newText: mail.newText === mail.text ? text : mail.newText.slice(0, ROW_TEXT), textKey, attachments };
}

const mailboxIdOf = (settings: Settings, recipients: readonly string[]): string =>
  settings.mailboxes.find(
    (m) =>
      m.address ===
      mailboxOf(
        recipients,
        settings.mailboxes.map((b) => b.address),
      ),
  )?.id ??
  settings.mailboxes[0]?.id ??
  '';

const languageOfMailbox = (settings: Settings, recipients: readonly string[]): string =>
  settings.mailboxes.find((m) => m.id === mailboxIdOf(settings, recipients))?.language ?? settings.desk.language;

/** Picks up what SES's calls left behind; its arrival and verdicts are read from the headers that SES put on top. */
async function sweep(now: Instant, parts: Parts, { log, remainingMillis }: Trigger): Promise<void> {
  const waiting = await parts.mails.tray(SWEEP);
  const settled = waiting.filter((entry) => Date.parse(now) - Date.parse(entry.storedAt) >= SETTLED_MS);
  const oldest = settled.reduce((age, entry) => Math.max(age, Date.parse(now) - Date.parse(entry.storedAt)), 0);
  log.metric(METRIC.trayAge, Math.round(oldest / 1000), 'Seconds');
  for (const entry of settled) {
    if (remainingMillis() < 20_000) return;
    try {
      const raw = await parts.mails.get(entry.key);
      if (raw === null) continue;
      const told = readReceipt(raw);
      const id = entry.key.slice(TRAY.length);
      await receive({ id, at: told?.arrivedAt ?? entry.storedAt, envelope: told?.envelope ?? UNKNOWN }, parts, log);
    } catch (error) {
      // One mail that fails must not keep the others in the tray; it stays, and the alarm on its age goes off.
      log.error('mail stays in the tray', error, { mail: entry.key.slice(TRAY.length) });
    }
  }
}

/** The step, with its parts as an argument for tests. */
export const receiveMail =
  (parts: () => Parts) =>
  async (event: unknown, given: Trigger): Promise<void> => {
    const told: Incoming = incoming.parse(event);
    if ('time' in told) return sweep(instant(told.time), parts(), given);
    for (const { ses } of told.Records) await receive(arrivalOf(ses), parts(), given.log);
  };

export const handler = onEvent(receiveMail(wired));
