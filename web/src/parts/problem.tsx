import type { Refused } from '../api/client.ts';
import { useDesk } from '../desk.ts';
import type { Loaded } from '../load.ts';
import type { Words } from '../words/en.ts';

/** What went wrong, calmly: what it means, whether it is being tried again, and a way to try now. */
export function Failure({ words, error, again }: { words: Words; error: Refused; again?: () => void }) {
  const { frame } = words;
  // What is the desk's own doing it says best itself, such as that the first figures are being counted.
  const what = error.status === 0 ? frame.away : error.message || (error.passing ? frame.busy : frame.refused(error.status));
  return (
    <div class="notice" role="alert">
      <p>
        {what} {error.passing && frame.trying}
      </p>
      {error.errors.length > 0 && (
        <ul>
          {error.errors.map(({ field, why }) => (
            <li key={field}>
              <code>{field}</code> {why}
            </li>
          ))}
        </ul>
      )}
      {again && (
        <button type="button" onClick={again}>
          {frame.again}
        </button>
      )}
    </div>
  );
}

/** Above what was loaded: that it is old, or why there is nothing; nothing while all is well. */
export function Freshness({ of }: { of: Loaded<unknown> }) {
  const { words, format } = useDesk();
  if (!of.error) return of.slow ? <Slow of={of} /> : null;
  if (of.data === undefined || of.at === undefined) return <Failure words={words} error={of.error} again={of.again} />;
  return (
    <div class="notice old" role="status">
      {words.frame.old(format.time(new Date(of.at).toISOString()))}{' '}
      <button type="button" class="quiet" onClick={of.again}>
        {words.frame.again}
      </button>
    </div>
  );
}

/** The answer keeps the reader waiting: what is shown is from before, or nothing is there yet. */
function Slow({ of }: { of: Loaded<unknown> }) {
  const { words, format } = useDesk();
  return (
    <div class="notice old" role="status">
      {of.at === undefined ? words.frame.slow : words.frame.slowOld(format.time(new Date(of.at).toISOString()))}{' '}
      <button type="button" class="quiet" onClick={of.again}>
        {words.frame.again}
      </button>
    </div>
  );
}

/** The page could not even start. */
export const Broken = ({ words, why }: { words: Words; why: string }) => (
  <div class="empty">
    <p>{words.frame.failed}</p>
    <p class="fine">{why}</p>
    <button type="button" onClick={() => location.reload()}>
      {words.frame.again}
    </button>
  </div>
);
