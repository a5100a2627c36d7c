import type { DomainEvent } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { SurveyKind } from '../../events/survey-facts.ts';
import type { Beside, Evidence } from './file.ts';
import type { PageNonce } from './nonce.ts';
import { type Answer, type AskedSurvey, countingAnswer, firstAnswer, type Survey } from './survey.ts';

/*
 * What a press on the survey's page means. Mail scanners open every link and some send every form, so an answer takes
 * what a person does and they do not: read which score the page shows, and press that one among others.
 *
 * - Opening a link records nothing. The score in the link is only shown.
 * - The press must name the score that its page shows. Another one is a change of mind: a new page shows it and asks again.
 * - A page on which a wrong button was pressed is spent, and two different presses on one page take its answer back:
 *   whoever presses everything, in whatever order, has said nothing.
 * - The page must have been open for two seconds and at most a day; hidden bait must be left alone.
 */

const SECOND = 1000;
const DAY = 86_400 * SECOND;
export const LEAST_PAGE_MS = 2 * SECOND;
export const MOST_PAGE_MS = DAY;
/** A first answer is taken for so long after the asking, and changed for so long after the first. */
export const ANSWER_MS = 30 * DAY;
export const CHANGE_MS = 14 * DAY;
/** The link to unsubscribe lives on; laws ask for a month, people find old mails after a year. */
export const UNSUBSCRIBE_MS = 400 * DAY;
/** Answers and withdrawals of one survey: more is nobody's change of mind. */
const MOST_TURNS = 40;
export const COMMENT_CHARACTERS = 5000;

export const SCALE: Readonly<Record<SurveyKind, { readonly least: number; readonly most: number }>> = {
  csat: { least: 1, most: 5 },
  nps: { least: 0, most: 10 },
};

export const onScale = (kind: SurveyKind, score: number): boolean =>
  Number.isInteger(score) && score >= SCALE[kind].least && score <= SCALE[kind].most;

/** A score as it comes in a link or a form, or null for anything else. */
export const readScore = (kind: SurveyKind, text: string | undefined): number | null =>
  text !== undefined && /^\d{1,2}$/.test(text) && onScale(kind, Number(text)) ? Number(text) : null;

/** 1–2 of 5, 0–6 of 10. */
export const isUnhappy = (kind: SurveyKind, score: number): boolean => score <= (kind === 'csat' ? 2 : 6);
/** 4–5 of 5, 9–10 of 10. */
export const isHappy = (kind: SurveyKind, score: number): boolean => score >= (kind === 'csat' ? 4 : 9);

/** Whether the survey can be answered, or its answer changed, at this moment. */
export function isOpen(survey: Survey | null, now: Instant): survey is AskedSurvey {
  if (survey?.state !== 'asked' || survey.answers.length >= MOST_TURNS) return false;
  const first = firstAnswer(survey);
  return first ? age(first.at, now) <= CHANGE_MS : age(survey.askedAt, now) <= ANSWER_MS;
}

export type Press = {
  /** Null when the form brought none, or one that the desk did not make for this survey. */
  readonly page: PageNonce | null;
  /** The values of all pressed buttons; a browser sends one. */
  readonly pressed: readonly string[];
  readonly comment: string;
  /** Something that no person sees was filled in or pressed. */
  readonly baited: boolean;
  /** Whether a wrong button was pressed on this page before. */
  readonly spent: boolean;
  readonly evidence: Evidence;
};

/** Why the page is shown again instead of thanks. */
export type Notice = 'choose' | 'changed' | 'early' | 'stale' | 'unclear' | 'too-long';

export type Pressed =
  | { readonly do: 'record'; readonly events: readonly DomainEvent[]; readonly beside: Beside; readonly score: number }
  /** The same press again: it counts already. */
  | { readonly do: 'thank'; readonly score: number }
  /** Shows the page again. `spend` names the page that is worth nothing from now on; `keep` serves the same nonce again. */
  | {
      readonly do: 'ask-again';
      readonly notice: Notice;
      readonly chosen: number | null;
      readonly spend: string | null;
      readonly keep: boolean;
      readonly events: readonly DomainEvent[];
    };

const again = (notice: Notice, chosen: number | null, more: Partial<Extract<Pressed, { do: 'ask-again' }>> = {}): Pressed => ({
  do: 'ask-again',
  notice,
  chosen,
  spend: null,
  keep: false,
  events: [],
  ...more,
});

/** Decides one press. Call it only for a survey that is open. */
export function press(survey: AskedSurvey, given: Press, now: Instant): Pressed {
  const { page } = given;
  if (page === null) return again('unclear', null);
  const score = given.pressed.length === 1 ? readScore(survey.kind, given.pressed[0]) : null;
  if (given.baited || given.pressed.length > 1) return taintedPage(survey, page, page.chosen, 'unclear', now);
  if (score === null) return again('unclear', page.chosen);
  const mine = survey.answers.find((a) => a.press === page.id) ?? null;
  if (mine && !mine.withdrawn && mine.score === score) return { do: 'thank', score };
  if (mine || given.spent) return taintedPage(survey, page, score, 'changed', now);
  if (score !== page.chosen) {
    return page.chosen === null ? again('choose', score) : again('changed', score, { spend: page.id });
  }
  const open = age(page.servedAt, now);
  if (open < LEAST_PAGE_MS) return again('early', score, { keep: true });
  if (open > MOST_PAGE_MS) return again('stale', score);
  if (given.comment.length > COMMENT_CHARACTERS) return again('too-long', score);
  return record(survey, page, score, given, now);
}

function record(survey: AskedSurvey, page: PageNonce, score: number, given: Press, now: Instant): Pressed {
  const before = countingAnswer(survey);
  const change = survey.answers.length;
  const comment = given.comment.trim();
  return {
    do: 'record',
    score,
    events: [
      {
        type: 'SurveyAnswered',
        at: now,
        ...under(survey),
        askedAt: survey.askedAt,
        score,
        change,
        comment: comment !== '',
        replaces: before && { at: before.at, score: before.score },
        press: page.id,
      },
    ],
    beside: { answer: { change, comment, evidence: given.evidence } },
  };
}

/** The page is worth nothing any more; an answer given on it is taken back. */
function taintedPage(survey: AskedSurvey, page: PageNonce, chosen: number | null, notice: Notice, now: Instant): Pressed {
  const mine = survey.answers.find((a) => a.press === page.id && !a.withdrawn);
  return again(notice, chosen, { spend: page.id, events: mine ? [withdrawn(survey, mine, now)] : [] });
}

function withdrawn(survey: AskedSurvey, mine: Answer, now: Instant): DomainEvent {
  const restored = survey.answers.findLast((a) => !a.withdrawn && a.press !== mine.press);
  const counts = countingAnswer(survey)?.press === mine.press;
  return {
    type: 'SurveyAnswerWithdrawn',
    at: now,
    ...under(survey),
    askedAt: survey.askedAt,
    answeredAt: mine.at,
    score: mine.score,
    press: mine.press,
    restores: counts && restored ? { at: restored.at, score: restored.score } : null,
  };
}

const under = ({ under: u }: AskedSurvey) => ({ ...u, agents: [...u.agents] });
const age = (from: Instant, now: Instant): number => Date.parse(now) - Date.parse(from);

/**
 * A press on the page that unsubscribes. `stop` counts on a page that is fresh, unspent and without bait taken; any other
 * button pressed on the page of a `stop` takes it back, for whoever presses both has said nothing.
 */
export function pressUnsubscribe(
  survey: AskedSurvey,
  given: Pick<Press, 'page' | 'pressed' | 'baited' | 'spent'>,
  now: Instant,
): 'stop' | 'stopped' | 'take-back' | 'keep' | 'again' {
  const { page } = given;
  if (page === null) return 'again';
  const [only] = given.pressed;
  const wrong = given.baited || given.pressed.length > 1 || only === 'keep';
  if (survey.unsubscribed?.press === page.id) return wrong ? 'take-back' : 'stopped';
  if (given.baited || given.spent || given.pressed.length !== 1) return 'again';
  if (only === 'keep') return 'keep';
  const open = age(page.servedAt, now);
  return only === 'stop' && open >= LEAST_PAGE_MS && open <= MOST_PAGE_MS ? 'stop' : 'again';
}

/** Whether the survey's mail may still unsubscribe its recipient. */
export const mayUnsubscribe = (survey: Survey | null, now: Instant): survey is AskedSurvey =>
  survey?.state === 'asked' && age(survey.askedAt, now) <= UNSUBSCRIBE_MS;

/**
 * Whether a body is the one-click request of RFC 8058, section 3.1: the field `List-Unsubscribe=One-Click` and nothing else.
 * The mail provider sends it when its user presses its own button; nothing on our pages makes it.
 */
export const isOneClick = (fields: readonly (readonly [string, string])[]): boolean =>
  fields.length === 1 && fields[0]?.[0] === 'List-Unsubscribe' && fields[0][1] === 'One-Click';
