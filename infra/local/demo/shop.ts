import type { TicketType } from './texts/text.ts';

/*
 * The shop whose desk is played: who works when, what it sells, what people write about. Made up, and all of it at .test.
 */

export const SHOP = 'Fern & Kettle';
export const DOMAIN = 'desk.test';
export const ZONE = 'Europe/Dublin';
export const COUNTRY = 'IE';
export const MAILBOXES = ['support', 'orders', 'returns'] as const;
export type MailboxId = (typeof MAILBOXES)[number];
export const addressOf = (mailbox: MailboxId): string => `${mailbox}@${DOMAIN}`;

/** Local wall hours, from and to. */
export type Shift = readonly [from: number, to: number];
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly languages: readonly string[];
  /** Monday first; null is a day off. */
  readonly week: readonly (Shift | null)[];
  /** How much longer this person takes than others. */
  readonly pace: number;
};

const early: Shift = [9, 17];
const late: Shift = [10, 18];
const saturday: Shift = [10, 14];

/** The ids of a desk that nobody configured come first, so that tokens and sign-in go on as the README says. */
export const AGENTS: readonly Person[] = [
  { id: 'agent1', name: 'Aoife Byrne', languages: ['en', 'fr'], week: [early, early, null, early, early, null, null], pace: 1.1 },
  { id: 'agent2', name: 'Tom Hughes', languages: ['en'], week: [null, late, late, late, late, saturday, null], pace: 0.9 },
  { id: 'agent3', name: 'Ioana Dumitru', languages: ['en', 'ro', 'fr'], week: [early, early, early, early, null, null, null], pace: 0.95 },
  { id: 'agent4', name: 'Lukas Brandt', languages: ['en', 'de'], week: [late, late, late, null, late, saturday, null], pace: 1.05 },
  { id: 'agent5', name: 'Parisa Ahmadi', languages: ['en', 'fa'], week: [late, null, late, late, late, null, null], pace: 1 },
  { id: 'agent6', name: 'Marta Ruiz', languages: ['en', 'es'], week: [early, early, early, early, early, null, null], pace: 1.2 },
];

/** Stock keeping unit, what customers call it, and how often it is bought. */
export const PRODUCTS = {
  teapot: { name: 'Brown Betty teapot', price: 34, weight: 18 },
  kettle: { name: 'enamel kettle', price: 59, weight: 14 },
  mugs: { name: 'stoneware mugs', price: 42, weight: 20 },
  tray: { name: 'oak tray', price: 48, weight: 9 },
  linen: { name: 'linen tea towels', price: 24, weight: 12 },
  assam: { name: 'Assam tin', price: 16, weight: 16 },
  jug: { name: 'milk jug', price: 19, weight: 7 },
  blanket: { name: 'wool blanket', price: 89, weight: 4 },
} as const;
export type Product = keyof typeof PRODUCTS;

/** Where an order is sold; review pages go by it. */
export const SALES_CHANNELS = { shop: 82, marketplace: 18 } as const;

export const TYPES: Readonly<Record<TicketType | 'unhappy' | 'other', string>> = {
  delivery: 'Delivery',
  confirmation: 'Order confirmation',
  return: 'Return',
  payment: 'Payment and refund',
  damaged: 'Damaged or wrong',
  product: 'Product question',
  change: 'Change of order',
  account: 'Account and voucher',
  unhappy: 'Unhappy customer',
  other: 'Other',
};

/** How often people write about what, in ordinary times. */
export const TYPE_WEIGHTS: Readonly<Record<TicketType, number>> = {
  delivery: 28,
  confirmation: 4,
  return: 17,
  payment: 11,
  damaged: 10,
  product: 14,
  change: 10,
  account: 6,
};

export const LANGUAGE_WEIGHTS = { en: 74, de: 9, ro: 5, fr: 5, es: 4, fa: 3 } as const;
export type Speech = keyof typeof LANGUAGE_WEIGHTS;
