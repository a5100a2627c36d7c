import { type OrderNotice, orderNotice } from '../survey/order.ts';

/** An order as a platform shows it, in the desk's words; instants as text, null where it has not come to that. */
export type OrderState = {
  readonly number: string;
  readonly channel: string;
  readonly address: string | null;
  readonly name: string;
  readonly language: string | null;
  readonly country: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly items: readonly { readonly product: string; readonly quantity: number }[];
  readonly placedAt: string | null;
  readonly deliveredAt: string | null;
  readonly cancelledAt: string | null;
  readonly refundedAt: string | null;
};

/**
 * The notices that an order's state amounts to: that it was placed, and whatever came of it.
 * An order without an address tells nothing: there is nobody to ask.
 * @throws ZodError when the platform's values are not what it says they are
 */
export function noticesOf(state: OrderState): OrderNotice[] {
  if (state.address === null || state.address.trim() === '') return [];
  const happened = [
    ['placed', state.placedAt],
    ['delivered', state.deliveredAt],
    ['cancelled', state.cancelledAt],
    ['refunded', state.refundedAt],
  ] as const;
  const { number, channel, address, language, amount, currency } = state;
  const country = state.country !== null && /^[A-Za-z]{2}$/.test(state.country) ? state.country : null;
  const value = amount !== null && currency !== null && /^[A-Z]{3}$/.test(currency) ? { amount, currency } : null;
  const items = state.items.filter((i) => i.product.trim() !== '' && i.quantity > 0).slice(0, 1000);
  const common = { number, channel, customer: { address, name: state.name.slice(0, 200) }, language, country, value, items };
  return happened.flatMap(([event, at]) => (at === null ? [] : [orderNotice.parse({ ...common, event, at })]));
}

/** What to call a product: its stock keeping unit, else its name; at most 100 characters. */
export const productOf = (sku: string | null | undefined, name: string | null | undefined): string =>
  (sku || name || '').trim().slice(0, 100);

/** Platforms that write UTC without saying so: `2026-01-31T09:00:00` or with a blank. */
export const asUtc = (text: string | null | undefined): string | null => {
  if (!text || text.startsWith('0000')) return null;
  const iso = text.replace(' ', 'T');
  return /(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`;
};
