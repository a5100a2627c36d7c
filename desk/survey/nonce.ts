import { createHash, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../events/ids.ts';
import { hmacSha256 } from '../hmac.ts';
import type { SurveyStream } from './token.ts';

/*
 * A page's nonce: made when the page is served, sent back when a button on it is pressed. It proves that the press
 * belongs to this survey, to this page and to the score shown on it, and when the page was served. Nothing is stored
 * for it until a button is pressed.
 */

/** What a page is for: a press on one is worth nothing on another. */
export type Purpose = 'answer' | 'unsubscribe';

export type PageNonce = {
  readonly servedAt: Instant;
  /** The score that the page shows as chosen; null when it shows none. */
  readonly chosen: number | null;
  /** Names the page, for what is remembered of it. */
  readonly id: string;
};

const SEAL_BYTES = 16;

const seal = (secret: Uint8Array, purpose: Purpose, survey: SurveyStream, body: string): Buffer =>
  hmacSha256(secret, `survey page\n${purpose}\n${survey}\n${body}`).subarray(0, SEAL_BYTES);

/**
 * @param seed unique to the request that the page answers, so that no two pages are the same
 * @returns ASCII, about 50 characters: served at, score, random part, and 128 bits of HMAC-SHA-256 over them
 */
export function sealPage(
  secret: Uint8Array,
  purpose: Purpose,
  survey: SurveyStream,
  page: { readonly servedAt: Instant; readonly chosen: number | null; readonly seed: string },
): string {
  const random = hmacSha256(secret, `survey page seed\n${page.seed}`).subarray(0, 9).toString('base64url');
  const body = `${Date.parse(page.servedAt).toString(36)}.${page.chosen ?? 'n'}.${random}`;
  return `${body}.${seal(secret, purpose, survey, body).toString('base64url')}`;
}

/** The page that a nonce was served with, or null when the desk never made it for this survey and purpose. */
export function openPage(secret: Uint8Array, purpose: Purpose, survey: SurveyStream, nonce: string): PageNonce | null {
  const parts = /^(([0-9a-z]{6,10})\.(n|\d{1,2})\.[A-Za-z0-9_-]{12})\.([A-Za-z0-9_-]{22})$/.exec(nonce);
  const [, body = '', servedAt = '', chosen = '', mac = ''] = parts ?? [];
  if (parts === null || !timingSafeEqual(Buffer.from(mac, 'base64url'), seal(secret, purpose, survey, body))) return null;
  return {
    servedAt: new Date(Number.parseInt(servedAt, 36)).toISOString() as Instant,
    chosen: chosen === 'n' ? null : Number(chosen),
    id: createHash('sha256').update(body).digest('base64url').slice(0, 16),
  };
}
