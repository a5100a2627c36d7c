import { readdirSync, readFileSync } from 'node:fs';
import { mailboxOf } from '../../../desk/mail/address.ts';
import { authenticated, type Envelope, screen, type Verdict } from '../../../desk/mail/kind.ts';
import { customerLanguage } from '../../../desk/mail/language.ts';
import { type ReadMail, readMail } from '../../../desk/mail/read.ts';
import { senderOf } from '../../../desk/mail/sender.ts';
import { subjectKey, subjectReference } from '../../../desk/mail/subject.ts';
import { isThanks } from '../../../desk/mail/thanks.ts';

/*
 * Mails as they come: each file of test/mail/corpus with what must be read from it (test/mail/expected.json).
 * Only what is written down is compared, except kind and mayAnswer, which always are.
 */

type Expected = {
  readonly kind: string;
  readonly mayAnswer: boolean;
  readonly evidence?: readonly string[];
  readonly from?: string;
  readonly fromName?: string;
  readonly to?: readonly string[];
  readonly mailbox?: string;
  /** Who is the customer. */
  readonly sender?: string;
  readonly subject?: string;
  readonly subjectKey?: string;
  readonly subjectReference?: readonly string[];
  readonly text?: string;
  readonly textHas?: readonly string[];
  readonly textLacks?: readonly string[];
  readonly newText?: string;
  readonly newHas?: readonly string[];
  readonly newLacks?: readonly string[];
  readonly rfcMessageId?: string | null;
  readonly references?: readonly string[];
  readonly claimedAt?: string | null;
  readonly attachments?: readonly (readonly [name: string, type: string, inline?: boolean, contentId?: string])[];
  readonly defects?: readonly string[];
  readonly language?: string;
  readonly thanks?: boolean;
  readonly authenticated?: boolean;
  /** How it came. */
  readonly source?: string | null;
  readonly verdicts?: Partial<Record<'spam' | 'virus' | 'spf' | 'dkim' | 'dmarc', Verdict>>;
  readonly signedAgent?: boolean;
};

const folder = new URL('../../mail/corpus/', import.meta.url);
const expected = JSON.parse(readFileSync(new URL('../../mail/expected.json', import.meta.url), 'utf8')) as Record<string, Expected>;
const OWN = ['support@desk.test'];

const envelopeOf = ({ source, verdicts }: Expected): Envelope => ({
  source: source === undefined ? 'sender@x.test' : source,
  recipients: OWN,
  verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', ...verdicts },
});

/** What was read, in the words of the expectation, and only as much as it speaks of. */
function told(mail: ReadMail, e: Expected): Record<string, unknown> {
  const all: Record<string, unknown> = {
    from: mail.from.address,
    fromName: mail.from.name,
    to: mail.to.map((a) => a.address),
    mailbox: mailboxOf(
      mail.to.map((a) => a.address),
      OWN,
    ),
    sender: senderOf(mail.from, mail.replyTo, OWN).address,
    subject: mail.subject,
    subjectKey: subjectKey(mail.subject),
    subjectReference: subjectReference(mail.subject),
    text: mail.text,
    newText: mail.newText,
    rfcMessageId: mail.rfcMessageId,
    references: mail.references,
    claimedAt: mail.claimedAt,
    defects: mail.defects,
    language: customerLanguage(mail),
    thanks: isThanks(mail.newText),
    authenticated: authenticated(mail, envelopeOf(e)),
    attachments: mail.attachments.map((a, i) => [a.filename, a.mimeType, a.inline, a.contentId].slice(0, e.attachments?.[i]?.length ?? 2)),
  };
  return Object.fromEntries(Object.keys(e).flatMap((key) => (key in all ? [[key, all[key]]] : [])));
}

const wanted = (e: Expected): Record<string, unknown> => {
  const { kind, mayAnswer, evidence, textHas, textLacks, newHas, newLacks, source, verdicts, signedAgent, ...rest } = e;
  return rest;
};

describe('the corpus of nasty mails', () => {
  test('every file has its expectation and every expectation its file', () => {
    const files = readdirSync(folder).map((f) => f.replace(/\.eml$/, ''));
    expect(files.sort()).toEqual(Object.keys(expected).sort());
    expect(files.length).toBeGreaterThanOrEqual(80);
  });

  test.each(Object.entries(expected))('%s is read as it is meant', async (name, e) => {
    const mail = await readMail(readFileSync(new URL(`${name}.eml`, folder)));
    expect(told(mail, e)).toEqual(wanted(e));
    for (const part of e.textHas ?? []) expect(mail.text).toContain(part);
    for (const part of e.textLacks ?? []) expect(mail.text).not.toContain(part);
    for (const part of e.newHas ?? []) expect(mail.newText).toContain(part);
    for (const part of e.newLacks ?? []) expect(mail.newText).not.toContain(part);
    const verdict = screen(mail, envelopeOf(e), {
      ownAddresses: OWN,
      isAgent: (address) => /^agent\d@team\.test$/.test(address),
      signedAgentAddress: e.signedAgent ?? false,
    });
    expect({ kind: verdict.kind, mayAnswer: verdict.mayAnswer }).toEqual({ kind: e.kind, mayAnswer: e.mayAnswer });
    if (e.evidence) expect(verdict.evidence).toEqual(e.evidence);
  });
});
