import fc from 'fast-check';
import { folded, isFound, readSearch } from '../../../desk/api/search.ts';

const ticket = (subject: string, name = '', address = 'x@y.test') => ({ subject, requester: { name, address } });
const finds = (typed: string, what: Parameters<typeof isFound>[1]): boolean => {
  const search = readSearch(typed);
  return search !== null && isFound(search, what);
};

test.each([
  ['T-7K4QX', 'T-7K4QX'],
  [' t-7k4qx ', 'T-7K4QX'],
  ['[T-7K4QX]', 'T-7K4QX'],
  ['#T-7K4QX', 'T-7K4QX'],
  ['T-7K4QXABC', 'T-7K4QXABC'],
  ['T-7K4Q', null],
  ['T-shirt', null],
  ['Re: T-7K4QX', null],
])('%j is the reference %j', (typed, reference) => {
  expect(readSearch(typed)?.reference).toBe(reference);
});

test.each([
  ['Ann@Customer.test', 'ann@customer.test'],
  ['tel:+353871234567', 'tel:+353871234567'],
  ['@customer.test', null],
  ['ann@', null],
  ['ann', null],
])('%j is the address %j', (typed, address) => {
  expect(readSearch(typed)?.address).toBe(address);
});

test.each<[string, string, boolean]>([
  ['parcel', 'Where is my parcel?', true],
  ['PARC', 'Where is my parcel?', true],
  ['cel', 'Where is my parcel?', false],
  ['my where', 'Where is my parcel?', true],
  ['parcel late', 'Where is my parcel?', false],
  ['stefan', 'Comanda lui Ștefan', true],
  ['ȘTEFAN', 'comanda lui stefan', true],
  ['strasse', 'Falsche Straße', true],
  ['lodz', 'Łódź', true],
  ['order-17', 'About order-1723', true],
  ['1723', 'About #1723', true],
  ['سفارش', 'وضعيت سفارش من', true],
  ['وضعیت', 'وضعيت سفارش من', true],
  ['สินค้า', 'ยังไม่ได้รับสินค้าเลย', true],
  ['荷物', '私の荷物はどこですか', true],
])('%j finds %j: %s', (typed, subject, found) => {
  expect(finds(typed, ticket(subject))).toBe(found);
});

test.each<[string, boolean]>([
  ['ann', true],
  ['murphy', true],
  ['ann.murphy@', true],
  ['@shop.test', true],
  ['murphy@shop', true],
  ['shop.test', true],
  ['shop', true],
  ['@other.test', false],
  ['urphy', false],
])('%j finds Ann Murphy of ann.murphy@shop.test: %s', (typed, found) => {
  expect(finds(typed, ticket('Hello', 'Ann Múrphy', 'ann.murphy@shop.test'))).toBe(found);
});

test('a ticket whose customer was erased is found by nothing but its subject', () => {
  expect(finds('x@y', { subject: '', requester: null })).toBe(false);
  expect(finds('lamp', { subject: 'Lamp', requester: null })).toBe(true);
});

test.each(['', '  ', '?!', '@', '@ .', 'a b c d e f g h i j k'])('%j is nothing to look for', (typed) => {
  expect(readSearch(typed)).toBeNull();
});

test('whatever a subject is, each of its words finds it, in any case', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(), (subject, n) => {
      const words = subject.split(/\s+/).filter((word) => !word.includes('@') && readSearch(word) !== null);
      const word = words[n % Math.max(1, words.length)];
      if (word !== undefined) expect([word, finds(word, ticket(subject))]).toEqual([word, true]);
    }),
  );
});

test('folding twice is folding once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => expect(folded(folded(text))).toBe(folded(text))),
    { numRuns: 500 },
  );
});
