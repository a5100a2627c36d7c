/*
 * Whole numbers and texts as bytes: LEB128 varints, negative ones zigzagged (https://protobuf.dev/programming-guides/encoding/).
 */

const ENCODER = new TextEncoder();

export class Writer {
  /** A measure's few bins take a few bytes, and there is a writer for each: room for no more costs a tenth of room for 1024. */
  #bytes = new Uint8Array(64);
  #length = 0;

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  /** A whole number from 0 to 2^53 − 1. */
  natural(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length] = (rest % 128) + 128;
      this.#length += 1;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** A whole number of either sign, up to 2^52. */
  integer(value: number): void {
    this.natural(value < 0 ? -2 * value - 1 : 2 * value);
  }

  text(value: string): void {
    this.bytes(ENCODER.encode(value));
  }

  bytes(value: Uint8Array): void {
    this.natural(value.length);
    this.#room(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

const TEXT = new TextDecoder();
/** Where pairs are put together; what is read of them is a copy of its size. */
const PAIRS: number[] = [];

/** Goes through bytes from the front. */
export class Scanner {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.at >= this.#bytes.length;
  }

  /** @throws RangeError at the end of the bytes */
  natural(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (this.at >= this.#bytes.length) throw new RangeError('the bytes end too early');
      const byte = this.#bytes[this.at] ?? 0;
      this.at += 1;
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
      scale *= 128;
    }
  }

  integer(): number {
    const value = this.natural();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /**
   * Pairs up to a position: a natural number each, as its distance from the one before, and an integer. Almost all are of
   * one byte, and a year by day has half a million of them, so those are read without a call.
   */
  pairs(to: number): number[] {
    const bytes = this.#bytes;
    let n = 0;
    let sum = 0;
    while (this.at < to) {
      const step = bytes[this.at] ?? 0;
      if (step < 128) {
        this.at += 1;
        sum += step;
      } else sum += this.natural();
      const value = bytes[this.at] ?? 0;
      PAIRS[n] = sum;
      if (value < 128) {
        this.at += 1;
        PAIRS[n + 1] = (value & 1) === 0 ? value >> 1 : -((value + 1) >> 1);
      } else PAIRS[n + 1] = this.integer();
      n += 2;
    }
    return PAIRS.slice(0, n);
  }

  /** Goes into a length-prefixed piece, and says where it ends. Throws a RangeError when that lies behind the bytes. */
  enter(): number {
    const to = this.natural() + this.at;
    if (to > this.#bytes.length) throw new RangeError('the bytes end too early');
    return to;
  }

  /** A length-prefixed piece as it is. */
  piece(): Uint8Array {
    const to = this.enter();
    const piece = this.#bytes.subarray(this.at, to);
    this.at = to;
    return piece;
  }

  text(): string {
    return TEXT.decode(this.piece());
  }
}
