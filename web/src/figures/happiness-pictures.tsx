import { useDesk } from '../desk.ts';
import { BarsChart } from './bars-chart.tsx';
import { GroupedCsat } from './grouped-csat.tsx';
import { Picture } from './picture.tsx';
import type { Group, Question } from './question.ts';
import { cells, labelOf, linkEach, linksOf, longLabelOf } from './rows.ts';
import { ScoreChart } from './score-chart.tsx';
import { SeriesChart } from './series-chart.tsx';
import { compared, Tiles } from './tile.tsx';
import type { AnswerOf } from './use-figure.ts';

type Answer = AnswerOf<'happiness'>;
type Given = { readonly answer: Answer; readonly grouped: Answer; readonly group: Group; readonly question: Question };

const KINDS = ['csat', 'nps'] as const;
const ASKED = ['asked', 'undelivered', 'delivered', 'answered'] as const;
export function HappinessPictures({ answer, grouped, group, question }: Given) {
  const desk = useDesk();
  const { words, format } = desk;
  const { happiness, units, column } = words.figures;
  const { total, rows, period, compare } = answer;
  const link = linksOf('happiness', question);
  const cell = cells(format);
  const points = (n: number | null): string => (n === null ? '–' : format.number(Math.round(n)));
  const { csat, nps } = total;
  const csatTitle =
    csat.interval === null
      ? happiness.csatNothing
      : happiness.csatTitle(format.percent(csat.score), format.percent(csat.interval.low), format.percent(csat.interval.high));
  const npsTitle =
    nps.interval === null
      ? happiness.npsNothing
      : happiness.npsTitle(points(nps.score), points(nps.interval.low), points(nps.interval.high));
  const delivered = csat.survey.delivered + nps.survey.delivered;
  const answered = csat.survey.answered + nps.survey.answered;
  const surveysTitle = delivered === 0 ? happiness.surveysNothing : happiness.surveys(format.percent(answered / delivered));
  const reasons = [...new Set(KINDS.flatMap((kind) => Object.keys(total[kind].survey.skipped)))] as (keyof typeof csat.survey.skipped)[];
  const skipped = reasons
    .map((reason) => ({ reason, n: csat.survey.skipped[reason] + nps.survey.skipped[reason] }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n);
  const skippedAll = skipped.reduce((n, one) => n + one.n, 0);
  const nothing = words.figures.notEnough;
  const { survey } = csat;
  return (
    <>
      <Tiles
        name="happiness-total"
        tiles={[
          compared(
            format.percent,
            {
              label: happiness.csat,
              field: 'csat.score',
              value: csat.score,
              before: compare?.total.csat.score,
              more: 'good',
              behind: link('csat', period),
              under: `n = ${format.number(csat.n)}`,
            },
            nothing,
          ),
          compared(
            points,
            {
              label: happiness.nps,
              field: 'nps.score',
              value: nps.score,
              before: compare?.total.nps.score,
              more: 'good',
              behind: link('nps', period),
              under: `n = ${format.number(nps.n)}`,
            },
            nothing,
          ),
          compared(
            format.percent,
            {
              label: `${happiness.responseRate}, ${happiness.csat}`,
              field: 'csat.survey.responseRate',
              value: survey.responseRate,
              before: compare?.total.csat.survey.responseRate,
              more: 'good',
              behind: link('csat.answered', period),
              under: `${format.number(survey.answered)} / ${format.number(survey.delivered)}`,
            },
            nothing,
          ),
          compared(format.number, {
            label: happiness.orders,
            field: 'orders.delivered',
            value: total.orders.delivered,
            before: compare?.total.orders.delivered,
            behind: link('orders.delivered', period),
          }),
          {
            label: happiness.unsubscribed,
            field: 'unsubscribed',
            value: total.unsubscribed,
            text: format.number(total.unsubscribed),
            behind: link('unsubscribed', period),
          },
        ]}
      />
      <div class="pictures">
        <Picture
          name="csat"
          title={csatTitle}
          unit={units.share}
          n={csat.n}
          answer={answer}
          fields={['csat']}
          question={question}
          {...distributionTable('csat')}
        >
          <ScoreChart
            title={csatTitle}
            low={0}
            high={1}
            score={csat.score}
            interval={csat.interval}
            format={format.percent}
            nothing={words.figures.notEnough}
          />
          <BarsChart
            title={happiness.distribution(happiness.csat)}
            bars={csat.distribution.map((n, at) => ({
              label: '★'.repeat(at + 1),
              value: n,
              text: format.number(n),
              color: at < 3 ? 2 : 1,
              behind: link('csat', period),
            }))}
          />
        </Picture>
        <Picture
          name="nps"
          title={npsTitle}
          unit={units.points}
          n={nps.n}
          answer={answer}
          fields={['nps']}
          question={question}
          {...distributionTable('nps')}
        >
          <ScoreChart
            title={npsTitle}
            low={-100}
            high={100}
            score={nps.score}
            interval={nps.interval}
            format={points}
            nothing={words.figures.notEnough}
          />
          <BarsChart
            title={happiness.distribution(happiness.nps)}
            bars={nps.distribution.map((n, at) => ({
              label: String(at),
              value: n,
              text: format.number(n),
              color: at < 7 ? 2 : at < 9 ? 6 : 1,
              behind: link(at < 7 ? 'nps.detractors' : at < 9 ? 'nps' : 'nps.promoters', period),
            }))}
          />
        </Picture>
        <Picture
          name="happiness-over"
          title={happiness.over}
          unit={units.share}
          n={answer.n}
          answer={answer}
          fields={['csat', 'nps', 'responseRate']}
          question={question}
          columns={[
            { key: 'from', label: column.piece },
            ...KINDS.flatMap((kind) => [
              { key: `${kind}.n`, label: `${happiness[kind]}, n`, number: true },
              { key: `${kind}.score`, label: happiness[kind], number: true },
              { key: `${kind}.interval.low`, label: happiness.low, number: true },
              { key: `${kind}.interval.high`, label: happiness.high, number: true },
              ...ASKED.map((name) => ({ key: `${kind}.survey.${name}`, label: happiness[name], number: true })),
              { key: `${kind}.survey.responseRate`, label: happiness.responseRate, number: true },
            ]),
            { key: 'orders.delivered', label: happiness.orders, number: true },
          ]}
          rows={rows.map((row) => () => ({
            from: cell.word(row.from, longLabelOf(row, period.by, format)),
            ...Object.fromEntries(
              KINDS.flatMap((kind) => {
                const scored = (value: number | null, to?: string) =>
                  kind === 'csat' ? cell.share(value, to) : { value, text: points(value), behind: value === null ? undefined : to };
                return [
                  [`${kind}.n`, cell.count(row[kind].n, link(kind, row))],
                  [`${kind}.score`, scored(row[kind].score, link(kind, row))],
                  [`${kind}.interval.low`, scored(row[kind].interval?.low ?? null)],
                  [`${kind}.interval.high`, scored(row[kind].interval?.high ?? null)],
                  ...ASKED.map((name) => [
                    `${kind}.survey.${name}`,
                    cell.count(row[kind].survey[name], name === 'delivered' ? undefined : link(`${kind}.${name}`, row)),
                  ]),
                  [`${kind}.survey.responseRate`, cell.share(row[kind].survey.responseRate)],
                ];
              }),
            ),
            'orders.delivered': cell.count(row.orders.delivered, link('orders.delivered', row)),
          }))}
          wide
        >
          <SeriesChart
            title={happiness.over}
            labels={rows.map((row) => labelOf(row, period.by, format))}
            format={format.percent}
            range={[0, 1.02]}
            bands={[[0, 1]]}
            series={[
              { label: happiness.high, values: rows.map((row) => row.csat.interval?.high ?? null), color: 1, kind: 'edge' },
              { label: happiness.low, values: rows.map((row) => row.csat.interval?.low ?? null), color: 1, kind: 'edge' },
              {
                label: happiness.csat,
                values: rows.map((row) => row.csat.score),
                color: 1,
                kind: 'line',
                behind: linkEach(rows, (row) => link('csat', row)),
              },
            ]}
          />
        </Picture>
        <GroupedCsat grouped={grouped} group={group} question={question} />
        <Picture
          name="skipped"
          title={happiness.skipped(format.number(skippedAll))}
          unit={units.surveys}
          n={skippedAll}
          answer={answer}
          fields={['skipped', 'responseRate']}
          question={question}
          columns={[
            { key: 'reason', label: happiness.reason },
            { key: 'csat', label: happiness.csat, number: true },
            { key: 'nps', label: happiness.nps, number: true },
          ]}
          rows={skipped.map(({ reason }) => () => ({
            reason: cell.word(reason, reason),
            csat: cell.count(csat.survey.skipped[reason], link(`csat.skipped.${reason}`, period)),
            nps: cell.count(nps.survey.skipped[reason], link(`nps.skipped.${reason}`, period)),
          }))}
        >
          <p class="fine">{surveysTitle}</p>
          <BarsChart
            title={happiness.skipped(format.number(skippedAll))}
            bars={skipped.map(({ reason, n }) => ({
              label: reason,
              value: n,
              text: format.number(n),
              color: 6,
              behind: link(`csat.skipped.${reason}`, period),
            }))}
          />
        </Picture>
      </div>
    </>
  );

  function distributionTable(kind: (typeof KINDS)[number]) {
    return {
      columns: [
        { key: 'answer', label: happiness.answer },
        { key: 'count', label: column.count, number: true },
      ],
      rows: total[kind].distribution.map((n, at) => () => ({
        answer: cell.word(String(kind === 'csat' ? at + 1 : at), String(kind === 'csat' ? at + 1 : at)),
        count: cell.count(n, link(kind, period)),
      })),
    };
  }
}
