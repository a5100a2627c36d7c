import * as z from 'zod/mini';
import type { OrderNotice } from '../survey/order.ts';
import { noticesOf, productOf } from './order-state.ts';

/*
 * Shopify: the order resource, as the topics orders/create, orders/updated, orders/fulfilled and orders/cancelled carry it.
 * https://shopify.dev/docs/api/admin-rest/latest/resources/order
 */

const text = z.optional(z.nullable(z.string()));
const address = z.optional(z.nullable(z.object({ country_code: text, first_name: text, last_name: text })));

const order = z.object({
  id: z.union([z.number(), z.string()]),
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  email: text,
  contact_email: text,
  customer: z.optional(z.nullable(z.object({ email: text, first_name: text, last_name: text }))),
  customer_locale: text,
  shipping_address: address,
  billing_address: address,
  current_total_price: text,
  total_price: text,
  currency: text,
  created_at: z.string(),
  updated_at: text,
  cancelled_at: text,
  financial_status: text,
  fulfillments: z._default(
    z.array(z.object({ status: text, shipment_status: text, updated_at: text, created_at: text })).check(z.maxLength(1000)),
    [],
  ),
  line_items: z._default(z.array(z.object({ sku: text, title: text, quantity: z.number() })).check(z.maxLength(5000)), []),
});

/**
 * Delivered: when every parcel that was not called off is, as the carrier says (`shipment_status`). A shop whose carrier
 * says nothing tells the desk by POST /orders instead: a parcel handed over is not a parcel received.
 */
export function shopifyNotices(body: unknown, channel: string): OrderNotice[] | null {
  // Other topics (a product, a refund) have neither a name like an order's nor its lines.
  if (typeof body !== 'object' || body === null || !('line_items' in body) || !('created_at' in body) || 'order_id' in body) return null;
  const o = order.parse(body);
  const parcels = o.fulfillments.filter((f) => f.status !== 'cancelled' && f.status !== 'error' && f.status !== 'failure');
  const delivered = parcels.length > 0 && parcels.every((f) => f.shipment_status === 'delivered');
  const last = parcels
    .map((f) => f.updated_at ?? f.created_at ?? o.created_at)
    .sort((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
  const person = [o.customer, o.shipping_address, o.billing_address].find((p) => p?.first_name || p?.last_name);
  return noticesOf({
    number: o.name,
    channel,
    address: o.email || o.contact_email || o.customer?.email || null,
    name: [person?.first_name, person?.last_name].filter(Boolean).join(' '),
    language: o.customer_locale ?? null,
    country: o.shipping_address?.country_code ?? o.billing_address?.country_code ?? null,
    amount: amountOf(o.current_total_price ?? o.total_price),
    currency: o.currency ?? null,
    items: o.line_items.map((i) => ({ product: productOf(i.sku, i.title), quantity: Math.trunc(i.quantity) })),
    placedAt: o.created_at,
    deliveredAt: delivered ? (last ?? null) : null,
    cancelledAt: o.cancelled_at ?? null,
    refundedAt: o.financial_status === 'refunded' ? (o.updated_at ?? o.created_at) : null,
  });
}

/** Prices come as texts such as `199.00`. */
const amountOf = (price: string | null | undefined): number | null =>
  price !== null && price !== undefined && /^\d{1,12}(\.\d+)?$/.test(price) ? Number(price) : null;
