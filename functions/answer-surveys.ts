import { Temporal } from 'temporal-polyfill';
import { check } from '../desk/api/check.ts';
import { openCursor, sealCursor } from '../desk/api/cursor.ts';
import { type ApiAnswer, ok } from '../desk/api/exchange.ts';
import { contact } from '../desk/api/input.ts';
import { fieldProblem, problem } from '../desk/api/problem.ts';
import { daysBetween, type SurveyView, scoreRange, showSurvey, suppressionQuery, surveyQuery } from '../desk/api/surveys.ts';
import { whoActs } from '../desk/api/who.ts';
import type { Settings } from '../desk/settings.ts';
import type { Actor } from '../events/event.ts';
import type { Instant } from '../events/ids.ts';
import { type Customers, customers } from './aws/customers.ts';
import { dynamo } from './aws/dynamo.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type Listed, type Surveys, surveys } from './aws/surveys.ts';
import { env } from './env.ts';
import { type Answerer, onRequest } from './shell.ts';

/*
 * What customers answered, in their own words, and the addresses that are not written to any more.
 */

export type Parts = {
  readonly settings: SettingsStore;
  readonly surveys: Surveys;
  readonly customers: Customers;
  readonly shards: number;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards, defaults } = env('table', 'shards', 'defaults');
  made = {
    settings: settingsStore(dynamo(), table, JSON.parse(defaults)),
    surveys: surveys(dynamo(), table, Number(shards)),
    customers: customers(dynamo(), table, Number(shards)),
    shards: Number(shards),
  };
  return made;
};

const PAGE = 50;
const DAY_MS = 86_400_000;
const MOST_DAYS = 3 * 366;
/** Index pages read for one answer; a cursor goes on from there. */
const MOST_READS = 200;
const READ = 1000;
const ATTEMPTS = 6;

/** A day is the desk's own; an instant is itself. */
const instantOf = (text: string, settings: Settings): Instant =>
  new Date(
    text.length === 10 ? Temporal.PlainDate.from(text).toZonedDateTime(settings.desk.zone).epochMilliseconds : Date.parse(text),
  ).toISOString() as Instant;

const AT_ONCE = 10;
const back = (to: Instant, days: number): Instant => new Date(Date.parse(to) - days * DAY_MS).toISOString() as Instant;

type Period = { readonly from: Instant; readonly to: Instant };

/** The period asked for, [from, to), or what is wrong with it. */
function periodOf(
  { from: first, to: last }: { from?: string | undefined; to?: string | undefined },
  now: Instant,
  settings: Settings,
): Period | ApiAnswer {
  const to = last === undefined ? (new Date(Date.parse(now) + 1).toISOString() as Instant) : instantOf(last, settings);
  const from = first === undefined ? back(to, 30) : instantOf(first, settings);
  if (from >= to) return fieldProblem(400, 'from', 'Must be before `to`.');
  if (Date.parse(to) - Date.parse(from) > MOST_DAYS * DAY_MS) return fieldProblem(400, 'from', 'At most three years at a time.');
  return { from, to };
}

/** `GET /surveys`: the answers that count, newest first. */
export const listSurveys =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const query = check(surveyQuery, request.query, 400, 'query');
    if ('answer' in query) return query.answer;
    const { score, kind, cursor, limit } = query.value;
    const [settings, secret] = await Promise.all([parts().settings.now(), parts().settings.secret()]);
    const period = periodOf(query.value, request.now, settings);
    if ('status' in period) return period;
    const asked = JSON.stringify(['surveys', score ?? '', kind ?? '', query.value.from ?? '', query.value.to ?? '']);
    const after = cursor === undefined ? null : openCursor(secret, asked, cursor);
    if (cursor !== undefined && after === null) return fieldProblem(400, 'cursor', 'Is not a cursor of this list.');
    const page = await pageOf({ period, kind, range: scoreRange(score), after, limit: Number(limit ?? PAGE) }, parts());
    return ok({ surveys: page.rows, cursor: page.next === null ? null : sealCursor(secret, asked, page.next) });
  };

type Wanted = {
  readonly period: Period;
  readonly kind: SurveyView['kind'] | undefined;
  readonly range: { readonly least: number; readonly most: number };
  /** Go on before this position. */
  readonly after: string | null;
  readonly limit: number;
};

/** Walks the days back, and the answers of each, until the page is full or enough was read. */
async function pageOf({ period, kind, range, after, limit }: Wanted, parts: Parts): Promise<{ rows: SurveyView[]; next: string | null }> {
  const rows: SurveyView[] = [];
  let reads = 0;
  for (const day of daysBetween(period.from, period.to)) {
    if (after !== null && day > after.slice(0, 10)) continue;
    // Sorts after every position of this day.
    if (reads > MOST_READS) return { rows, next: `${day}~` };
    const found = await answersOn(day, parts);
    reads += found.reads;
    const listed = found.answers
      .filter((a) => a.score >= range.least && a.score <= range.most && (after === null || a.position < after))
      .sort((a, b) => (a.position < b.position ? 1 : -1));
    for (let n = 0; n < listed.length; n += AT_ONCE) {
      const some = listed.slice(n, n + AT_ONCE);
      const shown = await Promise.all(some.map((one) => show(one, period, kind, parts)));
      for (const [m, view] of shown.entries()) {
        if (view) rows.push(view);
        if (rows.length === limit) return { rows, next: some[m]?.position ?? null };
      }
    }
  }
  return { rows, next: null };
}

/** Null outside the period, and for an answer that was changed or taken back since: it is listed where the one that counts is. */
async function show(listed: Listed, { from, to }: Period, kind: Wanted['kind'], { surveys: store }: Parts): Promise<SurveyView | null> {
  const at = listed.position.slice(0, 24);
  if (at < from || at >= to) return null;
  const { survey, file } = await store.load(listed.stream);
  if (survey?.state !== 'asked' || (kind !== undefined && survey.kind !== kind)) return null;
  const view = showSurvey(survey, file);
  return view?.answeredAt === at ? view : null;
}

async function answersOn(day: string, { surveys: store, shards }: Parts): Promise<{ answers: Listed[]; reads: number }> {
  let reads = 0;
  const all = await Promise.all(
    Array.from({ length: shards }, async (_, shard) => {
      const answers: Listed[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<Surveys['answersOn']>> = await store.answersOn(day, shard, { after, limit: READ });
        answers.push(...page.answers);
        after = page.more;
        reads += 1;
      } while (after !== null);
      return answers;
    }),
  );
  return { answers: all.flat(), reads };
}

/** `GET /suppressions`: newest first. */
export const listSuppressions =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const query = check(suppressionQuery, request.query, 400, 'query');
    if ('answer' in query) return query.answer;
    const secret = await parts().settings.secret();
    const { cursor } = query.value;
    const after = cursor === undefined ? null : openCursor(secret, 'suppressions', cursor);
    if (cursor !== undefined && after === null) return fieldProblem(400, 'cursor', 'Is not a cursor of this list.');
    const limit = Number(query.value.limit ?? PAGE);
    const found = await parts().customers.suppressions({ limit, after });
    const last = found.at(-1)?.position;
    return ok({
      suppressions: found.map(({ position: _, ...shown }) => shown),
      cursor: found.length === limit && last !== undefined ? sealCursor(secret, 'suppressions', last) : null,
    });
  };

/** `DELETE /suppressions/{address}`: the address may be written to again. */
export const liftSuppression =
  (parts: () => Parts): Answerer =>
  async (request): Promise<ApiAnswer> => {
    const address = check(contact, request.params.address, 400, 'address');
    if ('answer' in address) return address.answer;
    const who = whoActs(request.caller, undefined, await parts().settings.now());
    const by: Actor = 'agent' in who ? { kind: 'agent', agent: who.agent.id } : { kind: 'rule', rule: 'api' };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const known = await parts().customers.get(address.value);
      if (!known?.suppressed) return problem(404, 'This address is not suppressed.');
      const event = { type: 'SuppressionLifted', at: request.now, customer: known.id, by } as const;
      if (await parts().customers.say({ ...known, suppressed: null }, event, request.now, request.id)) {
        return ok({ address: address.value, suppressed: false });
      }
    }
    return problem(503, 'Others keep changing this customer; ask again.', [], { 'retry-after': '1' });
  };

/** By route, as events/routes.ts spells them. */
export const routes = (parts: () => Parts): Readonly<Record<string, Answerer>> => ({
  'GET /surveys': listSurveys(parts),
  'GET /suppressions': listSuppressions(parts),
  'DELETE /suppressions/{address}': liftSuppression(parts),
});

export const handler = onRequest(routes(wired));
