import fc from 'fast-check';
import * as z from 'zod/mini';
import { cleanLine, cleanText, contact, filledLine, isIdempotencyKey, tag, text } from '../../../desk/api/input.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const wild = fc.oneof(
  anyText,
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
);

test('a clean text is well-formed and holds no control character but tab and line feed; cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(wild, (given) => {
      const clean = cleanText(given);
      expect(clean.isWellFormed()).toBe(true);
      expect(clean).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      expect(cleanText(clean)).toBe(clean);
    }),
  );
});

test('a clean line has no line break, so that nothing of it can begin a header of its own', () => {
  fc.assert(
    fc.property(wild, (given) => {
      expect(cleanLine(given)).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
      expect(cleanLine(cleanLine(given))).toBe(cleanLine(given));
    }),
  );
  expect(cleanLine('Hello\r\nBcc: all@x.test')).toBe('Hello Bcc: all@x.test');
});

test('text in any script stays as it is', () => {
  const persian = 'سلام، سفارش من کجاست؟\nممنون \u200f\u202bRTL\u202c 👩‍👩‍👧';
  expect(cleanText(persian)).toBe(persian);
});

test.each(['', ' ', '\u0000', '\n\t '])('%j is no text and no line', (given) => {
  expect(z.safeParse(text(10), given).success).toBe(false);
  expect(z.safeParse(filledLine(10), given).success).toBe(false);
});

test.each<[string, string]>([
  ['Ann@Customer.Test', 'ann@customer.test'],
  ['  ann@customer.test ', 'ann@customer.test'],
  ["o'neil+tag@customer.test", "o'neil+tag@customer.test"],
  ['tel:+353871234567', 'tel:+353871234567'],
  ['instagram:Ann.B', 'instagram:ann.b'],
])('a customer is known as %s', (given, kept) => {
  expect(z.parse(contact, given)).toBe(kept);
});

test.each([
  '',
  'ann',
  'ann@',
  '@x.test',
  'a b@x.test',
  'ann@x.test\r\nBcc: b@x.test',
  'a@b@c.test',
  '<ann@x.test>',
  'a\u0000@x.test',
  '\ud800@x.test',
  'tel:',
  'x:y@z',
])('a customer is not known as %j', (given) => {
  expect(z.safeParse(contact, given).success).toBe(false);
});

test.each<[string, boolean]>([
  ['vip', true],
  ['Größe', true],
  ['ไทย', true],
  ['a:b.c-d_e', true],
  ['', false],
  ['two words', false],
  ['a,b', false],
  ['#a', false],
  ['\ud800', false],
  ['x'.repeat(64), false],
])('tag %j', (given, good) => {
  expect(z.safeParse(tag, given).success).toBe(good);
});

test.each<[string, boolean]>([
  ['6f1c-42', true],
  ['"quoted"', true],
  ['x'.repeat(200), true],
  ['x'.repeat(201), false],
  ['', false],
  ['a b', false],
  ['é', false],
])('idempotency key %j', (given, good) => {
  expect(isIdempotencyKey(given)).toBe(good);
});
