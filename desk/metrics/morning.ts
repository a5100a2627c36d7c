import type { Instant } from '../../events/ids.ts';
import type { SurveyKind } from '../../events/survey-facts.ts';
import type { Report, ReportFigure } from '../mail/letter-report.ts';
import { pageLink } from '../page-link.ts';
import type { Answer, Row, Value } from './answer.ts';
import { dateOf } from './day.ts';
import type { Figure, Query } from './query.ts';

/*
 * The morning report: yesterday against the seven days before it. What it asks is asked of the same roll-ups, in the same
 * way, as anybody asks by the API, so that a figure in the mail is the figure behind its link.
 */

/** Figures that the page shows on another's page. */
const PAGE_OF: Partial<Record<Figure, string>> = { sla: 'response', resolution: 'response' };

const WEEK = 7;
const CHART_DAYS = 14;

const question = (figure: Figure, from: number, to: number, by: Query['by']): Query => ({
  figure,
  from,
  to,
  by,
  group: null,
  cohort: 'replied',
  clock: 'elapsed',
  compare: null,
});

export type MorningQuestions = ReturnType<typeof morningQuestions>;

/** What the report on a day asks. */
export const morningQuestions = (day: number) =>
  ({
    volume: question('volume', day, day + 1, 'total'),
    volumeBefore: question('volume', day - WEEK, day, 'total'),
    response: question('response', day, day + 1, 'total'),
    responseBefore: question('response', day - WEEK, day, 'total'),
    sla: question('sla', day, day + 1, 'total'),
    slaBefore: question('sla', day - WEEK, day, 'total'),
    happiness: question('happiness', day, day + 1, 'total'),
    happinessBefore: question('happiness', day - WEEK, day, 'total'),
    types: question('types', day, day + 1, 'total'),
    chart: question('volume', day + 1 - CHART_DAYS, day + 1, 'day'),
  }) as const satisfies Record<string, Query>;

/** A number by its path, such as `firstReply.p50`; null where it is none. */
function at(value: Value | undefined, path: string): number | null {
  const found = path.split('.').reduce<Value | undefined>((v, name) => (v as Row | null | undefined)?.[name], value);
  return typeof found === 'number' ? found : null;
}

/** Of all promises due, whatever their clock: the share that was kept. */
function kept(total: Value): number | null {
  const rows = total as readonly Row[];
  const due = rows.reduce((n, row) => n + (at(row, 'due') ?? 0), 0);
  return due === 0 ? null : rows.reduce((n, row) => n + (at(row, 'met') ?? 0), 0) / due;
}

const perDay = (sum: number | null): number | null => (sum === null ? null : sum / WEEK);

export type LateNow = Omit<Report['late'], 'href'>;

/**
 * The report on a day.
 * @param day number of the local day that it is about
 * @param answers to morningQuestions(day)
 * @param late what is past due now
 * @param typeNames names of ticket types, by id
 * @param site address of the page, for links; null leaves them out
 */
export function morningReport(
  day: number,
  answers: Readonly<Record<keyof MorningQuestions, Answer>>,
  late: LateNow,
  typeNames: ReadonlyMap<string, string>,
  site: string | null,
): Report {
  const span = `from=${dateOf(day)}&to=${dateOf(day + 1)}`;
  const href = (figure: Figure): string | null => pageLink(site, `${PAGE_OF[figure] ?? figure}?${span}`);
  const total = (name: keyof MorningQuestions): Value => answers[name].total;
  const answered = (kind: SurveyKind): number =>
    (at(total('happiness'), `${kind}.n`) ?? 0) + (at(total('happinessBefore'), `${kind}.n`) ?? 0);
  const happy = (kind: SurveyKind, unit: ReportFigure['unit']): ReportFigure => ({
    name: kind,
    unit,
    value: at(total('happiness'), `${kind}.score`),
    before: at(total('happinessBefore'), `${kind}.score`),
    better: 'more',
    href: href('happiness'),
  });
  const resolved: ReportFigure = {
    name: 'resolved',
    unit: 'count',
    value: at(total('volume'), 'resolved'),
    before: perDay(at(total('volumeBefore'), 'resolved')),
    better: 'more',
    href: href('volume'),
  };
  // Whichever the customers answered more; a desk that asks nobody has something else to tell.
  const [csat, nps] = [answered('csat'), answered('nps')];
  const last = csat + nps === 0 ? resolved : csat >= nps ? happy('csat', 'share') : happy('nps', 'points');
  return {
    day: dateOf(day),
    foldedThrough: answers.volume.foldedThrough as Instant,
    figures: [
      {
        name: 'new',
        unit: 'count',
        value: at(total('volume'), 'new'),
        before: perDay(at(total('volumeBefore'), 'new')),
        better: null,
        href: href('volume'),
      },
      {
        name: 'firstReply',
        unit: 'seconds',
        value: at(total('response'), 'firstReply.p50'),
        before: at(total('responseBefore'), 'firstReply.p50'),
        better: 'less',
        href: href('response'),
      },
      {
        name: 'onTime',
        unit: 'share',
        value: kept(total('sla')),
        before: kept(total('slaBefore')),
        better: 'more',
        href: href('sla'),
      },
      {
        name: 'active',
        unit: 'count',
        value: at(total('volume'), 'active'),
        // The evening before the day: the backlog is a level, not a flow.
        before: at(total('volumeBefore'), 'active'),
        better: 'less',
        href: href('volume'),
      },
      last,
    ],
    charts: [
      {
        name: 'new',
        unit: 'count',
        days: answers.chart.rows.map((row) => ({ day: String(row.from), value: at(row, 'new') })),
      },
    ],
    surges: (answers.types.surges ?? []).map((surge) => ({
      type: surge.type === null ? '—' : (typeNames.get(String(surge.type)) ?? String(surge.type)),
      count: at(surge, 'count') ?? 0,
      usual: at(surge, 'expected') ?? 0,
      href: href('types'),
    })),
    late: { ...late, href: pageLink(site, 'tickets?queue=due') },
  };
}
