import { useDesk } from '../desk.ts';
import { deskNow } from '../now.ts';
import { go, linkTo } from '../route.ts';
import { addDays, asQuery, type By, dateIn, daysBetween, type Group, type Question } from './question.ts';

type Given = {
  /** The page's part of the address. */
  readonly page: string;
  readonly question: Question;
  readonly groups?: readonly Group[];
  readonly pieces?: readonly By[];
  /** Whether the page's figures know the two ways to count and to date. */
  readonly clocks?: boolean;
  readonly cohorts?: boolean;
  readonly compares?: boolean;
};

const PRESETS = [7, 28, 91, 364] as const;
const PIECES: readonly By[] = ['day', 'week', 'month', 'total'];

/** Period, pieces, comparison and group: every choice is a step in the address bar. */
export function QuestionBar({ page, question, groups = [], pieces = PIECES, clocks, cohorts, compares }: Given) {
  const { words, format } = useDesk();
  const { bar } = words.figures;
  const tomorrow = addDays(dateIn(format.zone, deskNow()), 1);
  const to = question.to ?? tomorrow;
  const from = question.from ?? addDays(to, -28);
  const ask = (change: { readonly [K in keyof Question]?: Question[K] | undefined }): void =>
    go(linkTo([page], asQuery({ ...question, ...change } as Question)));
  const choose = <T extends string>(
    label: string,
    value: T | '',
    options: readonly (readonly [T | '', string])[],
    then: (chosen: T | undefined) => void,
  ) => (
    <label class="field inline">
      <span>{label}</span>
      <select value={value} onChange={(event) => then((event.currentTarget.value || undefined) as T | undefined)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="question row" onSubmit={(event) => event.preventDefault()}>
      <fieldset class="row presets" aria-label={bar.period}>
        {PRESETS.map((days) => (
          <button
            key={days}
            type="button"
            class="quiet"
            aria-pressed={to === tomorrow && daysBetween(from, to) === days}
            onClick={() => ask({ from: addDays(tomorrow, -days), to: tomorrow, by: undefined })}
          >
            {bar.days(format.number(days))}
          </button>
        ))}
      </fieldset>
      <label class="field inline">
        <span>{bar.from}</span>
        <input
          type="date"
          value={from}
          max={addDays(to, -1)}
          onChange={(event) => event.currentTarget.value && ask({ from: event.currentTarget.value })}
        />
      </label>
      <label class="field inline">
        <span>{bar.until}</span>
        <input
          type="date"
          value={addDays(to, -1)}
          min={from}
          max={addDays(tomorrow, -1)}
          onChange={(event) => event.currentTarget.value && ask({ from, to: addDays(event.currentTarget.value, 1) })}
        />
      </label>
      {pieces.length > 0 &&
        choose<By>(bar.by, question.by ?? '', [['', bar.usual], ...pieces.map((one) => [one, bar.pieces[one]] as const)], (by) =>
          ask({ by }),
        )}
      {groups.length > 0 &&
        choose<Group>(
          bar.group,
          question.group ?? '',
          [['', bar.ungrouped], ...groups.map((one) => [one, bar.groups[one]] as const)],
          (group) => ask({ group }),
        )}
      {compares &&
        choose<'previous' | 'year'>(
          bar.compare,
          question.compare ?? '',
          [
            ['', bar.alone],
            ['previous', bar.previous],
            ['year', bar.year],
          ],
          (compare) => ask({ compare }),
        )}
      {clocks &&
        choose<'elapsed' | 'business'>(
          bar.clock,
          question.clock ?? 'elapsed',
          [
            ['elapsed', bar.elapsed],
            ['business', bar.business],
          ],
          (clock) => ask({ clock }),
        )}
      {cohorts &&
        choose<'replied' | 'opened'>(
          bar.cohort,
          question.cohort ?? 'replied',
          [
            ['replied', bar.replied],
            ['opened', bar.opened],
          ],
          (cohort) => ask({ cohort }),
        )}
    </form>
  );
}
