import { useDesk } from '../desk.ts';
import { BarsChart } from './bars-chart.tsx';
import { nameOf } from './names.ts';
import { Picture } from './picture.tsx';
import type { Question } from './question.ts';
import { cells, groupsOf, labelOf, linkEach, linksOf, longLabelOf, piecesOf } from './rows.ts';
import { SeriesChart } from './series-chart.tsx';
import { compared, type Tile, Tiles } from './tile.tsx';
import type { AnswerOf } from './use-figure.ts';

const CLOCKS = ['firstReply', 'nextReply'] as const;
const HOURS = ['h1', 'h4', 'h12', 'h24', 'h48'] as const;

/** How long customers waited for a person. */
export function ResponsePictures({
  answer,
  promises,
  question,
}: {
  answer: AnswerOf<'response'>;
  promises: AnswerOf<'sla'>;
  question: Question;
}) {
  const desk = useDesk();
  const { words, format } = desk;
  const { response, units, column, clocks } = words.figures;
  const { total, rows, period, compare } = answer;
  const link = linksOf('response', question);
  const cell = cells(format);
  const { group } = question;
  const pieces = piecesOf(rows);
  const labels = pieces.map((piece) => labelOf(piece, period.by, format));
  const first = total.firstReply;
  const title = first.p50 === null ? response.overNothing : response.over(format.span(first.p50));
  const rowAt = new Map(rows.map((row) => [`${row.from} ${group ? (row.group ?? '') : ''}`, row]));
  const of = (from: string, value: string | null = null) => rowAt.get(`${from} ${value ?? ''}`);
  const columns = [
    { key: 'from', label: column.piece },
    ...(group ? [{ key: 'group', label: column.group }] : []),
    ...CLOCKS.flatMap((clock) => [
      { key: `${clock}.n`, label: `${clocks[clock]}, n`, number: true },
      { key: `${clock}.mean`, label: column.mean, number: true },
      { key: `${clock}.p50`, label: response.p50Line, number: true },
      { key: `${clock}.p90`, label: response.p90Line, number: true },
      { key: `${clock}.p99`, label: response.p99Line, number: true },
    ]),
    { key: 'closedUnanswered', label: response.closedUnanswered, number: true },
    { key: 'outsideHours', label: response.outsideHours, number: true },
    { key: 'unanswered.rate', label: response.unanswered, number: true },
  ];
  const table = rows.map((row) => () => ({
    from: cell.word(row.from, longLabelOf(row, period.by, format)),
    group: cell.word(row.group ?? null, nameOf(desk, group, row.group ?? null)),
    ...Object.fromEntries(
      CLOCKS.flatMap((clock) => {
        const behind = link(clock, row, group ? { value: row.group ?? null } : {});
        return [
          [`${clock}.n`, cell.count(row[clock].n, behind)],
          ...(['mean', 'p50', 'p90', 'p99'] as const).map((name) => [`${clock}.${name}`, cell.span(row[clock][name], behind)]),
        ];
      }),
    ),
    closedUnanswered: cell.count(row.closedUnanswered, link('closedUnanswered', row)),
    outsideHours: cell.count(row.outsideHours, link('outsideHours', row)),
    'unanswered.rate': cell.share(row.unanswered.rate, link('unanswered', row)),
  }));
  const within = HOURS.map((hour) => ({ hour, share: first.within[hour] }));
  return (
    <>
      <Tiles name="response-total" tiles={tilesOf()} />
      <div class="pictures">
        <Picture
          name="response-over"
          title={title}
          unit={units.time}
          n={answer.n}
          answer={answer}
          fields={[...CLOCKS, 'unanswered', 'outsideHours', 'closedUnanswered']}
          question={question}
          columns={columns}
          rows={table}
        >
          {group ? (
            <SeriesChart
              title={title}
              labels={labels}
              format={format.span}
              time
              series={groupsOf(rows, (row) => row.firstReply.n).map((value, at) => ({
                label: nameOf(desk, group, value),
                values: pieces.map(({ from }) => of(from, value)?.firstReply.p50 ?? null),
                color: at + 1,
                behind: linkEach(pieces, (piece) => link('firstReply', piece, { value })),
              }))}
            />
          ) : (
            <SeriesChart
              title={title}
              labels={labels}
              format={format.span}
              time
              bands={[[0, 1]]}
              series={[
                {
                  label: response.p90Line,
                  values: pieces.map(({ from }) => of(from)?.firstReply.p90 ?? null),
                  color: 1,
                  kind: 'edge',
                  behind: linkEach(pieces, (piece) => link('firstReply', piece)),
                },
                {
                  label: response.p50Line,
                  values: pieces.map(({ from }) => of(from)?.firstReply.p50 ?? null),
                  color: 1,
                  behind: linkEach(pieces, (piece) => link('firstReply', piece)),
                },
                {
                  label: clocks.nextReply,
                  values: pieces.map(({ from }) => of(from)?.nextReply.p50 ?? null),
                  color: 2,
                  behind: linkEach(pieces, (piece) => link('nextReply', piece)),
                },
                ...(compare
                  ? [
                      {
                        label: `${response.p50Line}: ${column.before}`,
                        values: pieces.map((_, at) => compare.rows[at]?.firstReply.p50 ?? null),
                        color: 6,
                        faint: true,
                      },
                    ]
                  : []),
              ]}
            />
          )}
        </Picture>
        <Picture
          name="response-within"
          title={first.within.h4 === null ? response.distributionNothing : response.distribution(format.percent(first.within.h4))}
          unit={units.share}
          n={first.n}
          answer={answer}
          fields={['within', 'survival']}
          question={question}
          columns={[
            { key: 'hour', label: column.piece },
            { key: 'share', label: column.share, number: true },
          ]}
          rows={within.map(({ hour, share }) => () => ({
            hour: cell.word(hour, response.hours[hour]),
            share: cell.share(share, link('firstReply', period)),
          }))}
        >
          <BarsChart
            title={response.distributionNothing}
            max={1}
            bars={within.map(({ hour, share }) => ({
              label: response.hours[hour],
              value: share ?? 0,
              text: format.percent(share),
              behind: link('firstReply', period),
            }))}
          />
        </Picture>
      </div>
    </>
  );

  function tilesOf(): Tile[] {
    const before = compare?.total;
    const kept = promises.total.find(({ clock }) => clock === 'firstReply');
    const span = (label: string, field: string, value: number | null, earlier: number | null | undefined, count: string): Tile =>
      compared(format.span, { label, field, value, before: earlier, more: 'bad', behind: link(count, period) }, words.figures.notEnough);
    const share = (
      label: string,
      field: string,
      value: number | null,
      earlier: number | null | undefined,
      behind: string,
      more: 'good' | 'bad',
      under?: string,
    ): Tile => compared(format.percent, { label, field, value, before: earlier, more, behind, under });
    const { survival } = first;
    return [
      span(response.median, 'firstReply.p50', first.p50, before?.firstReply.p50, 'firstReply'),
      span(response.p90, 'firstReply.p90', first.p90, before?.firstReply.p90, 'firstReply'),
      ...(survival
        ? [
            {
              ...span(response.kaplan, 'firstReply.survival.p50', survival.p50, before?.firstReply.survival?.p50, 'firstReply'),
              ...(survival.atMost && survival.p50 !== null ? { text: response.atMost(format.span(survival.p50)) } : {}),
            },
            {
              label: response.waiting,
              field: 'firstReply.survival.waiting',
              value: survival.waiting,
              text: format.number(survival.waiting),
              behind: link('waiting.firstReply', period),
            },
          ]
        : []),
      share(response.within, 'firstReply.within.h4', first.within.h4, before?.firstReply.within.h4, link('firstReply', period), 'good'),
      span(response.next, 'nextReply.p50', total.nextReply.p50, before?.nextReply.p50, 'nextReply'),
      share(
        response.unanswered,
        'unanswered.rate',
        total.unanswered.rate,
        before?.unanswered.rate,
        link('unanswered', period),
        'bad',
        `${format.number(total.unanswered.n)} / ${format.number(total.unanswered.of)}`,
      ),
      ...(kept
        ? [
            share(
              response.attainment,
              'attainment',
              kept.attainment,
              promises.compare?.total.find(({ clock }) => clock === 'firstReply')?.attainment,
              linksOf('sla', question)('due.firstReply', period),
              'good',
              `${format.number(kept.met)} / ${format.number(kept.due)}`,
            ),
          ]
        : []),
    ];
  }
}
