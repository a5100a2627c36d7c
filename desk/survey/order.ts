import * as z from 'zod/mini';
import type { DomainEvent } from '../../events/event.ts';
import { type CustomerId, type Instant, instant } from '../../events/ids.ts';
import type { SurveyKind } from '../../events/survey-facts.ts';
import { LANGUAGES, type Language } from '../languages.ts';
import type { Settings } from '../settings.ts';
import { isZone } from '../sla/zone.ts';
import type { Refusal } from '../ticket/command.ts';
import type { Customer } from '../ticket/dossier.ts';
import { newMailId } from '../ticket/ids.ts';
import { newCustomer } from '../ticket/receive.ts';
import type { Plan } from './file.ts';
import { customerZone, decentFrom } from './hours.ts';
import { evolveSurvey, type Survey } from './survey.ts';
import type { SurveyRef, SurveyStream } from './token.ts';

/*
 * What a shop tells about an order, and what follows: facts, and a survey planned for after the delivery.
 */

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
const amount = z.number().check(z.nonnegative(), z.lte(1e12));

const item = z.object({
  /** Stock keeping unit, or whatever names the product; the figures are grouped by it, so no customer's words in it. */
  product: text(100),
  quantity: z._default(z.int().check(z.positive(), z.lte(1e6)), 1),
});

/** One thing that happened to an order. The bus's detail-type or the webhook says which; all else is the shop's. */
export const orderNotice = z.strictObject({
  event: z.enum(['placed', 'delivered', 'cancelled', 'refunded']),
  number: text(100),
  /** Where it was sold: a shop, a marketplace. Figures and review pages go by it. */
  channel: z._default(text(60).check(z.toLowerCase()), 'shop'),
  customer: z.optional(
    z.nullable(
      z.object({
        address: z
          .string()
          .check(
            z.trim(),
            z.toLowerCase(),
            z.regex(/^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]{1,190}$/, 'must be an e-mail address, such as ann@example.com'),
          ),
        name: z._default(z.string().check(z.trim(), z.maxLength(200)), ''),
      }),
    ),
  ),
  /** BCP 47, such as `de` or `de-AT`. */
  language: z.optional(z.nullable(z.string().check(z.maxLength(35)))),
  /** The customer's IANA zone, or at least the country (ISO 3166-1, two letters), so that nobody is asked at night. */
  zone: z.optional(z.nullable(z.string().check(z.refine(isZone, 'must be an IANA time zone, such as Europe/Dublin')))),
  country: z.optional(z.nullable(z.string().check(z.regex(/^[A-Za-z]{2}$/, 'must be two letters, such as IE')))),
  /** When it happened; else now. */
  at: z.optional(z.nullable(z.iso.datetime({ offset: true, error: 'must be an instant with its offset, such as 2026-01-31T09:00:00Z' }))),
  value: z.optional(
    z.nullable(z.object({ amount, currency: z.string().check(z.regex(/^[A-Z]{3}$/, 'must be three letters, such as EUR')) })),
  ),
  items: z._default(z.array(item).check(z.maxLength(1000)), []),
});
export type OrderNotice = z.infer<typeof orderNotice>;

/** Events on the bus from a shop's own system: the detail-type, and which notice it is. */
export const ORDER_DETAIL_TYPES = {
  OrderPlaced: 'placed',
  OrderDelivered: 'delivered',
  OrderCancelled: 'cancelled',
  OrderRefunded: 'refunded',
} as const satisfies Record<string, OrderNotice['event']>;

export type OrderContext = {
  /** The trigger's time. */
  readonly now: Instant;
  readonly settings: Settings;
  /** The customer as the desk knows them; null for somebody new. */
  readonly customer: Customer | null;
  readonly stream: SurveyStream;
  readonly ref: SurveyRef;
};

/** What is to be committed; `events` may be empty: nothing that the desk did not know. `plan` is to be written before them. */
export type Planning = { readonly events: readonly DomainEvent[]; readonly plan: (Plan & { readonly askAt: Instant }) | null };

const DAY_MS = 86_400_000;
/** A survey that is due for longer than this asks about something that nobody remembers: an import of old orders, a long outage. */
export const TOO_LATE_MS = 14 * DAY_MS;

/**
 * Takes one notice. Repeated and out-of-order notices change nothing: each fact is recorded once, and what is asked
 * is decided when the asking is due.
 * @returns a refusal that names the field when the customer is missing where the desk does not know the order's yet
 */
export function takeOrder(before: Survey | null, notice: OrderNotice, context: OrderContext): Planning | Refusal {
  const known = before?.order ?? null;
  const address = notice.customer?.address ?? null;
  if (address === null && (known === null || (notice.event === 'delivered' && known.deliveredAt === null))) {
    return { refused: 'invalid', field: 'customer', why: 'Is required: the desk does not know this order yet.' };
  }
  const customer: CustomerId = known?.customer ?? (context.customer ?? newCustomer(address ?? '', '', context.stream)).id;
  const at = happened(notice, context.now);
  const product = known?.product ?? soleProduct(notice);
  const about = { customer, channel: known?.channel ?? notice.channel, product };
  const events: DomainEvent[] = [];
  if (known === null) {
    const items = notice.items.reduce((sum, i) => sum + i.quantity, 0);
    events.push({ type: 'OrderPlaced', at, ...about, items, value: notice.value ?? null });
  }
  let plan: Planning['plan'] = null;
  if (notice.event === 'cancelled' && !known?.cancelledAt) events.push({ type: 'OrderCancelled', at, ...about });
  if (notice.event === 'refunded' && !known?.refundedAt) events.push({ type: 'OrderRefunded', at, ...about });
  if (notice.event === 'delivered' && !known?.deliveredAt && address !== null) {
    events.push({ type: 'OrderDelivered', at, ...about, deliveredAt: at });
    const zone = customerZone(notice.zone ?? null, notice.country ?? null, at) ?? context.settings.desk.zone;
    const planned = planSurvey(context.settings.surveys.order, at, zone, context);
    const { kind, askAt } = planned;
    const scheduled = { kind, about: 'order', customer, ticket: null, askAt } as const;
    events.push({ type: 'SurveyScheduled', at: context.now, ...scheduled });
    if (planned.skip) {
      const { channel } = about;
      events.push({
        type: 'SurveySkipped',
        at: context.now,
        kind,
        about: 'order',
        channel,
        ticketType: null,
        product,
        reason: planned.skip,
      });
    } else {
      plan = {
        id: newMailId(context.stream, 'survey'),
        kind: 'survey',
        survey: kind,
        ticket: null,
        to: [{ name: notice.customer?.name || context.customer?.name || '', address }],
        language: languageOf(notice.language ?? null, context.customer, context.settings),
        mailbox: context.settings.mailboxes[0]?.id ?? '',
        owedAt: askAt,
        thread: [],
        token: '',
        ref: context.ref,
        about: notice.number,
        name: notice.customer?.name || context.customer?.name || '',
        zone,
        askAt,
      };
    }
  }
  return { events, plan };
}

/** Takes several notices about one order as one decision, in the order given. The first refusal is the answer. */
export function takeOrders(before: Survey | null, notices: readonly OrderNotice[], context: OrderContext): Planning | Refusal {
  let survey = before;
  let planning: Planning = { events: [], plan: null };
  for (const notice of notices) {
    const next = takeOrder(survey, notice, context);
    if ('refused' in next) return next;
    if (next.events.length === 0) continue;
    survey = evolveSurvey(survey, context.stream, next.events);
    planning = { events: [...planning.events, ...next.events], plan: next.plan ?? planning.plan };
  }
  return planning;
}

/**
 * When a survey is asked, or why it never will be.
 * @param from the delivery, or the resolution
 */
export function planSurvey(
  rule: Settings['surveys']['order'],
  from: Instant,
  zone: string,
  { now, settings, stream }: Pick<OrderContext, 'now' | 'settings' | 'stream'>,
): { readonly kind: SurveyKind; readonly askAt: Instant; readonly skip: 'off' | 'too-late' | null } {
  const due = new Date(Date.parse(from) + rule.afterSeconds * 1000).toISOString() as Instant;
  const late = Date.parse(now) - Date.parse(due) > TOO_LATE_MS;
  const askAt = decentFrom(due > now ? due : now, zone, settings.surveys.hours, stream);
  return { kind: rule.kind, askAt, skip: !rule.active ? 'off' : late ? 'too-late' : null };
}

/** A shop's clock may run ahead; nothing happened in the future. */
const happened = (notice: OrderNotice, now: Instant): Instant => {
  const at = notice.at ? instant.parse(new Date(notice.at).toISOString()) : now;
  return at > now ? now : at;
};

/** What the order was about, when it was about one thing. */
const soleProduct = (notice: OrderNotice): string | null => {
  const products = new Set(notice.items.map((i) => i.product));
  return products.size === 1 ? ([...products][0] ?? null) : null;
};

/** The order's language, else the customer's, else the desk's. */
export const languageOf = (tag: string | null, customer: Customer | null, settings: Settings): Language =>
  LANGUAGES.find((l) => l === tag?.toLowerCase().split(/[-_]/)[0]) ?? customer?.language ?? settings.desk.language;
