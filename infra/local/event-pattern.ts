/*
 * EventBridge's pattern language, as rules and event source mappings filter with it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * Event source mappings speak the same language: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
import { isObject, type Json, type JsonObject } from './template.ts';

/** Says whether an event matches. A pattern is compiled once, so that a mistake in it is found at start. */
export type Matches = (event: Json) => boolean;

/** @throws Error naming the operator or the path that is not understood */
export function compilePattern(pattern: Json): Matches {
  if (!isObject(pattern)) throw new Error('an event pattern is an object');
  return compileObject(pattern, '$');
}

function compileObject(pattern: JsonObject, path: string): Matches {
  const tests: Matches[] = [];
  for (const [key, want] of Object.entries(pattern)) {
    if (key === '$or') {
      if (!Array.isArray(want)) throw new Error(`${path}.$or is a list of patterns`);
      const ways = want.map((way) => compilePattern(way));
      tests.push((event) => ways.some((way) => way(event)));
    } else if (Array.isArray(want)) {
      const leaf = compileLeaf(want, `${path}.${key}`);
      tests.push((event) => leaf(isObject(event) ? event[key] : undefined));
    } else if (isObject(want)) {
      const inner = compileObject(want, `${path}.${key}`);
      tests.push((event) => {
        const value = isObject(event) ? event[key] : undefined;
        return Array.isArray(value) ? value.some((item) => inner(item)) : inner(isObject(value) ? value : {});
      });
    } else {
      throw new Error(`${path}.${key}: values of an event pattern stand in lists`);
    }
  }
  return (event) => tests.every((test) => test(event));
}

type Leaf = (value: Json | undefined) => boolean;

function compileLeaf(wants: Json[], path: string): Leaf {
  const single = wants.map((want) => compileOne(want, path));
  return (value) =>
    Array.isArray(value)
      ? value.length === 0
        ? single.some((test) => test(undefined))
        : value.some((item) => single.some((test) => test(item)))
      : single.some((test) => test(value));
}

function compileOne(want: Json, path: string): Leaf {
  if (!isObject(want)) return (value) => value === want;
  const entries = Object.entries(want);
  const [operator, operand] = entries[0] ?? ['', null];
  if (entries.length !== 1) throw new Error(`${path}: one operator at a time`);
  switch (operator) {
    case 'exists':
      return (value) => (value !== undefined) === operand;
    case 'prefix':
      return textTest(operand as Json, path, (value, part, fold) => fold(value).startsWith(fold(part)));
    case 'suffix':
      return textTest(operand as Json, path, (value, part, fold) => fold(value).endsWith(fold(part)));
    case 'equals-ignore-case': {
      const part = plainText(operand as Json, path).toLowerCase();
      return (value) => typeof value === 'string' && value.toLowerCase() === part;
    }
    case 'wildcard': {
      const shape = wildcard(plainText(operand as Json, path));
      return (value) => typeof value === 'string' && shape.test(value);
    }
    case 'numeric':
      return numeric(operand as Json, path);
    case 'anything-but':
      return anythingBut(operand as Json, path);
    default:
      throw new Error(`${path}: the operator ${operator} is not understood by the local desk`);
  }
}

const asIs = (text: string): string => text;
const lower = (text: string): string => text.toLowerCase();

function textTest(operand: Json, path: string, test: (value: string, part: string, fold: (text: string) => string) => boolean): Leaf {
  const [part, fold] =
    isObject(operand) && typeof operand['equals-ignore-case'] === 'string'
      ? [operand['equals-ignore-case'], lower]
      : [plainText(operand, path), asIs];
  return (value) => typeof value === 'string' && test(value, part, fold);
}

function anythingBut(operand: Json, path: string): Leaf {
  if (isObject(operand)) {
    const [operator, inner] = Object.entries(operand)[0] ?? ['', null];
    const tests = (Array.isArray(inner) ? inner : [inner]).map((one) => compileOne({ [operator]: one as Json }, path));
    return (value) => value !== undefined && !tests.some((test) => test(value));
  }
  const not = Array.isArray(operand) ? operand : [operand];
  return (value) => value !== undefined && !not.includes(value);
}

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
};

function numeric(operand: Json, path: string): Leaf {
  if (!Array.isArray(operand) || operand.length % 2 !== 0) throw new Error(`${path}: numeric takes pairs of comparison and number`);
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < operand.length; i += 2) {
    const compare = COMPARE[String(operand[i])];
    const bound = operand[i + 1];
    if (!compare || typeof bound !== 'number') throw new Error(`${path}: numeric does not know ${JSON.stringify(operand)}`);
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\([\\*])|\*|[.*+?^${}()|[\]\\]/g, (part, escaped: string | undefined) =>
    escaped ? `\\${escaped}` : part === '*' ? '[^]*' : `\\${part}`,
  );
  return new RegExp(`^${source}$`);
}

function plainText(value: Json, path: string): string {
  if (typeof value !== 'string') throw new Error(`${path}: a text is wanted, not ${JSON.stringify(value)}`);
  return value;
}
