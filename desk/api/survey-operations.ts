import * as z from 'zod/mini';
import { about } from './about.ts';
import { contact } from './input.ts';
import type { Operation } from './operations.ts';
import * as orders from './orders.ts';
import * as surveys from './surveys.ts';

/*
 * Orders, surveys and suppressions: what their routes take and give.
 */

const webhook = (id: string, shop: string, signed: string): Operation => ({
  id,
  tag: 'orders',
  description: `${shop} calls this with an order as it is now, signed over the body's bytes: ${signed}. See docs/orders.md. Saying it again changes nothing.`,
  body: { schema: z.looseObject({}), required: true },
  gives: { status: 200, schema: z.object({ taken: about('How many facts the order told.', z.number()) }) },
  problems: [400, 401, 413, 422, 503],
});

const platform = { platform: orders.platform };
const token = { token: about('From the link in the survey’s mail.', z.string()) };
const html = { status: 200, type: 'text/html', schema: z.string() } as const;
const form = (fields: Record<string, z.ZodMiniType>): Operation['body'] => ({
  type: 'application/x-www-form-urlencoded',
  schema: z.looseObject(fields),
  required: true,
});

export const SURVEY_OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /orders': {
    id: 'takeOrder',
    tag: 'orders',
    description:
      'One thing that happened to an order. Notices may be repeated and may come in any order. After `delivered` the customer is asked how it went, when the settings, the hour and the throttle allow. The same notice gets the same answer, so an Idempotency-Key is taken and not needed.',
    headers: ['idempotency-key'],
    body: { schema: orders.takeOrderBody, required: true },
    gives: { status: 200, schema: orders.orderView },
    problems: [400, 413, 415, 422, 503],
  },
  'POST /orders/shopify': webhook('takeShopifyOrder', 'Shopify', '`X-Shopify-Hmac-Sha256`'),
  'POST /orders/woocommerce': webhook('takeWooCommerceOrder', 'WooCommerce', '`X-WC-Webhook-Signature`'),
  'POST /orders/magento': webhook('takeMagentoOrder', 'Magento, by the module in docs/orders.md,', '`X-Deskpulse-Signature`'),
  'GET /orders/shops': {
    id: 'listShops',
    tag: 'orders',
    description: 'Shops that call the desk by themselves. Their secrets are not shown.',
    gives: { status: 200, schema: orders.shopList },
    problems: [],
  },
  'PUT /orders/shops/{platform}': {
    id: 'putShop',
    tag: 'orders',
    description: 'Lets a shop call the desk, or gives it another secret. A secret that the desk makes is in this answer and nowhere else.',
    path: platform,
    body: { schema: orders.putShopBody, required: false },
    gives: { status: 200, schema: orders.shopView },
    problems: [400, 413, 415, 422, 503],
  },
  'DELETE /orders/shops/{platform}': {
    id: 'deleteShop',
    tag: 'orders',
    description: 'The shop’s calls are refused from now on.',
    path: platform,
    gives: { status: 200, schema: z.object(platform) },
    problems: [400, 404, 503],
  },
  'GET /surveys': {
    id: 'listSurveys',
    tag: 'surveys',
    description:
      'Answers with what customers wrote, newest first: of each survey the answer that counts. Periods are half-open. A page may hold fewer than `limit` and still have a cursor.',
    query: surveys.surveyQuery,
    gives: { status: 200, schema: surveys.surveyList },
    problems: [400],
  },
  'GET /suppressions': {
    id: 'listSuppressions',
    tag: 'suppressions',
    description: 'Addresses that bounced for good or complained, newest first: the desk writes to them no more.',
    query: surveys.suppressionQuery,
    gives: { status: 200, schema: surveys.suppressionList },
    problems: [400],
  },
  'DELETE /suppressions/{address}': {
    id: 'liftSuppression',
    tag: 'suppressions',
    description: 'The address may be written to again.',
    path: { address: contact },
    gives: { status: 200, schema: surveys.suppressionLifted },
    problems: [400, 404, 503],
  },
  'GET /s/{token}': {
    id: 'showSurvey',
    tag: 'survey pages',
    description:
      'The customer’s page. Opening it records nothing, whatever `score` says. One and the same page (404) for every token that is not open.',
    path: token,
    query: z.object({ score: about('The score to show as chosen.', z.optional(z.string())) }),
    gives: html,
    problems: [],
  },
  'POST /s/{token}': {
    id: 'answerSurvey',
    tag: 'survey pages',
    description: 'A press on the page: recorded when a fresh page of the desk’s own comes back with the score that it showed.',
    path: token,
    body: form({ page: z.string(), score: z.string(), comment: z.optional(z.string()) }),
    gives: html,
    problems: [],
  },
  'GET /s/{token}/unsubscribe': {
    id: 'showUnsubscribe',
    tag: 'survey pages',
    description: 'Asks whether to send no more surveys; changes nothing.',
    path: token,
    gives: html,
    problems: [],
  },
  'POST /s/{token}/unsubscribe': {
    id: 'unsubscribe',
    tag: 'survey pages',
    description: 'No more surveys: a mail provider’s one-click request (RFC 8058), or a press on the page. Other mails are not touched.',
    path: token,
    body: form({ 'List-Unsubscribe': z.optional(z.string()), page: z.optional(z.string()), do: z.optional(z.string()) }),
    gives: html,
    problems: [],
  },
};

export const SURVEY_TAKEN = { Order: orders.takeOrderBody, NewShop: orders.putShopBody } as const;
export const SURVEY_GIVEN = {
  OrderState: orders.orderView,
  Shop: orders.shopView,
  SurveyList: surveys.surveyList,
  Survey: surveys.surveyView,
  SuppressionList: surveys.suppressionList,
} as const;
