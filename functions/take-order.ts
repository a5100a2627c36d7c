import * as z from 'zod/mini';
import { check } from '../desk/api/check.ts';
import { refused } from '../desk/api/commands.ts';
import { type ApiAnswer, ok } from '../desk/api/exchange.ts';
import { platform as platformName, putShopBody, showOrder, takeOrderBody } from '../desk/api/orders.ts';
import { fieldProblem, problem } from '../desk/api/problem.ts';
import { DIALECTS, isSigned, newShopSecret, type Platform, type Shop } from '../desk/shop/platform.ts';
import { ORDER_DETAIL_TYPES, type OrderNotice, orderNotice } from '../desk/survey/order.ts';
import { EVENT_SOURCE } from '../events/event.ts';
import type { Instant } from '../events/ids.ts';
import { type Asking, asking } from './aws/asking.ts';
import { customers } from './aws/customers.ts';
import { dynamo } from './aws/dynamo.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Shops, shops } from './aws/shops.ts';
import { surveys } from './aws/surveys.ts';
import { tickets } from './aws/tickets.ts';
import { env } from './env.ts';
import { type Answerer, type Manners, onEvent, onRequest, type Trigger } from './shell.ts';

/*
 * Orders in: by the bus, by the API, or by a shop's own signed call. Each may come twice and in any order.
 */

export type Parts = { readonly settings: SettingsStore; readonly asking: Asking; readonly shops: Shops; readonly site: string };

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, defaults, site } = env('table', 'shards', 'defaults', 'site');
  const settings = settingsStore(dynamo(), table, JSON.parse(defaults));
  const n = Number(shards);
  made = {
    settings,
    asking: asking({
      settings,
      tickets: tickets(dynamo(), table, n),
      customers: customers(dynamo(), table, n),
      surveys: surveys(dynamo(), table, n),
    }),
    shops: shops(dynamo(), table),
    site,
  };
  return made;
};

const busEvent = z.object({
  id: z.string(),
  source: z.string(),
  time: z.string(),
  'detail-type': z.enum(Object.keys(ORDER_DETAIL_TYPES) as [keyof typeof ORDER_DETAIL_TYPES]),
  detail: z.record(z.string(), z.unknown()),
});

/** `OrderDelivered` and its like from a shop's own system. What is no order throws: retried, then kept, then an alarm. */
export const takeOrderEvent =
  (parts: () => Parts) =>
  async (event: unknown, { log }: Trigger): Promise<void> => {
    const { id, source, time, 'detail-type': type, detail } = busEvent.parse(event);
    // What the desk itself says about orders is not news to it.
    if (source === EVENT_SOURCE) return;
    const notice = orderNotice.parse({ ...detail, event: ORDER_DETAIL_TYPES[type] });
    const now = new Date(time).toISOString() as Instant;
    const taken = await parts().asking.take([notice], { now, by: `event ${id}` });
    if ('refused' in taken) throw new Error(`the order cannot be taken: ${taken.field} ${taken.why}`);
    log.info('order taken', { order: taken.stream, event: notice.event, survey: taken.survey?.state });
  };

/** `POST /orders`, for programs with a token. Saying the same again gives the same answer, with or without an Idempotency-Key. */
export const postOrder =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const notice = check(takeOrderBody, request.body);
    if ('answer' in notice) return notice.answer;
    const taken = await parts().asking.take([notice.value], { now: request.now, by: `request ${request.id}` });
    if ('refused' in taken) return refused(taken);
    return taken.survey ? ok(showOrder(taken.survey)) : problem(404, 'There is no such order.');
  };

/** A shop's call. Unknown, unsigned and wrongly signed ones are told apart by nothing. */
export const postShopOrder =
  (platform: Platform, parts: () => Parts): Answerer =>
  async (request, { log }) => {
    // WooCommerce tries an address out with an unsigned form before it keeps it.
    if (platform === 'woocommerce' && /^webhook_id=\d{1,20}$/.test(request.text)) return ok({ taken: 0 });
    const shop = await parts().shops.get(platform);
    if (shop === null || !isSigned(shop, request.text, request.headers[DIALECTS[platform].header])) {
      return problem(401, 'The signature does not fit.');
    }
    const notices = read(shop, request.text);
    if ('status' in notices) return notices;
    const [first, ...others] = notices;
    if (first === undefined) return ok({ taken: 0 });
    const taken = await parts().asking.take([first, ...others], { now: request.now, by: `request ${request.id}` });
    if ('refused' in taken) return refused(taken);
    log.info('order taken', { order: taken.stream, platform, survey: taken.survey?.state });
    return ok({ taken: notices.length });
  };

/** The notices in a shop's call; none when it tells of something else. */
function read(shop: Shop, text: string): OrderNotice[] | ApiAnswer {
  try {
    return DIALECTS[shop.platform].notices(JSON.parse(text), shop.channel) ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return problem(400, 'The body is not valid JSON.');
    if (error instanceof z.core.$ZodError) {
      const [issue] = error.issues;
      return fieldProblem(422, issue?.path.join('.') || 'body', 'Is not as this platform sends it.');
    }
    throw error;
  }
}

const urlOf = (site: string, platform: Platform): string => `${site.replace(/\/$/, '')}/orders/${platform}`;

export const listShops =
  (parts: () => Parts): Answerer =>
  async () => {
    const { shops: store, site } = parts();
    return ok({ shops: (await store.all()).map(({ platform, channel }) => ({ platform, channel, url: urlOf(site, platform) })) });
  };

export const putShop =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const named = check(platformName, request.params.platform, 400, 'platform');
    if ('answer' in named) return named.answer;
    const body = check(putShopBody, request.body ?? {});
    if ('answer' in body) return body.answer;
    const { shops: store, settings, site } = parts();
    const platform = named.value;
    const given = body.value.secret;
    if (given === undefined && platform === 'shopify')
      return fieldProblem(422, 'secret', 'Is required: Shopify shows it with its webhooks.');
    const secret = given ?? newShopSecret(await settings.secret(), platform, request.id);
    const channel = body.value.channel ?? platform;
    await store.put({ platform, secret, channel });
    return ok({ platform, channel, url: urlOf(site, platform), ...(given === undefined ? { secret } : {}) });
  };

export const deleteShop =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const named = check(platformName, request.params.platform, 400, 'platform');
    if ('answer' in named) return named.answer;
    return (await parts().shops.remove(named.value)) ? ok({ platform: named.value }) : problem(404, 'There is no such shop.');
  };

const WEBHOOKS = ['POST /orders/shopify', 'POST /orders/woocommerce', 'POST /orders/magento'] as const;
/** An order with thousands of lines. */
const WEBHOOK_BYTES = 2 * 1024 * 1024;

/** By route, as events/routes.ts spells them. */
export const routes = (parts: () => Parts): Readonly<Record<string, Answerer>> => ({
  'POST /orders': postOrder(parts),
  'POST /orders/shopify': postShopOrder('shopify', parts),
  'POST /orders/woocommerce': postShopOrder('woocommerce', parts),
  'POST /orders/magento': postShopOrder('magento', parts),
  'GET /orders/shops': listShops(parts),
  'PUT /orders/shops/{platform}': putShop(parts),
  'DELETE /orders/shops/{platform}': deleteShop(parts),
});
export const LIMITS: Readonly<Record<string, number>> = Object.fromEntries(WEBHOOKS.map((route) => [route, WEBHOOK_BYTES]));
/** A signature is over the bytes as they came. */
export const MANNERS: Manners = { raw: new Set<string>(WEBHOOKS) };

const api = onRequest(routes(wired), LIMITS, MANNERS);
const bus = onEvent(takeOrderEvent(wired), (event) => (event as { id?: string }).id);

type ApiEvent = Parameters<typeof api>[0];
/** API Gateway's events name a route; all else comes from the bus. */
export const handler = (event: unknown, context: Parameters<typeof api>[1]): Promise<unknown> =>
  typeof event === 'object' && event !== null && 'routeKey' in event ? api(event as ApiEvent, context) : bus(event, context);
