import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../hmac.ts';
import type { OrderNotice } from '../survey/order.ts';
import { magentoNotices } from './magento.ts';
import { shopifyNotices } from './shopify.ts';
import { wooNotices } from './woocommerce.ts';

/*
 * Shops that call the desk themselves: how each signs its calls, and what its order says. A call carries the whole order
 * as it is now, so everything that it shows to have happened is told; what the desk knows already changes nothing.
 */

export const PLATFORMS = ['shopify', 'woocommerce', 'magento'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What the desk keeps of a shop that calls it. */
export type Shop = { readonly platform: Platform; readonly secret: string; readonly channel: string };

type Dialect = {
  /** Header with the signature, in lower case. */
  readonly header: string;
  readonly encoding: 'base64' | 'hex';
  /** @throws ZodError when the body is not an order of this platform; null when it tells of something else */
  readonly notices: (body: unknown, channel: string) => OrderNotice[] | null;
};

/**
 * https://shopify.dev/docs/apps/build/webhooks/subscribe/https and
 * https://woocommerce.com/document/webhooks/ : base64 of HMAC-SHA-256 over the body's bytes.
 * Magento Open Source calls nobody by itself; the module in docs/orders.md signs the same way, in hex.
 */
export const DIALECTS: Readonly<Record<Platform, Dialect>> = {
  shopify: { header: 'x-shopify-hmac-sha256', encoding: 'base64', notices: shopifyNotices },
  woocommerce: { header: 'x-wc-webhook-signature', encoding: 'base64', notices: wooNotices },
  magento: { header: 'x-deskpulse-signature', encoding: 'hex', notices: magentoNotices },
};

/** Whether the shop signed this body. Compares in constant time. */
export function isSigned(shop: Shop, body: string, signature: string | undefined): boolean {
  if (signature === undefined || signature.length > 200) return false;
  const expected = hmacSha256(Buffer.from(shop.secret, 'utf8'), body);
  const given = Buffer.from(signature.trim(), DIALECTS[shop.platform].encoding);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** A secret for a shop that has none of its own: 128 bits that only this desk and request can make. */
export const newShopSecret = (secret: Uint8Array, platform: Platform, seed: string): string =>
  hmacSha256(secret, `shop secret\n${platform}\n${seed}`).toString('hex').slice(0, 32);
