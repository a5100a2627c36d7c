import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { readReturn } from '../../../desk/mail/return.ts';
import { DIALECTS, isSigned, newShopSecret, PLATFORMS, type Platform } from '../../../desk/shop/platform.ts';
import { ORDER_DETAIL_TYPES, orderNotice } from '../../../desk/survey/order.ts';
import { published } from '../../../events/event.ts';

const SAMPLES = new URL('../../../events/samples/', import.meta.url);
const sample = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8'));
const order = (platform: Platform) => structuredClone(sample(`webhook-${platform}-order`)) as Record<string, unknown>;
const notices = (platform: Platform, change: Record<string, unknown> = {}) =>
  DIALECTS[platform].notices({ ...order(platform), ...change }, 'my shop');

describe.each(PLATFORMS)('%s', (platform) => {
  test('an order that has arrived was placed and delivered, with all that the desk asks about', () => {
    const told = notices(platform);
    expect(told?.map((n) => n.event)).toEqual(['placed', 'delivered']);
    for (const one of told ?? []) {
      expect(one).toMatchObject({
        channel: 'my shop',
        customer: { address: 'ann@example.com', name: 'Ann Example' },
        country: 'AT',
        value: { amount: 49.8, currency: 'EUR' },
        items: [{ product: 'mug-blue', quantity: 2 }],
      });
    }
    expect(told?.map((n) => new Date(n.at ?? '').toISOString())).toEqual(['2026-02-24T08:30:00.000Z', '2026-03-01T13:05:00.000Z']);
  });

  test('what is no order is passed over, what is a broken one is named', () => {
    for (const other of [null, 7, 'order', [], {}, { id: 1 }, { webhook_id: 3 }]) expect(DIALECTS[platform].notices(other, 's')).toBeNull();
    const { created_at: _a, date_created_gmt: _b, increment_id, ...broken } = order(platform);
    const given = platform === 'magento' ? { ...broken, increment_id: 7 } : { ...broken, created_at: 7 };
    expect(increment_id === undefined || platform === 'magento').toBe(true);
    expect(() => DIALECTS[platform].notices(given, 's')).toThrow();
  });

  test('an order without an address tells nothing', () => {
    const nobody = { email: '', contact_email: null, customer: null, billing: { email: '' }, customer_email: null };
    expect(notices(platform, nobody)).toEqual([]);
  });

  test('whatever a body says, it is read, passed over or refused by a schema, never anything else', () => {
    const names = Object.keys(order(platform));
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        try {
          for (const one of DIALECTS[platform].notices({ ...order(platform), [name]: value }, 's') ?? []) {
            expect(orderNotice.safeParse(one).success).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof z.core.$ZodError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a signature fits its body and its secret, and nothing else', () => {
    const shop = { platform, secret: 'a secret of sixteen', channel: 's' };
    const { encoding } = DIALECTS[platform];
    const body = JSON.stringify(order(platform));
    const signature = createHmac('sha256', shop.secret).update(body).digest(encoding);
    expect(isSigned(shop, body, signature)).toBe(true);
    for (const [b, s] of [
      [`${body} `, signature],
      [body, createHmac('sha256', 'other').update(body).digest(encoding)],
      [body, ''],
      [body, undefined],
      [body, 'x'.repeat(10_000)],
    ] as const) {
      expect(isSigned(shop, b, s)).toBe(false);
    }
  });
});

describe('what became of an order', () => {
  test.each<[string, Platform, Record<string, unknown>, string[]]>([
    ['Shopify: on its way', 'shopify', { fulfillments: [{ status: 'success', shipment_status: 'in_transit' }] }, ['placed']],
    [
      'Shopify: one parcel of two has arrived',
      'shopify',
      {
        fulfillments: [
          { status: 'success', shipment_status: 'delivered' },
          { status: 'success', shipment_status: null },
        ],
      },
      ['placed'],
    ],
    [
      'Shopify: a parcel called off does not count',
      'shopify',
      { fulfillments: [{ status: 'cancelled' }, { status: 'success', shipment_status: 'delivered', updated_at: '2026-03-01T13:05:00Z' }] },
      ['placed', 'delivered'],
    ],
    ['Shopify: cancelled', 'shopify', { fulfillments: [], cancelled_at: '2026-03-01T00:00:00Z' }, ['placed', 'cancelled']],
    ['Shopify: refunded in full', 'shopify', { financial_status: 'refunded' }, ['placed', 'delivered', 'refunded']],
    ['Shopify: refunded in part', 'shopify', { financial_status: 'partially_refunded' }, ['placed', 'delivered']],
    ['WooCommerce: being worked on', 'woocommerce', { status: 'processing', date_completed_gmt: null }, ['placed']],
    ['WooCommerce: cancelled', 'woocommerce', { status: 'cancelled' }, ['placed', 'cancelled']],
    ['WooCommerce: refunded', 'woocommerce', { status: 'refunded' }, ['placed', 'refunded']],
    ['Magento: new', 'magento', { state: 'new' }, ['placed']],
    ['Magento: cancelled', 'magento', { state: 'canceled' }, ['placed', 'cancelled']],
    ['Magento: closed, which is refunded', 'magento', { state: 'closed' }, ['placed', 'refunded']],
  ])('%s', (_name, platform, change, expected) => {
    expect(notices(platform, change)?.map((n) => n.event)).toEqual(expected);
  });

  test('a secret that the desk makes is long, and another for each shop and request', () => {
    const secret = Buffer.alloc(32, 1);
    const made = [newShopSecret(secret, 'magento', 'a'), newShopSecret(secret, 'magento', 'b'), newShopSecret(secret, 'woocommerce', 'a')];
    expect(new Set(made).size).toBe(3);
    for (const one of made) expect(one).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('the samples are what the desk takes and says', () => {
  const names = readdirSync(SAMPLES).map((file) => file.replace('.json', ''));
  test.each(names.filter((n) => n.startsWith('trigger-order-')))('%s', (name) => {
    const { 'detail-type': type, detail } = sample(name);
    const event = ORDER_DETAIL_TYPES[type as keyof typeof ORDER_DETAIL_TYPES];
    expect(orderNotice.safeParse({ ...detail, event }).success).toBe(true);
  });
  test.each(names.filter((n) => n.startsWith('trigger-ses-')))('%s', (name) => {
    expect(readReturn(sample(name))).toMatchObject({ mail: 'o-3f1a2b4c5d6e7f809a1b', stream: 'T-7K4QX', recipients: ['ann@example.com'] });
  });
  test.each(names.filter((n) => /^(order|survey|address-suppressed|suppression-lifted)/.test(n)))('%s', (name) => {
    const said = published.parse(sample(name));
    expect(JSON.stringify(sample(name))).toBe(JSON.stringify(said));
  });
});
