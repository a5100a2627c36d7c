import type { Channel, MailKind, Priority, TicketEvent } from '../../events/event.ts';
import type { AgentId, CustomerId, Instant, MailId, MessageId, OrderId, SurveyId, TicketId } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import type { Address, Attachment, Customer, Dossier, Message, OwedMail } from './dossier.ts';
import type { Ticket } from './ticket.ts';

/** A mail as it was read, screened and stored, ready to be decided upon. */
export type InboundMail = {
  readonly kind: MailKind;
  /** False for anything with a sign of a machine: keep it, but send no acknowledgement. */
  readonly mayAnswer: boolean;
  readonly evidence: readonly string[];
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  readonly text: string;
  readonly newText: string;
  readonly html: boolean;
  readonly textKey: string | null;
  readonly thanks: boolean;
  readonly language: string;
  readonly rfcMessageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly claimedAt: Instant | null;
  readonly attachments: readonly Attachment[];
  readonly raw: string;
};

/** What somebody asks of the desk. Imperative; the rules say what comes of it. */
export type Command =
  | { readonly do: 'ReceiveMail'; readonly mail: InboundMail; readonly mailbox: string; readonly linkedTo: TicketId | null }
  | { readonly do: 'ReceiveAgentMail'; readonly mail: InboundMail; readonly agent: AgentId }
  | {
      readonly do: 'OpenTicket';
      readonly by: AgentId;
      readonly channel: Channel;
      readonly mailbox: string;
      readonly subject: string;
      readonly text: string;
      readonly requester: Address;
      readonly type: string | null;
      readonly priority: Priority;
      readonly tags: readonly string[];
      readonly language: string | null;
      /** True when the agent writes first: the text goes out to the customer. */
      readonly started: boolean;
      readonly attachments?: readonly Attachment[];
    }
  | {
      readonly do: 'Reply';
      readonly by: AgentId;
      readonly text: string;
      readonly resolve: boolean;
      readonly attachments?: readonly Attachment[];
    }
  | { readonly do: 'AddNote'; readonly by: AgentId; readonly text: string }
  | {
      readonly do: 'Classify';
      readonly by: AgentId;
      readonly type?: string | null;
      readonly priority?: Priority;
      readonly assignee?: AgentId | null;
      readonly tags?: readonly string[];
    }
  | { readonly do: 'Resolve' | 'Reopen' | 'MarkSpam' | 'Release'; readonly by: AgentId }
  | { readonly do: 'Pend'; readonly by: AgentId; readonly waitingOn: 'customer' | 'third-party' }
  | { readonly do: 'Merge'; readonly by: AgentId; readonly into: TicketId }
  | { readonly do: 'Absorb'; readonly by: AgentId; readonly from: Ticket; readonly dossier: Dossier }
  | { readonly do: 'Redirect'; readonly by: AgentId; readonly team: string }
  | {
      readonly do: 'RecordUndelivered';
      readonly message: MessageId;
      readonly sentAt: Instant;
      readonly reason: 'bounce' | 'complaint' | 'reject' | 'suppressed';
    }
  | {
      /** Somebody answered a survey unhappily: a ticket, so that a person calls back. */
      readonly do: 'OpenFromSurvey';
      readonly channel: Channel;
      readonly mailbox: string;
      readonly subject: string;
      readonly text: string;
      readonly requester: Address;
      readonly language: string;
      readonly linkedTo: TicketId | null;
      readonly survey: OrderId | SurveyId;
    }
  | { readonly do: 'FireTimers' };

export type Context = {
  /** The trigger's time. */
  readonly now: Instant;
  readonly settings: Settings;
  /** Settings versions that running clocks are pinned to. */
  readonly pinned: ReadonlyMap<number, Settings>;
  /** The customer as we know them; null for somebody new. */
  readonly customer: Customer | null;
  /** Makes ids: unique to the trigger, the same when it comes again. */
  readonly seed: string;
};

/** A ticket with its personal side. */
export type Case = { readonly ticket: Ticket; readonly dossier: Dossier };

/** What a decision commits, all or nothing. */
export type Decision = {
  readonly events: readonly TicketEvent[];
  readonly ticket: Ticket;
  readonly dossier: Dossier;
  readonly messages: readonly Message[];
  readonly mails: readonly OwedMail[];
  /** The customer's row when it changes; its version is the one that was read, 0 for a new one. */
  readonly customer: Customer | null;
};

/** Why nothing was decided: the caller's mistake, in words, with the field that it is about. */
export type Refusal = { readonly refused: 'conflict' | 'invalid' | 'not-found'; readonly field: string; readonly why: string };

export type { CustomerId, MailId };
