import { useDesk } from '../desk.ts';
import { BarsChart } from './bars-chart.tsx';
import { nameOf } from './names.ts';
import { Picture } from './picture.tsx';
import type { Group, Question } from './question.ts';
import { cells, linksOf } from './rows.ts';
import type { AnswerOf } from './use-figure.ts';

/** Fewer answers say more about chance than about the desk. */
const LEAST = 20;

/** CSAT and NPS by what they were about; too few answers are drawn as such. */
export function GroupedCsat({ grouped, group, question }: { grouped: AnswerOf<'happiness'>; group: Group; question: Question }) {
  const desk = useDesk();
  const { words, format } = desk;
  const { happiness, units, column } = words.figures;
  const link = linksOf('happiness', question);
  const cell = cells(format);
  const points = (n: number | null): string => (n === null ? '–' : format.number(Math.round(n)));
  return (
    <Picture
      name="happiness-grouped"
      title={happiness.by(words.figures.bar.groups[group])}
      unit={units.share}
      n={grouped.rows.reduce((n, row) => n + row.csat.n, 0)}
      answer={grouped}
      fields={['csat']}
      question={{ ...question, group, by: 'total' }}
      columns={[
        { key: 'group', label: words.figures.bar.groups[group] },
        { key: 'csat.n', label: column.n, number: true },
        { key: 'csat.score', label: happiness.csat, number: true },
        { key: 'csat.interval', label: column.interval, number: true },
        { key: 'nps.n', label: `${happiness.nps}, n`, number: true },
        { key: 'nps.score', label: happiness.nps, number: true },
      ]}
      rows={grouped.rows.map((row) => () => {
        const more = { group, value: row.group ?? null };
        return {
          group: cell.word(row.group ?? null, nameOf(desk, group, row.group ?? null)),
          'csat.n': cell.count(row.csat.n, link('csat', row, more)),
          'csat.score': cell.share(row.csat.score, link('csat', row, more)),
          'csat.interval': cell.word(
            row.csat.interval && `${row.csat.interval.low} ${row.csat.interval.high}`,
            row.csat.interval ? `${format.percent(row.csat.interval.low)} – ${format.percent(row.csat.interval.high)}` : '–',
          ),
          'nps.n': cell.count(row.nps.n, link('nps', row, more)),
          'nps.score': { value: row.nps.score, text: points(row.nps.score) },
        };
      })}
    >
      <BarsChart
        title={happiness.by(words.figures.bar.groups[group])}
        max={1.0001}
        bars={grouped.rows
          .filter((row) => row.csat.n > 0)
          .sort((a, b) => b.csat.n - a.csat.n)
          .slice(0, 12)
          .map((row) => ({
            label: nameOf(desk, group, row.group ?? null),
            value: row.csat.score ?? 0,
            text: row.csat.n < LEAST ? words.figures.notEnough : `${format.percent(row.csat.score)} · n = ${format.number(row.csat.n)}`,
            interval: row.csat.interval,
            thin: row.csat.n < LEAST,
            behind: link('csat', row, { group, value: row.group ?? null }),
          }))}
      />
    </Picture>
  );
}
