import { Temporal } from 'temporal-polyfill';

/*
 * A time zone as plain numbers: where its offset changes, and to what. Temporal is asked once for each change and
 * never in a calculation, because one of its operations costs as much as a thousand of these.
 */

const DAY_MS = 86_400_000;
/** How far around an instant the changes are looked up at a time. */
const REACH_MS = 550 * DAY_MS;
/** Outside of these the last known offset goes on: no tz rule is meant for so far away, and every search ends. */
const FIRST_MS = Date.UTC(1900, 0, 1);
const LAST_MS = Date.UTC(2200, 0, 1);

/** Stretches of constant offset: stretch k begins at `starts[k]` (the first one has no beginning) and local = UTC + `offsets[k]`. Milliseconds. */
export type ZoneTable = {
  readonly zone: string;
  starts: number[];
  offsets: number[];
  /** What is known without looking further: [from, to). */
  from: number;
  to: number;
  /** Rises whenever stretches were added in front, which renumbers the others. */
  generation: number;
};

const tables = new Map<string, ZoneTable>();

const at = (zone: string, ms: number): Temporal.ZonedDateTime => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
const offsetAt = (zone: string, ms: number): number => Math.round(at(zone, ms).offsetNanoseconds / 1e6);

/** Whether the zone is an IANA name that this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && at(zone, 0).timeZoneId !== '';
  } catch {
    return false;
  }
}

/**
 * The zone's table, reaching at least to the instants asked for.
 * @throws RangeError when the zone is unknown
 */
export function zoneTable(zone: string, low: number, high: number): ZoneTable {
  let table = tables.get(zone);
  if (table === undefined) {
    const first = clamp(low - REACH_MS);
    table = { zone, starts: [Number.NEGATIVE_INFINITY], offsets: [offsetAt(zone, first)], from: first, to: first, generation: 0 };
    tables.set(zone, table);
  }
  if (high >= table.to && table.to < LAST_MS) extend(table, clamp(high + REACH_MS));
  if (low < table.from && table.from > FIRST_MS) prepend(table, clamp(low - REACH_MS));
  return table;
}

const clamp = (ms: number): number => Math.min(Math.max(ms, FIRST_MS), LAST_MS);

/** The changes in (from, to], oldest first. Two changes that leave the offset as it was (a new name, say) are none. */
function changes(zone: string, from: number, to: number, offset: number): { starts: number[]; offsets: number[] } {
  const found = { starts: [] as number[], offsets: [] as number[] };
  let last = offset;
  for (let next = at(zone, from).getTimeZoneTransition('next'); next !== null; next = next.getTimeZoneTransition('next')) {
    if (next.epochMilliseconds > to) break;
    const now = Math.round(next.offsetNanoseconds / 1e6);
    if (now === last) continue;
    found.starts.push(next.epochMilliseconds);
    found.offsets.push(now);
    last = now;
  }
  return found;
}

function extend(table: ZoneTable, to: number): void {
  const found = changes(table.zone, table.to, to, table.offsets.at(-1) ?? 0);
  table.starts.push(...found.starts);
  table.offsets.push(...found.offsets);
  table.to = to;
}

function prepend(table: ZoneTable, from: number): void {
  const first = offsetAt(table.zone, from);
  const found = changes(table.zone, from, table.from, first);
  table.starts = [Number.NEGATIVE_INFINITY, ...found.starts, ...table.starts.slice(1)];
  table.offsets = [first, ...found.offsets, ...table.offsets.slice(1)];
  table.from = from;
  table.generation += 1;
}

/** The stretch that an instant lies in. */
export function stretchAt(table: ZoneTable, ms: number): number {
  const { starts } = table;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}
