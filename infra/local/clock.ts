/*
 * The desk's clock: it gives the time in every trigger, runs in real time from the instant it was set to, or stands still.
 * What waits for it (schedules, retries) stands in one line, by due time.
 */

type Waiting = {
  readonly dueAt: number;
  readonly order: number;
  readonly run: () => void;
  readonly name: string | null;
  timer?: NodeJS.Timeout;
};
const NOTHING: ReadonlySet<string> = new Set();
const isLeftOut = ({ name }: Waiting, without: ReadonlySet<string>): boolean => name !== null && without.has(name);

/** A wait for a retry lasts a sixtieth on a running clock: nobody who watches a local desk sits through AWS's minutes. */
export const RETRY_SPEED_UP = 60;

/** What the clock showed is remembered for so long, in real time. */
const REMEMBERED_MS = 10_000;
type Stretch = { readonly since: number; readonly base: number; readonly running: boolean };

/** Node's timers hold 31 bits of milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class DeskClock {
  #base: number;
  #since: number;
  #running: boolean;
  #order = 0;
  readonly #schedules: Waiting[] = [];
  readonly #retries = new Set<Waiting>();
  #alarm: NodeJS.Timeout | undefined;
  #stopped = false;
  /** What the clock showed lately, by the machine's own clock. */
  readonly #shown: Stretch[] = [];
  /** Called when retries begin or cease to run down by themselves. */
  onRetries: (running: number) => void = () => undefined;

  /** @param now epoch milliseconds */
  constructor(now: number, running: boolean) {
    this.#base = now;
    this.#since = performance.now();
    this.#running = running;
    this.#remember();
  }

  get running(): boolean {
    return this.#running;
  }

  /** Epoch milliseconds on the desk's clock. */
  now(): number {
    return this.#running ? this.#base + Math.floor(performance.now() - this.#since) : this.#base;
  }

  /**
   * The earliest that this clock showed about a second of the machine's clock: what another program stamped with that
   * second, rounded up or down, happened no earlier. Lately only; of what is long past it knows no more than where its
   * memory begins.
   * @param second whole seconds since 1970
   */
  earliestIn(second: number): number {
    const [from, to] = [(second - 1) * 1000, (second + 1) * 1000];
    let earliest: number | undefined;
    for (const { since, base, running } of this.#shown) {
      if (since >= to) break;
      const shown = running ? base + Math.max(0, from - since) : base;
      earliest = since <= from ? shown : Math.min(earliest ?? shown, shown);
    }
    return earliest ?? this.#shown[0]?.base ?? this.now();
  }

  #remember(): void {
    const now = Date.now();
    this.#shown.push({ since: now, base: this.#base, running: this.#running });
    while (this.#shown.length > 1 && (this.#shown[1] as Stretch).since < now - REMEMBERED_MS) this.#shown.shift();
  }

  /** Sets the clock. What was due before the new instant fires late, at once, on a running clock, or with the next advance. */
  set(now: number, running: boolean): void {
    this.#base = now;
    this.#since = performance.now();
    this.#running = running;
    this.#remember();
    for (const retry of this.#retries) this.#speedUp(retry);
    this.#arm();
    this.#report();
  }

  /**
   * What happens at an instant moves a standing clock on to it, never back; a running clock goes its own way. For what is
   * stamped by earliestIn() this is no move: what came before is still in work.
   */
  reach(instant: number): void {
    if (!this.#running) this.#base = Math.max(this.#base, instant);
  }

  /**
   * Runs something at an instant of the desk's clock; earlier ones first, equal ones in the order in which they came.
   * @param name by which an advance can leave it for later
   */
  at(dueAt: number, run: () => void, name: string | null = null): void {
    this.#order += 1;
    const waiting = { dueAt, order: this.#order, run, name };
    let place = this.#schedules.length;
    while (place > 0 && (this.#schedules[place - 1] as Waiting).dueAt > dueAt) place -= 1;
    this.#schedules.splice(place, 0, waiting);
    this.#arm();
  }

  /** A retry after so many seconds: in full on a standing clock, where advance() brings it; sped up on a running one. */
  retryAfter(seconds: number, run: () => void): void {
    this.#order += 1;
    const retry: Waiting = { dueAt: this.now() + seconds * 1000, order: this.#order, run, name: null };
    this.#retries.add(retry);
    this.#speedUp(retry);
    this.#report();
  }

  /** How many retries run down by themselves: none on a standing clock. */
  get retriesRunning(): number {
    return this.#running ? this.#retries.size : 0;
  }

  get retriesWaiting(): number {
    return this.#retries.size;
  }

  /**
   * Moves the clock to `to`, stopping at each instant at which something is due, firing it, and waiting until all that it
   * set off has settled.
   * @param without names of what stays due, until an advance that does not leave it out
   * @returns at how many instants something fired
   */
  async advance(to: number, settle: () => Promise<void>, without: ReadonlySet<string> = NOTHING): Promise<number> {
    const wasRunning = this.#running;
    this.set(this.now(), false);
    let fired = 0;
    try {
      await settle();
      for (;;) {
        const due = this.#nextDue(without);
        if (due === undefined || due > to || this.#stopped) break;
        this.#base = Math.max(this.#base, due);
        this.#remember();
        this.#fireDue(without);
        fired += 1;
        await settle();
      }
      this.#base = Math.max(this.#base, to);
    } finally {
      this.set(this.now(), wasRunning);
    }
    return fired;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#alarm);
    for (const retry of this.#retries) clearTimeout(retry.timer);
    this.#retries.clear();
    this.#schedules.length = 0;
  }

  #nextDue(without: ReadonlySet<string>): number | undefined {
    let due = this.#schedules.find((one) => !isLeftOut(one, without))?.dueAt;
    for (const retry of this.#retries) if (due === undefined || retry.dueAt < due) due = retry.dueAt;
    return due;
  }

  #fireDue(without: ReadonlySet<string> = NOTHING): void {
    const now = this.now();
    const due = this.#schedules.filter((one) => one.dueAt <= now && !isLeftOut(one, without));
    for (const waiting of due) this.#schedules.splice(this.#schedules.indexOf(waiting), 1);
    for (const retry of this.#retries) {
      if (retry.dueAt > now) continue;
      this.#retries.delete(retry);
      clearTimeout(retry.timer);
      due.push(retry);
    }
    due.sort((a, b) => a.dueAt - b.dueAt || a.order - b.order);
    for (const waiting of due) waiting.run();
    this.#report();
  }

  #speedUp(retry: Waiting): void {
    clearTimeout(retry.timer);
    if (!this.#running) return;
    const wait = Math.min(Math.max(0, retry.dueAt - this.now()) / RETRY_SPEED_UP, LONGEST_TIMER);
    retry.timer = setTimeout(() => {
      this.#retries.delete(retry);
      retry.run();
      this.#report();
    }, wait);
  }

  #arm(): void {
    clearTimeout(this.#alarm);
    const next = this.#schedules[0];
    if (!this.#running || !next || this.#stopped) return;
    const wait = Math.min(Math.max(0, next.dueAt - this.now()), LONGEST_TIMER);
    this.#alarm = setTimeout(() => {
      this.#fireDue();
      this.#arm();
    }, wait);
  }

  #report(): void {
    this.onRetries(this.retriesRunning);
  }
}

/** A request or a mail says in this field when it comes (RFC 3339), so that many of a played history can be in work at once. */
export const AT_HEADER = 'x-local-at';

/** When something comes: when it says, as long as the clock stands, and the clock moves on to that; otherwise now. */
export function whenSaid(said: string | string[] | undefined, clock: DeskClock): number {
  const at = typeof said === 'string' && !clock.running ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(at)) return clock.now();
  clock.reach(at);
  return at;
}
