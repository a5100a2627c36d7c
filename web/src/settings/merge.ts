/*
 * Two people changed the same settings: what each of them changed is kept, entry by entry.
 */

type Entry = Readonly<Record<string, unknown>> & { readonly id: string };
type Branch = Readonly<Record<string, unknown>>;

export type Merged<T> = {
  readonly value: T;
  /** Where both changed the same thing otherwise; the value holds mine. */
  readonly conflicts: readonly string[];
};

/** What I made of `base`, put on top of what they made of it. */
export function merged<T>(base: T, mine: T, theirs: T): Merged<T> {
  const conflicts: string[] = [];
  return { value: merge(base, mine, theirs, '', conflicts) as T, conflicts };
}

function merge(base: unknown, mine: unknown, theirs: unknown, path: string, conflicts: string[]): unknown {
  if (same(mine, base) || same(mine, theirs)) return theirs;
  if (same(theirs, base)) return mine;
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (isEntries(mine) && isEntries(theirs) && isEntries(base)) return entries(base, mine, theirs, below, conflicts);
  if (isBranch(mine) && isBranch(theirs) && isBranch(base)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
    const values = keys.map((key) => [key, merge(base[key], mine[key], theirs[key], below(key), conflicts)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }
  conflicts.push(path);
  return mine;
}

/** Entries that are known by their ids: in my order where I changed the order or the entries, in theirs where I did not. */
function entries(
  base: readonly Entry[],
  mine: readonly Entry[],
  theirs: readonly Entry[],
  below: (id: string) => string,
  conflicts: string[],
): Entry[] {
  const ids = (list: readonly Entry[]): string[] => list.map(({ id }) => id);
  const order = same(ids(mine), ids(base)) ? [...ids(theirs), ...ids(mine)] : [...ids(mine), ...ids(theirs)];
  const of = (list: readonly Entry[], id: string): Entry | undefined => list.find((one) => one.id === id);
  const kept = [...new Set(order)].map((id) => merge(of(base, id), of(mine, id), of(theirs, id), below(id), conflicts));
  return kept.filter((one): one is Entry => one !== undefined);
}

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null && !Array.isArray(value);
const isEntries = (value: unknown): value is readonly Entry[] =>
  Array.isArray(value) &&
  value.every((one) => isBranch(one) && typeof one.id === 'string') &&
  new Set(value.map(({ id }) => id)).size === value.length;

/** Alike, whatever the order of keys. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => same(one, b[at]));
  if (!isBranch(a) || !isBranch(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}
