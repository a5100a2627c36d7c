import * as z from 'zod/mini';
import type { ApiAnswer } from './exchange.ts';
import { type FieldError, problem } from './problem.ts';

/*
 * Parsing at the API's door. What is wrong comes back in words that name the field; zod/mini brings no words of its
 * own, and ours speak to whoever wrote the request.
 */

export type Checked<T> = { readonly value: T } | { readonly answer: ApiAnswer };

/** So many faults are told; a body can be wrong in 10,000 places. */
const TOLD = 20;

/**
 * A value that fits the schema, or a problem: 422 for a body, 400 for a query.
 * @param what names the whole when no field is at fault, such as `body`
 */
export function check<S extends z.ZodMiniType>(schema: S, value: unknown, status: 400 | 422 = 422, what = 'body'): Checked<z.output<S>> {
  const result = z.safeParse(schema, value, { error: (issue) => wordsFor(issue) });
  if (result.success) return { value: result.data };
  const seen = new Set<string>();
  // The first fault of a field says it; those after it mostly follow from it.
  const told = faults(result.error.issues, what).filter(({ field }) => !seen.has(field) && seen.add(field));
  return { answer: refusal(told, status) };
}

/** A problem with all its fields, the first of them told in the detail. */
export function refusal(errors: readonly FieldError[], status: 400 | 422 = 422): ApiAnswer {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return problem(status, first ? `${first.field}: ${first.why}${more}` : 'Something is not valid.', errors.slice(0, TOLD));
}

/** One fault for each field that is wrong; an unknown field is named itself. */
export function faults(issues: readonly z.core.$ZodIssue[], what: string): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: pathOf([...issue.path, key], what), why: 'There is no such field here.' }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return union(issue, what);
    if (issue.code === 'invalid_key') {
      const why = issue.issues[0]?.message ?? 'This name is not valid.';
      return [{ field: pathOf(issue.path, what), why: sentence(`the name is not valid: ${why}`) }];
    }
    return [{ field: pathOf(issue.path, what), why: sentence(issue.message) }];
  });
}

/** Of a union the reader most likely meant the alternative that went wrong deepest inside; else all are told. */
function union(issue: z.core.$ZodIssueInvalidUnion, what: string): FieldError[] {
  const inside = issue.errors.find(
    (branch) => branch.length > 0 && branch.every((i) => i.path.length > 0 || i.code === 'unrecognized_keys'),
  );
  if (inside) return faults(inside.map((i) => ({ ...i, path: [...issue.path, ...i.path] })) as z.core.$ZodIssue[], what);
  const whys = [...new Set(issue.errors.map((branch) => branch[0]?.message ?? '').filter(Boolean))];
  return [{ field: pathOf(issue.path, what), why: sentence(whys.join(', or ')) }];
}

/** Control characters and length: a field's name is the caller's own text. */
const shown = (key: PropertyKey): string =>
  String(key)
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f]/g, '�')
    .slice(0, 60);
const pathOf = (path: readonly PropertyKey[], what: string): string => path.slice(0, 12).map(shown).join('.') || what;

const sentence = (text: string): string => {
  const trimmed = text.trim().replace(/\.$/, '');
  return trimmed === '' ? 'This is not valid.' : `${trimmed[0]?.toUpperCase()}${trimmed.slice(1)}.`;
};

const NOUN: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};
const noun = (type: string): string => NOUN[type] ?? type;
const MANY: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', set: 'entries', map: 'entries' };

/** Words for what a schema found; a message of the schema's own comes before these. */
function wordsFor(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `is required: ${noun(issue.expected)}`;
      return `must be ${noun(issue.expected)}`;
    case 'invalid_value':
      return `must be ${issue.values.map((v) => JSON.stringify(v)).join(', ')}`.replace(/, ([^,]*)$/, ' or $1');
    case 'too_small': {
      const many = MANY[issue.origin];
      if (many && Number(issue.minimum) === 1) return 'must not be empty';
      const bound = issue.inclusive === false ? 'more than' : 'at least';
      return many ? `must have ${bound} ${issue.minimum} ${many}` : `must be ${bound} ${issue.minimum}`;
    }
    case 'too_big': {
      const many = MANY[issue.origin];
      const bound = issue.inclusive === false ? 'less than' : 'at most';
      return many ? `must have ${bound} ${issue.maximum} ${many}` : `must be ${bound} ${issue.maximum}`;
    }
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return 'has not the right form';
    default:
      return 'is not valid';
  }
}
