import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { LANGUAGES } from '../../../desk/languages.ts';
import { addressField, addrSpec, fileType, messageIds } from '../../../desk/mail/tame.ts';
import { composeMail } from '../../../desk/mail/write.ts';
import { about, raw, read, SAMPLES, sample, samples } from './written.ts';

const [reply] = samples('en').reply;
type File = { readonly filename: string; readonly bytes: Uint8Array; readonly contentId?: string; readonly mimeType?: string };
const answer = (text: string, files: readonly File[] = []) => ({
  ...about,
  answer: {
    text,
    attachments: files.map((f) => ({ mimeType: 'image/png', contentId: null, inline: f.contentId !== undefined, ...f })),
  },
});
/** Header block of each part that holds a body. */
const parts = (mail: string): string[] => mail.split(/\r\n--=_-[^\r\n]*\r\n/).map((part) => part.slice(0, part.indexOf('\r\n\r\n')));

describe('an address is written so that nobody reads another', () => {
  test.each([
    ['a@x.test', 'a@x.test'],
    ['a.b+c@x.test', 'a.b+c@x.test'],
    ['a b@x.test', '"a b"@x.test'],
    ['"a b"@x.test', '"a b"@x.test'],
    ['a"b@x.test', null],
    ['a@b@x.test', null],
    ['"a,b"@x.test', null],
    ['.a@x.test', '".a"@x.test'],
    ['a@[192.0.2.1]', 'a@[192.0.2.1]'],
    ['a@bücher.test', 'a@xn--bcher-kva.test'],
    ['a@x.test\r\nBcc: b@x.test', null],
    ['a', null],
    ['@x.test', null],
    ['a@', null],
    ['a@x test', null],
    ['a@x.test>', null],
    ['', null],
  ])('%j', (address, expected) => {
    expect(addrSpec(address)).toBe(expected);
  });

  test('and goes into the mail as it was tamed, quoted and all', async () => {
    const written = ['a@x.test', 'a.b+c@x.test', '"a b"@x.test', '".a"@x.test', 'a@[192.0.2.1]', 'a@xn--bcher-kva.test'];
    const head = (await raw({ ...reply, to: written.map((address) => ({ name: 'N', address })) }, answer('x'))).replace(/\r\n /g, ' ');
    expect(head).toContain(`\r\nTo: ${written.map((address) => `N <${address}>`).join(', ')}\r\n`);
  });
});

test.each([
  ['', ''],
  ['a@x.test', ''],
  ['Ana Pop', 'Ana Pop'],
  ['Pop,\r\nAna', 'Pop, Ana'],
  ['\u202eAna\0', 'Ana'],
  ['=?utf-8?Q?Bcc?=', '= ?utf-8?Q?Bcc?='],
])('a display name is shown once, in one line, and never as an encoded word: %j', (name, expected) => {
  expect(addressField({ name, address: 'a@x.test' })).toEqual({ name: expected, address: 'a@x.test' });
});

test.each([
  ['image/png', 'image/png'],
  ['Text/CSV', 'text/csv'],
  ['message/rfc822', 'application/octet-stream'],
  ['multipart/mixed', 'application/octet-stream'],
  ['text/plain; charset="x"\r\nX: y', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('a file has a type that is safe to repeat: %j', (type, expected) => {
  expect(fileType(type)).toBe(expected);
});

test('an id in References holds nothing but itself', () => {
  expect(messageIds(['<a@x>', '<a b@x>', 'a@x', '<a@x>\r\nBcc: b@x', '<>', '<ä@x>'])).toEqual(['<a@x>']);
});

test.each(SAMPLES)('no line of a mail of kind %s could be taken for a boundary, a header of a mailbox or the end of SMTP', async (kind) => {
  for (const language of LANGUAGES) {
    const mail = await raw(...sample(language, kind));
    const body = mail.slice(mail.indexOf('\r\n\r\n'));
    const encodings = [...mail.matchAll(/^Content-Transfer-Encoding: (.*)\r$/gm)].map((m) => m[1]);
    expect(encodings).toHaveLength(2);
    for (const encoding of encodings) expect(encoding).toMatch(/^(?:quoted-printable|base64)$/);
    // Twice to begin a part, once to end them all, and in the header.
    expect(body.match(/=_/g)).toHaveLength(3);
    expect(body).not.toMatch(/^(?:From |\.\r$)/m);
  }
});

test.each([
  ['Hello, Renée, it is on its way.', 'quoted-printable'],
  ['Bună ziua, vă mulțumim că ați scris la noi. Comanda este pe drum.', 'quoted-printable'],
  ['สวัสดีครับ '.repeat(20), 'base64'],
  ['سلام '.repeat(40), 'base64'],
  ['One\n.\nTwo', 'base64'],
  ['One\nFrom Monday on', 'base64'],
  ['.', 'base64'],
  ['.profile', 'quoted-printable'],
  ['From me', 'base64'],
  ['--=_-o-abcdef-Part_1\n\n--=_-o-abcdef-Part_1--', 'quoted-printable'],
])('a text travels in what keeps it small and whole: %j as %s', async (text, encoding) => {
  const mail = await raw(reply, answer(text));
  expect(parts(mail)[1]).toContain(`Content-Transfer-Encoding: ${encoding}`);
  expect((await read(reply, answer(text))).text?.startsWith(text.trimEnd())).toBe(true);
});

test('a text is read back as it was written, with CRLF for its line ends', async () => {
  const line = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.constantFrom('.', 'From me', ' x ', '=', 'é'.repeat(90), 'a'.repeat(200)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 6 }), async (lines) => {
      const text = lines.map((l) => l.replace(/[\p{Cc}\p{Cf}\p{Z}\p{Cs}]+/gu, ' ').trim() || 'x').join('\n');
      const mail = await PostalMime.parse(await composeMail(reply, answer(text)));
      expect(mail.text?.startsWith(text.replaceAll('\n', mail.text.includes('\r\n') ? '\r\n' : '\n'))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('files come back byte for byte under their own names, whatever they hold and are called', async () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((t) => t.replace(/[\p{Cc}\p{Cf}\p{Z}\p{Cs}\s/\\]+/gu, '_'));
  const file = fc.record({ filename: name, bytes: fc.uint8Array({ maxLength: 400 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
      const mail = await read(reply, answer('x', files));
      expect(mail.attachments.map((a) => a.filename)).toEqual(files.map((f) => f.filename.replaceAll('=?', '= ?')));
      for (const [n, { content }] of mail.attachments.entries()) expect(new Uint8Array(content as ArrayBuffer)).toEqual(files[n]?.bytes);
    }),
    { numRuns: 60 },
  );
});

test('a file of megabytes is written whole, in lines of 76, from its own part of a shared buffer', async () => {
  const whole = Uint8Array.from({ length: 3_000_000 }, (_, n) => (n * 31) % 251);
  const bytes = whole.subarray(1000, 2_900_001);
  const with_ = answer('x', [{ filename: 'big.bin', bytes, mimeType: 'application/zip' }]);
  expect(Math.max(...(await raw(reply, with_)).split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
  const [found] = (await read(reply, with_)).attachments;
  expect(Buffer.compare(Buffer.from(found?.content as ArrayBuffer), bytes)).toBe(0);
});

test('a file named by a path or an address is no reason to read either', async () => {
  const strange = { filename: '/etc/passwd', bytes: Buffer.from('x'), path: '/etc/passwd', href: 'http://127.0.0.1:1/' };
  const [found] = (await read(reply, answer('x', [strange]))).attachments;
  expect(Buffer.from(found?.content as ArrayBuffer).toString()).toBe('x');
});

test.each([
  ['plain words', 'Re: plain words [T-7K4QX]'],
  ['=?utf-8?Q?Bcc?=', 'Re: =?utf-8?Q?Bcc?= [T-7K4QX]'],
  ['=?UTF-8?B?QmNj?= =?x?Q?y?=', 'Re: =?UTF-8?B?QmNj?= =?x?Q?y?= [T-7K4QX]'],
  ['a'.repeat(150), `Re: ${'a'.repeat(150)} [T-7K4QX]`],
  ['Ștefan 👩‍👩‍👧 "quoted"', 'Re: Ștefan 👩‍👩‍👧 "quoted" [T-7K4QX]'],
])('a subject is read as what it is, in lines that can be folded: %j', async (subject, expected) => {
  const owed = { ...samples('en').reminder[0], subject };
  const mail = await raw(owed);
  const lines = mail.slice(0, mail.indexOf('\r\n\r\n')).split('\r\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
  expect((await read(owed)).subject).toBe(expected);
});
