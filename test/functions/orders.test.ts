import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { SurveyDesk } from './survey-desk.ts';

/*
 * Orders at the door: by the API, by the bus, and by shops that sign what they say.
 */

let engine: Engine;
let desk: SurveyDesk;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
}, 60_000);
afterAll(() => engine.stop());
beforeEach(() => {
  desk = new SurveyDesk(engine);
});

const sample = (name: string): string => readFileSync(new URL(`../../events/samples/${name}.json`, import.meta.url), 'utf8');
const commits = async (): Promise<number> => (await desk.rows('E#')).length;
const delivered = { event: 'delivered', number: 'P-1', customer: { address: 'ann@x.test' } };
const read = (body: string) => JSON.parse(body);

describe('POST /orders', () => {
  test('the same notice gets the same answer, and is taken once', async () => {
    const first = await desk.call('POST /orders', { body: delivered });
    expect([first.status, read(first.body)]).toEqual([
      200,
      { order: expect.stringMatching(/^O-[0-9A-Z]{26}$/), survey: { state: 'waiting', kind: 'nps', askAt: expect.any(String) } },
    ]);
    const before = await commits();
    const second = await desk.call('POST /orders', { body: delivered, headers: { 'Idempotency-Key': 'k' } });
    expect(second.body).toBe(first.body);
    expect(await commits()).toBe(before);
  });

  test.each<[string, object | string, number, string | undefined]>([
    ['no customer', { event: 'delivered', number: 'P-2' }, 422, 'customer'],
    ['an unknown event', { ...delivered, event: 'lost' }, 422, 'event'],
    ['no number', { ...delivered, number: '' }, 422, 'number'],
    ['a bad address', { ...delivered, customer: { address: 'ann' } }, 422, 'customer.address'],
    ['an unknown field', { ...delivered, colour: 'red' }, 422, 'colour'],
    ['a bad instant', { ...delivered, at: 'yesterday' }, 422, 'at'],
    ['no object', '[]', 422, 'body'],
  ])('%s is a problem that names the field, and nothing is kept', async (_name, body, status, field) => {
    const before = await commits();
    const got = await desk.call('POST /orders', { body, type: 'application/json' });
    expect([got.status, read(got.body).errors[0]?.field]).toEqual([status, field]);
    expect(await commits()).toBe(before);
  });
});

describe('the bus', () => {
  test('samples are taken, in any order and twice', async () => {
    for (const name of ['delivered', 'placed', 'delivered', 'refunded', 'cancelled', 'placed']) {
      const { 'detail-type': type, detail } = read(sample(`trigger-order-${name}`));
      await desk.order(type, detail);
    }
    expect(desk.dead).toEqual([]);
  });

  test('an order without a customer ends where a person will see it, after AWS has tried again', async () => {
    const before = await commits();
    await desk.order('OrderDelivered', { number: 'P-3' });
    expect(desk.dead).toEqual([expect.stringContaining('customer')]);
    expect(await commits()).toBe(before);
  });
});

describe('shops that call', () => {
  const SECRET = 'a secret of sixteen';
  const CALLS = {
    shopify: { header: 'X-Shopify-Hmac-Sha256', encoding: 'base64' },
    woocommerce: { header: 'X-WC-Webhook-Signature', encoding: 'base64' },
    magento: { header: 'X-Deskpulse-Signature', encoding: 'hex' },
  } as const;
  type Name = keyof typeof CALLS;
  const sign = (name: Name, body: string, secret = SECRET) => ({
    [CALLS[name].header]: createHmac('sha256', secret).update(body).digest(CALLS[name].encoding),
  });
  const post = (name: Name, body: string, headers: Record<string, string>) =>
    desk.call(`POST /orders/${name}`, { body, type: 'application/json', headers });

  test.each(Object.keys(CALLS) as Name[])(
    '%s: signed, it is taken once; unsigned, wrongly signed or not let in, it is refused alike',
    async (name) => {
      const body = sample(`webhook-${name}-order`);
      await desk.call(`DELETE /orders/shops/${name}`);
      const before = await commits();
      const stranger = await post(name, body, sign(name, body));
      expect((await desk.call(`PUT /orders/shops/${name}`, { body: { secret: SECRET } })).status).toBe(200);
      const unsigned = await post(name, body, {});
      const wrong = await post(name, body, sign(name, body, 'another secret, also long'));
      const changed = await post(name, body.replace('mug-blue', 'mug-grey'), sign(name, body));
      for (const got of [stranger, unsigned, wrong, changed]) expect([got.status, got.body]).toEqual([401, stranger.body]);
      expect(await commits()).toBe(before);
      const taken = await post(name, body, sign(name, body));
      expect([taken.status, read(taken.body)]).toEqual([200, { taken: 2 }]);
      const after = await commits();
      expect(after).toBe(before + 1);
      await post(name, body, sign(name, body));
      expect(await commits()).toBe(after);
    },
  );

  test.each<[string, string, number]>([
    ['no JSON', 'not json', 400],
    ['an order that is broken', '{"line_items":[],"created_at":7,"name":"#1"}', 422],
    ['something else', '{"id":1}', 200],
  ])('signed, but %s', async (_name, body, status) => {
    await desk.call('PUT /orders/shops/shopify', { body: { secret: SECRET } });
    const before = await commits();
    expect((await post('shopify', body, sign('shopify', body))).status).toBe(status);
    expect(await commits()).toBe(before);
  });

  test('WooCommerce trying out the address is answered, before it has anything to sign', async () => {
    const got = await desk.call('POST /orders/woocommerce', { body: 'webhook_id=123' });
    expect([got.status, read(got.body)]).toEqual([200, { taken: 0 }]);
  });

  test('a secret is shown once, when the desk makes it, and Shopify’s must be brought', async () => {
    const made = read((await desk.call('PUT /orders/shops/magento', { body: { channel: 'Boutique' } })).body);
    expect(made).toEqual({
      platform: 'magento',
      channel: 'boutique',
      url: 'https://desk.test/orders/magento',
      secret: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const listed = await desk.call('GET /orders/shops');
    expect(listed.body).not.toContain(made.secret);
    expect(read(listed.body).shops).toContainEqual({ platform: 'magento', channel: 'boutique', url: 'https://desk.test/orders/magento' });
    expect((await desk.call('PUT /orders/shops/shopify', { body: {} })).status).toBe(422);
    expect((await desk.call('PUT /orders/shops/amazon', { body: {} })).status).toBe(400);
    const body = sample('webhook-magento-order').replace('000000007', '000000008');
    expect((await post('magento', body, sign('magento', body, made.secret))).status).toBe(200);
    expect([(await desk.call('DELETE /orders/shops/magento')).status, (await desk.call('DELETE /orders/shops/magento')).status]).toEqual([
      200, 404,
    ]);
  });
});
