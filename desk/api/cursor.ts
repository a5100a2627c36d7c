import { createHash, timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../hmac.ts';

/*
 * Cursors: where a list goes on. Opaque to whoever carries them, bound to the query they came from, and sealed, so that
 * nobody can point one at another place in the table.
 */

/** 128 bits of HMAC-SHA-256 (RFC 2104, section 5 allows truncation to half and more). */
const SEAL_BYTES = 16;
const MOST = 2_048;

const sealOf = (secret: Uint8Array, query: string, position: string): Buffer =>
  hmacSha256(secret, `cursor\n${createHash('sha256').update(query).digest('base64url')}\n${position}`).subarray(0, SEAL_BYTES);

/**
 * @param secret the desk's secret, 32 bytes
 * @param query the list's query in one text, all parameters but limit and cursor
 * @param position where the next page begins; no personal data, for it can be read
 */
export function sealCursor(secret: Uint8Array, query: string, position: string): string {
  return Buffer.concat([sealOf(secret, query, position), Buffer.from(position, 'utf8')]).toString('base64url');
}

/** The position in a cursor; null when it was not sealed by this desk for this query. */
export function openCursor(secret: Uint8Array, query: string, cursor: string): string | null {
  if (cursor.length > MOST || !/^[A-Za-z0-9_-]+$/.test(cursor)) return null;
  const bytes = Buffer.from(cursor, 'base64url');
  // one spelling only: base64url leaves bits at the end that decoding ignores
  if (bytes.length <= SEAL_BYTES || bytes.toString('base64url') !== cursor) return null;
  const position = bytes.subarray(SEAL_BYTES).toString('utf8');
  return timingSafeEqual(bytes.subarray(0, SEAL_BYTES), sealOf(secret, query, position)) ? position : null;
}
