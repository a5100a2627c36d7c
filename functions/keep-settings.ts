import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { type Checked, check, refusal } from '../desk/api/check.ts';
import { ok } from '../desk/api/exchange.ts';
import { newSettings, tooLarge } from '../desk/api/new-settings.ts';
import { openApi } from '../desk/api/openapi.ts';
import { OPERATIONS } from '../desk/api/operations.ts';
import { etag, ifMatch, ifNoneMatch } from '../desk/api/precondition.ts';
import { fieldProblem } from '../desk/api/problem.ts';
import { preview as previewRequest } from '../desk/api/requests.ts';
import { holidaysQuery, mailPreviewBody, settingsQuery } from '../desk/api/settings-page.ts';
import { whoActs } from '../desk/api/who.ts';
import { isWorded } from '../desk/mail/preview-kinds.ts';
import type { Policy, Settings } from '../desk/settings.ts';
import { checkSettings } from '../desk/settings-check.ts';
import type { Fault } from '../desk/settings-references.ts';
import { preview } from '../desk/sla/expect.ts';
import type { Actor } from '../events/event.ts';
import type { Instant } from '../events/ids.ts';
import { ROUTES } from '../events/routes.ts';
import { dynamo } from './aws/dynamo.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { env } from './env.ts';
import { type Answerer, type ApiEvent, onEvent, onRequest, type Trigger } from './shell.ts';

/*
 * The settings, read and changed whole; what a change of policy would mean; and the API's own description.
 */

export type Parts = { readonly settings: SettingsStore };

let made: Parts | undefined;
/** Always fresh: whoever changes the settings must not be shown what was in force half a minute ago. */
const wired = (): Parts => {
  if (made) return made;
  const { table, defaults } = env('table', 'defaults');
  let reads = 0;
  const never = (): number => {
    reads += 1;
    return reads * 3_600_000;
  };
  made = { settings: settingsStore(dynamo(), table, JSON.parse(defaults), never) };
  return made;
};

export const getSettings =
  (parts: () => Parts): Answerer =>
  async ({ headers }) => {
    const settings = await parts().settings.now();
    const tag = { etag: etag(settings.version) };
    return ifNoneMatch(headers['if-none-match'], settings.version) ? { status: 304, headers: tag, body: undefined } : ok(settings, tag);
  };

export const putSettings =
  (parts: () => Parts): Answerer =>
  async (request) => {
    const query = check(settingsQuery, request.query, 400, 'query');
    if ('answer' in query) return query.answer;
    const store = parts().settings;
    const current = await store.now();
    const stale = ifMatch(request.headers['if-match'], current.version, true);
    if (stale) return stale;
    const wanted = newSettings(request.body, current);
    if ('answer' in wanted) return wanted.answer;
    const dated = await withHolidays(wanted.value, request.now);
    if ('answer' in dated) return dated.answer;
    if (query.value.dryRun === 'true') return ok(dated.value, { etag: etag(current.version) });
    const who = whoActs(request.caller, undefined, current);
    const by: Actor = 'agent' in who ? { kind: 'agent', agent: who.agent.id } : { kind: 'rule', rule: 'api' };
    const saved = await store.save(dated.value, { now: request.now, by, trigger: request.id });
    if (saved === null) return fieldProblem(412, 'if-match', 'Somebody else saved meanwhile; read the settings again.');
    return ok(saved, { etag: etag(saved.version) });
  };

/** What is wrong with one policy and the calendars, whatever stands beside it. */
const alone = (policy: Policy, draft: Settings): Fault[] =>
  checkSettings({ ...draft, policies: [policy], mailboxes: draft.mailboxes.map((mailbox) => ({ ...mailbox, policy: null })) }).map(
    ({ field, why }) => ({ field: field.replace(/^policies\.0/, 'policy'), why }),
  );

/** With the dates of their holidays. The rules of all countries weigh 1 MB, so they are loaded when somebody has holidays. */
async function withHolidays(settings: Settings, now: Instant): Promise<Checked<Settings>> {
  if (settings.calendars.every(({ hours }) => hours.every(({ holidays }) => holidays === null))) return { value: settings };
  const { holidayFaults, withHolidayDates } = await import('../desk/sla/holidays.ts');
  const faults = holidayFaults(settings);
  if (faults.length > 0) return { answer: refusal(faults) };
  const dated = withHolidayDates(settings, now);
  const large = tooLarge(dated);
  return large.length > 0 ? { answer: refusal(large) } : { value: dated };
}

export const previewSla =
  (parts: () => Parts): Answerer =>
  async ({ body, now }) => {
    const checked = check(previewRequest, body);
    if ('answer' in checked) return checked.answer;
    const { at = now, policy, ticket, policies, calendars } = checked.value;
    const current = await parts().settings.now();
    const named = typeof policy === 'string' ? (policies ?? current.policies).find((p) => p.id === policy) : policy;
    if (policy !== undefined && named === undefined) return fieldProblem(422, 'policy', 'There is no such policy.');
    const draft: Settings = { ...current, calendars: calendars ?? current.calendars, policies: policies ?? current.policies };
    const faults = named === undefined ? checkSettings(draft) : alone(named, draft);
    if (faults.length > 0) return refusal(faults);
    const dated = await withHolidays(draft, now);
    if ('answer' in dated) return dated.answer;
    return ok({ at, ...preview(dated.value, named ?? ticket ?? null, at) });
  };

/** A mail in words that nobody has saved yet. The words of all languages are loaded when somebody looks. */
export const previewSettings =
  (parts: () => Parts): Answerer =>
  async ({ body, now }) => {
    const checked = check(mailPreviewBody, body);
    if ('answer' in checked) return checked.answer;
    const asked = checked.value;
    if (asked.wording !== undefined && !isWorded(asked.kind)) {
      return fieldProblem(422, 'wording', `The words of ${asked.kind} are the desk's own.`);
    }
    const settings = await parts().settings.now();
    if (asked.mailbox !== undefined && !settings.mailboxes.some(({ id }) => id === asked.mailbox)) {
      return fieldProblem(422, 'mailbox', 'There is no such mailbox.');
    }
    const { previewMail } = await import('../desk/mail/preview.ts');
    return ok(previewMail(asked, settings, now));
  };

/** They change with a release only; whoever fills in a form may keep them for a day. */
const FOR_A_DAY = { 'cache-control': 'private, max-age=86400' };

export const holidays =
  (): Answerer =>
  async ({ query, now }) => {
    const checked = check(holidaysQuery, query, 400, 'query');
    if ('answer' in checked) return checked.answer;
    const { country, region = null, year = now.slice(0, 4), language } = checked.value;
    const { namedHolidays, placeFault } = await import('../desk/sla/holidays.ts');
    const place = { country: country.toUpperCase(), region: region?.toUpperCase() ?? null };
    const fault = placeFault(place);
    if (fault !== null) return fieldProblem(400, fault.field, fault.why);
    return ok({ ...place, year: Number(year), holidays: namedHolidays(place, Number(year), language) }, FOR_A_DAY);
  };

export const countries = (): Answerer => async () => {
  const { holidayCountries } = await import('../desk/sla/holidays.ts');
  return ok({ countries: holidayCountries() }, FOR_A_DAY);
};

/** Made once a container: it takes tens of milliseconds, and changes with the desk's name only. */
let page: { readonly of: string; readonly body: unknown } | undefined;

export const describe =
  (parts: () => Parts): Answerer =>
  async () => {
    const { name, site } = (await parts().settings.now()).desk;
    const of = JSON.stringify([name, site]);
    if (page?.of !== of) page = { of, body: openApi(ROUTES, OPERATIONS, { name, site: site ?? '/' }) };
    return ok(page.body, { 'cache-control': 'public, max-age=300' });
  };

export const health =
  (parts: () => Parts): Answerer =>
  async () => {
    const { desk, version } = await parts().settings.now();
    return ok({ status: 'ok', desk: desk.name, settingsVersion: version });
  };

/** Policies and calendars may take as much as a row of the table. */
export const LIMITS = { 'PUT /settings': 400_000, 'POST /sla/preview': 400_000 };

export const routes = (parts: () => Parts): Record<string, Answerer> => ({
  'GET /settings': getSettings(parts),
  'PUT /settings': putSettings(parts),
  'POST /settings/preview': previewSettings(parts),
  'POST /sla/preview': previewSla(parts),
  'GET /holidays': holidays(),
  'GET /holidays/countries': countries(),
  'GET /openapi.json': describe(parts),
  'GET /healthz': health(parts),
});

const tick = z.object({ renew: z.literal(true), time: z.string() });

/** The week's call: a desk that nobody reconfigures keeps its public holidays. Saved by somebody else meanwhile: next week. */
export const renewHolidays =
  (parts: () => Parts) =>
  async (event: unknown, { log, requestId }: Trigger): Promise<void> => {
    const now = new Date(tick.parse(event).time).toISOString() as Instant;
    const store = parts().settings;
    const current = await store.now();
    if (current.calendars.every(({ hours }) => hours.every(({ holidays }) => holidays === null))) return;
    const { renewed } = await import('../desk/sla/holidays.ts');
    const next = renewed(current, now);
    if (next === null) return;
    const saved = await store.save(next, { now, by: { kind: 'rule', rule: 'holidays' }, trigger: requestId });
    log.info('holidays written on', { version: saved?.version ?? current.version });
  };

const fromApi = onRequest(routes(wired), LIMITS);
const fromClock = onEvent(renewHolidays(wired));

export const handler = (event: ApiEvent | { readonly renew: true }, context: Context): Promise<unknown> =>
  'renew' in event ? fromClock(event, context) : fromApi(event, context);
