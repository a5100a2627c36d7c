import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import PostalMime from 'postal-mime';
import { LANGUAGES, type Language } from '../../desk/languages.ts';
import { composeMail } from '../../desk/mail/write.ts';
import type { Instant } from '../../events/ids.ts';
import { header, type Sample, sample } from '../desk/mail/written.ts';
import { type Line, median } from './line.ts';

/*
 * What writing an acknowledgement costs: the words, the HTML, the text and the MIME, against MailComposer that is given the
 * finished words, HTML and text and makes only the MIME. CPU time, one run, the median over pairs of alternating batches.
 */

/** Batches are short, so that both sides meet the same weather on a machine that others use. */
const ROUNDS = 60;
const BATCH = 25;
/** Rounds until both sides are compiled as far as they will be. */
const WARM = 60;
const LIMIT = 1.2;

type Work = () => unknown;

/** CPU microseconds a call, over one batch. */
async function batch(work: Work): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < BATCH; n += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / BATCH;
}

/** MailComposer's work on the content that we made. */
async function alone([owed, about]: Sample): Promise<Work> {
  const bytes = await composeMail(owed, about);
  const mail = await PostalMime.parse(bytes);
  const own = ['auto-submitted', 'precedence', 'x-auto-response-suppress', 'x-deskpulse-desk', 'content-language'];
  const content = {
    from: { name: mail.from?.name ?? '', address: mail.from?.address ?? '' },
    to: owed.to.map(({ name, address }) => ({ name, address })),
    replyTo: about.replyTo ?? '',
    subject: mail.subject ?? '',
    messageId: about.rfcMessageId,
    inReplyTo: mail.inReplyTo ?? '',
    references: [...owed.thread],
    date: new Date(Date.parse(about.at)),
    headers: Object.fromEntries(own.map((name) => [name, header(mail, name) ?? ''])),
    text: mail.text ?? '',
    html: mail.html ?? '',
  };
  return () => new MailComposer(content).compile().build();
}

export async function benchMailWriting(): Promise<Line[]> {
  const lines: Line[] = [];
  for (const language of ['en', 'fa'] satisfies Language[]) {
    const one = sample(language, 'acknowledgement');
    const [owed, about] = one;
    let second = Date.parse(about.at);
    // A mail a second: nobody composes the same mail again and again.
    const whole = () => {
      second += 1000;
      return composeMail(owed, { ...about, at: new Date(second).toISOString() as Instant });
    };
    const works: Work[] = [whole, await alone(one)];
    const spent: number[][] = [[], []];
    for (let round = -WARM; round < ROUNDS; round += 1) {
      for (const [n, work] of works.entries()) {
        const cost = await batch(work);
        if (round >= 0) spent[n]?.push(cost);
      }
    }
    const [ours = [], theirs = []] = spent;
    lines.push({
      name: `an acknowledgement (${language}) against MailComposer alone`,
      ratio: median(ours.map((cost, round) => cost / (theirs[round] ?? 1))),
      limit: LIMIT,
      detail: `${median(ours).toFixed(0)} µs of CPU against ${median(theirs).toFixed(0)} µs, ${(await composeMail(...one)).length} bytes`,
    });
  }
  const everyKind = LANGUAGES.map((language) => sample(language, 'notification'));
  const spent: number[] = [];
  for (let round = 0; round < ROUNDS / 4; round += 1) {
    spent.push(
      await batch(async () => {
        for (const [owed, about] of everyKind) await composeMail(owed, about);
      }),
    );
  }
  lines.push({
    name: 'a notification, mean of the seven languages',
    value: median(spent) / everyKind.length,
    unit: 'µs of CPU',
    detail: 'composed whole, MIME and all',
  });
  return lines;
}
