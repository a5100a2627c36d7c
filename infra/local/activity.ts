/*
 * What is in flight. The desk is idle when nothing is: every part counts what it begins and what it ends.
 */

export type Kind = 'http' | 'smtp' | 'invocation' | 'stream' | 'queue' | 'forward' | 'retry';

export class Activity {
  readonly #counts = new Map<Kind, number>();
  #total = 0;
  #waiters: (() => void)[] = [];
  /** Pauses that end once nothing of another kind is in flight. */
  readonly #lulls = new Map<() => void, Kind>();

  /** Counts one thing in flight; the answer ends it, once. */
  begin(kind: Kind): () => void {
    this.#add(kind, 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#add(kind, -1);
    };
  }

  /** Sets how many of a kind are in flight, for parts that keep their own count. */
  level(kind: Kind, count: number): void {
    this.#add(kind, count - (this.#counts.get(kind) ?? 0));
  }

  get idle(): boolean {
    return this.#total === 0;
  }

  /** What is in flight, by kind; empty when idle. */
  inFlight(): Record<string, number> {
    return Object.fromEntries([...this.#counts].filter(([, count]) => count > 0));
  }

  /**
   * A pause in which more of something gathers: over after so long, or once nothing of another kind is in flight, for then
   * nobody is left who could add to it.
   */
  lull(kind: Kind, longestMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#lulls.delete(end);
        resolve();
      };
      const timer = setTimeout(end, longestMs);
      this.#lulls.set(end, kind);
      this.#lookForLull();
    });
  }

  #lookForLull(): void {
    const alone = (kind: Kind): boolean => this.#total === (this.#counts.get(kind) ?? 0);
    if (![...this.#lulls.values()].some(alone)) return;
    // One turn later, as below.
    setImmediate(() => {
      for (const [end, kind] of [...this.#lulls]) if (alone(kind)) end();
    });
  }

  /**
   * Resolves once nothing is in flight.
   * @throws Error after `timeoutMs`, saying what still is
   */
  settled(timeoutMs = 120_000): Promise<void> {
    if (this.#total === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((waiter) => waiter !== done);
        reject(new Error(`still in flight after ${timeoutMs / 1000} s: ${JSON.stringify(this.inFlight())}`));
      }, timeoutMs);
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiters.push(done);
    });
  }

  #add(kind: Kind, change: number): void {
    if (change === 0) return;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + change);
    this.#total += change;
    if (change < 0) this.#lookForLull();
    if (this.#total !== 0) return;
    // One turn later: what ends here often begins the next step in the same breath.
    setImmediate(() => {
      if (this.#total !== 0) return;
      const waiters = this.#waiters;
      this.#waiters = [];
      for (const waiter of waiters) waiter();
    });
  }
}
