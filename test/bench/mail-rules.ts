import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import PostalMime from 'postal-mime';
import { defaultSettings } from '../../desk/default-settings.ts';
import { readReplyToken } from '../../desk/mail/address.ts';
import { type Envelope, screen } from '../../desk/mail/kind.ts';
import { customerLanguage } from '../../desk/mail/language.ts';
import { readMail } from '../../desk/mail/read.ts';
import { subjectReference } from '../../desk/mail/subject.ts';
import { isThanks } from '../../desk/mail/thanks.ts';
import type { Context } from '../../desk/ticket/command.ts';
import { decide } from '../../desk/ticket/decide.ts';
import { thread } from '../../desk/ticket/thread.ts';
import type { Instant } from '../../events/ids.ts';
import { SHAPES } from './big-mail.ts';
import { type CorpusMail, corpus } from './corpus.ts';
import { type Line, median } from './line.ts';

/*
 * What the rules cost for each mail that comes in, against postal-mime alone on the same mails: CPU time, alternating batches of
 * one run, medians. And mails of 40 MB, each in a process of its own, for their peak memory.
 */

const MAILS = 300;
const ROUNDS = 9;
const LIMIT = 1.6;
const MOST_MEGABYTES = 1000;

const NOW = '2026-03-02T10:00:00.000Z' as Instant;
const OWN = ['support@desk.test'];
const SECRET = Buffer.alloc(32, 1);
const settings = defaultSettings({
  name: 'Desk',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
});
const desk = { ownAddresses: OWN, isAgent: (address: string) => address === 'agent1@team.test', signedAgentAddress: false };

/** Read, screen, new text, thread, decide: all but what AWS does. */
async function rules({ raw, from }: CorpusMail, n: number): Promise<void> {
  const envelope: Envelope = {
    source: from,
    recipients: OWN,
    verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
  };
  const mail = await readMail(raw);
  const signed = readReplyToken(envelope.recipients, OWN, SECRET);
  const { kind, mayAnswer, evidence } = screen(mail, envelope, desk);
  const pointers = { signed: signed?.ticket ?? null, byMessageId: [], bySubject: subjectReference(mail.subject) };
  const found = thread(pointers, new Map(), mail.from.address, 'person', NOW, settings);
  const context: Context = { now: NOW, settings, pinned: new Map([[settings.version, settings]]), customer: null, seed: `bench-${n}` };
  const inbound = {
    ...mail,
    kind,
    mayAnswer,
    evidence,
    html: mail.html !== null,
    textKey: null,
    thanks: isThanks(mail.newText),
    language: customerLanguage(mail) ?? 'en',
    rfcMessageId: mail.rfcMessageId ?? `<${n}@desk.test>`,
    raw: `mail/${n}`,
    attachments: mail.attachments.map(({ bytes, ...rest }, part) => ({ ...rest, bytes: bytes.length, key: `parts/${n}/${part}` })),
  };
  const decision = decide(null, { do: 'ReceiveMail', mail: inbound, mailbox: 'support', linkedTo: found.linkedTo }, context);
  if ('refused' in decision) throw new Error(decision.why);
}

/** CPU milliseconds for all mails. */
async function spent(mails: readonly CorpusMail[], work: (mail: CorpusMail, n: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (const [n, mail] of mails.entries()) await work(mail, n);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

type Big = { readonly millis: number; readonly megabytes: number };

async function big(who: 'rules' | 'parser', shape: string): Promise<Big> {
  const script = new URL('./big-mail.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', script, who, shape]);
  return JSON.parse(stdout) as Big;
}

const told = ({ millis, megabytes }: Big): string => `${millis.toFixed(0)} ms of CPU and ${megabytes.toFixed(0)} MB`;

/** The rules against the parser alone: each line a ratio, or a peak of memory, of one run. */
export async function benchMailRules(): Promise<Line[]> {
  const mails = corpus(MAILS);
  const parser = ({ raw }: CorpusMail): Promise<unknown> => PostalMime.parse(raw);
  const ours: number[] = [];
  const theirs: number[] = [];
  await spent(mails, rules);
  await spent(mails, parser);
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await spent(mails, rules));
    theirs.push(await spent(mails, parser));
  }
  const [mine, others] = [median(ours) / MAILS, median(theirs) / MAILS];
  const bytes = median(mails.map((m) => m.raw.length));
  const lines: Line[] = [
    {
      name: 'the rules for a mail against postal-mime alone',
      ratio: mine / others,
      limit: LIMIT,
      detail: `${mine.toFixed(2)} ms of CPU a mail against ${others.toFixed(2)} ms, ${MAILS} mails, median ${bytes} bytes`,
    },
  ];
  const [file, alone] = [await big('rules', 'file'), await big('parser', 'file')];
  lines.push({
    name: 'a mail of 40 MB with a file against postal-mime alone',
    ratio: file.millis / alone.millis,
    limit: LIMIT,
    detail: `${told(file)} against ${told(alone)}`,
  });
  for (const shape of Object.keys(SHAPES)) {
    const peak = shape === 'file' ? file : await big('rules', shape);
    lines.push({
      name: `peak memory of 40 MB of ${shape}`,
      value: peak.megabytes,
      unit: 'MB',
      limit: MOST_MEGABYTES,
      detail: `${told(peak)}, the mail itself in it`,
    });
  }
  return lines;
}
