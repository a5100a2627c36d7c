import type { ApiAnswer } from '../../../desk/api/exchange.ts';
import { etag, ifMatch, ifNoneMatch } from '../../../desk/api/precondition.ts';

const statusOf = (answer: ApiAnswer | null): number | null => answer?.status ?? null;

test.each<[string, string | undefined, boolean, number | null]>([
  ['the version that is there', '"3"', false, null],
  ['an older one', '"2"', false, 412],
  ['one of several', '"2", "3"', false, null],
  ['any version', '*', false, null],
  ['no header where it may be left out', undefined, false, null],
  ['no header where it must be there', undefined, true, 428],
  ['a weak tag, which matches nothing in a change', 'W/"3"', false, 412],
  ['a bare number', '3', false, 400],
  ['nothing', '', false, 400],
  ['a tag with rubbish after it', '"3" x', false, 400],
])('If-Match with %s', (_, header, required, status) => {
  expect(statusOf(ifMatch(header, 3, required))).toBe(status);
});

test.each<[string | undefined, boolean]>([
  ['"3"', true],
  ['W/"3"', true],
  ['"2", "3"', true],
  ['*', true],
  ['"4"', false],
  ['3', false],
  [undefined, false],
])('If-None-Match %s', (header, same) => {
  expect(ifNoneMatch(header, 3)).toBe(same);
});

test('the tag of a version matches that version and no other', () => {
  for (let version = 0; version < 30; version += 1) {
    for (let other = 0; other < 30; other += 1) expect(ifMatch(etag(version), other, true) === null).toBe(version === other);
  }
});
