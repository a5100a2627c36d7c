import { hash } from 'node:crypto';

const BLOCK = 64;
const INNER = 0x36;
const OUTER = 0x5c;

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** The key, one block long and flipped, and what follows it. */
function keyed(key: Uint8Array, flip: number, rest: Uint8Array): Buffer {
  const bytes = Buffer.alloc(BLOCK + rest.length, flip);
  for (let i = 0; i < key.length; i += 1) bytes[i] = (key[i] as number) ^ flip;
  bytes.set(rest, BLOCK);
  return bytes;
}

/**
 * HMAC-SHA-256 (RFC 2104), of a message in one piece; a text as UTF-8. Node's hash of one piece makes no stream and no key
 * object, which are most of what authenticating a few words costs.
 * @returns 32 bytes
 */
export function hmacSha256(secret: Uint8Array, message: string | Uint8Array): Buffer {
  const bytes = typeof message === 'string' ? Buffer.from(message, 'utf8') : message;
  const key = secret.length > BLOCK ? sha256(secret) : secret;
  return sha256(keyed(key, OUTER, sha256(keyed(key, INNER, bytes))));
}
