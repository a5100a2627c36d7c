import fc from 'fast-check';
import { readTnef } from '../../../desk/mail/tnef.ts';

const u16 = (n: number): Buffer => Buffer.from([n & 0xff, n >> 8]);
const u32 = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n >>> 0);
  return bytes;
};
const attribute = (id: number, data: Buffer): Buffer => Buffer.concat([Buffer.from([1]), u32(id), u32(data.length), data, u16(0)]);
const pad = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
const property = (type: number, id: number, value: Buffer): Buffer =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(value.length), pad(value)]);
const tnef = (...attributes: Buffer[]): Buffer => Buffer.concat([u32(0x223e9f78), u16(1), ...attributes]);

const BODY = 0x0002800c;
const CODEPAGE = 0x00069007;
const MAPI = 0x00069003;
const BEGIN = 0x00069002;
const TITLE = 0x00018010;
const DATA = 0x0006800f;
const FILE = 0x00069005;

describe('winmail.dat', () => {
  test('gives its plain text in its own charset', () => {
    const found = readTnef(tnef(attribute(CODEPAGE, Buffer.concat([u32(1250), u32(0)])), attribute(BODY, Buffer.from([0x61, 0xba, 0]))));
    expect(found).toEqual({ text: 'aş', html: null, files: [] });
  });

  test('gives the text and the HTML of its properties, past those that it does not need', () => {
    const properties = Buffer.concat([
      u32(5),
      u16(3),
      u16(0x0e07),
      u32(7),
      u16(0x101e),
      u16(0x7000),
      u32(2),
      u32(2),
      pad(Buffer.from('a\0')),
      u32(2),
      pad(Buffer.from('b\0')),
      u16(0x1f),
      u16(0x8001),
      Buffer.alloc(16),
      u32(1),
      u32(4),
      Buffer.from('n\0\0\0'),
      u32(1),
      u32(4),
      Buffer.from('v\0\0\0'),
      property(0x1f, 0x1000, Buffer.from('Grüße\0', 'utf16le')),
      property(0x102, 0x1013, Buffer.from('<p>hi</p>')),
    ]);
    expect(readTnef(tnef(attribute(MAPI, properties)))).toEqual({ text: 'Grüße', html: '<p>hi</p>', files: [] });
  });

  test('gives its files, with their long names', () => {
    const long = Buffer.concat([u32(1), property(0x1f, 0x3707, Buffer.from('Rechnung März.pdf\0', 'utf16le'))]);
    const found = readTnef(
      tnef(
        attribute(BEGIN, Buffer.alloc(14)),
        attribute(TITLE, Buffer.from('RECHNU~1.PDF\0')),
        attribute(DATA, Buffer.from('one')),
        attribute(FILE, long),
        attribute(BEGIN, Buffer.alloc(14)),
        attribute(TITLE, Buffer.from('b.txt\0')),
        attribute(DATA, Buffer.from('two')),
      ),
    );
    expect(found?.files.map((f) => [f.filename, Buffer.from(f.bytes).toString()])).toEqual([
      ['Rechnung März.pdf', 'one'],
      ['b.txt', 'two'],
    ]);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['something else', Buffer.from('%PDF-1.4 and more')],
  ])('is none when it is %s', (_, bytes) => {
    expect(readTnef(bytes)).toBeNull();
  });

  test('cut or changed anywhere never throws, and what came before the damage is kept', () => {
    const whole = tnef(
      attribute(BODY, Buffer.from('text\0')),
      attribute(MAPI, Buffer.concat([u32(1), property(0x1f, 0x1000, Buffer.from('x\0', 'utf16le'))])),
      attribute(BEGIN, Buffer.alloc(14)),
      attribute(DATA, Buffer.from('file')),
    );
    expect(readTnef(whole.subarray(0, 30))?.text).toBe('text');
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (length, at, by) => {
        const bytes = Buffer.from(whole.subarray(0, length));
        if (at < bytes.length) bytes[at] = by;
        expect(() => readTnef(bytes)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
