import fc from 'fast-check';
import * as z from 'zod/mini';
import { check } from '../../../desk/api/check.ts';
import type { Problem } from '../../../desk/api/problem.ts';

const schema = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(5)),
  size: z.optional(z.int().check(z.gte(1), z.lte(200))),
  kind: z.optional(z.enum(['a', 'b', 'c'])),
  on: z.optional(z.boolean()),
  list: z.optional(z.array(z.strictObject({ of: z.literal('x') })).check(z.minLength(2))),
  either: z.optional(z.union([z.strictObject({ share: z.number() }), z.strictObject({ seconds: z.number() })])),
  word: z.optional(z.union([z.literal('none'), z.string().check(z.regex(/^[a-z]+$/, 'must be small letters'))])),
  by: z.optional(z.record(z.string().check(z.regex(/^\d+$/, 'must be digits')), z.number())),
});

const problemOf = (body: unknown, status: 400 | 422 = 422): Problem => {
  const checked = check(schema, body, status);
  if (!('answer' in checked)) throw new Error('it passed');
  return checked.answer.body as Problem;
};

test('a body that fits comes back as its value', () => {
  expect(check(schema, { name: 'ok', size: 3 })).toEqual({ value: { name: 'ok', size: 3 } });
});

test.each<[string, unknown, string, string]>([
  ['nothing at all', undefined, 'body', 'Is required: an object.'],
  ['a list in place of an object', [], 'body', 'Must be an object.'],
  ['null', null, 'body', 'Must be an object.'],
  ['a field left out', {}, 'name', 'Is required: a text.'],
  ['another type', { name: 7 }, 'name', 'Must be a text.'],
  ['an empty text', { name: '' }, 'name', 'Must not be empty.'],
  ['too long a text', { name: 'abcdef' }, 'name', 'Must have at most 5 characters.'],
  ['too small a number', { name: 'a', size: 0 }, 'size', 'Must be at least 1.'],
  ['too large a number', { name: 'a', size: 201 }, 'size', 'Must be at most 200.'],
  ['a broken number', { name: 'a', size: 1.5 }, 'size', 'Must be a whole number.'],
  ['not one of the words', { name: 'a', kind: 'd' }, 'kind', 'Must be "a", "b" or "c".'],
  ['neither true nor false', { name: 'a', on: 'yes' }, 'on', 'Must be true or false.'],
  ['too few entries', { name: 'a', list: [{ of: 'x' }] }, 'list', 'Must have at least 2 entries.'],
  ['a fault deep inside', { name: 'a', list: [{ of: 'x' }, { of: 'y' }] }, 'list.1.of', 'Must be "x".'],
  ['a field that is not there', { name: 'a', nmae: 'b' }, 'nmae', 'There is no such field here.'],
  ['a strange field deep inside', { name: 'a', list: [{ of: 'x' }, { of: 'x', z: 1 }] }, 'list.1.z', 'There is no such field here.'],
  ['an alternative half right', { name: 'a', either: { share: 'half' } }, 'either.share', 'Must be a number.'],
  ['a text that is no alternative', { name: 'a', word: 'NONE' }, 'word', 'Must be small letters.'],
  ['another type than any alternative', { name: 'a', word: 5 }, 'word', 'Must be "none", or must be a text.'],
  ['a name in a record', { name: 'a', by: { x: 1 } }, 'by.x', 'The name is not valid: must be digits.'],
])('%s is told by its field, in words', (_, body, field, why) => {
  const problem = problemOf(body);
  expect(problem.errors).toContainEqual({ field, why });
  expect(problem.detail).toContain(problem.errors[0]?.field ?? '?');
});

test('a query is 400, a body 422', () => {
  expect(problemOf({}, 400).status).toBe(400);
  expect(problemOf({}).status).toBe(422);
});

test('all faults are told, up to 20', () => {
  const list = Array.from({ length: 500 }, () => ({ of: 'y' }));
  const problem = problemOf({ name: '', list });
  expect(problem.errors).toHaveLength(20);
  expect(problem.detail).toContain('and 500 more');
});

test('whatever comes, it is taken or told, and what is told is well-formed text', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, maxDepth: 4 }), (body) => {
      const checked = check(schema, body);
      if (!('answer' in checked)) return;
      const problem = checked.answer.body as Problem;
      expect(problem.errors.length).toBeGreaterThan(0);
      for (const { field, why } of problem.errors) {
        expect(field.isWellFormed()).toBe(true);
        expect(field).not.toBe('');
        expect(field).not.toMatch(/[\u0000-\u001f]/);
        expect(why).toMatch(/^[A-Z].*\.$/s);
      }
    }),
    { numRuns: 300 },
  );
});
