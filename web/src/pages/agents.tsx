import { useDesk } from '../desk.ts';
import { type Bar, BarsChart } from '../figures/bars-chart.tsx';
import { nameOf } from '../figures/names.ts';
import { FigurePage } from '../figures/page.tsx';
import { Picture } from '../figures/picture.tsx';
import { type Question, questionOf } from '../figures/question.ts';
import { QuestionBar } from '../figures/question-bar.tsx';
import { cells, linksOf } from '../figures/rows.ts';
import { useCut } from '../figures/use-cut.ts';
import { type AnswerOf, useFigure } from '../figures/use-figure.ts';
import type { PageProps } from '../pages.ts';

/** Agents beside each other, with how sure the figures are; never a rank on too little. */
export function Agents({ route }: PageProps) {
  const { words } = useDesk();
  const { whole } = useCut(questionOf(route));
  const question: Question = { ...whole, by: 'total' };
  const agents = useFigure('agents', question);
  return (
    <FigurePage title={words.frame.nav.agents} bar={<QuestionBar page="agents" question={whole} pieces={[]} clocks />} answers={[agents]}>
      {agents.data && <Pictures answer={agents.data} question={question} />}
    </FigurePage>
  );
}

type Row = AnswerOf<'agents'>['rows'][number];

function Pictures({ answer, question }: { answer: AnswerOf<'agents'>; question: Question }) {
  const desk = useDesk();
  const { words, format } = desk;
  const { agents, units, column } = words.figures;
  const link = linksOf('agents', question);
  const cell = cells(format);
  // By name: an order by a figure would be a rank.
  const rows = [...answer.rows]
    .map((row) => ({ ...row, name: nameOf(desk, 'agent', row.group ?? null) }))
    .sort((a, b) => a.name.localeCompare(b.name, format.locale));
  const behind = (count: string, row: Row) => link(count, row, { value: row.group ?? null });
  const between = (interval: Row['csat']['interval'], write: (n: number | null) => string) =>
    cell.word(interval && `${interval.low} ${interval.high}`, interval ? `${write(interval.low)} – ${write(interval.high)}` : '–');
  const bar = (
    row: (typeof rows)[number],
    value: number | null,
    n: number,
    enough: boolean,
    interval: Row['csat']['interval'],
    write: (n: number | null) => string,
    count: string,
  ): Bar => ({
    label: row.name,
    value: value ?? 0,
    text: enough ? `${write(value)} · n = ${format.number(n)}` : `${words.figures.notEnough} (n = ${format.number(n)})`,
    interval: enough ? interval : null,
    thin: !enough,
    behind: n > 0 ? behind(count, row) : undefined,
  });
  return (
    <>
      <p class="fine">{agents.note}</p>
      <div class="pictures">
        <Picture
          name="agents"
          title={agents.title}
          unit={units.replies}
          n={answer.n}
          answer={answer}
          fields={['replies', 'resolved', 'firstReply', 'oneTouch', 'csat']}
          question={question}
          tableOpen
          wide
          columns={[
            { key: 'agent', label: agents.agent },
            { key: 'replies', label: agents.replies, number: true },
            { key: 'resolved', label: agents.resolved, number: true },
            { key: 'firstReply.n', label: column.n, number: true },
            { key: 'firstReply.p50', label: agents.firstReply, number: true },
            { key: 'firstReply.interval', label: column.interval, number: true },
            { key: 'oneTouch.rate', label: agents.oneTouch, number: true },
            { key: 'oneTouch.interval', label: column.interval, number: true },
            { key: 'csat.n', label: column.n, number: true },
            { key: 'csat.score', label: agents.csat, number: true },
            { key: 'csat.interval', label: column.interval, number: true },
          ]}
          rows={rows.map((row) => () => ({
            agent: cell.word(row.group ?? null, row.name),
            replies: cell.count(row.replies, behind('replies', row)),
            resolved: cell.count(row.resolved, behind('resolved', row)),
            'firstReply.n': cell.count(row.firstReply.n, behind('firstReply', row)),
            'firstReply.p50': cell.span(row.firstReply.p50, behind('firstReply', row)),
            'firstReply.interval': between(row.firstReply.interval, format.span),
            'oneTouch.rate': cell.share(row.oneTouch.rate, behind('oneTouch', row)),
            'oneTouch.interval': between(row.oneTouch.interval, format.percent),
            'csat.n': cell.count(row.csat.n, behind('csat', row)),
            'csat.score': cell.share(row.csat.score, behind('csat', row)),
            'csat.interval': between(row.csat.interval, format.percent),
          }))}
        />
        <Picture
          name="agents-speed"
          title={agents.speed}
          unit={units.time}
          n={rows.reduce((n, row) => n + row.firstReply.n, 0)}
          answer={answer}
          fields={['firstReply']}
          question={question}
          columns={short(agents.firstReply)}
          rows={shortRows((row) => cell.span(row.firstReply.p50, behind('firstReply', row)))}
        >
          <BarsChart
            title={agents.speed}
            bars={rows.map((row) =>
              bar(row, row.firstReply.p50, row.firstReply.n, row.firstReply.enough, row.firstReply.interval, format.span, 'firstReply'),
            )}
          />
        </Picture>
        <Picture
          name="agents-csat"
          title={agents.happy}
          unit={units.share}
          n={rows.reduce((n, row) => n + row.csat.n, 0)}
          answer={answer}
          fields={['csat']}
          question={question}
          columns={short(agents.csat)}
          rows={shortRows((row) => cell.share(row.csat.score, behind('csat', row)))}
        >
          <BarsChart
            title={agents.happy}
            max={1.0001}
            bars={rows.map((row) => bar(row, row.csat.score, row.csat.n, row.csat.enough, row.csat.interval, format.percent, 'csat'))}
          />
        </Picture>
        <Picture
          name="agents-touch"
          title={agents.touch}
          unit={units.share}
          n={rows.reduce((n, row) => n + row.oneTouch.of, 0)}
          answer={answer}
          fields={['oneTouch']}
          question={question}
          columns={short(agents.oneTouch)}
          rows={shortRows((row) => cell.share(row.oneTouch.rate, behind('oneTouch', row)))}
        >
          <BarsChart
            title={agents.touch}
            max={1.0001}
            bars={rows.map((row) =>
              bar(row, row.oneTouch.rate, row.oneTouch.of, row.oneTouch.enough, row.oneTouch.interval, format.percent, 'oneTouch'),
            )}
          />
        </Picture>
      </div>
    </>
  );

  function short(label: string) {
    return [
      { key: 'agent', label: agents.agent },
      { key: 'value', label, number: true },
    ];
  }
  function shortRows(value: (row: (typeof rows)[number]) => ReturnType<typeof cell.count>) {
    return rows.map((row) => () => ({ agent: cell.word(row.group ?? null, row.name), value: value(row) }));
  }
}
