import type { ClockName } from '../../events/event.ts';
import type { Language } from '../languages.ts';
import type { Wording } from '../settings.ts';
import type { OwedMail } from '../ticket/dossier.ts';
import type { Direction } from './tame.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fa } from './words/fa.ts';
import { fr } from './words/fr.ts';
import { ro } from './words/ro.ts';
import { th } from './words/th.ts';

/**
 * The words of a mail in one language: templates as an owner may write them too (see template.ts).
 * `{by}` says both the preposition and the time, so that a sentence holds with "as soon as possible" in its place.
 */
export type Text = { readonly [K in keyof Wording]-?: string };

type Notice = Extract<OwedMail, { kind: 'notification' }>['why'];

/** Why an agent's mail was not relayed. What the rules say in other words is shown as they say it. */
export const REFUSALS = ['empty', 'excluded', 'erased', 'unproven', 'not-an-agent', 'machine', 'too-large', 'no-quick-reply'] as const;
export type RefusalReason = (typeof REFUSALS)[number];

/** Figures that a morning report can show. */
export const FIGURES = ['new', 'resolved', 'active', 'firstReply', 'onTime', 'unanswered', 'csat', 'nps'] as const;
export type FigureName = (typeof FIGURES)[number];

/** Everything a language must have; what is missing does not compile. */
export type Words = {
  /** BCP 47, for Intl. */
  readonly locale: string;
  readonly direction: Direction;
  /** Stands for a subject that is empty. */
  readonly noSubject: string;
  /** Stands for a name that nobody gave; '' drops the name from the greeting. */
  readonly nameless: string;
  /** Stands for a customer who left neither name nor address. */
  readonly somebody: string;
  /** A wall time as `16:30`, in the language's digits, made part of a sentence. */
  readonly time: (clock: string) => string;
  /** The zone's CLDR name, as it stands in brackets behind a time. */
  readonly zone: (name: string) => string;
  /** What stands between a label and its value; French puts a space before it. */
  readonly colon: string;
  readonly by: {
    readonly soon: string;
    readonly today: (time: string) => string;
    readonly tomorrow: (time: string) => string;
    /** `day` is a weekday's name, with the date when that is further off than a week. */
    readonly on: (day: string, time: string) => string;
    readonly day: (day: string) => string;
  };
  readonly at: {
    readonly today: (time: string) => string;
    readonly tomorrow: (time: string) => string;
    readonly yesterday: (time: string) => string;
    readonly on: (day: string, time: string) => string;
  };
  readonly label: {
    readonly reference: string;
    readonly subject: string;
    readonly customer: string;
    readonly clock: string;
    readonly due: string;
    readonly wasDue: string;
    readonly attachments: string;
    readonly yourMessage: string;
    readonly message: string;
  };
  readonly clock: Readonly<Record<ClockName, string>>;
  readonly acknowledgement: Text;
  /** The agent's answer stands where `{message}` stands. */
  readonly reply: Text;
  /** `openEnded` is the body for a desk that closes nothing for silence. */
  readonly reminder: Text & { readonly openEnded: string };
  readonly notification: Text & { readonly heading: Readonly<Record<Notice, string>> };
  readonly warning: Text & { readonly heading: string };
  readonly breach: Text & { readonly heading: string };
  readonly escalation: Text & { readonly heading: string };
  readonly refusal: Text & { readonly heading: string; readonly reasons: Readonly<Record<RefusalReason, string>> };
  readonly survey: Text & {
    readonly about: { readonly order: string; readonly ticket: string };
    readonly question: { readonly csat: string; readonly nps: string };
    /** What the faces say, 1 to 5. */
    readonly faces: readonly [string, string, string, string, string];
    readonly ends: { readonly nps: readonly [string, string] };
    readonly unsubscribe: string;
  };
  readonly report: {
    readonly subject: string;
    readonly heading: string;
    readonly figures: Readonly<Record<FigureName, string>>;
    readonly columns: { readonly figure: string; readonly day: string; readonly before: string };
    readonly noData: string;
    readonly quiet: string;
    readonly up: string;
    readonly down: string;
    readonly same: string;
    readonly byDay: string;
    readonly surges: string;
    readonly noSurges: string;
    readonly surge: string;
    readonly late: string;
    readonly noLate: string;
    readonly more: string;
    readonly fresh: string;
  };
};

const CATALOGUES: Readonly<Record<Language, Words>> = { en, ro, fa, th, es, de, fr };

export const wordsFor = (language: Language): Words => CATALOGUES[language];
