/* The days that are played: local dates of the desk's zone, the last of them today. */
import { Temporal } from 'temporal-polyfill';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Work that is planned may lie ahead of today. */
const BEYOND = 60;

export class Days {
  readonly count: number;
  readonly zone: string;
  /** The present: nothing is played beyond it. Epoch milliseconds. */
  readonly now: number;
  readonly #first: Temporal.PlainDate;
  readonly #dates: readonly string[];
  readonly #midnights: readonly number[];

  constructor(count: number, zone: string, now: number) {
    this.count = count;
    this.zone = zone;
    this.now = now;
    const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
    this.#first = today.subtract({ days: count - 1 });
    this.#dates = Array.from({ length: count + BEYOND }, (_, day) => this.#first.add({ days: day }).toString());
    this.#midnights = this.#dates.map((date) => this.#wall(date, 0));
  }

  /** Epoch milliseconds at which the first day begins. */
  get start(): number {
    return this.#midnights[0] as number;
  }

  /** Days that can be asked for: those that are played, and some ahead. */
  get known(): number {
    return this.#midnights.length - 1;
  }

  /** When the wall shows so many seconds after midnight on a day. */
  at(day: number, seconds: number): number {
    const midnight = this.#midnights[day] as number;
    // Only on the days on which the clocks change does it take a calendar to tell.
    if ((this.#midnights[day + 1] ?? midnight + DAY) - midnight === DAY) return midnight + Math.floor(seconds) * 1000;
    return this.#wall(this.date(day), seconds);
  }

  #wall(date: string, seconds: number): number {
    const plainTime = Temporal.PlainTime.from('00:00').add({ seconds: Math.floor(seconds) });
    return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: this.zone, plainTime }).epochMilliseconds;
  }

  /** The day in which an instant lies; the first is 0. */
  of(at: number): number {
    let day = Math.max(0, Math.min(this.known, Math.floor((at - this.start) / DAY)));
    while (day > 0 && (this.#midnights[day] as number) > at) day -= 1;
    while (day < this.known && (this.#midnights[day + 1] as number) <= at) day += 1;
    return day;
  }

  /** 0 is Monday. */
  weekday(day: number): number {
    return (this.#first.dayOfWeek - 1 + day) % 7;
  }

  /** `2026-11-27` */
  date(day: number): string {
    return this.#dates[day] as string;
  }
}
