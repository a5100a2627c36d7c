import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Settings } from '../../../desk/settings.ts';
import { type OrderContext, type OrderNotice, orderNotice } from '../../../desk/survey/order.ts';
import { evolveSurvey, type Survey } from '../../../desk/survey/survey.ts';
import { orderRef, type SurveyStream, streamOf } from '../../../desk/survey/token.ts';
import type { Customer } from '../../../desk/ticket/dossier.ts';
import { newCustomer } from '../../../desk/ticket/receive.ts';
import type { DomainEvent } from '../../../events/event.ts';
import type { Instant } from '../../../events/ids.ts';

export const SECRET = Buffer.alloc(32, 7);
export const at = (text: string): Instant => new Date(text).toISOString() as Instant;
export const plus = (instant: Instant, seconds: number): Instant => at(new Date(Date.parse(instant) + seconds * 1000).toISOString());
export const DAY = 86_400;

export const SETTINGS: Settings = defaultSettings({
  name: 'Morning Shop',
  zone: 'Europe/Dublin',
  mailboxes: [{ id: 'support', address: 'support@desk.test' }],
  agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
});

export const notice = (event: OrderNotice['event'], more: Record<string, unknown> = {}): OrderNotice =>
  orderNotice.parse({
    event,
    number: '1001',
    customer: { address: 'Ann@X.test', name: 'Ann' },
    items: [{ product: 'mug', quantity: 2 }],
    ...more,
  });

export const context = (now: Instant, more: Partial<OrderContext> = {}): OrderContext => {
  const ref = orderRef('shop', '1001');
  return { now, settings: SETTINGS, customer: null, stream: streamOf(SECRET, ref), ref, ...more };
};

export const customer = (more: Partial<Customer> = {}): Customer => ({ ...newCustomer('ann@x.test', 'Ann', 'seed'), version: 1, ...more });

/** Folds commits, each a list of events. */
export const folded = (stream: SurveyStream, ...commits: (readonly DomainEvent[])[]): Survey =>
  commits.reduce<Survey | null>((survey, events) => evolveSurvey(survey, stream, events), null) as Survey;
