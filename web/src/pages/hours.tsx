import { useDesk } from '../desk.ts';
import { HeatChart } from '../figures/heat-chart.tsx';
import { FigurePage } from '../figures/page.tsx';
import { Picture } from '../figures/picture.tsx';
import { type Question, questionOf } from '../figures/question.ts';
import { QuestionBar } from '../figures/question-bar.tsx';
import { cells, linksOf } from '../figures/rows.ts';
import { useCut } from '../figures/use-cut.ts';
import { type AnswerOf, useFigure } from '../figures/use-figure.ts';
import type { PageProps } from '../pages.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** When customers write, when they are answered: for whoever plans shifts. */
export function Hours({ route }: PageProps) {
  const { words } = useDesk();
  const { whole } = useCut(questionOf(route));
  const question: Question = { ...whole, by: 'total' };
  const hours = useFigure('hours', question);
  return (
    <FigurePage title={words.frame.nav.hours} bar={<QuestionBar page="hours" question={whole} pieces={[]} clocks />} answers={[hours]}>
      {hours.data && <Pictures answer={hours.data} question={question} />}
    </FigurePage>
  );
}

function Pictures({ answer, question }: { answer: AnswerOf<'hours'>; question: Question }) {
  const { words, format } = useDesk();
  const { hours, units } = words.figures;
  const { period, total } = answer;
  const link = linksOf('hours', question);
  const cell = cells(format);
  const placed = total.map((row) => ({ ...row, day: WEEKDAYS.indexOf(row.weekday), place: WEEKDAYS.indexOf(row.weekday) * 24 + row.hour }));
  const busiest = placed.reduce(
    (most, row) => (row.arrivals > (most?.arrivals ?? 0) ? row : most),
    undefined as (typeof placed)[number] | undefined,
  );
  const title = busiest
    ? hours.title(hours.at(format.weekday(busiest.day, 'long'), String(busiest.hour)), format.number(busiest.arrivals))
    : hours.nothing;
  return (
    <div class="pictures">
      <Picture
        name="hours"
        title={title}
        unit={units.messages}
        n={answer.n}
        answer={answer}
        fields={['arrivals', 'replies', 'wait']}
        question={question}
        wide
        columns={[
          { key: 'weekday', label: hours.weekday },
          { key: 'hour', label: hours.hour, number: true },
          { key: 'arrivals', label: hours.arrivals, number: true },
          { key: 'replies', label: hours.replies, number: true },
          { key: 'wait.p50', label: hours.wait, number: true },
        ]}
        rows={placed.map((row) => () => ({
          weekday: cell.word(row.weekday, format.weekday(row.day, 'long')),
          hour: { value: row.hour, text: `${row.hour}:00` },
          arrivals: cell.count(row.arrivals, link('arrivals', period, { hour: String(row.place) })),
          replies: cell.count(row.replies, link('replies', period, { hour: String(row.place) })),
          'wait.p50': cell.span(row.wait.p50, link('wait', period, { hour: String(row.place) })),
        }))}
      >
        <p class="legend">
          <span>
            <i class="series-1" />
            {hours.arrivals}
          </span>
          <span>
            <i class="series-2" />
            {hours.replies}
          </span>
        </p>
        <div class="scroll">
          <HeatChart
            title={title}
            names={[hours.arrivals, hours.replies]}
            cells={placed.map((row) => ({
              hour: row.hour,
              weekday: row.day,
              upper: row.arrivals,
              lower: row.replies,
              behind: link('arrivals', period, { hour: String(row.place) }),
            }))}
          />
        </div>
      </Picture>
    </div>
  );
}
