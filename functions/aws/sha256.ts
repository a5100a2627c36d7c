import { hash } from 'node:crypto';

/*
 * SHA-256 and HMAC (FIPS 180-4, RFC 2104) in the shape in which the SDK takes them, for its signer. Node's hash of one piece
 * makes no stream and no key object, which are most of what signing a small request costs.
 */

type Source = string | ArrayBuffer | ArrayBufferView;
const BLOCK = 64;
const INNER = 0x36;
const OUTER = 0x5c;

const bytesOf = (data: Source): Uint8Array =>
  typeof data === 'string'
    ? Buffer.from(data, 'utf8')
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** The key, one block long and flipped, and what follows it. */
function keyed(key: Uint8Array, flip: number, rest: Uint8Array): Buffer {
  const bytes = Buffer.alloc(BLOCK + rest.length, flip);
  for (let i = 0; i < key.length; i += 1) bytes[i] = (key[i] as number) ^ flip;
  bytes.set(rest, BLOCK);
  return bytes;
}

/** HMAC where a secret is given, else the plain hash. */
export class Sha256 {
  readonly #key: Uint8Array | null;
  #parts: Uint8Array[] = [];

  constructor(secret?: Source) {
    const key = secret === undefined ? null : bytesOf(secret);
    this.#key = key !== null && key.length > BLOCK ? sha256(key) : key;
  }

  /** A chunk must stay as it is until the digest is asked for: it is not copied. */
  update(chunk: Source): void {
    this.#parts.push(bytesOf(chunk));
  }

  async digest(): Promise<Uint8Array> {
    const [first = new Uint8Array(), ...more] = this.#parts;
    const message = more.length === 0 ? first : Buffer.concat(this.#parts);
    return this.#key === null ? sha256(message) : sha256(keyed(this.#key, OUTER, sha256(keyed(this.#key, INNER, message))));
  }

  reset(): void {
    this.#parts = [];
  }
}
