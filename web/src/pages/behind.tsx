import { useEffect, useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { nameOf } from '../figures/names.ts';
import { asQuery, type Figure, questionOf } from '../figures/question.ts';
import type { PageProps } from '../pages.ts';
import { Failure } from '../parts/problem.tsx';
import { linkTo } from '../route.ts';
import '../style/figures.css';

type Items = Schemas['TicketsBehind']['items'];

/** Where a figure is looked at: promises and resolutions share a page with responses. */
const PAGE_OF: Readonly<Record<string, string>> = { sla: 'response', resolution: 'response' };

/** The tickets behind a number: what each adds, and together the number. */
export function Behind({ route }: PageProps) {
  const desk = useDesk();
  const { api, words, format } = desk;
  const { behind, bar } = words.figures;
  const figure = (route.path[1] ?? 'volume') as Figure;
  const { count = '', value, valued, hour } = route.query;
  const question = questionOf(route);
  const key = `${figure} ${new URLSearchParams(route.query)}`;
  const [state, setState] = useState<{ key: string; items: Items; cursor: string | null; error?: Refused; loading: boolean }>({
    key: '',
    items: [],
    cursor: null,
    loading: true,
  });

  const load = async (cursor: string | null, before: Items): Promise<void> => {
    const { by: _, compare: __, ...rest } = question;
    const query = {
      ...asQuery(rest),
      ...(count ? { count } : {}),
      ...(valued ? { value: value ?? '' } : {}),
      ...(hour ? { hour } : {}),
      limit: '200',
      ...(cursor ? { cursor } : {}),
    };
    try {
      const page = await given(api.GET('/metrics/{figure}/tickets', { params: { path: { figure }, query } }));
      setState({ key, items: [...before, ...page.items], cursor: page.cursor, loading: false });
    } catch (cause) {
      setState({ key, items: before, cursor, loading: false, error: cause instanceof Refused ? cause : new Refused(0, String(cause)) });
    }
  };
  useEffect(() => {
    setState({ key, items: [], cursor: null, loading: true });
    void load(null, []);
  }, [key]);

  const { items, cursor, error, loading } = state;
  const sum = format.number(items.reduce((n, item) => n + item.n, 0));
  const title = behind.title(words.frame.nav[figure as keyof typeof words.frame.nav] ?? figure, count);
  const scope = [
    question.from &&
      question.to &&
      `${format.date(question.from)} – ${format.date(new Date(Date.parse(question.to) - 86_400_000).toISOString().slice(0, 10))}`,
    valued && question.group && `${bar.groups[question.group]}: ${nameOf(desk, question.group, value ?? null)}`,
  ].filter(Boolean);
  return (
    <>
      <p>
        <a href={linkTo([PAGE_OF[figure] ?? figure], asQuery(question))}>{behind.back}</a>
      </p>
      <h1>{title}</h1>
      <p class="fine">{scope.join(' · ')}</p>
      {error && <Failure words={words} error={error} again={() => void load(cursor, items)} />}
      {loading ? (
        <p class="waiting">{words.frame.loading}</p>
      ) : items.length === 0 && !cursor ? (
        !error && <p class="empty">{behind.nothing}</p>
      ) : (
        <section class="panel" data-picture="behind" data-complete={cursor === null}>
          <p>{(cursor === null ? behind.sum : behind.soFar)(format.number(items.length), sum)}</p>
          <table>
            <thead>
              <tr>
                <th scope="col">{behind.ticket}</th>
                <th scope="col">{behind.day}</th>
                <th scope="col" class="number">
                  {behind.n}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={`${item.id} ${item.day} ${item.group}`}>
                  <td data-field="id" data-value={JSON.stringify(item.id)}>
                    {item.id.startsWith('T-') ? <a href={linkTo(['tickets', item.id])}>{item.id}</a> : item.id}
                  </td>
                  <td>{format.date(item.day)}</td>
                  <td class="number" data-field="n" data-value={item.n}>
                    {format.number(item.n)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {cursor && (
            <button type="button" onClick={() => void load(cursor, items)}>
              {behind.more}
            </button>
          )}
        </section>
      )}
    </>
  );
}
