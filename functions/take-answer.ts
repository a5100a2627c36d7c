import type { ApiAnswer, ApiRequest } from '../desk/api/exchange.ts';
import type { Settings } from '../desk/settings.ts';
import {
  isHappy,
  isOneClick,
  isOpen,
  mayUnsubscribe,
  type Notice,
  type Pressed,
  press,
  pressUnsubscribe,
  readScore,
} from '../desk/survey/answer.ts';
import type { AskedFile, Evidence } from '../desk/survey/file.ts';
import { readForm, valuesOf } from '../desk/survey/form.ts';
import { openPage, type Purpose, sealPage } from '../desk/survey/nonce.ts';
import {
  acceptedLanguage,
  answerPage,
  type Frame,
  failedPage,
  gonePage,
  thanksPage,
  tooLargePage,
  unsubscribedPage,
  unsubscribePage,
} from '../desk/survey/page.ts';
import { questionOf } from '../desk/survey/question.ts';
import { type AskedSurvey, countingAnswer } from '../desk/survey/survey.ts';
import { isToken, orderOf, type SurveyStream, surveyOf } from '../desk/survey/token.ts';
import { type Customers, customers } from './aws/customers.ts';
import { dynamo } from './aws/dynamo.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type StoredSurvey, type Surveys, surveys } from './aws/surveys.ts';
import { env } from './env.ts';
import { type Answerer, type Manners, onRequest } from './shell.ts';

/*
 * The customer's side of a survey: a page that is only shown, and a press on it that counts. Tokens, addresses and
 * comments are never logged; whatever is not open to an answer looks like a token that never was.
 */

export type Parts = { readonly settings: SettingsStore; readonly surveys: Surveys; readonly customers: Customers };

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, defaults } = env('table', 'shards', 'defaults');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    surveys: surveys(dynamo(), table, Number(shards)),
    customers: customers(dynamo(), table, Number(shards)),
  };
  return made;
};

const ATTEMPTS = 8;
/** A comment of 5,000 characters in any script, percent-encoded, fits twice. */
const FORM_BYTES = 128 * 1024;

/** One request to a survey's page, with what it is about. */
type Visit = {
  readonly token: string;
  readonly stream: SurveyStream;
  readonly found: StoredSurvey;
  readonly survey: AskedSurvey;
  readonly file: AskedFile;
  readonly settings: Settings;
  readonly secret: Uint8Array;
  readonly frame: Frame;
};

/** The visit, or how nobody is received: the language is the browser's, for nothing is known. */
async function visit(
  request: ApiRequest,
  parts: Parts,
  open: (found: StoredSurvey) => AskedSurvey | null,
): Promise<Visit | { gone: ApiAnswer }> {
  const token = request.params.token ?? '';
  const [settings, secret] = await Promise.all([parts.settings.now(), parts.settings.secret()]);
  const stranger = { desk: settings.desk.name, language: acceptedLanguage(request.headers['accept-language'], settings.desk.language) };
  if (!isToken(token)) return { gone: gonePage(stranger) };
  const streams = [orderOf(token), surveyOf(token)];
  const loaded = await Promise.all(streams.map(async (stream) => ({ stream, found: await parts.surveys.load(stream) })));
  const here = loaded.find(({ found }) => found.survey !== null);
  const survey = here ? open(here.found) : null;
  const file = here?.found.file.asked ?? null;
  if (here === undefined || survey === null || file === null) return { gone: gonePage(stranger) };
  return { token, ...here, survey, file, settings, secret, frame: { desk: settings.desk.name, language: file.language } };
}

const openToAnswer =
  ({ now }: ApiRequest) =>
  ({ survey }: StoredSurvey): AskedSurvey | null =>
    isOpen(survey, now) ? survey : null;
const openToUnsubscribe =
  ({ now }: ApiRequest) =>
  ({ survey }: StoredSurvey): AskedSurvey | null =>
    mayUnsubscribe(survey, now) ? survey : null;

const nonceFor = (v: Visit, request: ApiRequest, purpose: Purpose, chosen: number | null): string =>
  sealPage(v.secret, purpose, v.stream, { servedAt: request.now, chosen, seed: request.id });

function ask(v: Visit, nonce: string, chosen: number | null, notice: Notice | null, comment: string): ApiAnswer {
  const { kind, about } = v.survey;
  const before = countingAnswer(v.survey)?.score ?? null;
  const question = questionOf(v.settings, v.frame.language, kind);
  return answerPage({ ...v.frame, kind, question, about, subject: v.file.about, token: v.token, nonce, chosen, before, notice, comment });
}

/** `GET /s/{token}?score=4`: shows the score and records nothing. */
export const showSurvey =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const v = await visit(request, parts(), openToAnswer(request));
    if ('gone' in v) return v.gone;
    const chosen = readScore(v.survey.kind, request.query.score);
    return ask(v, nonceFor(v, request, 'answer', chosen), chosen, null, '');
  };

/** `POST /s/{token}`: one press on the page. */
export const takeAnswer =
  (parts: () => Parts): Answerer =>
  async (request, { log }) => {
    const store = parts().surveys;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const v = await visit(request, parts(), openToAnswer(request));
      if ('gone' in v) return v.gone;
      if (request.text.length > FORM_BYTES) return tooLargePage(v.frame);
      const fields = readForm(request.headers['content-type'], request.text);
      const nonce = valuesOf(fields, 'page')[0] ?? '';
      const page = openPage(v.secret, 'answer', v.stream, nonce);
      const comment = (valuesOf(fields, 'comment')[0] ?? '').replace(/\r\n?/g, '\n');
      const said = press(
        v.survey,
        {
          page,
          pressed: valuesOf(fields, 'score'),
          comment,
          baited: valuesOf(fields, 'extra').some((value) => value !== '') || valuesOf(fields, 'all').length > 0,
          spent: page !== null && v.found.spent.has(page.id),
          evidence: evidenceOf(request, v.survey, page?.servedAt ?? request.now),
        },
        request.now,
      );
      if (said.do === 'thank') return thanks(v, said.score);
      if (said.do === 'ask-again' && said.spend !== null && !v.found.spent.has(said.spend))
        await store.spend(v.stream, said.spend, request.now);
      const decided = said.do === 'record' ? { events: said.events, beside: said.beside } : { events: said.events };
      if (decided.events.length > 0) {
        if (!(await store.commit(v.stream, v.survey, decided, { now: request.now, by: `request ${request.id}` }))) continue;
        log.info(said.do === 'record' ? 'survey answered' : 'survey answer withdrawn', { survey: v.stream });
      }
      return said.do === 'record' ? thanks(v, said.score) : askAgain(v, request, said, nonce, comment);
    }
    throw new Error(`gave way to others ${ATTEMPTS} times`);
  };

const askAgain = (v: Visit, request: ApiRequest, said: Extract<Pressed, { do: 'ask-again' }>, nonce: string, comment: string): ApiAnswer =>
  ask(v, said.keep ? nonce : nonceFor(v, request, 'answer', said.chosen), said.chosen, said.notice, comment);

/** Everybody is offered the review page; the big platforms forbid to ask only the happy ones. */
function thanks(v: Visit, score: number): ApiAnswer {
  const { surveys: rules } = v.settings;
  const { kind, under } = v.survey;
  const page = rules.reviewPages[under.channel] ?? null;
  const review = page !== null && /^https?:\/\//.test(page) && (!rules.reviewOnlyHappy || isHappy(kind, score)) ? page : null;
  return thanksPage({ ...v.frame, kind, score, review });
}

const HEADER = 200;
/** Kept with the answer, never a proof. No address of the network: it would name a person and prove no more. */
function evidenceOf({ headers, now }: ApiRequest, survey: AskedSurvey, servedAt: string): Evidence {
  const seconds = (since: string): number => Math.round((Date.parse(now) - Date.parse(since)) / 100) / 10;
  return {
    userAgent: (headers['user-agent'] ?? '').slice(0, HEADER),
    languages: (headers['accept-language'] ?? '').slice(0, HEADER),
    fetch: ['site', 'mode', 'user'].map((name) => (headers[`sec-fetch-${name}`] ?? '').slice(0, 20)).join(' '),
    pageSeconds: seconds(servedAt),
    askedSeconds: Math.round(seconds(survey.askedAt)),
  };
}

/** `GET /s/{token}/unsubscribe`: asks, and changes nothing. */
export const showUnsubscribe =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const v = await visit(request, parts(), openToUnsubscribe(request));
    if ('gone' in v) return v.gone;
    return unsubscribePage({ ...v.frame, nonce: nonceFor(v, request, 'unsubscribe', null), again: false });
  };

/** `POST /s/{token}/unsubscribe`: a mail provider's one-click request (RFC 8058), or a press on our page. */
export const takeUnsubscribe =
  (parts: () => Parts): Answerer =>
  async (request, { log }) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const v = await visit(request, parts(), openToUnsubscribe(request));
      if ('gone' in v) return v.gone;
      const fields = request.text.length > FORM_BYTES ? [] : readForm(request.headers['content-type'], request.text);
      const page = openPage(v.secret, 'unsubscribe', v.stream, valuesOf(fields, 'page')[0] ?? '');
      const baited = valuesOf(fields, 'extra').some((value) => value !== '') || valuesOf(fields, 'all').length > 0;
      const spent = page !== null && v.found.spent.has(page.id);
      const oneClick = isOneClick(fields);
      const said = oneClick ? 'stop' : pressUnsubscribe(v.survey, { page, pressed: valuesOf(fields, 'do'), baited, spent }, request.now);
      if (page !== null && !spent && (baited || said === 'keep' || said === 'take-back')) {
        await parts().surveys.spend(v.stream, page.id, request.now);
      }
      if (said === 'stop' || said === 'take-back') {
        if (!(await wish(v, said === 'stop', oneClick ? null : (page?.id ?? null), request, parts()))) continue;
        log.info(said === 'stop' ? 'unsubscribed from surveys' : 'unsubscribing taken back', { survey: v.stream });
      }
      if (said === 'again') {
        return unsubscribePage({ ...v.frame, nonce: nonceFor(v, request, 'unsubscribe', null), again: true });
      }
      return unsubscribedPage({ ...v.frame, stopped: said === 'stop' || said === 'stopped' });
    }
    throw new Error(`gave way to others ${ATTEMPTS} times`);
  };

/** Notes the customer's wish, first with the customer and then with the survey. False when somebody else came first. */
async function wish(v: Visit, stop: boolean, press: string | null, request: ApiRequest, parts: Parts): Promise<boolean> {
  const { now } = request;
  const { unsubscribed, customer: id } = v.survey;
  const customer = await parts.customers.get(v.file.to.address);
  // Taking back undoes what this page did, not what another mail's page had done before.
  const changes = customer !== null && (stop ? customer.unsubscribedAt === null : customer.unsubscribedAt === unsubscribed?.at);
  if (changes && !(await parts.customers.put({ ...customer, unsubscribedAt: stop ? now : null }))) return false;
  if (stop && unsubscribed !== null) return true;
  const event = stop
    ? ({ type: 'SurveyUnsubscribed', at: now, customer: id, press } as const)
    : ({ type: 'SurveyResubscribed', at: now, customer: id, press: press ?? '' } as const);
  return parts.surveys.commit(v.stream, v.survey, { events: [event] }, { now, by: `request ${request.id}` });
}

const FORMS = ['POST /s/{token}', 'POST /s/{token}/unsubscribe'] as const;
/** Lambda takes no more than 6 MB, and says so itself; below that our own page says it. */
const ANY_BODY = 6 * 1024 * 1024;

/** By route, as events/routes.ts spells them. */
export const routes = (parts: () => Parts): Readonly<Record<string, Answerer>> => ({
  'GET /s/{token}': showSurvey(parts),
  'POST /s/{token}': takeAnswer(parts),
  'GET /s/{token}/unsubscribe': showUnsubscribe(parts),
  'POST /s/{token}/unsubscribe': takeUnsubscribe(parts),
});
export const LIMITS: Readonly<Record<string, number>> = Object.fromEntries(FORMS.map((route) => [route, ANY_BODY]));
/** People are shown pages. The settings may be what failed, so the desk's name is not known there. */
export const MANNERS: Manners = { raw: new Set<string>(FORMS), failed: (status) => failedPage({ desk: '', language: 'en' }, status) };

export const handler = onRequest(routes(wired), LIMITS, MANNERS);
