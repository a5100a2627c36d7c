/*
 * Chance that is the same for the same seed: every part of the plan draws from a stream of its own, named by a text, so
 * that a change in one place does not stir the others.
 */

export class Chance {
  #state: number;
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
    // FNV-1a over the text, http://www.isthe.com/chongo/tech/comp/fnv/
    let hash = 2_166_136_261;
    for (let n = 0; n < seed.length; n += 1) hash = Math.imul(hash ^ seed.charCodeAt(n), 16_777_619);
    this.#state = hash >>> 0;
  }

  /** A stream of its own for a part. */
  of(part: string): Chance {
    return new Chance(`${this.#seed}/${part}`);
  }

  /** From 0 to 1, 1 left out: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** True so often. */
  is(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number from `least` to `most`, both in. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.next() * list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  /** One of the names, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return (entries.at(-1) as [K, number])[0];
  }

  /** Log-normal: how long people take. Half of all take less than the median; `spread` 0.5 is steady, 1 is wide. */
  around(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return median * Math.exp(spread * normal);
  }
}
