import { holidayDates } from '../../../desk/sla/holidays.ts';
import type { Chance } from './chance.ts';
import { type Days, HOUR, MINUTE } from './days.ts';
import { AGENTS, COUNTRY, type Person } from './shop.ts';

/* Who works when: shifts, single days off, a week of holidays each, public holidays, and two who fall ill when it is worst. */

export type Slot = { readonly agent: Person; readonly from: number };

/** What is left of a shift must hold a bit of work. */
const LEAST_LEFT = 10 * MINUTE;

export class Roster {
  readonly #days: Days;
  readonly #off = new Map<string, Set<number>>();
  readonly #closed = new Set<number>();
  /** Until when each is busy. */
  readonly #busy = new Map<string, number>();

  /** @param ill days on which the second and the third agent are ill */
  constructor(days: Days, chance: Chance, ill: readonly number[]) {
    this.#days = days;
    const years = [days.date(0), days.date(days.known)].map((date) => Number(date.slice(0, 4))) as [number, number];
    const holidays = new Set(holidayDates({ country: COUNTRY, region: null }, ...years));
    for (let day = 0; day <= days.known; day += 1) if (holidays.has(days.date(day))) this.#closed.add(day);
    AGENTS.forEach((agent, n) => {
      const its = chance.of(agent.id);
      const off = new Set<number>(n === 1 || n === 2 ? ill : []);
      for (let single = 10; single < days.count; single += its.whole(18, 32)) off.add(single);
      // One after the other, so that never two are away for a week.
      const away = Math.floor((days.count / (AGENTS.length + 1)) * (n + 0.4));
      if (days.count >= 60) for (let day = away; day < away + 7; day += 1) if (!ill.includes(day)) off.add(day);
      this.#off.set(agent.id, off);
    });
  }

  /** The shift of an agent on a day, epoch milliseconds; null on a day off. */
  shift(agent: Person, day: number): readonly [from: number, to: number] | null {
    const hours = agent.week[this.#days.weekday(day)] ?? null;
    if (hours === null || this.#closed.has(day) || this.#off.get(agent.id)?.has(day)) return null;
    return [this.#days.at(day, hours[0] * 3600), this.#days.at(day, hours[1] * 3600)];
  }

  /** Whether somebody is at work. */
  works(agent: Person, at: number): boolean {
    const shift = this.shift(agent, this.#days.of(at));
    return shift !== null && at >= shift[0] && at < shift[1];
  }

  /** When an agent can begin something at or after an instant, busy times left out. */
  #free(agent: Person, at: number): number {
    const from = Math.max(at, this.#busy.get(agent.id) ?? 0);
    for (let day = this.#days.of(from); ; day += 1) {
      const shift = this.shift(agent, day);
      if (shift === null) continue;
      const begin = Math.max(from, shift[0]);
      if (begin + LEAST_LEFT <= shift[1]) return begin;
    }
  }

  /** Who takes something up, and when: the first who is free, a little later gladly by who speaks the language or knows the ticket. */
  take(at: number, language: string, known: Person | null, minutes: number): Slot & { readonly to: number } {
    const slots = AGENTS.map((agent) => ({ agent, from: this.#free(agent, at) }));
    const cost = ({ agent, from }: Slot): number =>
      from + (agent.languages.includes(language) ? 0 : 3 * HOUR) + (known === null || known === agent ? 0 : HOUR);
    const slot = slots.reduce((best, one) => (cost(one) < cost(best) ? one : best));
    const shift = this.shift(slot.agent, this.#days.of(slot.from)) as readonly [number, number];
    const to = Math.min(slot.from + Math.round(minutes * slot.agent.pace) * MINUTE, shift[1] - MINUTE);
    this.#busy.set(slot.agent.id, to);
    return { ...slot, to };
  }

  /** Who is there at once, for a call or a chat; null when nobody is free within a few minutes. */
  pickUp(at: number, minutes: number): (Slot & { readonly to: number }) | null {
    const free = AGENTS.map((agent) => ({ agent, from: this.#free(agent, at) })).reduce((a, b) => (b.from < a.from ? b : a));
    if (free.from > at + 5 * MINUTE) return null;
    const to = free.from + minutes * MINUTE;
    if (!this.works(free.agent, to)) return null;
    this.#busy.set(free.agent.id, to);
    return { ...free, to };
  }
}
