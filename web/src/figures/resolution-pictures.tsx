import { useDesk } from '../desk.ts';
import { BarsChart } from './bars-chart.tsx';
import { Picture } from './picture.tsx';
import type { Question } from './question.ts';
import { cells, labelOf, linkEach, linksOf, longLabelOf } from './rows.ts';
import { SeriesChart } from './series-chart.tsx';
import { compared, Tiles } from './tile.tsx';
import type { AnswerOf } from './use-figure.ts';

const RATES = ['oneTouch', 'firstContact', 'reopened'] as const;
const PARTS = ['us', 'customer', 'thirdParty'] as const;

/** How long until it was done, whose turn it was, and whether it stayed done. */
export function ResolutionPictures({ answer, question }: { answer: AnswerOf<'resolution'>; question: Question }) {
  const { words, format } = useDesk();
  const { units, column } = words.figures;
  const { resolution } = words.figures.response;
  const { total, rows, period, compare } = answer;
  const link = linksOf('resolution', question);
  const cell = cells(format);
  const title = total.first.p50 === null ? resolution.nothing : resolution.title(format.span(total.first.p50));
  const ours = total.waiting.us.share;
  const provisional = rows.some((row) => row.provisional) ? resolution.provisional : undefined;
  return (
    <>
      <Tiles
        name="resolution-total"
        tiles={[
          compared(format.span, {
            label: resolution.first,
            field: 'first.p50',
            value: total.first.p50,
            before: compare?.total.first.p50,
            more: 'bad',
            behind: link('first', period),
          }),
          ...RATES.map((name) =>
            compared(format.percent, {
              label: resolution[name],
              field: `${name}.rate`,
              value: total[name].rate,
              before: compare?.total[name].rate,
              more: name === 'reopened' ? 'bad' : 'good',
              behind: link(name, period),
              under: provisional,
            }),
          ),
          {
            label: resolution.touches,
            field: 'touches.mean',
            value: total.touches.mean,
            text: format.number(total.touches.mean),
            behind: link('final', period),
          },
          {
            label: resolution.expired,
            field: 'expired',
            value: total.expired,
            text: format.number(total.expired),
            behind: link('expired', period),
          },
        ]}
      />
      <div class="pictures">
        <Picture
          name="resolution-over"
          title={title}
          unit={units.time}
          n={answer.n}
          answer={answer}
          fields={['first', 'final', 'oneTouch', 'firstContact', 'reopened', 'touches', 'expired']}
          question={question}
          columns={[
            { key: 'from', label: column.piece },
            ...(['first', 'final'] as const).flatMap((name) => [
              { key: `${name}.n`, label: `${resolution[name]}, n`, number: true },
              { key: `${name}.p50`, label: resolution[name], number: true },
              { key: `${name}.p90`, label: words.figures.response.p90Line, number: true },
            ]),
            ...RATES.map((name) => ({ key: `${name}.rate`, label: resolution[name], number: true })),
            { key: 'touches.mean', label: resolution.touches, number: true },
            { key: 'expired', label: resolution.expired, number: true },
          ]}
          rows={rows.map((row) => () => ({
            from: cell.word(row.from, longLabelOf(row, period.by, format)),
            ...Object.fromEntries(
              (['first', 'final'] as const).flatMap((name) => [
                [`${name}.n`, cell.count(row[name].n, link(name, row))],
                [`${name}.p50`, cell.span(row[name].p50, link(name, row))],
                [`${name}.p90`, cell.span(row[name].p90, link(name, row))],
              ]),
            ),
            ...Object.fromEntries(RATES.map((name) => [`${name}.rate`, cell.share(row[name].rate, link(name, row))])),
            'touches.mean': cell.count(row.touches.mean, link('final', row)),
            expired: cell.count(row.expired, link('expired', row)),
          }))}
        >
          <SeriesChart
            title={title}
            labels={rows.map((row) => labelOf(row, period.by, format))}
            format={format.span}
            time
            bands={[[0, 1]]}
            series={[
              {
                label: words.figures.response.p90Line,
                values: rows.map((row) => row.first.p90),
                color: 1,
                kind: 'edge',
                behind: linkEach(rows, (row) => link('first', row)),
              },
              {
                label: resolution.first,
                values: rows.map((row) => row.first.p50),
                color: 1,
                behind: linkEach(rows, (row) => link('first', row)),
              },
              {
                label: resolution.final,
                values: rows.map((row) => row.final.p50),
                color: 3,
                behind: linkEach(rows, (row) => link('final', row)),
              },
            ]}
          />
        </Picture>
        <Picture
          name="resolution-waiting"
          title={ours === null ? resolution.waitingNothing : resolution.waiting(format.percent(ours))}
          unit={units.share}
          n={total.final.n}
          answer={answer}
          fields={['waiting']}
          question={question}
          columns={[
            { key: 'who', label: resolution.waitingNothing },
            { key: 'share', label: column.share, number: true },
            { key: 'mean', label: column.mean, number: true },
          ]}
          rows={PARTS.map((part) => () => ({
            who: cell.word(part, resolution[part]),
            share: cell.share(total.waiting[part].share, link('final', period)),
            mean: cell.span(total.waiting[part].mean, link('final', period)),
          }))}
        >
          <BarsChart
            title={resolution.waitingNothing}
            max={1}
            bars={PARTS.map((part, at) => ({
              label: resolution[part],
              value: total.waiting[part].share ?? 0,
              text: format.percent(total.waiting[part].share),
              color: at + 1,
              behind: link('final', period),
            }))}
          />
        </Picture>
      </div>
    </>
  );
}
