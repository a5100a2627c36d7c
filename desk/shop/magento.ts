import * as z from 'zod/mini';
import type { OrderNotice } from '../survey/order.ts';
import { asUtc, noticesOf, productOf } from './order-state.ts';

/*
 * Magento and Adobe Commerce: the sales order of its REST API, as the module in docs/orders.md posts it whenever an
 * order is saved. https://developer.adobe.com/commerce/webapi/rest/quick-reference/ (salesOrderRepositoryV1)
 */

const text = z.optional(z.nullable(z.string()));
const amount = z.optional(z.nullable(z.union([z.number(), z.string()])));

const order = z.object({
  increment_id: z.string().check(z.minLength(1), z.maxLength(100)),
  state: z.string(),
  customer_email: text,
  customer_firstname: text,
  customer_lastname: text,
  /** Not Magento's: the module adds the store view's locale, such as de_AT. */
  locale: text,
  grand_total: amount,
  total_refunded: amount,
  order_currency_code: text,
  created_at: z.string(),
  updated_at: text,
  billing_address: z.optional(z.nullable(z.object({ country_id: text }))),
  items: z._default(
    z
      .array(
        z.object({ sku: text, name: text, qty_ordered: amount, parent_item_id: z.optional(z.nullable(z.union([z.number(), z.string()]))) }),
      )
      .check(z.maxLength(5000)),
    [],
  ),
});

/** Delivered: `complete`, invoiced and shipped; see WooCommerce for what that means for the days until asking. `closed`: refunded in full. */
export function magentoNotices(body: unknown, channel: string): OrderNotice[] | null {
  if (typeof body !== 'object' || body === null || !('increment_id' in body) || !('state' in body)) return null;
  const o = order.parse(body);
  const updated = asUtc(o.updated_at) ?? asUtc(o.created_at);
  return noticesOf({
    number: o.increment_id,
    channel,
    address: o.customer_email ?? null,
    name: [o.customer_firstname, o.customer_lastname].filter(Boolean).join(' '),
    language: o.locale ?? null,
    country: o.billing_address?.country_id ?? null,
    amount: finite(o.grand_total),
    currency: o.order_currency_code ?? null,
    // A configurable product's chosen variant stands as a second line under its parent.
    items: o.items
      .filter((i) => !i.parent_item_id)
      .map((i) => ({ product: productOf(i.sku, i.name), quantity: Math.trunc(finite(i.qty_ordered) ?? 0) })),
    placedAt: asUtc(o.created_at),
    deliveredAt: o.state === 'complete' ? updated : null,
    cancelledAt: o.state === 'canceled' ? updated : null,
    refundedAt: o.state === 'closed' ? updated : null,
  });
}

const finite = (value: number | string | null | undefined): number | null => {
  const number = value === null || value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
};
