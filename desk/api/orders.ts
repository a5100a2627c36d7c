import * as z from 'zod/mini';
import { instant, orderId } from '../../events/ids.ts';
import { SURVEY_KINDS } from '../../events/survey-facts.ts';
import { PLATFORMS } from '../shop/platform.ts';
import { orderNotice } from '../survey/order.ts';
import type { Survey } from '../survey/survey.ts';
import { about } from './about.ts';

/*
 * Orders, as shops tell of them, and the shops that call by themselves.
 */

export const takeOrderBody = orderNotice;

export const orderView = z.object({
  order: about('The order in the desk’s events. It tells nothing about the order.', orderId),
  survey: z.object({
    state: about('`none` until it is delivered; `skipped` with its reason in the events.', z.enum(['none', 'waiting', 'skipped', 'asked'])),
    kind: z.nullable(z.enum(SURVEY_KINDS)),
    askAt: about('When the rules are asked whether to ask.', z.nullable(instant)),
  }),
});
export type OrderView = z.infer<typeof orderView>;

/** What the API tells of an order. */
export const showOrder = (survey: Survey): OrderView => ({
  order: survey.id as OrderView['order'],
  survey: {
    state: survey.state === 'unplanned' ? 'none' : survey.state,
    kind: survey.state === 'unplanned' ? null : survey.kind,
    askAt: survey.state === 'waiting' ? survey.askAt : null,
  },
});

export const platform = z.enum(PLATFORMS);
const channel = z.string().check(z.trim(), z.minLength(1), z.maxLength(60), z.toLowerCase());

export const putShopBody = z.strictObject({
  secret: about(
    'What the shop signs its calls with. Shopify gives it; for the others leave it out, and the desk makes one and shows it once.',
    z.optional(z.string().check(z.minLength(16, 'must have at least 16 characters'), z.maxLength(200))),
  ),
  channel: about('Where its orders count; the platform’s name without it.', z.optional(channel)),
});

export const shopView = z.object({
  platform,
  channel: z.string(),
  url: about('Where the shop sends its calls.', z.string()),
  secret: about('Only in the answer that made it.', z.optional(z.string())),
});
export const shopList = z.object({ shops: z.array(shopView) });
