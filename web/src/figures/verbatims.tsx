import { useState } from 'preact/hooks';
import { given } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { useLoad } from '../load.ts';
import { Freshness } from '../parts/problem.tsx';
import { linkTo } from '../route.ts';

type List = Schemas['SurveyList'];

/** What customers wrote with their answers, as text, newest first. */
export function Verbatims({ from, to }: { from: string; to: string }) {
  const { api, words, format, session } = useDesk();
  const { happiness } = words.figures;
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [low, setLow] = useState(false);
  const may = session.may('tickets:read');
  const cursor = cursors.at(-1);
  const page = useLoad<List>(may ? `surveys:${from}:${to}:${low}:${cursor ?? ''}` : null, (signal) =>
    given(
      api.GET('/surveys', {
        params: {
          query: { from, to, limit: '50', ...(low ? { kind: 'csat' as const, score: '1-3' } : {}), ...(cursor ? { cursor } : {}) },
        },
        signal,
      }),
    ),
  );
  if (!may) return null;
  const written = (page.data?.surveys ?? []).filter(({ comment }) => comment !== null && comment !== '');
  return (
    <section class="panel verbatims" aria-label={happiness.verbatims}>
      <header class="row">
        <h2>{happiness.verbatims}</h2>
        <label class="row">
          <input
            type="checkbox"
            checked={low}
            onChange={() => {
              setCursors([]);
              setLow(!low);
            }}
          />
          {happiness.csat} 1–3
        </label>
      </header>
      <Freshness of={page} />
      {page.data && written.length === 0 && <p class="fine">{happiness.noVerbatims}</p>}
      <ul>
        {written.map((one) => (
          <li key={one.survey}>
            <p class="fine">
              {one.kind === 'csat' ? '★'.repeat(one.score) : `${happiness.nps} ${one.score}`} · {format.instant(one.answeredAt)}
              {one.product && ` · ${one.product}`}
              {one.ticket && (
                <>
                  {' · '}
                  <a href={linkTo(['tickets', one.ticket])}>{one.ticket}</a>
                </>
              )}
            </p>
            <p dir="auto">{one.comment}</p>
          </li>
        ))}
      </ul>
      {page.data?.cursor && (
        <button type="button" onClick={() => setCursors([...cursors, page.data?.cursor ?? ''])}>
          {happiness.more}
        </button>
      )}
    </section>
  );
}
