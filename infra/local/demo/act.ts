import type { Customer } from './people.ts';
import type { MailboxId, Speech } from './shop.ts';
import type { TicketType } from './texts/text.ts';

/* What the plan is made of: who does what when. Instants are epoch milliseconds. */

export type Letter = {
  readonly from: string;
  readonly name: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  /** The customer's own first mail, where it goes on with a conversation. */
  readonly inReplyTo: string | null;
  readonly headers: Readonly<Record<string, string>>;
};

/** One thing that happened to an order, as `POST /orders` takes it. */
export type Notice = {
  readonly event: 'placed' | 'delivered' | 'cancelled' | 'refunded';
  readonly number: string;
  readonly channel: string;
  readonly language: string;
  readonly customer: { readonly address: string; readonly name: string };
  readonly value: { readonly amount: number; readonly currency: 'EUR' };
  readonly items: readonly { readonly product: string; readonly quantity: number }[];
};

type OnTicket = { readonly ticket: number };
type ByAgent = OnTicket & { readonly agent: string };
/** What agents do, each by a request of the API. */
export type AgentAct = ByAgent &
  (
    | {
        readonly do: 'open';
        readonly channel: 'chat' | 'phone';
        readonly mailbox: MailboxId;
        readonly subject: string;
        readonly text: string;
        readonly type: TicketType;
        readonly language: Speech;
        readonly customer: Customer;
      }
    | { readonly do: 'classify'; readonly type: TicketType | null; readonly priority: 'normal' | 'high' }
    | { readonly do: 'reply'; readonly text: string; readonly quickReply: string | null; readonly resolve: boolean }
    | { readonly do: 'pend'; readonly waitingOn: 'customer' | 'third-party' }
    | { readonly do: 'note'; readonly text: string }
    | { readonly do: 'redirect'; readonly team: string }
    | { readonly do: 'merge'; readonly into: number }
    | { readonly do: 'resolve' | 'spam' }
  );
export type Act = { readonly at: number } & (
  | AgentAct
  | ({ readonly do: 'write'; readonly letter: Letter } & OnTicket)
  | { readonly do: 'order'; readonly notice: Notice }
  /** The minute's tick and the other schedules: what became due since the last one. Without `folds`, figures wait for a later one. */
  | { readonly do: 'tick'; readonly folds: boolean }
);

/** What a customer says when a survey asks; what is not said is not answered. */
export type Opinion = {
  readonly score: number;
  readonly comment: string;
  /** How long after the survey came, and how long the page is looked at. */
  readonly afterMs: number;
  readonly readingMs: number;
  readonly unsubscribes: boolean;
};

export type PlannedTicket = {
  readonly n: number;
  readonly kind: 'customer' | 'spam' | 'machine' | 'pitch' | 'elsewhere' | 'nudge';
  readonly channel: 'email' | 'chat' | 'phone';
  readonly customer: Customer;
  readonly type: TicketType | null;
  readonly mailbox: MailboxId;
  readonly subject: string;
  readonly arrivesAt: number;
  readonly surge: boolean;
};
