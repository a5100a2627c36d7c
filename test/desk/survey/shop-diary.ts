import type { OrderNotice } from '../../../desk/survey/order.ts';
import type { SurveyKind } from '../../../events/survey-facts.ts';

/*
 * What a shop, its customers and its agents did, as somebody would have noted it who knows nothing of the desk's events.
 */

/** Under what a fact counts, as the people in it know. */
export type Label = { readonly channel: string; readonly type: string; readonly product: string; readonly agents: readonly string[] };
/** A survey that was asked, or of which the desk said that it asks nobody. */
export type Due = {
  readonly stream: string;
  readonly address: string;
  readonly at: number;
  readonly kind: SurveyKind;
  /** What it is about: an order, or one resolution of a ticket. */
  readonly order: string | null;
  readonly ticket: string | null;
  readonly since: number;
  readonly label: Label;
};
export type OnTicket = { readonly ticket: string; readonly at: number };
export type Diary = {
  /** What the shop said about an order, each time that it did. */
  readonly told: { order: string; what: OrderNotice['event']; at: number; toldAt: number; channel: string; product: string }[];
  readonly mails: Due[];
  readonly skips: (Due & { readonly reason: string })[];
  readonly returned: { stream: string; address: string; at: number }[];
  /** Presses after which the page thanked; taken back when another button of the same page was pressed afterwards. */
  readonly thanked: { stream: string; page: string; at: number; score: number; comment: string; takenBack: boolean }[];
  readonly unsubscribed: { stream: string; address: string; at: number; backAt: number | null }[];
  /** When a customer's ticket was in work. */
  readonly inWork: { ticket: string; address: string; from: number; to: number }[];
  readonly resolved: OnTicket[];
  readonly spam: OnTicket[];
  readonly replies: (OnTicket & { readonly agent: string; bounced: boolean })[];
  readonly types: (OnTicket & { readonly type: string })[];
  readonly channels: Map<string, string>;
  readonly calledBack: { stream: string; ticket: string }[];
  /** Tries that got no further than noting that the customer is asked now. */
  readonly stumbles: { stream: string; address: string; at: number }[];
  /** Whether orders were asked about, since when. */
  readonly active: { at: number; order: boolean }[];
};

export const emptyDiary = (): Diary => ({
  told: [],
  mails: [],
  skips: [],
  returned: [],
  thanked: [],
  unsubscribed: [],
  inWork: [],
  resolved: [],
  spam: [],
  replies: [],
  types: [],
  channels: new Map(),
  calledBack: [],
  stumbles: [],
  active: [],
});
