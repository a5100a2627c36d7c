import type { ApiAnswer } from './exchange.ts';

/*
 * RFC 9457 problems: what was wrong, in words, and with which field.
 */

export type FieldError = {
  /** Dotted path into the body (`targets.firstReply.seconds`), or the name of the parameter or header. */
  readonly field: string;
  readonly why: string;
};

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  /** With 412 on a ticket: what was done since the version that the caller read. */
  readonly changes?: readonly { readonly at: string; readonly by: unknown; readonly words: string }[];
};

/** RFC 9110 and 6585 status codes that this API answers with; the slug ends the problem's `type`. */
const KINDS = {
  400: ['bad-request', 'The request cannot be understood'],
  401: ['unauthorized', 'Who are you?'],
  403: ['forbidden', 'You may not do this'],
  404: ['not-found', 'There is nothing here'],
  409: ['conflict', 'The ticket is in no state for this'],
  412: ['stale', 'It has changed since you read it'],
  413: ['too-large', 'The body is too large'],
  415: ['not-json', 'The body is not JSON'],
  422: ['invalid', 'Something in the request is not valid'],
  428: ['precondition-required', 'Say which version you are changing'],
  500: ['failed', 'The desk failed'],
  503: ['busy', 'The desk is busy'],
} as const;
export type ProblemStatus = keyof typeof KINDS;
export const PROBLEM_STATUSES: readonly ProblemStatus[] = Object.keys(KINDS).map((status) => Number(status) as ProblemStatus);

export const titleOf = (status: ProblemStatus): string => KINDS[status][1];

export const PROBLEM_TYPE = 'application/problem+json';

/** A problem as an answer. Its `type` is a relative reference, documented in the API's description. */
export function problem(
  status: ProblemStatus,
  detail: string,
  errors: readonly FieldError[] = [],
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  const [slug, title] = KINDS[status];
  const body: Problem = { type: `/problems/${slug}`, title, status, detail, errors };
  return { status, headers: { 'content-type': PROBLEM_TYPE, ...headers }, body };
}

/** A problem about one field. */
export const fieldProblem = (status: ProblemStatus, field: string, why: string): ApiAnswer =>
  problem(status, `${field}: ${why}`, [{ field, why }]);
