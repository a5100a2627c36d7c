import * as z from 'zod/mini';
import type { OrderNotice } from '../survey/order.ts';
import { asUtc, noticesOf, productOf } from './order-state.ts';

/*
 * WooCommerce: the order of its REST API v3, as the topics order.created and order.updated carry it.
 * https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
 */

const text = z.optional(z.nullable(z.string()));
const person = z.optional(z.nullable(z.object({ first_name: text, last_name: text, email: text, country: text })));

const order = z.object({
  id: z.number(),
  number: z.optional(z.nullable(z.union([z.string(), z.number()]))),
  status: z.string(),
  currency: text,
  total: text,
  date_created_gmt: z.string(),
  date_modified_gmt: text,
  date_completed_gmt: text,
  billing: person,
  shipping: person,
  line_items: z._default(z.array(z.object({ sku: text, name: text, quantity: z.number() })).check(z.maxLength(5000)), []),
});

/**
 * Delivered: `completed`, which is WooCommerce's last word on an order that went well. Most shops set it when the parcel
 * leaves, so the days until asking (settings, surveys.order.afterSeconds) should hold the days on the way.
 */
export function wooNotices(body: unknown, channel: string): OrderNotice[] | null {
  // order.deleted carries the id alone, and other topics are not orders.
  if (typeof body !== 'object' || body === null || !('line_items' in body) || !('status' in body)) return null;
  const o = order.parse(body);
  const modified = asUtc(o.date_modified_gmt) ?? asUtc(o.date_created_gmt);
  const name = [o.billing?.first_name, o.billing?.last_name].filter(Boolean).join(' ');
  return noticesOf({
    number: String(o.number ?? o.id),
    channel,
    address: o.billing?.email ?? null,
    name: name || [o.shipping?.first_name, o.shipping?.last_name].filter(Boolean).join(' '),
    language: null,
    country: o.shipping?.country || o.billing?.country || null,
    amount: o.total && /^\d{1,12}(\.\d+)?$/.test(o.total) ? Number(o.total) : null,
    currency: o.currency ?? null,
    items: o.line_items.map((i) => ({ product: productOf(i.sku, i.name), quantity: Math.trunc(i.quantity) })),
    placedAt: asUtc(o.date_created_gmt),
    deliveredAt: o.status === 'completed' ? (asUtc(o.date_completed_gmt) ?? modified) : null,
    cancelledAt: o.status === 'cancelled' || o.status === 'failed' || o.status === 'trash' ? modified : null,
    refundedAt: o.status === 'refunded' ? modified : null,
  });
}
