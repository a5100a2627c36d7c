import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../../events/ids.ts';
import type { Interval } from '../settings.ts';
import { isZone } from '../sla/zone.ts';

/*
 * When a customer may be asked: at a decent hour on the customer's own wall.
 */

/** Shops mark a day's parcels as delivered in one go, and nights pile up until the morning: so askings spread over an hour. */
const SPREAD_SECONDS = 3600;
const DAY_SECONDS = 86_400;

const secondsOf = (wall: string): number => Number(wall.slice(0, 2)) * 3600 + Number(wall.slice(3)) * 60;
const toInstant = (zoned: Temporal.ZonedDateTime): Instant => new Date(zoned.epochMilliseconds).toISOString() as Instant;
const onWall = (at: Instant, zone: string): Temporal.ZonedDateTime => Temporal.Instant.from(at).toZonedDateTimeISO(zone);
const secondOfDay = (zoned: Temporal.ZonedDateTime): number => zoned.hour * 3600 + zoned.minute * 60 + zoned.second;

/** Whether the wall in this zone shows a decent hour. `to` at or before `from` means overnight. */
export function isDecent(at: Instant, zone: string, hours: Interval): boolean {
  const second = secondOfDay(onWall(at, zone));
  const from = secondsOf(hours.from);
  const to = secondsOf(hours.to);
  return from < to ? second >= from && second < to : second >= from || second < to;
}

/**
 * The first decent moment at or after an instant, moved on by up to an hour (less where the hours are shorter).
 * @param who decides how far it is moved: the same for the same text
 */
export function decentFrom(at: Instant, zone: string, hours: Interval, who: string): Instant {
  const from = secondsOf(hours.from);
  const length = (secondsOf(hours.to) - from + DAY_SECONDS) % DAY_SECONDS || DAY_SECONDS;
  const moved = createHash('sha256').update(`asking\n${who}`).digest().readUInt32BE(0) % Math.min(SPREAD_SECONDS, length);
  const later = (base: Instant): Instant => new Date(Date.parse(base) + moved * 1000).toISOString() as Instant;
  if (isDecent(at, zone, hours)) {
    const candidate = later(at);
    if (isDecent(candidate, zone, hours)) return candidate;
  }
  return later(nextBeginning(at, zone, hours));
}

/** The next time that the decent hours begin, after an instant. A wall time that a clock change leaves out begins when the clock has gone on. */
function nextBeginning(at: Instant, zone: string, hours: Interval): Instant {
  const wall = onWall(at, zone);
  const begins = Temporal.PlainTime.from(hours.from === '24:00' ? '00:00' : hours.from);
  for (let day = wall.toPlainDate(), n = 0; n < 3; day = day.add({ days: 1 }), n += 1) {
    const beginning = toInstant(day.toZonedDateTime({ timeZone: zone, plainTime: begins }));
    if (beginning > at) return beginning;
  }
  throw new Error(`the hours ${hours.from} never begin in ${zone}`);
}

type Regional = { readonly getTimeZones?: () => string[] | undefined };

/**
 * The customer's zone where it is known: as the shop says, or that of the country when all of it shows the same time.
 * @returns null when it cannot be told
 */
export function customerZone(zone: string | null, country: string | null, at: Instant): string | null {
  if (zone !== null && isZone(zone)) return zone;
  if (country === null || !/^[A-Za-z]{2}$/.test(country)) return null;
  const zones = (new Intl.Locale(`und-${country}`) as Regional).getTimeZones?.() ?? [];
  const shows = new Set(zones.filter(isZone).map((z) => onWall(at, z).offset));
  return shows.size === 1 ? (zones.find(isZone) ?? null) : null;
}
