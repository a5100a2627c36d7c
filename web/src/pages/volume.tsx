import { useDesk } from '../desk.ts';
import { BarsChart } from '../figures/bars-chart.tsx';
import { nameOf } from '../figures/names.ts';
import { FigurePage } from '../figures/page.tsx';
import { Picture } from '../figures/picture.tsx';
import { type Group, questionOf } from '../figures/question.ts';
import { QuestionBar } from '../figures/question-bar.tsx';
import { cells, groupsOf, labelOf, linkEach, linksOf, longLabelOf, piecesOf } from '../figures/rows.ts';
import { type Series, SeriesChart } from '../figures/series-chart.tsx';
import { Tiles } from '../figures/tile.tsx';
import { useCut } from '../figures/use-cut.ts';
import { type AnswerOf, useFigure } from '../figures/use-figure.ts';
import type { PageProps } from '../pages.ts';

const GROUPS: readonly Group[] = ['channel', 'mailbox', 'type', 'priority', 'agent', 'policy'];
const FLOW = ['new', 'opened', 'resolved', 'reopened', 'expired', 'excludedWhileOpen', 'released', 'active'] as const;
const TRAFFIC = ['in', 'out', 'undelivered', 'automatic'] as const;
const REASONS = ['spam', 'virus', 'machine', 'merged', 'redirected'] as const;

/** What came in, what went out, what is left. */
export function Volume({ route }: PageProps) {
  const { words } = useDesk();
  const { question, whole } = useCut(questionOf(route));
  const all = useFigure('volume', whole);
  const grouped = useFigure('volume', question.group ? question : null);
  return (
    <FigurePage
      title={words.frame.nav.volume}
      bar={<QuestionBar page="volume" question={question} groups={GROUPS} compares />}
      answers={question.group ? [all, grouped] : [all]}
    >
      {all.data && <All answer={all.data} question={whole} />}
      {question.group && grouped.data && <Grouped answer={grouped.data} question={question} group={question.group} />}
    </FigurePage>
  );
}

type Answer = AnswerOf<'volume'>;
type Question = ReturnType<typeof questionOf>;

function All({ answer, question }: { answer: Answer; question: Question }) {
  const { words, format } = useDesk();
  const { volume, units, column } = words.figures;
  const { total, rows, compare, period } = answer;
  const link = linksOf('volume', question);
  const cell = cells(format);
  const labels = rows.map((row) => labelOf(row, period.by, format));
  const values = (name: (typeof FLOW)[number] | (typeof TRAFFIC)[number]) => rows.map((row) => row[name]);
  const behind = (name: string) => linkEach(rows, (row) => link(name, row));
  const line = (name: (typeof FLOW)[number] | (typeof TRAFFIC)[number], color: number, kind?: Series['kind']): Series => ({
    label: volume[name],
    values: values(name),
    color,
    ...(kind ? { kind } : {}),
    behind: behind(name),
  });
  const before: Series[] = compare
    ? [
        {
          label: `${volume.new}: ${words.figures.column.before}`,
          values: rows.map((_, at) => compare.rows[at]?.new ?? null),
          color: 6,
          faint: true,
        },
      ]
    : [];
  const table = (names: readonly ((typeof FLOW)[number] | (typeof TRAFFIC)[number])[]) => ({
    columns: [{ key: 'from', label: column.piece }, ...names.map((key) => ({ key, label: volume[key], number: true }))],
    rows: rows.map((row) => () => ({
      from: cell.word(row.from, longLabelOf(row, period.by, format)),
      ...Object.fromEntries(names.map((name) => [name, cell.count(row[name], link(name, row))])),
    })),
  });
  const excluded = REASONS.map((reason) => ({ reason, n: total.excluded[reason] }));
  const left = excluded.reduce((sum, { n }) => sum + n, 0);
  return (
    <>
      <Tiles
        name="volume-total"
        tiles={(['new', 'in', 'out', 'resolved', 'reopened', 'active'] as const).map((name) => ({
          label: volume[name],
          field: name,
          value: total[name],
          text: format.number(total[name]),
          now: total[name],
          before: compare?.total[name],
          behind: link(name, period),
          ...(name === 'reopened' || name === 'active' ? { more: 'bad' as const } : name === 'resolved' ? { more: 'good' as const } : {}),
        }))}
      />
      <div class="pictures">
        <Picture
          name="volume-flow"
          title={volume.flow(format.number(total.new), format.number(total.resolved))}
          unit={units.tickets}
          n={answer.n}
          answer={answer}
          fields={FLOW}
          question={question}
          {...table(FLOW)}
        >
          <SeriesChart
            title={volume.flow(format.number(total.new), format.number(total.resolved))}
            labels={labels}
            format={format.number}
            series={[line('new', 1, 'bars'), line('resolved', 2), ...before]}
          />
        </Picture>
        <Picture
          name="volume-active"
          title={volume.left(format.number(total.active))}
          unit={units.tickets}
          n={total.active}
          answer={answer}
          fields={['active']}
          question={question}
          {...table(['active'])}
        >
          <SeriesChart
            title={volume.left(format.number(total.active))}
            labels={labels}
            format={format.number}
            series={[line('active', 3)]}
          />
        </Picture>
        <Picture
          name="volume-traffic"
          title={volume.traffic(format.number(total.in), format.number(total.out))}
          unit={units.messages}
          n={total.in + total.out}
          answer={answer}
          fields={TRAFFIC}
          question={question}
          {...table(TRAFFIC)}
        >
          <SeriesChart
            title={volume.traffic(format.number(total.in), format.number(total.out))}
            labels={labels}
            format={format.number}
            series={[line('in', 1), line('out', 2), line('automatic', 6)]}
          />
        </Picture>
        <Picture
          name="volume-excluded"
          title={volume.kept(format.number(left))}
          unit={units.tickets}
          n={left}
          answer={answer}
          fields={['excluded']}
          question={question}
          columns={[
            { key: 'reason', label: volume.excluded },
            { key: 'count', label: column.count, number: true },
          ]}
          rows={excluded.map(({ reason, n }) => () => ({
            reason: cell.word(reason, volume.reasons[reason]),
            count: cell.count(n, link(`excluded.${reason}`, period)),
          }))}
        >
          <BarsChart
            title={volume.kept(format.number(left))}
            bars={excluded.map(({ reason, n }) => ({
              label: volume.reasons[reason],
              value: n,
              text: format.number(n),
              behind: n > 0 ? link(`excluded.${reason}`, period) : undefined,
            }))}
          />
        </Picture>
      </div>
    </>
  );
}

function Grouped({ answer, question, group }: { answer: Answer; question: Question; group: Group }) {
  const desk = useDesk();
  const { words, format } = desk;
  const { volume, units, column, bar } = words.figures;
  const link = linksOf('volume', question);
  const cell = cells(format);
  const { rows, period } = answer;
  const pieces = piecesOf(rows);
  const groups = groupsOf(rows, (row) => row.new);
  const found = new Map(rows.map((row) => [`${row.from} ${row.group ?? ''}`, row]));
  const title = volume.grouped(bar.groups[group]);
  return (
    <div class="pictures">
      <Picture
        name="volume-grouped"
        title={title}
        unit={units.tickets}
        n={rows.reduce((n, row) => n + row.new, 0)}
        answer={answer}
        fields={FLOW}
        question={question}
        columns={[
          { key: 'from', label: column.piece },
          { key: 'group', label: bar.groups[group] },
          ...FLOW.map((key) => ({ key, label: volume[key], number: true })),
        ]}
        rows={rows.map((row) => () => ({
          from: cell.word(row.from, longLabelOf(row, period.by, format)),
          group: cell.word(row.group ?? null, nameOf(desk, group, row.group ?? null)),
          ...Object.fromEntries(FLOW.map((name) => [name, cell.count(row[name], link(name, row, { value: row.group ?? null }))])),
        }))}
        wide
      >
        <SeriesChart
          title={title}
          labels={pieces.map((piece) => labelOf(piece, period.by, format))}
          format={format.number}
          series={groups.map((value, at) => ({
            label: nameOf(desk, group, value),
            values: pieces.map((piece) => found.get(`${piece.from} ${value ?? ''}`)?.new ?? 0),
            color: at + 1,
            behind: linkEach(pieces, (piece) => link('new', piece, { value })),
          }))}
        />
      </Picture>
    </div>
  );
}
