import { useDesk } from '../desk.ts';
import { nameOf } from './names.ts';
import { Picture } from './picture.tsx';
import type { Question } from './question.ts';
import { cells, groupsOf, labelOf, linkEach, linksOf, longLabelOf, piecesOf } from './rows.ts';
import { SeriesChart } from './series-chart.tsx';
import type { AnswerOf } from './use-figure.ts';

const CLOCKS = ['firstReply', 'nextReply', 'resolution'] as const;
type Row = AnswerOf<'sla'>['rows'][number];

/** What was promised: kept and missed over time by clock and policy, and the misses of a day by agent. */
export function PromisePictures({ answer, misses, question }: { answer: AnswerOf<'sla'>; misses: AnswerOf<'sla'>; question: Question }) {
  const desk = useDesk();
  const { words, format } = desk;
  const { response, units, column, clocks } = words.figures;
  const { rows, period, total } = answer;
  const link = linksOf('sla', question);
  const cell = cells(format);
  const pieces = piecesOf([...rows, ...misses.rows].sort((a, b) => (a.from < b.from ? -1 : 1)));
  const labels = pieces.map((piece) => labelOf(piece, period.by, format));
  const due = total.reduce((n, one) => n + one.due, 0);
  const met = total.reduce((n, one) => n + one.met, 0);
  const title = due === 0 ? response.keptNothing : response.kept(format.percent(met / due));
  const at = (from: string, clock: Row['clock']) => rows.filter((row) => row.from === from && row.clock === clock);
  const sum = (list: readonly Row[], name: 'met' | 'due') => list.reduce((n, row) => n + row[name], 0);
  const missed = misses.rows.reduce((n, row) => n + row.missed, 0);
  const agents = groupsOf(
    misses.rows.filter((row) => row.missed > 0),
    (row) => row.missed,
  );
  const missTitle = response.missesBy(format.number(missed));
  const columns = (group: string) => [
    { key: 'from', label: column.piece },
    { key: 'group', label: group },
    { key: 'clock', label: response.clock },
    { key: 'due', label: response.due, number: true },
    { key: 'met', label: response.met, number: true },
    { key: 'missed', label: response.missed, number: true },
    { key: 'attainment', label: column.share, number: true },
    { key: 'interval', label: column.interval, number: true },
    { key: 'lateBy', label: response.lateBy, number: true },
  ];
  const table = (list: readonly Row[], kind: 'policy' | 'agent') =>
    list.map((row) => () => {
      const more = { group: kind, value: row.group ?? null };
      return {
        from: cell.word(row.from, longLabelOf(row, period.by, format)),
        group: cell.word(row.group ?? null, nameOf(desk, kind, row.group ?? null)),
        clock: cell.word(row.clock, clocks[row.clock]),
        due: cell.count(row.due, link(`due.${row.clock}`, row, more)),
        met: cell.count(row.met, link(`met.${row.clock}`, row, more)),
        missed: cell.count(row.missed, link(`missed.${row.clock}`, row, more)),
        attainment: cell.share(row.attainment),
        interval: cell.word(
          row.interval && `${row.interval.low} ${row.interval.high}`,
          row.interval ? `${format.percent(row.interval.low)} – ${format.percent(row.interval.high)}` : '–',
        ),
        lateBy: cell.span(row.lateBy.p50),
      };
    });
  return (
    <div class="pictures">
      <Picture
        name="sla-over"
        title={title}
        unit={units.promises}
        n={due}
        answer={answer}
        fields={['due', 'met', 'missed', 'attainment', 'lateBy']}
        question={question}
        columns={columns(response.policy)}
        rows={table(rows, 'policy')}
      >
        <SeriesChart
          title={title}
          labels={labels}
          format={format.percent}
          range={[0, 1.02]}
          series={CLOCKS.map((clock, place) => ({
            label: clocks[clock],
            values: pieces.map(({ from }) => {
              const list = at(from, clock);
              const all = sum(list, 'due');
              return all === 0 ? null : sum(list, 'met') / all;
            }),
            color: place + 1,
            behind: linkEach(pieces, (piece) => link(`missed.${clock}`, piece)),
          }))}
        />
      </Picture>
      <Picture
        name="sla-misses"
        title={missTitle}
        unit={units.promises}
        n={missed}
        answer={misses}
        fields={['missed']}
        question={{ ...question, group: 'agent' }}
        columns={columns(words.figures.bar.groups.agent)}
        rows={table(misses.rows, 'agent')}
      >
        <SeriesChart
          title={missTitle}
          labels={labels}
          format={format.number}
          series={agents.map((agent, place) => ({
            label: nameOf(desk, 'agent', agent),
            values: pieces.map(({ from }) =>
              misses.rows.filter((row) => row.from === from && (row.group ?? null) === agent).reduce((n, row) => n + row.missed, 0),
            ),
            color: place + 1,
            kind: agents.length === 1 ? 'bars' : 'line',
            behind: linkEach(pieces, (piece) => link('missed', piece, { group: 'agent', value: agent })),
          }))}
        />
      </Picture>
    </div>
  );
}
