import { createHash } from 'node:crypto';
import { type Checked, check } from '../desk/api/check.ts';
import { openCursor, sealCursor } from '../desk/api/cursor.ts';
import { type ApiAnswer, ok } from '../desk/api/exchange.ts';
import { fieldProblem, problem } from '../desk/api/problem.ts';
import { type Catalog, foldName, versionOf } from '../desk/metrics/catalog.ts';
import { countsOf, dimensionOf } from '../desk/metrics/counts.ts';
import { csvOf } from '../desk/metrics/csv.ts';
import { dateOf, Zone } from '../desk/metrics/day.ts';
import { definitions } from '../desk/metrics/definitions.ts';
import { answerFrom, type Plan, pagesFor } from '../desk/metrics/plan.ts';
import { FIGURES, type Figure, MOST_DAYS, parseQuery, type Query, settle, ticketsQuery } from '../desk/metrics/query.ts';
import { PAIR } from '../desk/metrics/rollup.ts';
import { ACTIVE, behind } from './aws/behind.ts';
import { dynamo } from './aws/dynamo.ts';
import { HalfWritten, type Rollups, rollups } from './aws/rollups.ts';
import { type SettingsStore, settingsStore } from './aws/settings.ts';
import { type SharesStore, sharesStore } from './aws/shares.ts';
import { env } from './env.ts';
import { type Answerer, onRequest } from './shell.ts';

/*
 * What managers ask: figures out of roll-ups, and the tickets behind them.
 */

export type Parts = {
  readonly settings: SettingsStore;
  readonly rollups: (fold: string) => Rollups;
  readonly shares: (fold: string) => SharesStore;
  readonly shards: number;
};

let made: Parts | undefined;
const wired = (): Parts => {
  if (made) return made;
  const { table, shards: text, defaults } = env('table', 'shards', 'defaults');
  const client = dynamo();
  const shards = Number(text);
  made = {
    settings: settingsStore(client, table, JSON.parse(defaults)),
    rollups: (fold) => rollups(client, table, fold),
    shares: (fold) => sharesStore(client, table, shards, fold),
    shards,
  };
  return made;
};

/** Compiled zones remember their days. */
const zones = new Map<string, Zone>();
function zoneOf(name: string): Zone {
  const zone = zones.get(name) ?? new Zone(name);
  zones.set(name, zone);
  return zone;
}

/** More rows than a page can show, and than Lambda can send: 6 MB. */
const MOST_ROWS = 20_000;
const ATTEMPTS = 3;
const LIMIT = 50;
const NOT_YET = { 'retry-after': '30' };

const isFigure = (name: string | undefined): name is Figure => (FIGURES as readonly (string | undefined)[]).includes(name);
const noFigure = (): ApiAnswer => fieldProblem(404, 'figure', `There is no such figure; there are ${FIGURES.join(', ')}.`);

export const answerFigure =
  (parts: () => Parts): Answerer =>
  async ({ params, query: given, headers, now }) => {
    if (!isFigure(params.figure)) return noFigure();
    const { desk } = await parts().settings.now();
    const zone = zoneOf(desk.zone);
    const parsed = parseQuery(params.figure, given, zone, Date.parse(now));
    if ('answer' in parsed) return parsed.answer;
    const query = parsed.value;
    const fold = foldName(desk.zone);
    const store = parts().rollups(fold);
    const csv = /\btext\/csv\b/.test(headers.accept ?? '');
    const condition = headers['if-none-match'];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // Who asks whether anything is new is mostly told that nothing is: no page is read ahead for that.
      const known = attempt === 0 && condition === undefined ? seen.get(fold) : undefined;
      const [catalog, guess] = await Promise.all([store.catalog(), known === undefined ? null : ahead(query, known, zone, store)]);
      if (catalog === null)
        return problem(503, 'The figures of this desk are being folded for the first time; ask again soon.', [], NOT_YET);
      seen.set(fold, catalog);
      const tag = `"${createHash('sha256')
        .update(`${versionOf(catalog, query)}\n${csv}`)
        .digest('base64url')
        .slice(0, 22)}"`;
      if (isKnown(condition, tag)) return { status: 304, headers: { etag: tag }, body: undefined };
      try {
        // Pages that were written before a catalog was first seen answer for it, and for no other.
        const same = guess !== null && JSON.stringify(catalog) === JSON.stringify(known);
        const read = same ? guess : await pagesOf(query, catalog, zone, store);
        return answered(query, catalog, zone, read, csv, tag);
      } catch (error) {
        // Pages are being written while we read: what the catalog says then will hold again.
        if (!(error instanceof HalfWritten)) throw error;
      }
    }
    return problem(503, 'The figures are being written anew; ask again soon.', [], NOT_YET);
  };

/** A question's plan and the pages that it named. */
type Read = { readonly plan: Plan; readonly pages: ReadonlyMap<string, Uint8Array> };

async function pagesOf(query: Query, catalog: Catalog, zone: Zone, store: Rollups): Promise<Read> {
  const plan = pagesFor(query, catalog, zone);
  return { plan, pages: await store.read(plan.ids, catalog.pieces) };
}

/** The catalogs that this container saw last, by fold. */
const seen = new Map<string, Catalog>();

/**
 * Reads pages by the catalog seen last while the catalog is read again: mostly it is the same, and a round trip is saved.
 * Null when what was read does not hang together.
 */
async function ahead(query: Query, known: Catalog, zone: Zone, store: Rollups): Promise<Read | null> {
  try {
    return await pagesOf(query, known, zone, store);
  } catch (error) {
    if (error instanceof HalfWritten) return null;
    throw error;
  }
}

function answered(query: Query, catalog: Catalog, zone: Zone, { plan, pages }: Read, csv: boolean, etag: string): ApiAnswer {
  const figures = answerFrom(query, catalog, zone, plan, pages);
  if (figures.rows.length > MOST_ROWS) {
    return fieldProblem(400, 'by', `This would be ${figures.rows.length} rows; ask by week or month, or for less.`);
  }
  const headers = { etag, vary: 'accept', 'cache-control': 'private, no-cache' };
  if (!csv) return ok(figures, headers);
  const name = `${query.figure}-${figures.period.from}-${figures.period.to}.csv`;
  const type = { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` };
  return { status: 200, headers: { ...headers, ...type }, body: csvOf(figures.rows) };
}

/** RFC 9110, section 13.1.2; weak comparison. */
const isKnown = (header: string | undefined, tag: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag));

type Behind = {
  readonly query: Query;
  readonly count: string;
  readonly value: string | null;
  readonly hour: number | null;
  readonly limit: number;
};

function parseBehind(figure: Figure, given: Readonly<Record<string, string>>, zone: Zone, nowMs: number): Checked<Behind> {
  const checked = check(ticketsQuery, given, 400, 'query');
  if ('answer' in checked) return checked;
  const { count, value, hour, limit, cursor: _, ...rest } = checked.value;
  const settled = settle(figure, { ...rest, by: 'total' }, zone, nowMs);
  if ('answer' in settled) return settled;
  const query = settled.value;
  if (query.to - query.from > MOST_DAYS)
    return { answer: fieldProblem(400, 'from', 'Tickets can be listed of at most three years at once.') };
  const names = [...Object.keys(countsOf(query)), ...(figure === 'volume' ? [ACTIVE] : [])];
  const chosen = count ?? names[0] ?? '';
  if (!names.includes(chosen))
    return { answer: fieldProblem(400, 'count', `There is no such number in ${figure}; there are ${names.join(', ')}.`) };
  if (value !== undefined && dimensionOf(query) === 'all') return { answer: fieldProblem(400, 'value', 'Say group as well.') };
  return {
    value: {
      query,
      count: chosen,
      value: value === undefined ? null : value.replace('/', PAIR),
      hour: hour === undefined ? null : Number(hour),
      limit: Number(limit ?? LIMIT),
    },
  };
}

export const listBehind =
  (parts: () => Parts): Answerer =>
  async ({ params, query: given, now }) => {
    if (!isFigure(params.figure)) return noFigure();
    const { settings, rollups: of, shares, shards } = parts();
    const { desk } = await settings.now();
    const zone = zoneOf(desk.zone);
    const parsed = parseBehind(params.figure, given, zone, Date.parse(now));
    if ('answer' in parsed) return parsed.answer;
    const { query, count, limit } = parsed.value;
    const catalog = await of(foldName(desk.zone)).catalog();
    if (catalog === null) return problem(503, 'The figures of this desk are being folded for the first time; ask again soon.', [], NOT_YET);
    const secret = await settings.secret();
    const { limit: _l, cursor, ...rest } = given;
    const about = JSON.stringify([params.figure, ...Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const position = cursor === undefined ? null : openCursor(secret, about, cursor);
    if (cursor !== undefined && position === null) {
      return fieldProblem(400, 'cursor', 'This cursor is not one of ours for this query; begin again without it.');
    }
    const list = behind({ ...parsed.value, catalog, zone, shares: shares(foldName(desk.zone)), shards });
    const { items, next } = await list(position, limit);
    const period = { from: dateOf(query.from), to: dateOf(query.to), zone: zone.name };
    return ok({ figure: params.figure, count, period, items, cursor: next === null ? null : sealCursor(secret, about, next) });
  };

export const handler = onRequest({
  'GET /metrics/{figure}': answerFigure(wired),
  'GET /metrics/{figure}/tickets': listBehind(wired),
  'GET /metrics/definitions': async () => ok({ definitions: definitions() }, { 'cache-control': 'private, max-age=3600' }),
});
