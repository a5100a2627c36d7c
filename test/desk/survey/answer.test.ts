import fc from 'fast-check';
import {
  ANSWER_MS,
  CHANGE_MS,
  COMMENT_CHARACTERS,
  isHappy,
  isOneClick,
  isOpen,
  isUnhappy,
  mayUnsubscribe,
  type Press,
  type Pressed,
  press,
  pressUnsubscribe,
  readScore,
} from '../../../desk/survey/answer.ts';
import { fireSurvey } from '../../../desk/survey/ask.ts';
import { openPage, sealPage } from '../../../desk/survey/nonce.ts';
import { takeOrder } from '../../../desk/survey/order.ts';
import { type AskedSurvey, countingAnswer, evolveSurvey, firstAnswer } from '../../../desk/survey/survey.ts';
import type { Instant } from '../../../events/ids.ts';
import type { SurveyKind } from '../../../events/survey-facts.ts';
import { at, context, notice, plus, SECRET, SETTINGS } from './samples.ts';

function askedSurvey(kind: SurveyKind = 'csat'): AskedSurvey {
  const settings = { ...SETTINGS, surveys: { ...SETTINGS.surveys, order: { ...SETTINGS.surveys.order, kind } } };
  const given = context(at('2026-03-02T12:00:00Z'), { settings });
  const planned = takeOrder(null, notice('delivered'), given);
  if ('refused' in planned || !planned.plan) throw new Error('not planned');
  const survey = evolveSurvey(null, given.stream, planned.events);
  const said = fireSurvey(survey, {
    now: planned.plan.askAt,
    settings,
    plan: planned.plan,
    customer: null,
    about: null,
    openTicket: false,
    agents: [],
  });
  if (said.do !== 'ask') throw new Error(said.do);
  return evolveSurvey(survey, given.stream, said.events) as AskedSurvey;
}

const SURVEY = askedSurvey();
const SERVED = plus(SURVEY.askedAt, 3600);
const PRESSED = plus(SERVED, 10);
let seeds = 0;

const evidence = { userAgent: '', languages: '', fetch: '', pageSeconds: 10, askedSeconds: 3610 };
const pageOf = (chosen: number | null, servedAt: Instant = SERVED, survey = SURVEY) => {
  seeds += 1;
  return openPage(SECRET, 'answer', survey.id, sealPage(SECRET, 'answer', survey.id, { servedAt, chosen, seed: String(seeds) }));
};
const pressing = (more: Partial<Press>): Press => ({
  page: pageOf(4),
  pressed: ['4'],
  comment: '',
  baited: false,
  spent: false,
  evidence,
  ...more,
});
const after = (survey: AskedSurvey, said: Pressed): AskedSurvey =>
  'events' in said && said.events.length > 0 ? (evolveSurvey(survey, survey.id, said.events) as AskedSurvey) : survey;

describe('one press', () => {
  test('on the score that the page shows is the answer, with its comment beside the events', () => {
    const said = press(SURVEY, pressing({ comment: '  Lovely mug.  ' }), PRESSED);
    expect(said).toMatchObject({
      do: 'record',
      score: 4,
      events: [
        { type: 'SurveyAnswered', at: PRESSED, askedAt: SURVEY.askedAt, score: 4, change: 0, comment: true, replaces: null, kind: 'csat' },
      ],
      beside: { answer: { change: 0, comment: 'Lovely mug.', evidence } },
    });
    expect(JSON.stringify('events' in said && said.events)).not.toContain('Lovely');
  });

  const nothing: readonly [string, Partial<Press>, Instant, string][] = [
    ['with nothing pressed, as a form sent with its defaults', { pressed: [] }, PRESSED, 'unclear'],
    ['with every button pressed at once', { pressed: ['1', '2', '3', '4', '5'] }, PRESSED, 'unclear'],
    ['with the same button twice in one form', { pressed: ['4', '4'] }, PRESSED, 'unclear'],
    ['with the bait taken', { baited: true }, PRESSED, 'unclear'],
    ['on another score than the page shows', { pressed: ['2'] }, PRESSED, 'changed'],
    ['on a page that shows no score yet', { page: pageOf(null) }, PRESSED, 'choose'],
    ['on a page where a wrong button was pressed before', { spent: true }, PRESSED, 'changed'],
    ['in less than two seconds', {}, plus(SERVED, 1.9), 'early'],
    ['after more than a day', {}, plus(SERVED, 86_401), 'stale'],
    ['with a page that the desk never made', { page: null }, PRESSED, 'unclear'],
    ['on a score above the scale', { pressed: ['6'], page: pageOf(null) }, PRESSED, 'unclear'],
    ['on zero of five', { pressed: ['0'] }, PRESSED, 'unclear'],
    ['on no number', { pressed: ['4; DROP TABLE'] }, PRESSED, 'unclear'],
    ['with a comment that is too long', { comment: 'x'.repeat(COMMENT_CHARACTERS + 1) }, PRESSED, 'too-long'],
  ];
  test.each(nothing)('%s is no answer', (_name, more, now, why) => {
    expect(press(SURVEY, pressing(more), now)).toMatchObject({ do: 'ask-again', notice: why, events: [] });
  });

  test('too quick a press keeps its page, so that the next press on it counts', () => {
    const page = pageOf(4);
    expect(press(SURVEY, pressing({ page }), plus(SERVED, 1))).toMatchObject({ do: 'ask-again', keep: true });
    expect(press(SURVEY, pressing({ page }), plus(SERVED, 3))).toMatchObject({ do: 'record', score: 4 });
  });

  test('a change of mind takes one more press', () => {
    const said = press(SURVEY, pressing({ pressed: ['2'] }), PRESSED);
    expect(said).toMatchObject({ do: 'ask-again', notice: 'changed', chosen: 2 });
    expect(press(SURVEY, pressing({ page: pageOf(2), pressed: ['2'] }), PRESSED)).toMatchObject({ do: 'record', score: 2 });
  });

  test('sent twice it counts once', () => {
    const given = pressing({});
    const answered = after(SURVEY, press(SURVEY, given, PRESSED));
    expect(press(answered, given, plus(PRESSED, 5))).toEqual({ do: 'thank', score: 4 });
    expect(answered.answers).toHaveLength(1);
  });

  test('two different presses on one page take its answer back', () => {
    const page = pageOf(4);
    const answered = after(SURVEY, press(SURVEY, pressing({ page }), PRESSED));
    const said = press(answered, pressing({ page, pressed: ['5'] }), plus(PRESSED, 1));
    expect(said).toMatchObject({
      do: 'ask-again',
      events: [{ type: 'SurveyAnswerWithdrawn', score: 4, answeredAt: PRESSED, restores: null }],
    });
    expect(countingAnswer(after(answered, said))).toBeNull();
  });

  test('an answer taken back lets the one before count again', () => {
    const first = after(SURVEY, press(SURVEY, pressing({}), PRESSED));
    const page = pageOf(1);
    const second = after(first, press(first, pressing({ page, pressed: ['1'] }), plus(PRESSED, 60)));
    expect(countingAnswer(second)?.score).toBe(1);
    const said = press(second, pressing({ page, pressed: ['2'] }), plus(PRESSED, 61));
    expect(said).toMatchObject({ events: [{ type: 'SurveyAnswerWithdrawn', score: 1, restores: { at: PRESSED, score: 4 } }] });
    expect(countingAnswer(after(second, said))?.score).toBe(4);
  });
});

describe('for how long', () => {
  const answered = after(SURVEY, press(SURVEY, pressing({}), PRESSED));
  test.each([
    ['a first answer within 30 days', SURVEY, plus(SURVEY.askedAt, ANSWER_MS / 1000), true],
    ['none after that', SURVEY, plus(SURVEY.askedAt, ANSWER_MS / 1000 + 1), false],
    ['changed within 14 days of the first', answered, plus(PRESSED, CHANGE_MS / 1000), true],
    ['not after that', answered, plus(PRESSED, CHANGE_MS / 1000 + 1), false],
  ])('%s', (_name, survey, now, open) => {
    expect(isOpen(survey, now)).toBe(open);
  });

  test('the first and the last are kept, and the last counts', () => {
    const changed = after(answered, press(answered, pressing({ page: pageOf(2), pressed: ['2'] }), plus(PRESSED, 60)));
    expect([firstAnswer(changed)?.score, countingAnswer(changed)?.score]).toEqual([4, 2]);
    const last = press(changed, pressing({ page: pageOf(5), pressed: ['5'] }), plus(PRESSED, 90));
    expect(last).toMatchObject({ events: [{ change: 2, replaces: { at: plus(PRESSED, 60), score: 2 } }] });
  });

  test('a survey that is only planned takes no answer', () => {
    expect(isOpen(null, PRESSED)).toBe(false);
  });

  test('the way out stays open for more than a year', () => {
    expect(mayUnsubscribe(SURVEY, plus(SURVEY.askedAt, 399 * 86_400))).toBe(true);
    expect(mayUnsubscribe(SURVEY, plus(SURVEY.askedAt, 401 * 86_400))).toBe(false);
  });
});

describe('scores', () => {
  test.each([
    ['csat', '1', 1],
    ['csat', '5', 5],
    ['csat', '0', null],
    ['csat', '10', null],
    ['csat', '4.0', null],
    ['csat', ' 4', null],
    ['csat', '', null],
    ['nps', '0', 0],
    ['nps', '10', 10],
    ['nps', '11', null],
    ['nps', '-1', null],
  ] as const)('%s "%s" is %s', (kind, text, score) => {
    expect(readScore(kind, text)).toBe(score);
  });

  test('unhappy and happy never meet, and passives are neither', () => {
    for (const [kind, scores] of [
      ['csat', 5],
      ['nps', 10],
    ] as const) {
      for (let score = 0; score <= scores; score += 1) expect(isUnhappy(kind, score) && isHappy(kind, score)).toBe(false);
    }
    expect([1, 2, 3].map((s) => isUnhappy('csat', s))).toEqual([true, true, false]);
    expect([6, 7].map((s) => isUnhappy('nps', s))).toEqual([true, false]);
    expect([8, 9].map((s) => isHappy('nps', s))).toEqual([false, true]);
  });
});

describe('whoever presses everything has said nothing', () => {
  test.each(['csat', 'nps'] as const)('%s: in any order, on one page, with any link', (kind) => {
    const survey = askedSurvey(kind);
    const scores = kind === 'csat' ? ['1', '2', '3', '4', '5'] : Array.from({ length: 11 }, (_, n) => String(n));
    const order = fc.shuffledSubarray(scores, { minLength: 2, maxLength: scores.length });
    fc.assert(
      fc.property(order, fc.option(fc.constantFrom(...scores)), fc.integer({ min: 0, max: 4000 }), (pressed, chosen, wait) => {
        const page = pageOf(chosen === null ? null : Number(chosen), plus(survey.askedAt, 60), survey);
        let state = survey;
        let spent = false;
        for (const [n, one] of pressed.entries()) {
          const said = press(state, pressing({ page, pressed: [one], spent }), plus(survey.askedAt, 60 + wait + n));
          state = after(state, said);
          if (said.do === 'ask-again' && said.spend === page?.id) spent = true;
        }
        expect(countingAnswer(state)).toBeNull();
      }),
    );
  });
});

describe('unsubscribing', () => {
  const page = (servedAt = SERVED) =>
    openPage(SECRET, 'unsubscribe', SURVEY.id, sealPage(SECRET, 'unsubscribe', SURVEY.id, { servedAt, chosen: null, seed: 'u' }));
  const given = { page: page(), pressed: ['stop'], baited: false, spent: false };
  test.each([
    ['the button', given, PRESSED, 'stop'],
    ['the other button', { ...given, pressed: ['keep'] }, PRESSED, 'keep'],
    ['both', { ...given, pressed: ['keep', 'stop'] }, PRESSED, 'again'],
    ['none, as a form sent with its defaults', { ...given, pressed: [] }, PRESSED, 'again'],
    ['the bait', { ...given, baited: true }, PRESSED, 'again'],
    ['the button after the other one', { ...given, spent: true }, PRESSED, 'again'],
    ['the button at once', given, plus(SERVED, 1), 'again'],
    ['the button on a page of two days ago', given, plus(SERVED, 2 * 86_400), 'again'],
    ['the button of an answer page', { ...given, page: null }, PRESSED, 'again'],
  ] as const)('%s', (_name, more, now, expected) => {
    expect(pressUnsubscribe(SURVEY, { ...more, pressed: [...more.pressed] }, now)).toBe(expected);
  });

  test.each([
    ['the same button again', { ...given }, 'stopped'],
    ['the other one', { ...given, pressed: ['keep'] }, 'take-back'],
    ['both', { ...given, pressed: ['keep', 'stop'] }, 'take-back'],
    ['the bait', { ...given, pressed: [], baited: true }, 'take-back'],
    ['nothing', { ...given, pressed: [] }, 'stopped'],
    ['another page', { ...given, page: page(), pressed: ['keep'] }, 'keep'],
  ] as const)('%s, pressed after the button on its page', (_name, more, expected) => {
    const own = more.page === given.page;
    const unsubscribed = { at: PRESSED, press: own ? (given.page?.id ?? '') : 'of-another-page' };
    expect(pressUnsubscribe({ ...SURVEY, unsubscribed }, { ...more, pressed: [...more.pressed] }, plus(PRESSED, 5))).toBe(expected);
  });

  test('a mail provider’s one click is exactly one field', () => {
    expect(isOneClick([['List-Unsubscribe', 'One-Click']])).toBe(true);
    expect(isOneClick([['list-unsubscribe', 'One-Click']])).toBe(false);
    expect(
      isOneClick([
        ['List-Unsubscribe', 'One-Click'],
        ['page', 'x'],
      ]),
    ).toBe(false);
    expect(isOneClick([])).toBe(false);
  });
});
