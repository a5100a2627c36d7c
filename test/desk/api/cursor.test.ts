import fc from 'fast-check';
import { openCursor, sealCursor } from '../../../desk/api/cursor.ts';

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const QUERY = '[["queue","active"]]';
const KEY = new Uint8Array(32).fill(7);

test('a cursor opens for its desk and its query, and gives its position back', () => {
  fc.assert(
    fc.property(secret, fc.string(), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (key, query, position) => {
      expect(openCursor(key, query, sealCursor(key, query, position))).toBe(position.toWellFormed());
    }),
  );
});

test('it does not open for another query', () => {
  expect(openCursor(KEY, '[["queue","open"]]', sealCursor(KEY, QUERY, 'here'))).toBeNull();
});

test('it does not open for another desk', () => {
  expect(openCursor(new Uint8Array(32), QUERY, sealCursor(KEY, QUERY, 'here'))).toBeNull();
});

test('no character of it can be changed, added or left out', () => {
  const cursor = sealCursor(KEY, QUERY, '2026-03-02T14:00:00.000Z#2026-03-02T10:00:00.000Z#T-7K4QX');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (let at = 0; at < cursor.length; at += 1) {
    for (const other of alphabet) {
      if (other === cursor[at]) continue;
      expect(openCursor(KEY, QUERY, cursor.slice(0, at) + other + cursor.slice(at + 1))).toBeNull();
    }
    expect(openCursor(KEY, QUERY, cursor.slice(0, at) + cursor.slice(at + 1))).toBeNull();
  }
  expect(openCursor(KEY, QUERY, `${cursor}A`)).toBeNull();
});

test.each(['', '=', 'not a cursor', '../..', 'A'.repeat(3000), 'AAAA', '\u0000'])('%j is no cursor', (cursor) => {
  expect(openCursor(KEY, QUERY, cursor)).toBeNull();
});
