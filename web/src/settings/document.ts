/*
 * A document of plain values, read and changed at a dotted path: `calendars.0.week.mon`.
 */

type Branch = Readonly<Record<string, unknown>> | readonly unknown[];
const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null;

/** What lies at a dotted path. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((here, key) => (isBranch(here) ? (here as Record<string, unknown>)[key] : undefined), value);
}

/** The same with another value at the path; `undefined` takes the key away. */
export function put<T>(value: T, path: string, wanted: unknown): T {
  const [key = '', ...rest] = path.split('.');
  const below = rest.join('.');
  const old = isBranch(value) ? (value as Record<string, unknown>)[key] : undefined;
  const next = below === '' ? wanted : put(old ?? {}, below, wanted);
  if (Array.isArray(value)) return value.map((one, place) => (String(place) === key ? next : one)) as T;
  const copy: Record<string, unknown> = { ...(isBranch(value) ? (value as Record<string, unknown>) : {}) };
  if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy as T;
}
