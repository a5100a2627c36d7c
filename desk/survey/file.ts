import type { Language } from '../languages.ts';
import type { Address, OwedMail } from '../ticket/dossier.ts';
import type { SurveyRef } from './token.ts';

/*
 * The personal side of a survey. It lies beside the events, never in them; erasing a customer empties it.
 */

/** The survey's mail, written down when the survey is planned and owed from when it is asked; gone once it is sent. */
export type Plan = Extract<OwedMail, { kind: 'survey' }> & {
  readonly ref: SurveyRef;
  /** In which zone the asking must be at a decent hour. */
  readonly zone: string;
};

/** Who was asked, kept for the page and for calling back. `about` is the order's number or the ticket's subject. */
export type AskedFile = { readonly to: Address; readonly language: Language; readonly about: string; readonly mailbox: string };

/** What speaks for or against a person having pressed the button. Kept with the answer, never taken as proof. */
export type Evidence = {
  readonly userAgent: string;
  readonly languages: string;
  /** Sec-Fetch-Site, -Mode, -User as the browser sent them. */
  readonly fetch: string;
  /** From the page's being served to the press, and from the asking to the press. */
  readonly pageSeconds: number;
  readonly askedSeconds: number;
};

export type Verbatim = { readonly change: number; readonly comment: string; readonly evidence: Evidence | null };

/** What one commit leaves beside its events. */
export type Beside = { readonly asked?: AskedFile; readonly answer?: Verbatim };

/** Gathered from the commits of one survey; `asked` is null before the asking, and after the customer was erased. */
export type SurveyFile = { readonly asked: AskedFile | null; readonly verbatims: readonly Verbatim[] };

export const NO_FILE: SurveyFile = { asked: null, verbatims: [] };

export const addBeside = (file: SurveyFile, beside: Beside | null): SurveyFile =>
  beside === null
    ? file
    : { asked: beside.asked ?? file.asked, verbatims: beside.answer ? [...file.verbatims, beside.answer] : file.verbatims };

/** The customer's words as they count: the last comment that was written, for an answer changed without one takes none away. */
export const lastComment = (file: SurveyFile): string => file.verbatims.findLast((v) => v.comment !== '')?.comment ?? '';
