import type { Format } from '../format.ts';
import type { Cell } from './picture.tsx';
import { behindLink } from './picture.tsx';
import type { By, Figure, Question } from './question.ts';

/*
 * Rows of an answer as tables and labels show them.
 */

export type Span = { readonly from: string; readonly to: string };

/** A piece of the period by name: a day, the week that begins on a day, a month, or the whole. */
export const labelOf = (span: Span, by: By, format: Format): string =>
  by === 'month'
    ? format.month(span.from)
    : by === 'total'
      ? `${format.shortDate(span.from)} – ${format.shortDate(lastDay(span))}`
      : format.shortDate(span.from);

export const longLabelOf = (span: Span, by: By, format: Format): string =>
  by === 'day' ? format.date(span.from) : labelOf(span, by, format);

const lastDay = ({ to }: Span): string => new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** Cells of a row's numbers, by what they are. */
export const cells = (format: Format) => ({
  word: (value: string | null, text: string): Cell => ({ value, text }),
  count: (value: number | null, behind?: string): Cell => ({ value, text: format.number(value), behind: value ? behind : undefined }),
  span: (value: number | null, behind?: string): Cell => ({ value, text: format.span(value), behind: value === null ? undefined : behind }),
  share: (value: number | null, behind?: string): Cell => ({
    value,
    text: format.percent(value),
    behind: value === null ? undefined : behind,
  }),
});

/** Links of one figure's numbers for the rows of an answer. */
export const linksOf =
  (figure: Figure, question: Question) =>
  (count: string, span: Span, more: { group?: string; value?: string | null; hour?: string } = {}): string =>
    behindLink(figure, count, span, question, more);

/** Where each of many points leads, told when somebody goes there. */
export const linkEach =
  <T>(of: readonly T[], link: (one: T) => string) =>
  (at: number): string | undefined => {
    const one = of[at];
    return one === undefined ? undefined : link(one);
  };

/** Groups of an answer's rows, the largest first; what is beyond `most` is left to the table. */
export function groupsOf<R extends { readonly group?: string | null }>(
  rows: readonly R[],
  size: (row: R) => number,
  most = 6,
): (string | null)[] {
  const sums = new Map<string | null, number>();
  for (const row of rows) sums.set(row.group ?? null, (sums.get(row.group ?? null) ?? 0) + size(row));
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([group]) => group);
}

/** Pieces of the period, each once, in order. */
export const piecesOf = (rows: readonly Span[]): Span[] => [...new Map(rows.map(({ from, to }) => [from, { from, to }])).values()];
