import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { LANGUAGES } from '../../../desk/languages.ts';
import { plainSubject } from '../../../desk/mail/subject-line.ts';
import { oneLine } from '../../../desk/mail/tame.ts';
import { type About, composeMail } from '../../../desk/mail/write.ts';
import type { OwedMail } from '../../../desk/ticket/dossier.ts';
import { about, headerNames, raw, read, SAMPLES, type SampleName, sample, samples, skeleton, TICKET } from './written.ts';

/** What has broken mails, pages and templates before. */
const NASTY = [
  '\r\nBcc: evil@x.test\r\n',
  '\n.\r\n',
  '\r\n\r\n<script>alert(1)</script>',
  '\r',
  '\n',
  '\0',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u2066',
  '\ud800',
  '\udc00',
  '"',
  "'",
  '\\',
  '<',
  '>',
  '&',
  '</p>',
  '</div></body></html>',
  '<!--',
  '-->',
  ']]>',
  '<img src=x onerror=alert(1)>',
  '&lt;',
  '&#60;',
  '" onclick="alert(1)',
  '{desk}',
  '{message}',
  '{reference}',
  '{x',
  '}',
  '$&',
  '$1',
  '=?utf-8?Q?=0D=0ABcc:_evil@x.test?=',
  '=?x?B?!?=',
  '?=',
  '=_o-abcdef_1',
  '--=_o-abcdef_0--',
  'javascript:alert(1)',
  'https://x.test/"onmouseover="a',
  'http://',
  '[cid:x]',
  '[image: x]',
  ',',
  ';',
  ':',
  '@',
  '(',
  ')',
  '[',
  ']',
  '[T-7K4QX]',
  'Re: ',
  '%0d%0a',
  ' ',
  '\t',
  '\u00a0',
  'سلام',
  'สวัสดี',
  'ș',
  '👩‍👩‍👧',
  'a'.repeat(1200),
  'From me\nFrom you',
  '\n..\n',
  '-- \n',
] as const;

const hostile = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
      fc.string({ maxLength: 8 }),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));
const address = fc.record({
  name: hostile,
  address: fc.oneof(
    hostile,
    hostile.map((local) => `${local}@x.test`),
    fc.constant('maria@x.test'),
  ),
});

/** The mail with every field that a stranger can fill filled by a stranger. */
type Strange = {
  readonly text: string;
  readonly subject: string;
  readonly who: { readonly name: string; readonly address: string };
  readonly other: string;
};
function estranged(name: SampleName, language: (typeof LANGUAGES)[number], { text, subject, who, other }: Strange): [OwedMail, About] {
  const [owed, with_] = sample(language, name);
  const base = { ...owed, to: [who, { name: '', address: 'maria@x.test' }], thread: [text, '<first@x.test>', other] };
  const reply: About = {
    ...with_,
    answer: {
      text,
      attachments: [
        { filename: subject, mimeType: other, bytes: Buffer.from(text), contentId: null, inline: false },
        { filename: other, mimeType: 'image/png', bytes: Buffer.from(other), contentId: subject, inline: true },
        { filename: other, mimeType: 'image/png', bytes: Buffer.from(other), contentId: 'x', inline: true },
      ],
    },
  };
  switch (base.kind) {
    case 'acknowledgement':
      return [{ ...base, subject, received: text }, with_];
    case 'notification':
      return [{ ...base, subject, excerpt: text, from: who }, with_];
    case 'reply':
      return [{ ...base, subject, agentName: other }, reply];
    case 'refusal':
      return [{ ...base, subject, why: other }, with_];
    case 'warning':
    case 'breach':
    case 'escalation':
      return [{ ...base, subject, clock: other, requester: who }, with_];
    case 'reminder':
      return [{ ...base, subject }, with_];
    case 'survey':
      return [{ ...base, about: subject, name: who.name, token: other.slice(0, 60) }, with_];
    case 'report': {
      if (!with_.report) throw new Error('no report');
      const { report } = with_;
      const late = report.late.tickets.map((t) => ({ ...t, subject, clock: other, ticket: other }));
      return [
        base,
        {
          ...with_,
          report: { ...report, surges: report.surges.map((s) => ({ ...s, type: other })), late: { ...report.late, tickets: late } },
        },
      ];
    }
  }
}

const strange: fc.Arbitrary<Strange> = fc.record({ text: hostile, subject: hostile, who: address, other: hostile });

describe.each(SAMPLES)('whatever strangers write into a mail of kind %s', (name) => {
  test('it adds no header, ends no line, opens no tag, and leaves the text as text', async () => {
    await fc.assert(
      fc.asyncProperty(strange, fc.constantFrom(...LANGUAGES), async (words, language) => {
        const [owed, with_] = estranged(name, language, words);
        const text = await raw(owed, with_);
        // In-Reply-To and References may go when no id is one; nothing may come.
        const expected = headerNames(await raw(...sample(language, name))).filter((n) => n !== 'In-Reply-To' && n !== 'References');
        expect(headerNames(text).filter((n) => n !== 'In-Reply-To' && n !== 'References')).toEqual(expected);
        expect(text).toMatch(/^[\r\n\t\x20-\x7e\x80-\xff]*$/);
        expect(text.slice(text.indexOf('\r\n\r\n'))).toMatch(/^[\r\n\t\x20-\x7e]*$/);
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
      }),
      { numRuns: 25 },
    );
  });

  test('a program reads back the parts that we wrote, and HTML that is ours alone', async () => {
    await fc.assert(
      fc.asyncProperty(strange, fc.constantFrom(...LANGUAGES), async (words, language) => {
        const [owed, with_] = estranged(name, language, words);
        const mail = await read(owed, with_);
        const html = mail.html ?? '';
        skeleton(html);
        expect(html).not.toContain('onerror=alert(1)>');
        expect(mail.attachments).toHaveLength(name === 'reply' ? 3 : 0);
        expect(mail.from?.address).toBe('support@desk.test');
        expect(mail.bcc ?? []).toEqual([]);
        expect(mail.to?.map((t) => t.address)).toContain('maria@x.test');
        expect(mail.messageId).toBe(about.rfcMessageId);
        for (const shown of [mail.subject ?? '', mail.from?.name ?? ''])
          expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 25 },
    );
  });
});

test('a subject is read back as it was written, but for what no subject can hold', async () => {
  const [owed] = samples('en').reminder;
  await fc.assert(
    fc.asyncProperty(hostile, async (subject) => {
      const plain = plainSubject(subject, TICKET);
      fc.pre(plain !== '');
      const mail = await PostalMime.parse(await composeMail({ ...owed, subject }, about));
      expect(mail.subject).toBe(`Re: ${plain} [T-7K4QX]`);
    }),
    { numRuns: 100 },
  );
});

test("a name is read back as it was written, and makes nobody else's address", async () => {
  const [owed] = samples('en').reminder;
  await fc.assert(
    fc.asyncProperty(hostile, async (name) => {
      const mail = await PostalMime.parse(await composeMail({ ...owed, to: [{ name, address: 'maria@x.test' }] }, about));
      expect(mail.to).toEqual([{ name: oneLine(name, 120).replaceAll('=?', '= ?'), address: 'maria@x.test' }]);
    }),
    { numRuns: 100 },
  );
});

test('a text of any length is written in time linear in it', async () => {
  const [owed, with_] = samples('en').reply;
  const spent = async (text: string): Promise<number> => {
    let least = Number.POSITIVE_INFINITY;
    for (let n = 0; n < 3; n += 1) {
      const start = performance.now();
      await composeMail(owed, { ...with_, answer: { text, attachments: [] } });
      least = Math.min(least, performance.now() - start);
    }
    return least;
  };
  for (const unit of [
    'a',
    ' ',
    '\n',
    '\n ',
    '[cid:',
    '[image: ',
    'https://x.test/',
    'a@',
    'a@b.c ',
    '<',
    '\u0301',
    '\u202e',
    'http://)))',
  ]) {
    const short = await spent(unit.repeat(10_000 / unit.length));
    expect([unit, (await spent(unit.repeat(80_000 / unit.length))) < 40 * Math.max(short, 0.5)]).toEqual([unit, true]);
  }
});
