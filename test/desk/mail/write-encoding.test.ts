import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { base64Body, bodyOf, quotedPrintable } from '../../../desk/mail/encode.ts';
import { addressTokens, addrSpec, encodedWords, type File, headerLine, mimeBytes, textTokens } from '../../../desk/mail/mime-bytes.ts';

/** Quoted-printable read back, strictly as RFC 2045 has it. */
function decoded(encoded: string): string {
  const joined = encoded.replace(/=\r\n/g, '');
  if (/=(?![0-9A-F]{2})/.test(joined)) throw new Error('a stray equals sign');
  return Buffer.from(
    joined.replace(/=(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
}

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '\n',
        '\r\n',
        ' \n',
        '\t\n',
        '.',
        '\n.',
        'From ',
        '\nFrom ',
        '=',
        'a'.repeat(80),
        ' '.repeat(90),
        'é'.repeat(40),
        '\r',
      ),
    ),
  )
  .map((parts) => parts.join('').toWellFormed());

describe('quoted-printable', () => {
  test('is read back as it was, with CRLF for line ends', () => {
    fc.assert(
      fc.property(text, (t) => expect(decoded(quotedPrintable(Buffer.from(t)).toString())).toBe(t.replace(/\r?\n/g, '\r\n'))),
      { numRuns: 200 },
    );
  });

  test('has no line over 76, no white space at the end of one, no lone dot, no line that begins with From', () => {
    fc.assert(
      fc.property(text, (t) => {
        const encoded = quotedPrintable(Buffer.from(t)).toString('latin1');
        expect(encoded).toMatch(/^[\r\n\t\x20-\x7e]*$/);
        const lines = encoded.split('\r\n');
        expect(lines.filter((line) => line.length > 76 || /[\r\n]|[ \t]$|^\.|^From /.test(line))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('base64', () => {
  test('is read back byte for byte, in lines of 76', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const encoded = base64Body(bytes).toString('latin1');
        expect(new Uint8Array(Buffer.from(encoded, 'base64'))).toEqual(bytes);
        if (bytes.length > 0) expect(encoded).toMatch(/^(?:[A-Za-z0-9+/]{76}\r\n)*[A-Za-z0-9+/]{1,76}={0,2}\r\n$/);
      }),
    );
  });

  test('of more than one block joins them without a seam', () => {
    const bytes = Uint8Array.from({ length: 57 * 16_384 * 2 + 100 }, (_, n) => (n * 31) % 251);
    const lines = base64Body(bytes).toString('latin1').split('\r\n');
    expect(lines.slice(0, -2).every((line) => line.length === 76)).toBe(true);
    expect(Buffer.from(lines.join(''), 'base64').equals(bytes)).toBe(true);
  });

  test('reads only its own part of a shared buffer', () => {
    const whole = Uint8Array.from([1, 2, 3, 4, 5, 6]);
    expect(base64Body(whole.subarray(2, 4)).toString()).toBe('AwQ=\r\n');
  });
});

test.each([
  ['Hello, Renée.', 'quoted-printable'],
  ['สวัสดีครับ', 'base64'],
  ['سلام', 'base64'],
  ['Bună ziua, vă mulțumim că ați scris la noi. Comanda este pe drum.', 'quoted-printable'],
  ['', 'quoted-printable'],
])('a text travels in the smaller encoding: %j as %s', (t, encoding) => {
  expect(bodyOf(t).encoding).toBe(encoding);
});

describe('a header', () => {
  test('folds between tokens only, within 76 characters where a token allows', () => {
    const line = headerLine('Subject', textTokens('word '.repeat(40).trim()));
    for (const part of line.split('\r\n')) expect(part.length).toBeLessThanOrEqual(76);
    expect(line.replace(/\r\n/g, '')).toBe(`Subject: ${'word '.repeat(40).trim()}`);
  });

  test('with a control character in it is a mistake of ours, and no mail', () => {
    for (const bad of ['a\r\nBcc: x', 'a\nb', '\0', '\u007f']) expect(() => headerLine('Subject', [bad])).toThrow('Subject');
  });

  test('in encoded words is read back, whole characters to a word of at most 75', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (t) => {
        const words = encodedWords(t);
        for (const word of words) expect(word).toMatch(/^=\?UTF-8\?B\?[A-Za-z0-9+/=]{1,63}\?=$/);
        const strict = new TextDecoder('utf-8', { fatal: true });
        expect(words.map((word) => strict.decode(Buffer.from(word.slice(10, -2), 'base64'))).join('')).toBe(t.toWellFormed());
      }),
    );
  });

  test.each([
    ['plain words', ['plain', 'words']],
    ['=?utf-8?Q?Bcc?=', ['=?UTF-8?B?PT91dGYtOD9RP0JjYz89?=']],
  ])('of text that is or looks like an encoded word is encoded: %j', (t, tokens) => {
    expect(textTokens(t)).toEqual(tokens);
  });

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
  ])('an address is written so that nobody reads another: %j', (address, expected) => {
    expect(addrSpec(address)).toBe(expected);
  });

  test.each([
    ['', 'a@x.test'],
    ['a@x.test', 'a@x.test'],
    ['Ana Pop', 'Ana Pop <a@x.test>'],
    ['Pop, Ana', '"Pop, Ana" <a@x.test>'],
    ['a "b" \\', '"a \\"b\\" \\\\" <a@x.test>'],
    ['Ștefan', '=?UTF-8?B?yJh0ZWZhbg==?= <a@x.test>'],
  ])('a display name is quoted or encoded as it needs: %j', (name, expected) => {
    expect(addressTokens([{ name, address: 'a@x.test' }]).join(' ')).toBe(expected);
  });
});

/*
 * MailComposer, which half the world sends with, is the measure: what a program reads of its mail it must read of ours.
 */
describe("a mail and MailComposer's of the same content are read alike", () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((t) => t.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim() || 'x');
  const body = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'));
  const file = fc.record({
    filename: line.map((l) => l.replace(/[/\\]/g, '_')),
    bytes: fc.uint8Array({ maxLength: 200 }),
    inline: fc.boolean(),
  });

  test('subject, people, thread, texts and files', async () => {
    await fc.assert(
      fc.asyncProperty(line, line, body, body, fc.array(file, { maxLength: 3 }), async (subject, name, plain, page, files) => {
        fc.pre(!subject.includes('=?') && !name.includes('=?'));
        const sent: File[] = files.map((f, n) => ({
          filename: f.filename,
          mimeType: 'image/png',
          bytes: f.bytes,
          contentId: f.inline ? `f${n}@x` : null,
        }));
        const ours = await PostalMime.parse(
          mimeBytes({
            headers: [
              ['From', addressTokens([{ name, address: 'a@x.test' }])],
              [
                'To',
                addressTokens([
                  { name, address: 'b@x.test' },
                  { name: '', address: 'c@x.test' },
                ]),
              ],
              ['Subject', textTokens(subject)],
              ['Message-ID', ['<m@x.test>']],
              ['References', ['<r@x.test>', '<s@x.test>']],
            ],
            text: plain,
            html: page,
            files: sent,
            id: 'o-abcdef',
          }),
        );
        const theirs = await PostalMime.parse(
          await new MailComposer({
            from: { name, address: 'a@x.test' },
            to: [
              { name, address: 'b@x.test' },
              { name: '', address: 'c@x.test' },
            ],
            subject,
            messageId: '<m@x.test>',
            references: ['<r@x.test>', '<s@x.test>'],
            text: plain,
            html: page,
            attachments: sent.map((f) => ({
              filename: f.filename,
              contentType: f.mimeType,
              content: Buffer.from(f.bytes),
              ...(f.contentId ? { cid: f.contentId } : {}),
            })),
          })
            .compile()
            .build(),
        );
        const seen = (mail: typeof ours) => ({
          from: mail.from,
          to: mail.to,
          subject: mail.subject,
          messageId: mail.messageId,
          references: mail.references,
          text: mail.text?.replaceAll('\r\n', '\n').trimEnd(),
          html: mail.html?.replaceAll('\r\n', '\n').trimEnd(),
          files: mail.attachments
            .map((a) => ({
              name: a.filename,
              type: a.mimeType,
              id: a.contentId ?? null,
              related: a.related ?? false,
              bytes: Buffer.from(a.content as ArrayBuffer).toString('hex'),
            }))
            .sort((x, y) => `${x.id}${x.bytes}${x.name}`.localeCompare(`${y.id}${y.bytes}${y.name}`)),
        });
        expect(seen(ours)).toEqual(seen(theirs));
      }),
      { numRuns: 60 },
    );
  });
});
