import type { Instant } from '../../events/ids.ts';
import type { SurveyKind } from '../../events/survey-facts.ts';
import type { Report, ReportFigure } from '../mail/letter-report.ts';
import { pageLink } from '../page-link.ts';
import type { Answer, Value } from './answer.ts';
import { dateOf } from './day.ts';
import { headlineQuestions, kept, numberAt, question } from './headline.ts';
import type { Figure, Query } from './query.ts';

/*
 * The morning report: yesterday against the seven days before it. What it asks is asked of the same roll-ups, in the same
 * way, as anybody asks by the API, so that a figure in the mail is the figure behind its link.
 */

/** Figures that the page shows on another's page. */
const PAGE_OF: Partial<Record<Figure, string>> = { sla: 'response', resolution: 'response' };

const WEEK = 7;
const CHART_DAYS = 14;

export type MorningQuestions = ReturnType<typeof morningQuestions>;

/** What the report on a day asks. */
export const morningQuestions = (day: number) =>
  ({
    ...headlineQuestions(day),
    volumeBefore: question('volume', day - WEEK, day, 'total'),
    responseBefore: question('response', day - WEEK, day, 'total'),
    slaBefore: question('sla', day - WEEK, day, 'total'),
    happinessBefore: question('happiness', day - WEEK, day, 'total'),
    types: question('types', day, day + 1, 'total'),
    chart: question('volume', day + 1 - CHART_DAYS, day + 1, 'day'),
  }) as const satisfies Record<string, Query>;

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
    (numberAt(total('happiness'), `${kind}.n`) ?? 0) + (numberAt(total('happinessBefore'), `${kind}.n`) ?? 0);
  const happy = (kind: SurveyKind, unit: ReportFigure['unit']): ReportFigure => ({
    name: kind,
    unit,
    value: numberAt(total('happiness'), `${kind}.score`),
    before: numberAt(total('happinessBefore'), `${kind}.score`),
    better: 'more',
    href: href('happiness'),
  });
  const resolved: ReportFigure = {
    name: 'resolved',
    unit: 'count',
    value: numberAt(total('volume'), 'resolved'),
    before: perDay(numberAt(total('volumeBefore'), 'resolved')),
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
        value: numberAt(total('volume'), 'new'),
        before: perDay(numberAt(total('volumeBefore'), 'new')),
        better: null,
        href: href('volume'),
      },
      {
        name: 'firstReply',
        unit: 'seconds',
        value: numberAt(total('response'), 'firstReply.p50'),
        before: numberAt(total('responseBefore'), 'firstReply.p50'),
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
        value: numberAt(total('volume'), 'active'),
        // The evening before the day: the backlog is a level, not a flow.
        before: numberAt(total('volumeBefore'), 'active'),
        better: 'less',
        href: href('volume'),
      },
      last,
    ],
    charts: [
      {
        name: 'new',
        unit: 'count',
        days: answers.chart.rows.map((row) => ({ day: String(row.from), value: numberAt(row, 'new') })),
      },
    ],
    surges: (answers.types.surges ?? []).map((surge) => ({
      type: surge.type === null ? '—' : (typeNames.get(String(surge.type)) ?? String(surge.type)),
      count: numberAt(surge, 'count') ?? 0,
      usual: numberAt(surge, 'expected') ?? 0,
      href: href('types'),
    })),
    late: { ...late, href: pageLink(site, 'tickets?queue=due') },
  };
}
