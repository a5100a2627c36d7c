/*
 * The mails that the benches are run on: made, not stored, and the same on every run.
 * Median 4 KB, one in ten with an attachment of 50 KiB, three in ten a reply to an earlier one.
 */

export type CorpusMail = {
  readonly raw: Buffer;
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
  readonly replyTo: string | null;
};

/** Mulberry32: small, fast and good enough to vary mails. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const WORDS =
  'order parcel delivery invoice refund size colour address payment card wrong missing broken late tracking number shipped return exchange label account password email confirmation please thanks hello waiting days Monday package customer service could you tell me when where the my it was not has been to and for with'.split(
    ' ',
  );

const ATTACHMENT = 50 * 1024;

/** `count` mails to `to`, each from a customer of its own, replies from the one they answer. */
export function corpus(count: number, to = 'support@desk.test', seed = 7): CorpusMail[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const mails: CorpusMail[] = [];
  const firsts: CorpusMail[] = [];
  for (let n = 0; n < count; n += 1) {
    const earlier = n > 20 && next() < 0.3 ? pick(firsts) : null;
    const from = earlier?.from ?? `customer${n}@shop-${n % 97}.test`;
    const messageId = `<mail-${seed}-${n}@shop.test>`;
    const replyTo = earlier?.messageId ?? null;
    // Sizes spread around the median like those of real mail: most small, a few large.
    const size = Math.round(1_050 * 2 ** (next() * 2.2));
    const paragraphs: string[] = [];
    for (let length = 0; length < size; ) {
      const line = Array.from({ length: 8 + Math.floor(next() * 12) }, () => pick(WORDS)).join(' ');
      paragraphs.push(line);
      length += line.length + 1;
    }
    const quoted = earlier
      ? `\r\n\r\nOn Mon, 2 Mar 2026 at 10:00, Support <${to}> wrote:\r\n> ${paragraphs.slice(0, 5).join('\r\n> ')}`
      : '';
    const text = `${paragraphs.join('\r\n')}${quoted}\r\n\r\n-- \r\nA. Customer`;
    const html = `<html><body>${paragraphs.map((p) => `<p>${p}</p>`).join('')}<div>-- <br>A. Customer</div></body></html>`;
    const headers = [
      `From: "A. Customer ${n}" <${from}>`,
      `To: ${to}`,
      `Subject: ${earlier ? 'Re: ' : ''}${pick(WORDS)} ${pick(WORDS)} ${n}`,
      `Message-ID: ${messageId}`,
      ...(replyTo ? [`In-Reply-To: ${replyTo}`, `References: ${replyTo}`] : []),
      'Date: Mon, 02 Mar 2026 10:00:00 +0000',
      'MIME-Version: 1.0',
      'X-Mailer: Bench 1.0',
    ];
    const boundary = `b${n}`;
    const alternative = [
      `Content-Type: multipart/alternative; boundary=${boundary}a`,
      '',
      `--${boundary}a`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
      `--${boundary}a`,
      'Content-Type: text/html; charset=utf-8',
      '',
      html,
      `--${boundary}a--`,
    ].join('\r\n');
    const withFile = n % 10 === 5;
    const file = withFile ? Buffer.from(Array.from({ length: ATTACHMENT }, () => Math.floor(next() * 256))).toString('base64') : '';
    const body = withFile
      ? [
          `Content-Type: multipart/mixed; boundary=${boundary}`,
          '',
          `--${boundary}`,
          alternative,
          `--${boundary}`,
          'Content-Type: application/octet-stream; name=photo.bin',
          'Content-Disposition: attachment; filename=photo.bin',
          'Content-Transfer-Encoding: base64',
          '',
          file.replace(/.{76}/g, '$&\r\n'),
          `--${boundary}--`,
        ].join('\r\n')
      : n % 2 === 0
        ? ['Content-Type: text/plain; charset=utf-8', '', text].join('\r\n')
        : alternative;
    const mail: CorpusMail = { raw: Buffer.from(`${headers.join('\r\n')}\r\n${body}\r\n`), from, to, messageId, replyTo };
    mails.push(mail);
    if (!earlier) firsts.push(mail);
  }
  return mails;
}
