import { useDesk } from '../desk.ts';
import { BarsChart } from '../figures/bars-chart.tsx';
import { nameOf } from '../figures/names.ts';
import { FigurePage } from '../figures/page.tsx';
import { Picture } from '../figures/picture.tsx';
import { addDays, type Question, questionOf } from '../figures/question.ts';
import { QuestionBar } from '../figures/question-bar.tsx';
import { cells, groupsOf, labelOf, linkEach, linksOf, piecesOf } from '../figures/rows.ts';
import { SeriesChart } from '../figures/series-chart.tsx';
import { useCut } from '../figures/use-cut.ts';
import { type AnswerOf, useFigure } from '../figures/use-figure.ts';
import type { PageProps } from '../pages.ts';

/** What it was about: shares, changes, surges, and what nobody has sorted. */
export function Types({ route }: PageProps) {
  const { words } = useDesk();
  const { question, whole } = useCut(questionOf(route));
  const total: Question = { ...whole, by: 'total' };
  const types = useFigure('types', total);
  const over = useFigure('volume', { ...whole, group: 'type' });
  return (
    <FigurePage title={words.frame.nav.types} bar={<QuestionBar page="types" question={question} />} answers={[types, over]}>
      {types.data && over.data && <Pictures answer={types.data} over={over.data} question={total} cut={whole} />}
    </FigurePage>
  );
}

function Pictures({
  answer,
  over,
  question,
  cut,
}: {
  answer: AnswerOf<'types'>;
  over: AnswerOf<'volume'>;
  question: Question;
  cut: Question;
}) {
  const desk = useDesk();
  const { words, format } = desk;
  const { types, units, column, volume } = words.figures;
  const link = linksOf('types', question);
  const cell = cells(format);
  const name = (type: string | null): string => (type === null ? types.noType : nameOf(desk, 'type', type));
  const rows = [...answer.rows].sort((a, b) => b.count - a.count);
  const largest = rows[0];
  const title = largest && largest.count > 0 ? types.title(name(largest.type), format.percent(largest.share)) : types.nothing;
  const pieces = piecesOf(over.rows);
  const found = new Map(over.rows.map((row) => [`${row.from} ${row.group ?? ''}`, row.new]));
  return (
    <>
      {answer.untyped.share !== null && answer.untyped.count > 0 && (
        <p class="notice">
          <a href={link('count', answer.period, { value: null })}>{types.untyped(format.percent(answer.untyped.share))}</a>
        </p>
      )}
      {answer.newTypes.length > 0 && <p class="notice">{types.newTypes(format.list(answer.newTypes.map(name)))}</p>}
      <div class="pictures">
        <Picture
          name="types"
          title={title}
          unit={units.tickets}
          n={answer.n}
          answer={answer}
          fields={['count', 'share', 'change', 'untyped']}
          question={question}
          columns={[
            { key: 'type', label: types.type },
            { key: 'count', label: column.count, number: true },
            { key: 'share', label: column.share, number: true },
            { key: 'interval', label: column.interval, number: true },
            { key: 'before', label: column.before, number: true },
            { key: 'change', label: column.change, number: true },
          ]}
          rows={rows.map((row) => () => ({
            type: cell.word(row.type, name(row.type)),
            count: cell.count(row.count, link('count', row, { value: row.type })),
            share: cell.share(row.share, link('count', row, { value: row.type })),
            interval: cell.word(
              row.interval && `${row.interval.low} ${row.interval.high}`,
              row.interval ? `${format.percent(row.interval.low)} – ${format.percent(row.interval.high)}` : '–',
            ),
            before: cell.count(row.before),
            change: {
              value: row.change?.change ?? null,
              text: row.change
                ? `${format.change(row.change.change)} (${format.change(row.change.interval.low)} … ${format.change(row.change.interval.high)})`
                : '–',
            },
          }))}
        >
          <BarsChart
            title={title}
            bars={rows.slice(0, 14).map((row) => ({
              label: name(row.type),
              value: row.count,
              text: `${format.number(row.count)} · ${format.percent(row.share)}${row.change ? ` · ${format.change(row.change.change)}` : ''}`,
              behind: link('count', row, { value: row.type }),
              color: row.type === null ? 6 : 1,
            }))}
          />
        </Picture>
        <Picture
          name="surges"
          text
          title={types.surges}
          unit={units.tickets}
          n={answer.surges.reduce((n, { count }) => n + count, 0)}
          answer={answer}
          fields={['surges', 'newTypes']}
          question={question}
          columns={[
            { key: 'day', label: types.day },
            { key: 'type', label: types.type },
            { key: 'count', label: column.count, number: true },
            { key: 'expected', label: types.expected, number: true },
            { key: 'probability', label: types.probability, number: true },
          ]}
          rows={answer.surges.map((surge) => () => ({
            day: cell.word(surge.day, format.date(surge.day)),
            type: cell.word(surge.type, name(surge.type)),
            count: cell.count(surge.count, link('count', { from: surge.day, to: addDays(surge.day, 1) }, { value: surge.type })),
            expected: cell.count(surge.expected),
            probability: { value: surge.probability, text: types.chance(format.number(Math.round(1 / Math.max(surge.probability, 1e-9)))) },
          }))}
        >
          {answer.surges.length === 0 ? (
            <p>{types.noSurges}</p>
          ) : (
            <ul class="surges">
              {answer.surges.slice(0, 8).map((surge) => (
                <li key={`${surge.day} ${surge.type}`}>
                  <a href={link('count', { from: surge.day, to: addDays(surge.day, 1) }, { value: surge.type })}>
                    {types.surge(name(surge.type), format.date(surge.day), format.number(surge.count), format.number(surge.expected))}
                  </a>{' '}
                  <span class="fine">{types.chance(format.number(Math.round(1 / Math.max(surge.probability, 1e-9))))}</span>
                </li>
              ))}
            </ul>
          )}
        </Picture>
        <Picture
          name="types-over"
          title={types.over}
          unit={units.tickets}
          n={over.n}
          answer={over}
          fields={['new']}
          question={{ ...cut, group: 'type' }}
          columns={[
            { key: 'from', label: column.piece },
            { key: 'group', label: types.type },
            { key: 'new', label: volume.new, number: true },
          ]}
          rows={over.rows.map((row) => () => ({
            from: cell.word(row.from, labelOf(row, over.period.by, format)),
            group: cell.word(row.group ?? null, name(row.group ?? null)),
            new: cell.count(row.new, linksOf('volume', cut)('new', row, { group: 'type', value: row.group ?? null })),
          }))}
          wide
        >
          <SeriesChart
            title={types.over}
            labels={pieces.map((piece) => labelOf(piece, over.period.by, format))}
            format={format.number}
            series={groupsOf(over.rows, (row) => row.new).map((type, at) => ({
              label: name(type),
              values: pieces.map((piece) => found.get(`${piece.from} ${type ?? ''}`) ?? 0),
              color: at + 1,
              behind: linkEach(pieces, (piece) => linksOf('volume', cut)('new', piece, { group: 'type', value: type })),
            }))}
          />
        </Picture>
      </div>
    </>
  );
}
