import { hash } from 'node:crypto';
import { hmacSha256 } from '../../desk/hmac.ts';

/*
 * SHA-256 and HMAC in the shape in which the SDK takes them, for its signer.
 */

type Source = string | ArrayBuffer | ArrayBufferView;

const bytesOf = (data: Source): Uint8Array =>
  typeof data === 'string'
    ? Buffer.from(data, 'utf8')
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);

/** HMAC where a secret is given, else the plain hash. */
export class Sha256 {
  readonly #secret: Uint8Array | null;
  #parts: Uint8Array[] = [];

  constructor(secret?: Source) {
    this.#secret = secret === undefined ? null : bytesOf(secret);
  }

  /** A chunk must stay as it is until the digest is asked for: it is not copied. */
  update(chunk: Source): void {
    this.#parts.push(bytesOf(chunk));
  }

  async digest(): Promise<Uint8Array> {
    const [first = new Uint8Array(), ...more] = this.#parts;
    const message = more.length === 0 ? first : Buffer.concat(this.#parts);
    return this.#secret === null ? hash('sha256', message, 'buffer') : hmacSha256(this.#secret, message);
  }

  reset(): void {
    this.#parts = [];
  }
}
