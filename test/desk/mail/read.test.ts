import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { screen } from '../../../desk/mail/kind.ts';
import { NO_SENDER, type ReadMail, readMail } from '../../../desk/mail/read.ts';
import { readReceipt } from '../../../desk/mail/receipt.ts';

const folder = new URL('../../mail/corpus/', import.meta.url);
const corpus = readdirSync(folder)
  .sort()
  .map((name) => readFileSync(new URL(name, folder)));

const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/;
const ADDRESS = /^(?:[^\s<>"]+|"[^"\r\n]+")@[^\s<>@]+$/;

/** What holds of every mail that was read, whatever it was. */
function expectSound(mail: ReadMail): void {
  for (const text of [mail.text, mail.newText, mail.subject, mail.from.name, ...mail.attachments.map((a) => a.filename)]) {
    expect(text.isWellFormed()).toBe(true);
    expect(CONTROLS.test(text)).toBe(false);
  }
  expect(mail.subject).not.toMatch(/[\r\n]/);
  for (const person of [mail.from, ...mail.to, ...mail.cc, ...mail.replyTo]) {
    expect(person.address).toMatch(ADDRESS);
    expect(person.name).not.toMatch(/[\r\n]/);
  }
  for (const id of [mail.rfcMessageId ?? '<x@y>', mail.inReplyTo ?? '<x@y>', ...mail.references]) expect(id).toMatch(/^<[^<>\s]+>$/);
  if (mail.claimedAt !== null) expect(mail.claimedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  for (const file of mail.attachments) {
    expect(file.filename).not.toBe('');
    expect(file.filename).not.toMatch(/[/\\]/);
  }
  // Nothing is invented: every line of what is new stands in the text.
  const lines = new Set(mail.text.split('\n').map((l) => l.trim()));
  for (const line of mail.newText.split('\n')) expect(lines).toContain(line.trim());
  expect(mail.text.trim() === '' || mail.newText.trim() !== '').toBe(true);
}

const envelope = {
  source: null,
  recipients: [],
  verdicts: { spam: 'PASS', virus: 'PASS', spf: 'GRAY', dkim: 'GRAY', dmarc: 'GRAY' },
} as const;
const desk = { ownAddresses: ['support@desk.test'], isAgent: () => true, signedAgentAddress: true };

async function readSoundly(raw: Uint8Array): Promise<void> {
  const mail = await readMail(raw);
  expectSound(mail);
  expect(screen(mail, envelope, desk).kind).toBeDefined();
  expect(() => readReceipt(raw)).not.toThrow();
}

describe('a mail is read whatever its bytes are', () => {
  test('arbitrary bytes become a mail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (raw) => readSoundly(raw)),
      { numRuns: 300 },
    );
  });

  test('bytes that look like a mail become a mail', async () => {
    const piece = fc.constantFrom(
      'From: ',
      'To: ',
      'Subject: ',
      'Date: ',
      'Content-Type: ',
      'multipart/mixed; boundary=',
      'text/html',
      'text/plain; charset=',
      'utf-8',
      'Content-Transfer-Encoding: base64',
      'quoted-printable',
      '\r\n',
      '\n',
      '\r',
      '\r\n\r\n',
      '--',
      'b',
      '--b',
      '--b--',
      '"',
      '<',
      '>',
      '=?utf-8?Q?',
      '?=',
      'message/rfc822',
      'application/ms-tnef',
      'text/calendar',
      'a@x.test',
      ' ',
      '\t',
      '=',
      '=E0',
      ';',
      ':',
      '(',
      ')',
      '\\',
      '\0',
      '> ',
      'On 10:00 a@b.c wrote:',
      'BEGIN:VEVENT',
      'In-Reply-To: <a@b>',
      'é',
      '‮',
      'x'.repeat(100),
      '\u{1f600}'.slice(0, 1),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 80 }), async (pieces) => readSoundly(Buffer.from(pieces.join('')))),
      { numRuns: 500 },
    );
  });

  test('a mail of the corpus, cut, doubled and changed anywhere, is still a mail', async () => {
    const change = fc.record({
      mail: fc.nat(),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      to: fc.double({ min: 0, max: 1, noNaN: true }),
      by: fc.uint8Array({ maxLength: 12 }),
      how: fc.constantFrom('cut', 'double', 'put', 'swap'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        let raw = corpus[(changes[0]?.mail ?? 0) % corpus.length] ?? Buffer.alloc(0);
        for (const { at, to, by, how } of changes) {
          const [from = 0, end = 0] = [Math.floor(at * raw.length), Math.floor(to * raw.length)].sort((a, b) => a - b);
          const [head, middle, tail] = [raw.subarray(0, from), raw.subarray(from, end), raw.subarray(end)];
          if (how === 'cut') raw = Buffer.concat([head, tail]);
          else if (how === 'double') raw = Buffer.concat([head, middle, middle, tail]);
          else if (how === 'swap') raw = Buffer.concat([middle, head, tail]);
          else raw = Buffer.concat([head, by, raw.subarray(from)]);
        }
        await readSoundly(raw);
      }),
      { numRuns: 500 },
    );
  });

  test('reading the same bytes again gives the same, so that a mail that comes twice is one mail', async () => {
    for (const raw of corpus) {
      const [a, b] = await Promise.all([readMail(raw), readMail(Buffer.from(raw))]);
      expect(JSON.stringify(a)).toBe(JSON.stringify(b));
    }
  });

  test('the bytes given are not changed', async () => {
    for (const raw of corpus) {
      const before = Buffer.from(raw);
      await readMail(raw);
      expect(raw.equals(before)).toBe(true);
    }
  });

  test('no bytes at all are a mail without a sender', async () => {
    const mail = await readMail(new Uint8Array());
    expect(mail.from.address).toBe(NO_SENDER);
    expect(mail.text).toBe('');
  });
});

describe('what is too much is cut, and a defect says what', () => {
  const HEAD = 'From: a@x.test\nSubject: kept\n';
  const part = (header: string, body: string): string =>
    `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nabove\n--b\n${header}\n${body}\n--b--\n`;
  /** A comment in the type hides the structure from us, not from the parser. */
  const unclearNesting = Array.from({ length: 300 }, (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`).join('');
  test.each([
    ['parts-cut', `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nabove\n${'--b\n\nx\n'.repeat(1100)}`],
    ['parts-cut', `${HEAD}Content-Type: multipart/mixed (x); boundary=b\n\n--b\n\nabove\n${'--b\n\nx\n'.repeat(1100)}`],
    ['attachments-cut', `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nabove\n${'--b\nContent-Type: a/b\n\nx\n'.repeat(600)}`],
    ['part-headers-cut', part(`X-Long: ${'x'.repeat(5_000_000)}\n`, 'x')],
    [
      'nesting-cut',
      `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nabove\n--b\nContent-Type: multipart/mixed; boundary=b0\n\n${unclearNesting}`,
    ],
    ['base64-cut', part('Content-Type: a/b\nContent-Transfer-Encoding: base64\n', 'QQ==\n'.repeat(6000))],
    ['lines-cut', part('Content-Type: a/b\nContent-Transfer-Encoding: quoted-printable\n', '\n'.repeat(1_000_100))],
    ['lines-cut', part(' folded\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n', 'QUJD\n'.repeat(200_100))],
    [
      'html-cut',
      `${HEAD}Content-Type: multipart/alternative; boundary=b\n\n--b\n\nabove\n--b\nContent-Type: text/html\n\n${'<p>x</p>\n'.repeat(300_000)}\n--b--`,
    ],
    [
      'forwarded-unparsable',
      part('Content-Type: message/rfc822\n', `From: b@x.test\nContent-Type: multipart/mixed (x); boundary=b0\n\n${unclearNesting}`),
    ],
  ])('%s', async (defect, raw) => {
    const mail = await readMail(Buffer.from(raw));
    expect(mail.defects).toContain(defect);
    expect(mail.subject).toBe('kept');
    expect(mail.text.startsWith('above')).toBe(true);
  });

  test('what the parser itself refuses is read as one text, under its own sender and subject', async () => {
    const mail = await readMail(
      Buffer.from(
        `Received: x\n y\nTo: support@desk.test\nMessage-ID: <m@x.test>\n${HEAD}Content-Type: multipart/mixed (x); boundary=b0\n\nabove\n${unclearNesting}`,
      ),
    );
    expect(mail.defects).toContain('unparsable');
    expect([mail.from.address, mail.subject, mail.rfcMessageId, mail.to[0]?.address]).toEqual([
      'a@x.test',
      'kept',
      '<m@x.test>',
      'support@desk.test',
    ]);
    expect(mail.text.startsWith('above')).toBe(true);
    expect(mail.header('received')).toEqual(['x y']);
  });

  test('a preamble and an epilogue of thousands of lines are nobody\u2019s text', async () => {
    const mail = await readMail(
      Buffer.from(
        `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${'pre\n'.repeat(5000)}--b\n\nabove\n--b--\n${'post\n'.repeat(5000)}`,
      ),
    );
    expect(mail.text).toBe('above');
  });
});

describe('what is read', () => {
  const read = (text: string): Promise<ReadMail> => readMail(Buffer.from(text));

  test('the new text is the very same string when nothing was cut, so that it is stored once', async () => {
    const mail = await read('From: a@x.test\nSubject: x\n\nOne\ntwo\n');
    expect(mail.text).toBe('One\ntwo');
    expect(Object.is(mail.text, mail.newText)).toBe(true);
  });

  test('header fields are found in any letter case, all of a name, in order', async () => {
    const mail = await read('From: a@x.test\nX-One: 1\nx-one: 2\n\nhi');
    expect(mail.header('X-ONE')).toEqual(['1', '2']);
    expect(mail.header('x-two')).toEqual([]);
  });

  test('a field that we add to re-encode a body is not among those read', async () => {
    const mail = await read(`From: a@x.test\nSubject: x\n\n${'line\n'.repeat(50)}`);
    expect(mail.headers[0]).toEqual({ name: 'from', value: 'a@x.test' });
    expect(mail.header('content-transfer-encoding')).toEqual([]);
    expect(mail.text).toBe('line\n'.repeat(50).trim());
  });

  test('ten thousand recipients are a mail, and a defect says how many were left out', async () => {
    const to = Array.from({ length: 10_000 }, (_, i) => `"Person ${i}" <p${i}@y.test>`).join(',\r\n ');
    const mail = await read(`From: a@x.test\r\nTo: ${to}\r\nSubject: x\r\n\r\nhi`);
    expect(mail.to).toHaveLength(1000);
    expect(mail.to[999]).toEqual({ name: 'Person 999', address: 'p999@y.test' });
    expect(mail.defects).toContain('addresses-cut-to');
    expect(mail.text).toBe('hi');
  });

  test('a header of five megabytes is cut to what the desk reads, wherever it stands in it', async () => {
    const junk = `X-Junk: ${'j'.repeat(990)}\r\n`.repeat(2500);
    const mail = await read(`${junk}From: a@x.test\r\nSubject: found\r\n${junk}Message-ID: <m@x.test>\r\n\r\nhi`);
    expect([mail.from.address, mail.subject, mail.rfcMessageId, mail.text]).toEqual(['a@x.test', 'found', '<m@x.test>', 'hi']);
    expect(mail.defects).toContain('header-cut');
  });

  test('a text longer than a million characters is cut, and a defect says so', async () => {
    const mail = await read(`From: a@x.test\n\n${'word '.repeat(300_000)}`);
    expect(mail.text.length).toBeLessThanOrEqual(1_000_000);
    expect(mail.text.length).toBeGreaterThan(990_000);
    expect(mail.defects).toContain('text-cut');
  });

  test('an attachment of megabytes is read to the last byte, in each encoding', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251));
    const base64 = (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
    const mail = await read(
      `From: a@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}\r\n--b--\r\n`,
    );
    expect(Buffer.from(mail.attachments[0]?.bytes ?? []).equals(bytes)).toBe(true);
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\r\n');
    const text = await read(
      `From: a@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\n${lines}\r\n--b--\r\n`,
    );
    expect(Buffer.from(text.attachments[0]?.bytes ?? []).toString()).toBe(lines);
  });

  test('more than a thousand parts are cut, and the first ones are read', async () => {
    const mail = await read(`From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(3000)}--b--\n`);
    expect(mail.defects).toContain('parts-cut');
    expect(mail.text.startsWith('x\n')).toBe(true);
  });

  test('a thousand levels of nesting are a mail with a defect', async () => {
    const levels = Array.from({ length: 1000 }, (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`).join('');
    const mail = await read(`From: a@x.test\nSubject: deep\nContent-Type: multipart/mixed; boundary=b0\n\n--b0\n\nabove\n${levels}`);
    expect(mail.text).toBe('above');
    expect(mail.defects).toContain('nesting-cut');
  });

  test('lone surrogates of an HTML entity or a cut emoji do not reach the text', async () => {
    const mail = await read('From: a@x.test\nContent-Type: text/html\n\n<p>a&#xD83D;b&#55357;c</p>');
    expect(mail.text).toBe('a\ufffdb\ufffdc');
  });

  test('the seam to the parser holds: a wrong charset label is corrected', async () => {
    const mail = await readMail(
      Buffer.concat([Buffer.from('From: a@x.test\nContent-Type: text/plain; charset=iso-8859-1\n\n'), Buffer.from('déjà')]),
    );
    expect(mail.text).toBe('déjà');
  });
});
