import type { Channel, MailKind } from '../../events/event.ts';
import type { AgentId, CustomerId, Instant, MailId, MessageId, TicketId } from '../../events/ids.ts';
import type { Language } from '../languages.ts';
import type { Report } from '../mail/letter-report.ts';

/*
 * Everything that may hold an address, a name or a text. It lies beside the events, never in them;
 * erasing a customer empties it.
 */

export type Address = { readonly name: string; readonly address: string };

/** The personal side of a ticket. */
export type Dossier = {
  readonly subject: string;
  readonly requester: Address | null;
  /** Everybody on the customer's side who may write into the ticket, the requester first. */
  readonly participants: readonly Address[];
  /** Message-IDs of the thread as the customer knows it, oldest first, the newest 20: for In-Reply-To and References. */
  readonly thread: readonly string[];
};

export type Attachment = {
  readonly filename: string;
  readonly mimeType: string;
  readonly bytes: number;
  /** Key in the mail bucket. */
  readonly key: string;
  readonly contentId: string | null;
  readonly inline: boolean;
};

export type Message = {
  readonly id: MessageId;
  readonly ticket: TicketId;
  readonly direction: 'in' | 'out' | 'note';
  readonly kind: MailKind | 'reply' | 'note';
  readonly at: Instant;
  readonly channel: Channel;
  readonly from: Address | null;
  readonly agent: AgentId | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  /** The whole text; HTML-only mail made readable. */
  readonly text: string;
  /** Only what is new: quotes, signatures and disclaimers cut. Equal texts are stored once. */
  readonly newText: string;
  /** Whether the raw mail has an HTML part; it is read from there when somebody wants to see it. */
  readonly html: boolean;
  /** Where the whole text lies when it is too long for a row; `text` is its beginning then. */
  readonly textKey: string | null;
  /** RFC 5322 Message-ID with its angle brackets. */
  readonly rfcMessageId: string | null;
  readonly attachments: readonly Attachment[];
  /** Key of the raw mail; null for what came by the API. */
  readonly raw: string | null;
  /** Why the mail was classed as it was, and what was wrong with it. */
  readonly evidence: readonly string[];
};

/** What we know of a customer, in one row by address. */
export type Customer = {
  readonly id: CustomerId;
  readonly address: string;
  readonly name: string;
  readonly language: Language | null;
  readonly tags: readonly string[];
  /** Instants and subject keys of the acknowledgements of the last day: the loop caps. */
  readonly acknowledged: readonly { readonly at: Instant; readonly subject: string }[];
  readonly suppressed: { readonly at: Instant; readonly reason: 'bounce' | 'complaint' | 'agent' } | null;
  readonly unsubscribedAt: Instant | null;
  /** When they were last asked by either kind, and the streams of their surveys, newest last. */
  readonly surveyed: { readonly csatAt: Instant | null; readonly npsAt: Instant | null; readonly streams?: readonly string[] };
  readonly version: number;
};

type Owed = {
  readonly id: MailId;
  readonly ticket: TicketId | null;
  readonly to: readonly Address[];
  readonly language: Language;
  /** Id of the mailbox it is sent from. */
  readonly mailbox: string;
  readonly owedAt: Instant;
  /** Thread as the recipient knows it. */
  readonly thread: readonly string[];
};
/** A mail that the desk owes: enough to compose it, and nothing of it on the bus. */
export type OwedMail =
  | (Owed & { readonly kind: 'acknowledgement'; readonly subject: string; readonly received: string; readonly expectBy: Instant | null })
  | (Owed & {
      readonly kind: 'notification';
      readonly subject: string;
      readonly from: Address | null;
      readonly excerpt: string;
      readonly why: 'new-ticket' | 'customer-reply' | 'assigned' | 'reopened' | 'released' | 'undelivered';
      readonly attachments: number;
      readonly dueAt: Instant | null;
    })
  | (Owed & { readonly kind: 'reply'; readonly subject: string; readonly message: MessageId; readonly agentName: string })
  | (Owed & { readonly kind: 'refusal'; readonly subject: string; readonly why: string })
  | (Owed & {
      readonly kind: 'warning' | 'breach' | 'escalation';
      readonly subject: string;
      readonly clock: string;
      readonly dueAt: Instant;
      readonly requester: Address | null;
    })
  | (Owed & { readonly kind: 'reminder'; readonly subject: string })
  | (Owed & {
      readonly kind: 'survey';
      readonly survey: 'csat' | 'nps';
      /** Empty in the table: send-mail makes it of `ref`, so that no token is ever stored. */
      readonly token: string;
      readonly ref?: string;
      readonly about: string;
      readonly name: string;
    })
  /** Its figures are those of the morning on which it was owed, however late it is sent. */
  | (Owed & { readonly kind: 'report'; readonly day: string; readonly report?: Report });
