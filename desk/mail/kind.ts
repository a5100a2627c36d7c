import type { MailKind } from '../../events/event.ts';
import { domainOf, mailboxOf, normalise } from './address.ts';
import { deliveryReport } from './delivery-report.ts';
import {
  answerField,
  autoSubmitted,
  bulkSign,
  isDiscussion,
  nobodyReads,
  silenceSigns,
  speaksOfAbsence,
  startsLikeAnAnswer,
  wasForwarded,
} from './machine-signs.ts';
import { NO_SENDER, type ReadMail } from './read.ts';
import { BY_SES } from './receipt.ts';
import { senderOf } from './sender.ts';

/*
 * Screening: what is this mail, and may an automatic answer go out? The two are different questions: a forwarding rule or a web form
 * marks a person's mail as a machine's, and it must still become a ticket with a clock.
 */

export type Verdict = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED' | 'DISABLED';

/** How a mail came: what SES tells with its receipt. */
export type Envelope = {
  /** MAIL FROM; null for the null sender `<>`, and when nobody knows. */
  readonly source: string | null;
  /** RCPT TO, those of ours. */
  readonly recipients: readonly string[];
  readonly verdicts: Readonly<Record<'spam' | 'virus' | 'spf' | 'dkim' | 'dmarc', Verdict>>;
};

export type Screening = {
  readonly kind: MailKind;
  /** Whether an acknowledgement may go to the sender. Caps and suppression are other rules. */
  readonly mayAnswer: boolean;
  /** Why, as short stable words; a fact of the mail, never its text or an address. */
  readonly evidence: readonly string[];
};

export type DeskFacts = {
  /** Addresses of all mailboxes. */
  readonly ownAddresses: readonly string[];
  readonly isAgent: (address: string) => boolean;
  /** Whether it came to an address that we signed for an agent. */
  readonly signedAgentAddress: boolean;
};

/**
 * Says what a mail is. Kind `agent` means that its From is an agent's and that it came to a signed agent address; whether the sender
 * is really that agent is asked of authenticated(). Only a person's mail may be answered, and only without a sign that asks for silence.
 */
export function screen(mail: ReadMail, envelope: Envelope, desk: DeskFacts): Screening {
  const verdict =
    hostile(envelope) ?? loop(mail, desk) ?? complaint(mail) ?? bounce(mail) ?? autoReply(mail, envelope, desk) ?? list(mail, desk);
  if (verdict) return { ...verdict, mayAnswer: false };
  const signs = silenceSigns(mail);
  if (envelope.source === null || envelope.source === '' || envelope.source === '<>') signs.push('null-sender');
  if (mailboxOf([mail.from.address], desk.ownAddresses)) signs.push('from-ourselves');
  if (mail.from.address === NO_SENDER) signs.push('no-sender');
  else if (nobodyReads(mail.from.address)) signs.push('from-nobody');
  if (envelope.verdicts.spam === 'GRAY') signs.push('spam: gray');
  if (desk.isAgent(mail.from.address)) {
    signs.push('from-agent');
    if (desk.signedAgentAddress) {
      return {
        kind: 'agent',
        mayAnswer: false,
        evidence: [...signs, authenticated(mail, envelope) ? 'authenticated' : 'not-authenticated'],
      };
    }
  }
  return { kind: 'customer', mayAnswer: signs.every((s) => s === 'from-agent' || s === 'spam: gray'), evidence: signs };
}

type Verdicted = Pick<Screening, 'kind' | 'evidence'> | null;

function hostile({ verdicts }: Envelope): Verdicted {
  if (verdicts.virus === 'FAIL') return { kind: 'virus', evidence: ['virus: fail'] };
  return verdicts.spam === 'FAIL' ? { kind: 'spam', evidence: ['spam: fail'] } : null;
}

/** Our own mail come back: our mark with our address as its value or as its sender; or our address writing to itself for nobody. */
function loop(mail: ReadMail, { ownAddresses }: DeskFacts): Verdicted {
  const own = (address: string): boolean => mailboxOf([address], ownAddresses) !== null;
  const fromOurselves = own(mail.from.address);
  const mark = mail.header('x-deskpulse-desk')[0];
  if (mark !== undefined && (fromOurselves || own(mark) || ownAddresses.some((a) => domainOf(a) === mark.trim().toLowerCase()))) {
    return { kind: 'loop', evidence: ['x-deskpulse-desk'] };
  }
  // A web form may send as the mailbox itself, with the customer in Reply-To.
  const forSomebody = mail.replyTo.some((r) => !own(r.address));
  return fromOurselves && !forSomebody ? { kind: 'loop', evidence: ['from-ourselves'] } : null;
}

/** Somebody called one of our mails spam: a feedback report (RFC 5965). */
function complaint(mail: ReadMail): Verdicted {
  const type = mail.header('content-type')[0] ?? '';
  const carries = mail.attachments.some((a) => a.mimeType === 'message/feedback-report');
  return carries || /report-type\s*=\s*"?feedback-report/i.test(type) ? { kind: 'complaint', evidence: ['feedback-report'] } : null;
}

/** `dsn: failed` or `dsn: delayed` in the evidence; a delay moves nothing. */
function bounce(mail: ReadMail): Verdicted {
  const report = deliveryReport(mail);
  if (report === null) return null;
  return { kind: 'bounce', evidence: [`dsn: ${report.action}`, ...(report.status ? [`status: ${report.status}`] : [])] };
}

function autoReply(mail: ReadMail, { source }: Envelope, desk: DeskFacts): Verdicted {
  const found = (sign: string): Verdicted => ({ kind: 'auto-reply', evidence: [sign] });
  const auto = autoSubmitted(mail);
  if (mail.attachments.some((a) => a.mimeType === 'message/disposition-notification')) return found('read-receipt');
  if (startsLikeAnAnswer(mail.subject)) return found('subject');
  const machine = (auto !== '' && auto !== 'no') || source === null || silenceSigns(mail).length > 0;
  if (machine && speaksOfAbsence(mail.subject)) return found('subject');
  // What a rule passed on bears the rule's marks; the subject above is the writer's own.
  if (wasForwarded(mail)) return null;
  const field = answerField(mail);
  if (field !== null) return found(field);
  return auto === 'auto-replied' && !hasPersonToAnswer(mail, desk) ? found('auto-submitted: auto-replied') : null;
}

/** A web form that writes for somebody names him in Reply-To, and nobody reads its own address. */
const hasPersonToAnswer = (mail: ReadMail, { ownAddresses }: DeskFacts): boolean => {
  const person = senderOf(mail.from, mail.replyTo, ownAddresses);
  return person.address !== mail.from.address && !nobodyReads(person.address);
};

/** Newsletters. A list alone, or bulk alone, may carry a person's words; both, and nowhere to post, does not. */
function list(mail: ReadMail, desk: DeskFacts): Verdicted {
  if (mail.header('list-unsubscribe').length === 0 && mail.header('list-id').length === 0) return null;
  if (isDiscussion(mail) || wasForwarded(mail) || hasPersonToAnswer(mail, desk) || desk.isAgent(mail.from.address)) return null;
  const bulk = bulkSign(mail);
  const list = mail.header('list-unsubscribe').length > 0 ? 'list-unsubscribe' : 'list-id';
  return bulk === null ? null : { kind: 'list', evidence: [list, bulk] };
}

/**
 * Whether a mail is surely from the domain that its From names: DMARC passed; or DMARC said nothing (no policy, not checked) and SPF or
 * DKIM passed for a domain aligned with the From (RFC 7489, 3.1, without siblings). A mail with two authors is nobody's.
 */
export function authenticated(mail: ReadMail, { source, verdicts }: Envelope): boolean {
  if (mail.authors !== 1 || mail.header('from').length !== 1) return false;
  if (verdicts.dmarc === 'PASS') return true;
  if (verdicts.dmarc === 'FAIL') return false;
  const domain = domainOf(mail.from.address);
  if (verdicts.spf === 'PASS' && source !== null && aligned(domainOf(normalise(source)), domain)) return true;
  return verdicts.dkim === 'PASS' && signers(mail).some((signer) => aligned(signer, domain));
}

/** The same domain, or one below the other. Siblings under a common owner are not told from strangers under a common registry. */
const aligned = (a: string, b: string): boolean =>
  a !== '' && b !== '' && a.includes('.') && b.includes('.') && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));

/**
 * Domains whose signature SES found valid, from the results that it wrote on top. When it wrote none, the one signature of the mail
 * is the one that passed; among several nobody knows which.
 */
function signers(mail: ReadMail): string[] {
  const top = mail.headers.findIndex((h) => h.name === 'authentication-results');
  const above = mail.headers.slice(0, Math.max(top, 0));
  const value = mail.headers[top]?.value ?? '';
  const bySes =
    /^\s*amazonses\.com\s*;/i.test(value) &&
    above.every((h) => SES_FIELDS.test(h.name)) &&
    above.find((h) => h.name === 'received')?.value.search(BY_SES) !== -1 &&
    above.some((h) => h.name === 'received');
  if (bySes) {
    return value
      .split(';')
      .filter((r) => /^\s*dkim\s*=\s*pass\b/i.test(r))
      .flatMap((r) => /\bheader\.(?:i=[^\s@;]*@|d=)([\w.-]+)/i.exec(r)?.[1]?.toLowerCase() ?? []);
  }
  const signatures = mail.header('dkim-signature');
  return signatures.length === 1
    ? (/(?:^|;)\s*d\s*=\s*([\w.-]+)/i
        .exec(signatures[0] ?? '')
        ?.slice(1)
        .map((d) => d.toLowerCase()) ?? [])
    : [];
}

const SES_FIELDS = /^(?:return-path|received|received-spf|x-ses-[a-z-]+)$/;
