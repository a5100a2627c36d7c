import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { prepare } from '../../../desk/mail/prepare.ts';

/* What is handed to the parser says the same as the mail that came: proven against the parser's own reading of the original. */

const folder = new URL('../../mail/corpus/', import.meta.url);
const corpus = readdirSync(folder).map((name) => readFileSync(new URL(name, folder)));

const lines = (text: string | undefined): string => (text ?? '').replace(/\r+\n?/g, '\n').trimEnd();
const bytesAsLines = (content: unknown): string =>
  lines(Buffer.from(content instanceof Uint8Array ? content : new Uint8Array(content as ArrayBuffer)).toString('latin1'));

async function reading(bytes: Uint8Array | ArrayBuffer, skip: number): Promise<unknown> {
  try {
    const email = await PostalMime.parse(bytes, { forceRfc822Attachments: true });
    return {
      headers: email.headers.slice(skip).map((h) => [h.key, h.value]),
      text: lines(email.text),
      // A line break in HTML is a space; the re-encoded body keeps the CR that the parser drops.
      html: (email.html ?? '').replace(/[\r\n]+/g, ''),
      attachments: email.attachments.map((a) => [a.filename, a.mimeType, a.disposition, a.contentId, bytesAsLines(a.content)]),
    };
  } catch (error) {
    return String(error);
  }
}

async function expectSameReading(raw: Uint8Array): Promise<void> {
  const prepared = prepare(raw);
  // What was cut on purpose is not the same; every defect of preparing says that something was.
  if (prepared.defects.some((d) => d !== 'structure-unclear')) return;
  expect(await reading(prepared.bytes, prepared.marked ? 1 : 0)).toEqual(await reading(raw, 0));
}

describe('a prepared mail says what the mail said', () => {
  test('for every mail of the corpus', async () => {
    for (const raw of corpus) await expectSameReading(raw);
  });

  test('for mails built of parts at random, with boundaries that look alike', async () => {
    const boundary = fc.constantFrom('b', 'bb', 'b b', '=_x', 'b--', '-b');
    const filler = fc.constantFrom(
      'text',
      '',
      '--',
      '--b',
      '--b--',
      '--bb',
      ' --b',
      '--b ',
      '--b\t',
      '-- ',
      '--bx',
      '=3D',
      'QUJD',
      'QQ==',
      '>',
      '\r',
      'é',
    );
    const body = fc.array(filler, { maxLength: 40 }).map((l) => l.join('\n'));
    const encoding = fc.constantFrom(
      '',
      'Content-Transfer-Encoding: base64\n',
      'Content-Transfer-Encoding: quoted-printable\n',
      'Content-transfer-encoding : 8bit\n',
      'Content-Transfer-Encoding: (x) base64\n',
    );
    const type = fc.constantFrom(
      '',
      'Content-Type: text/plain\n',
      'Content-Type: text/html; charset=utf-8\n',
      'Content-Type: application/pdf; name="multipart/x boundary=b"\n',
      'content-type:\n text/csv; name=(x).csv\n',
      'Content-Type: message/rfc822\n',
      'Content-Type: "multipart/mixed"; boundary=b\n',
    );
    const leaf = fc.tuple(type, encoding, body).map(([t, e, b]) => `${t}${e}\n${b}`);
    const multi = (inner: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc
        .tuple(boundary, fc.constantFrom('"', ''), fc.array(inner, { maxLength: 3 }), fc.boolean(), body)
        .map(
          ([b, q, parts, closes, epilogue]) =>
            `Content-Type: multipart/mixed; boundary=${q}${b}${q}\n\n${parts.map((p) => `--${b}\n${p}\n`).join('')}${closes ? `--${b}--\n` : ''}${epilogue}`,
        );
    const { part } = fc.letrec<{ part: string }>((tie) => ({ part: fc.oneof({ maxDepth: 3 }, leaf, multi(tie('part'))) }));
    await fc.assert(
      fc.asyncProperty(part, fc.constantFrom('\n', '\r\n'), async (inner, end) => {
        await expectSameReading(Buffer.from(`From: a@x.test\nSubject: x\n${inner}`.replaceAll('\n', end)));
      }),
      { numRuns: 600 },
    );
  });

  test('for mails of the corpus cut and doubled anywhere', async () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: corpus.length - 1 }), place, place, fc.boolean(), async (index, a, b, doubles) => {
        const raw = corpus[index] ?? Buffer.alloc(0);
        const [from = 0, to = 0] = [Math.floor(a * raw.length), Math.floor(b * raw.length)].sort((x, y) => x - y);
        await expectSameReading(Buffer.concat([raw.subarray(0, to), raw.subarray(doubles ? from : to)]));
      }),
      { numRuns: 400 },
    );
  });

  test('a body of many lines is re-encoded, so that the parser has few', () => {
    const prepared = prepare(Buffer.from(`From: a@x.test\n\n${'line\n'.repeat(1000)}`));
    expect(prepared.marked).toBe(true);
    expect(
      Buffer.from(prepared.bytes as ArrayBuffer)
        .toString()
        .split('\n').length,
    ).toBeLessThan(10);
  });
});
