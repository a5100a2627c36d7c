import type { Instant } from '../../events/ids.ts';
import { type Desk, valuesOf } from './desk-words.ts';
import { type Block, type Cell, given, type Inline, type Letter, type Mark, paragraph, textOf } from './letter.ts';
import { oneLine } from './tame.ts';
import { fillLine } from './template.ts';
import { longDay, moment, number, shortDay, span, zoneName } from './when.ts';
import type { FigureName, Words } from './words.ts';

/** What a number is: a count, seconds, a share from 0 to 1, or NPS points from -100 to 100. */
export type Unit = 'count' | 'seconds' | 'share' | 'points';

export type ReportFigure = {
  readonly name: FigureName;
  readonly unit: Unit;
  /** Null is "no data", never 0. */
  readonly value: number | null;
  /** The same figure for the week before. */
  readonly before: number | null;
  /** Whether more of it is good news; null for what is neither. */
  readonly better: 'more' | 'less' | null;
  /** The endpoint behind the figure. */
  readonly href: string | null;
};

/** The morning report, ready to be written: whoever folds the figures decides which five, and in what order. */
export type Report = {
  /** The local date it is about, such as '2026-11-20'. */
  readonly day: string;
  readonly foldedThrough: Instant;
  readonly figures: readonly ReportFigure[];
  /** A figure over the last days, oldest first, the report's own day last. */
  readonly charts: readonly {
    readonly name: FigureName;
    readonly unit: Unit;
    readonly days: readonly { readonly day: string; readonly value: number | null }[];
  }[];
  readonly surges: readonly { readonly type: string; readonly count: number; readonly usual: number; readonly href: string | null }[];
  readonly late: {
    /** How many there are in all; `tickets` may be the first few. */
    readonly total: number;
    readonly href: string | null;
    readonly tickets: readonly {
      readonly ticket: string;
      readonly subject: string;
      readonly clock: string;
      readonly dueAt: Instant;
      readonly href: string | null;
    }[];
  };
};

/** Yesterday against the week before: figures, what surged, what is late now. A day without mail is a report too. */
export function report(found: Report, desk: Desk): Letter {
  const { words } = desk;
  const ours = words.report;
  const day = longDay(found.day, words);
  const values = valuesOf(desk, null, {
    day,
    time: moment(found.foldedThrough, desk.at, desk.zone, words),
    zone: zoneName(found.foldedThrough, desk.zone, words),
  });
  const quiet = found.figures.some((f) => f.name === 'new' && f.value === 0);
  const blocks: Block[] = [
    ...(quiet ? [paragraph(ours.quiet)] : []),
    {
      is: 'table',
      columns: [ours.columns.figure, ours.columns.day, ours.columns.before],
      rows: found.figures.map((f) => figureRow(f, words)),
    },
    ...found.charts.map((chart) => bars(chart, words)),
    { is: 'heading', text: ours.surges },
    found.surges.length === 0 ? paragraph(ours.noSurges) : { is: 'list', items: found.surges.map((s) => surge(s, words)) },
    { is: 'heading', text: ours.late },
    ...late(found.late, desk),
  ];
  return {
    language: desk.language,
    words,
    subject: textOf(fillLine(ours.subject, values)),
    preview: found.figures.map((f) => `${ours.figures[f.name]}: ${amount(f.value, f.unit, words)}`).join(' · '),
    frame: 'card',
    heading: fillLine(ours.heading, values),
    blocks,
    footer: fillLine(ours.fresh, values),
  };
}

/** A value in words and digits of the reader; percentages are rounded here and nowhere else. */
export function amount(value: number | null, unit: Unit, words: Words): string {
  if (value === null) return words.report.noData;
  switch (unit) {
    case 'count':
      return number(value, words, { maximumFractionDigits: 1 });
    case 'seconds':
      return span(value, words);
    case 'share':
      return number(value, words, { style: 'percent', maximumFractionDigits: 0 });
    case 'points':
      return number(value, words, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  }
}

function figureRow({ name, unit, value, before, better, href }: ReportFigure, words: Words): readonly Cell[] {
  const mark = value === null || before === null ? undefined : change(value, before, better, words);
  return [
    { text: words.report.figures[name], href },
    { text: amount(value, unit, words), href: null, ...(mark ? { mark } : {}), ...(value === null ? { none: true as const } : {}) },
    { text: amount(before, unit, words), href: null },
  ];
}

function change(value: number, before: number, better: ReportFigure['better'], words: Words): Mark {
  const { up, down, same } = words.report;
  if (value === before) return { sign: '=', says: same, good: null };
  const more = value > before;
  return { sign: more ? '▲' : '▼', says: more ? up : down, good: better === null ? null : more === (better === 'more') };
}

function bars({ name, unit, days }: Report['charts'][number], words: Words): Block {
  const top = Math.max(0, ...days.map((d) => d.value ?? 0));
  return {
    is: 'bars',
    caption: words.report.byDay.replace('{figure}', () => words.report.figures[name]),
    rows: days.map(({ day, value }) => ({
      label: shortDay(day, words),
      value: amount(value, unit, words),
      share: value === null ? null : top === 0 ? 0 : Math.max(0, value) / top,
    })),
  };
}

function surge({ type, count, usual, href }: Report['surges'][number], words: Words): Inline[] {
  const name = oneLine(type, 80);
  return fillLine(
    words.report.surge,
    new Map<string, Inline>([
      ['type', href === null ? given(name) : { is: 'link', text: name, href }],
      ['count', { is: 'strong', text: number(count, words) }],
      ['usual', number(usual, words, { maximumFractionDigits: 1 })],
    ]),
  );
}

function late({ total, tickets, href }: Report['late'], desk: Desk): Block[] {
  const { words } = desk;
  if (total === 0) return [paragraph(words.report.noLate)];
  const items = tickets.map((t): Inline[] => {
    const clock = Object.hasOwn(words.clock, t.clock) ? words.clock[t.clock as keyof Words['clock']] : oneLine(t.clock, 60);
    return [
      t.href === null ? { is: 'strong', text: t.ticket } : { is: 'link', text: t.ticket, href: t.href },
      ' · ',
      given(oneLine(t.subject, 100) || words.noSubject),
      ` · ${clock} · ${moment(t.dueAt, desk.at, desk.zone, words)}`,
    ];
  });
  if (total > tickets.length) {
    const more = words.report.more.replace('{count}', () => number(total - tickets.length, words));
    items.push([href === null ? more : { is: 'link', text: more, href }]);
  }
  return [{ is: 'list', items }];
}
