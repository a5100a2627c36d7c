import type { Page } from 'playwright-core';

/*
 * What the page says, read from its tables and tiles, held against what the API says to the same question.
 */

export type Told = { readonly picture: string; readonly rows: readonly Readonly<Record<string, unknown>>[] };

/** Every table and tile that is on the page now, with the exact values that it shows. Tables are made when they are opened. */
export async function toldOn(page: Page): Promise<Told[]> {
  await page.evaluate(() => {
    for (const folded of document.querySelectorAll('[data-picture] details')) folded.setAttribute('open', '');
  });
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[data-picture] details')].every((folded) => folded.querySelector('table') !== null),
  );
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-picture]')].map((picture) => {
      const values = (element: Element): Record<string, unknown> =>
        Object.fromEntries(
          [...element.querySelectorAll<HTMLElement>('[data-field]')].map(({ dataset }) => [
            dataset.field ?? '',
            JSON.parse(dataset.value ?? 'null'),
          ]),
        );
      const rows = picture.matches('.tiles')
        ? [values(picture)]
        : [...picture.querySelectorAll('table:not(.u-legend) tbody tr')].map(values);
      return { picture: picture.dataset.picture ?? '', rows };
    }),
  );
}

type Answer = { readonly rows: readonly Row[]; readonly total: unknown; readonly surges?: readonly Row[] };
type Row = Readonly<Record<string, unknown>>;
export type Answers = Readonly<Record<string, Answer>>;

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((here, key) => (here as Record<string, unknown> | null | undefined)?.[key], value) ?? null;

/** Pictures whose rows are rows of an answer: which, and by what a row is known. */
const ROWS: Readonly<Record<string, readonly [answer: string, ...keys: string[]]>> = {
  'volume-flow': ['volume', 'from'],
  'volume-active': ['volume', 'from'],
  'volume-traffic': ['volume', 'from'],
  'volume-grouped': ['volume-grouped', 'from', 'group'],
  'response-over': ['response', 'from', 'group'],
  'sla-over': ['sla', 'from', 'group', 'clock'],
  'sla-misses': ['sla-agent', 'from', 'group', 'clock'],
  'resolution-over': ['resolution', 'from'],
  'types-over': ['volume-type', 'from', 'group'],
  types: ['types', 'type'],
  'happiness-over': ['happiness', 'from'],
  'happiness-grouped': ['happiness-grouped', 'group'],
  agents: ['agents', 'group'],
};
/** Tiles, whose fields are parts of a total. */
const TOTALS: Readonly<Record<string, string>> = {
  'volume-total': 'volume',
  'response-total': 'response',
  'resolution-total': 'resolution',
  'happiness-total': 'happiness',
};
/** Fields that are shown otherwise than they are answered. */
const SAID: Readonly<Record<string, (row: Row) => unknown>> = {
  agent: (row) => row.group ?? null,
  interval: (row) => interval(row.interval),
  'csat.interval': (row) => interval(at(row, 'csat.interval')),
  'firstReply.interval': (row) => interval(at(row, 'firstReply.interval')),
  'oneTouch.interval': (row) => interval(at(row, 'oneTouch.interval')),
  lateBy: (row) => at(row, 'lateBy.p50'),
  change: (row) => at(row, 'change.change'),
};
const interval = (value: unknown): string | null => (value ? `${at(value, 'low')} ${at(value, 'high')}` : null);

export type Difference = {
  readonly picture: string;
  readonly row: string;
  readonly field: string;
  readonly page: unknown;
  readonly api: unknown;
};

/** Where page and API differ, and how many figures were compared. A picture that nobody knows how to compare is a difference too. */
export function differences(told: readonly Told[], answers: Answers): { readonly compared: number; readonly found: Difference[] } {
  const found: Difference[] = [];
  let compared = 0;
  const compare = (picture: string, row: string, field: string, page: unknown, api: unknown): void => {
    compared += 1;
    if (!Object.is(page, api)) found.push({ picture, row, field, page, api });
  };
  for (const { picture, rows } of told) {
    const [name, ...keys] = ROWS[picture] ?? [];
    if (name !== undefined) {
      const answer = answers[name];
      compare(picture, '', 'rows', rows.length, answer?.rows.length);
      const keyOf = (row: Row): string =>
        keys.map((key) => String((key === 'group' && 'agent' in row ? row.agent : row[key]) ?? '')).join(' ');
      const known = new Map((answer?.rows ?? []).map((row) => [keyOf(row), row]));
      for (const row of rows) {
        const of = known.get(keyOf(row));
        for (const [field, value] of Object.entries(row))
          compare(picture, keyOf(row), field, value, of && (field in SAID ? SAID[field]?.(of) : at(of, field)));
      }
      continue;
    }
    const total = answers[TOTALS[picture] ?? '']?.total;
    if (total !== undefined) {
      for (const [field, value] of Object.entries(rows[0] ?? {})) {
        const kept = field === 'attainment' ? ((answers.sla?.total ?? []) as Row[]).find(({ clock }) => clock === 'firstReply') : undefined;
        compare(picture, 'total', field, value, kept ? kept.attainment : at(total, field));
      }
      continue;
    }
    const special = SPECIAL[picture];
    if (!special) found.push({ picture, row: '', field: '', page: rows.length, api: 'nobody knows how to compare this picture' });
    else for (const [row, field, page, api] of special(rows, answers)) compare(picture, row, field, page, api);
  }
  return { compared, found };
}

type Pairs = readonly (readonly [row: string, field: string, page: unknown, api: unknown])[];
const of = (answers: Answers, name: string): unknown => answers[name]?.total;
const distribution =
  (kind: 'csat' | 'nps') =>
  (rows: readonly Row[], answers: Answers): Pairs =>
    rows.map((row, place) => [String(row.answer), 'count', row.count, at(of(answers, 'happiness'), `${kind}.distribution.${place}`)]);

/** Pictures that are made of one total, or of a list beside the rows. */
const SPECIAL: Readonly<Record<string, (rows: readonly Row[], answers: Answers) => Pairs>> = {
  'volume-excluded': (rows, answers) =>
    rows.map((row) => [String(row.reason), 'count', row.count, at(of(answers, 'volume'), `excluded.${row.reason}`)]),
  'response-within': (rows, answers) =>
    rows.map((row) => [String(row.hour), 'share', row.share, at(of(answers, 'response'), `firstReply.within.${row.hour}`)]),
  'resolution-waiting': (rows, answers) =>
    rows.flatMap(
      (row): Pairs =>
        ['share', 'mean'].map((field) => [
          String(row.who),
          field,
          row[field],
          at(of(answers, 'resolution'), `waiting.${row.who}.${field}`),
        ]),
    ),
  surges: (rows, answers) =>
    rows.flatMap(
      (row, place): Pairs =>
        ['day', 'type', 'count', 'expected', 'probability'].map((field) => [
          String(place),
          field,
          row[field],
          at(answers.types?.surges?.[place], field),
        ]),
    ),
  csat: distribution('csat'),
  nps: distribution('nps'),
  skipped: (rows, answers) =>
    rows.flatMap(
      (row): Pairs =>
        (['csat', 'nps'] as const).map((kind) => [
          String(row.reason),
          kind,
          row[kind],
          at(of(answers, 'happiness'), `${kind}.survey.skipped.${row.reason}`),
        ]),
    ),
  hours: (rows, answers) =>
    rows.flatMap(
      (row, place): Pairs =>
        ['weekday', 'hour', 'arrivals', 'replies', 'wait.p50'].map((field) => [
          `${row.weekday} ${row.hour}`,
          field,
          row[field],
          at(of(answers, 'hours'), `${place}.${field}`),
        ]),
    ),
  'agents-speed': (rows, answers) => perAgent(rows, answers, 'firstReply.p50'),
  'agents-csat': (rows, answers) => perAgent(rows, answers, 'csat.score'),
  'agents-touch': (rows, answers) => perAgent(rows, answers, 'oneTouch.rate'),
};

const perAgent = (rows: readonly Row[], answers: Answers, field: string): Pairs =>
  rows.map((row) => [
    String(row.agent),
    field,
    row.value,
    at(
      answers.agents?.rows.find(({ group }) => (group ?? null) === row.agent),
      field,
    ),
  ]);

/** What the page of a view asks, by the names above. */
export function asksOf(
  view: string,
  query: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly [figure: string, query: Readonly<Record<string, string>>]>> {
  const { group, ...whole } = query;
  switch (view) {
    case 'volume':
      return { volume: ['volume', whole], ...(group ? { 'volume-grouped': ['volume', query] } : {}) };
    case 'response':
      return {
        response: ['response', query],
        sla: ['sla', whole],
        'sla-agent': ['sla', { ...whole, group: 'agent' }],
        resolution: ['resolution', whole],
      };
    case 'types':
      return { types: ['types', { ...whole, by: 'total' }], 'volume-type': ['volume', { ...whole, group: 'type' }] };
    case 'happiness':
      return { happiness: ['happiness', whole], 'happiness-grouped': ['happiness', { ...whole, group: group ?? 'type', by: 'total' }] };
    default:
      return { [view]: [view, { ...whole, by: 'total' }] };
  }
}
