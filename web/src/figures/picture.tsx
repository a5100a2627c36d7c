import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { useSay } from '../parts/said.tsx';
import { linkTo } from '../route.ts';
import { pictureOf, save } from './export.ts';
import { asQuery, type Figure, type Question } from './question.ts';
import type { Answers } from './use-figure.ts';

/** A cell of a picture's table: what the API said, how it is shown, and where its tickets are. */
export type Cell = { readonly value: number | string | null; readonly text: string; readonly behind?: string | undefined };
export type Column = { readonly key: string; readonly label: string; readonly number?: boolean };
export type TableRow = Readonly<Record<string, Cell>>;
/** Made when somebody looks: the table of a year by day is thousands of cells and links. */
export type LazyRow = () => TableRow;

type Given = {
  /** Names the picture in files and tests. */
  readonly name: string;
  /** Says in words what the picture shows. */
  readonly title: string;
  readonly unit: string;
  readonly n: number;
  readonly answer: Pick<Answers, 'figure' | 'definition'>;
  /** The fields of the definition that it draws. */
  readonly fields: readonly string[];
  readonly question: Question;
  readonly columns: readonly Column[];
  readonly rows: readonly LazyRow[];
  /** The drawing; without data there is none. */
  readonly children?: ComponentChildren;
  /** Takes the whole width. */
  readonly wide?: boolean;
  /** What is beside the table is text: there is no drawing to save. */
  readonly text?: boolean;
  /** The table is the picture: it is open, and nothing else is drawn. */
  readonly tableOpen?: boolean;
};

/** A figure as people look at it: words, picture, definition, and the table of what the API said. */
export function Picture(given: Given) {
  const { name, title, unit, n, answer, fields, question, columns, rows, children, wide, text, tableOpen } = given;
  const { words, format, send } = useDesk();
  const { picture } = words.figures;
  const say = useSay();
  const empty = n === 0 && rows.length === 0;
  const drawing = useRef<HTMLDivElement>(null);
  const [known, setKnown] = useState(false);
  const [open, setOpen] = useState(tableOpen ?? false);
  const csv = async (): Promise<void> => {
    const query = new URLSearchParams(asQuery(question));
    const response = await send(`/metrics/${answer.figure}?${query}`, { headers: { accept: 'text/csv' } }).catch(() => null);
    if (!response?.ok) return say(picture.notSaved);
    save(await response.blob(), `${name}.csv`);
    say(picture.saved(`${name}.csv`));
  };
  const png = async (): Promise<void> => {
    const blob = drawing.current && (await pictureOf(drawing.current, title));
    if (!blob) return say(picture.notSaved);
    save(blob, `${name}.png`);
    say(picture.saved(`${name}.png`));
  };
  return (
    <section class={wide ? 'picture panel wide' : 'picture panel'} aria-label={title} data-picture={name}>
      <header>
        <h2>{title}</h2>
        <p class="fine">{picture.about(unit, format.number(n))}</p>
      </header>
      {children !== undefined && (
        <div class="drawing" ref={drawing}>
          {empty ? <p class="nothing">{picture.nothing}</p> : children}
        </div>
      )}
      <footer class="row">
        <button type="button" class="quiet" aria-expanded={known} onClick={() => setKnown(!known)}>
          {picture.definition}
        </button>
        <button type="button" class="quiet" onClick={() => void csv()}>
          CSV
        </button>
        {children !== undefined && !text && !empty && (
          <button type="button" class="quiet" onClick={() => void png()}>
            PNG
          </button>
        )}
      </footer>
      {known && (
        <div class="definition">
          <p>{answer.definition.text}</p>
          <dl>
            {answer.definition.fields
              .filter(({ field }) => fields.includes(field))
              .map(({ field, means, unit: of }) => (
                <div key={field}>
                  <dt>
                    <code>{field}</code> ({of})
                  </dt>
                  <dd>{means}</dd>
                </div>
              ))}
          </dl>
        </div>
      )}
      <details open={tableOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{picture.table(format.number(rows.length))}</summary>
        {open && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
          <section class="scroll table" aria-label={title} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  {columns.map(({ key, label, number }) => (
                    <th key={key} scope="col" class={number ? 'number' : undefined}>
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((made, at) => {
                  const row = made();
                  return (
                    <tr key={at}>
                      {columns.map(({ key, number }, place) => {
                        const cell = row[key];
                        const shown = cell?.behind ? <a href={cell.behind}>{cell.text}</a> : cell?.text;
                        const data = { 'data-field': key, 'data-value': JSON.stringify(cell?.value ?? null) };
                        return place === 0 ? (
                          <th key={key} scope="row" {...data}>
                            {shown}
                          </th>
                        ) : (
                          <td key={key} class={number ? 'number' : undefined} {...data}>
                            {shown}
                          </td>
                        );
                      })}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
        )}
      </details>
    </section>
  );
}

/** Where the tickets behind a number are listed. `value` names the group's value; null is the one without. */
export function behindLink(
  figure: Figure,
  count: string,
  { from, to }: { from: string; to: string },
  question: Question,
  more: { group?: string; value?: string | null; hour?: string } = {},
): string {
  const { cohort, clock, group } = question;
  const { value, ...rest } = more;
  return linkTo(['behind', figure], {
    ...asQuery({ cohort, clock, group } as Question),
    from,
    to,
    count,
    ...rest,
    ...(value === undefined ? {} : { value: value ?? '', valued: '1' }),
  });
}
