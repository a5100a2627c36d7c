import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Api, given, Refused } from './api/client.ts';
import { type Desk, DeskContext, type DeskView } from './desk.ts';
import { formatIn } from './format.ts';
import { Frame } from './frame.tsx';
import { type Ask, askAhead, useLoad } from './load.ts';
import { keepLook, type Look, localeOf, wordsIn } from './look.ts';
import { type Page, type PageName, pageNamed } from './pages.ts';
import { Failure } from './parts/problem.tsx';
import { SayContext, useSaying } from './parts/said.tsx';
import { useRoute } from './route.ts';
import type { Session } from './session.ts';
import { todayAsks } from './today/asks.ts';
import type { Words } from './words/en.ts';

type Given = {
  readonly session: Session;
  readonly api: Api;
  readonly send: Desk['send'];
  readonly look: Look;
  readonly words: Words;
  /** Where to tell that nobody is signed in any more. */
  readonly onEnded: (tell: () => void) => void;
};

/** The page: what the desk is, the frame, and the page that the address names. */
export function App({ session, api, send, look: first, words: firstWords, onEnded }: Given) {
  const [look, setLook] = useState(first);
  const [words, setWords] = useState(firstWords);
  const [ended, setEnded] = useState(false);
  const saying = useSaying();
  const route = useRoute();
  // The first view goes out in one round: what Today asks does not wait for what the desk is.
  const [asked, setAsked] = useState(false);
  const ask: Ask<DeskView> = { key: 'desk', load: (signal) => given(api.GET('/desk', { signal })) };
  if (!asked) {
    askAhead(ask);
    if ((route.path[0] ?? 'today') === 'today') for (const one of todayAsks(api, session)) askAhead(one);
    setAsked(true);
  }
  const { data: view, error, again } = useLoad(ask.key, ask.load);
  useEffect(() => onEnded(() => setEnded(true)), [onEnded]);

  const wear = async (wanted: Look): Promise<void> => {
    setWords(await wordsIn(wanted.language));
    keepLook(wanted);
    setLook(wanted);
  };
  const zone = view?.zone ?? 'UTC';
  const locale = localeOf(look);
  const format = useMemo(() => formatIn(locale, zone), [locale, zone]);
  const desk = useMemo<Desk | null>(
    () => (view ? { api, send, session, view, words, format } : null),
    [api, send, session, view, words, format],
  );
  const name = (route.path[0] ?? 'today') as PageName;
  const page = pageNamed(name);
  const { page: Page, error: broken } = usePage(page?.load);

  if (!desk) {
    return error ? <Failure words={words} error={error} again={again} /> : <p class="waiting">{words.frame.loading}</p>;
  }
  const allowed = page?.scopes.every((scope) => session.may(scope));
  return (
    <DeskContext.Provider value={desk}>
      <SayContext.Provider value={saying.say}>
        <Frame look={look} onLook={wear} here={name} ended={ended} said={saying.said}>
          {!page ? (
            <Nowhere words={words} text={words.frame.notHere} />
          ) : !allowed ? (
            <Nowhere words={words} text={words.frame.notYours} />
          ) : Page ? (
            <Page route={route} />
          ) : broken ? (
            <Failure words={words} error={broken} />
          ) : (
            <p class="waiting">{words.frame.loading}</p>
          )}
        </Frame>
      </SayContext.Provider>
    </DeskContext.Provider>
  );
}

const Nowhere = ({ words, text }: { words: Words; text: string }) => (
  <div class="empty">
    <p>{text}</p>
    <a class="button" href="#/today">
      {words.frame.goToday}
    </a>
  </div>
);

type Load = () => Promise<Page>;
const loaded = new Map<Load, Page>();

/** A page's code is loaded when somebody goes there; a load that fails is said, and tried again while they wait. */
function usePage(load: Load | undefined): { readonly page: Page | undefined; readonly error: Refused | undefined } {
  const [error, setError] = useState<Refused>();
  const [, redraw] = useState(0);
  useEffect(() => {
    setError(undefined);
    if (!load || loaded.has(load)) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      load().then(
        (page) => {
          loaded.set(load, page);
          if (!gone) redraw((n) => n + 1);
        },
        (cause: unknown) => {
          console.error(cause);
          if (gone) return;
          setError(new Refused(0, String(cause)));
          timer = setTimeout(ask, 2000);
        },
      );
    };
    ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [load]);
  return { page: load && loaded.get(load), error };
}
