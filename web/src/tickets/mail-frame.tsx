import { useEffect, useRef, useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { insideOf, sheet } from '../parts/inside.ts';
import { Failure } from '../parts/problem.tsx';
import { LinkDialog, LinkList } from './link-dialog.tsx';
import type { Link } from './links.ts';
import { FRAME, frameSheet } from './mail-frame-page.ts';
import { pictureOf } from './pictures.ts';
import { type Found, nothingFound, readApart, safely } from './safe-html.ts';
import { safeSheet } from './safe-style.ts';

/** The longest that a step may hold up the page. */
const STEP_MS = 12;
/** So much of a mail is shown at first, and more of it each time that is asked for: about so many elements or hundreds of characters. */
const PART = 4000;
const HIGHEST_PX = 12_000;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

type Shown = { readonly found: Found; readonly whole: boolean; readonly working: boolean; readonly truncated: boolean };
type Given = { readonly ticket: string; readonly message: Schemas['Message'] };

/** A mail as it was sent, in a frame in which nothing runs and which nothing leaves. */
export function MailFrame({ ticket, message }: Given) {
  const { words, api } = useDesk();
  const texts = words.tickets.html;
  const frame = useRef<HTMLIFrameElement>(null);
  const more = useRef<() => void>(() => undefined);
  const [shown, setShown] = useState<Shown>({ found: nothingFound(), whole: false, working: true, truncated: false });
  const [error, setError] = useState<Refused | null>(null);
  const [turn, setTurn] = useState(0);
  const [following, setFollowing] = useState<Link | null>(null);
  const [height, setHeight] = useState(80);

  useEffect(() => {
    const stop = new AbortController();
    const gone = (): boolean => stop.signal.aborted;
    setError(null);
    const run = async (): Promise<void> => {
      const [mail, { default: purify }, inside] = await Promise.all([
        given(
          api.GET('/tickets/{id}/messages/{messageId}/html', {
            params: { path: { id: ticket, messageId: message.id } },
            signal: stop.signal,
          }),
        ),
        import('dompurify'),
        insideOf(frame.current),
      ]);
      if (gone() || !inside) return;
      const apart = await readApart(mail.html, pause);
      if (gone()) return;
      inside.adoptedStyleSheets = [sheet(inside, safeSheet(apart.styles)), sheet(inside, frameSheet)];
      const found = nothingFound();
      const worn: [HTMLElement, string][] = [];
      const steps = safely(purify, apart.body, inside.body, found, (element, css) => worn.push([element, css]));
      const part = async (): Promise<void> => {
        let size = 0;
        let whole = false;
        let began = performance.now();
        while (size < PART && !whole) {
          const step = steps.next();
          whole = step.done === true;
          size += step.value ?? 0;
          for (const [element, css] of worn.splice(0)) element.style.cssText = css;
          if (performance.now() - began > STEP_MS) {
            await pause();
            if (gone()) return;
            began = performance.now();
          }
        }
        setShown({ found, whole, working: false, truncated: mail.truncated });
        setHeight(Math.min(HIGHEST_PX, inside.documentElement.scrollHeight + 2));
        for (const { contentId, element } of found.inline.splice(0)) {
          const there = mail.inline.find((one) => one.contentId.toLowerCase() === contentId.toLowerCase());
          const picture = there && pictureOf(there);
          if (picture) element.src = picture;
          else element.className = 'blocked';
        }
      };
      const follow = (event: Event): void => {
        if (event.type === 'keydown' && (event as KeyboardEvent).key !== 'Enter') return;
        const n = (event.target as Element).closest?.('[data-link]')?.getAttribute('data-link');
        const link = n === null || n === undefined ? undefined : found.links[Number(n)];
        if (!link) return;
        event.preventDefault();
        setFollowing(link);
      };
      inside.addEventListener('click', follow);
      inside.addEventListener('keydown', follow);
      const sized = new ResizeObserver(() => setHeight(Math.min(HIGHEST_PX, inside.documentElement.scrollHeight + 2)));
      sized.observe(inside.body);
      stop.signal.addEventListener('abort', () => sized.disconnect());
      more.current = () => {
        setShown((before) => ({ ...before, working: true }));
        void part();
      };
      await part();
    };
    run().catch((cause: unknown) => {
      if (!gone()) setError(cause instanceof Refused ? cause : new Refused(0, String(cause)));
    });
    return () => stop.abort();
  }, [api, ticket, message.id, turn]);

  return (
    <div class="mail-html">
      {error && <Failure words={words} error={error} again={() => setTurn((n) => n + 1)} />}
      <iframe
        ref={frame}
        title={texts.frame}
        // The page has to reach in, to put the mail there, to measure it and to hear a click; nothing inside may run.
        sandbox="allow-same-origin"
        srcdoc={FRAME}
        referrerpolicy="no-referrer"
        loading="eager"
        style={{ blockSize: `${height}px` }}
      />
      <p class="fine" role="status">
        {shown.working ? words.frame.loading : texts.said(shown.found.blocked)}
        {shown.truncated && ` ${texts.truncated}`}
      </p>
      {!shown.working && !shown.whole && (
        <button type="button" onClick={() => more.current()}>
          {texts.more}
        </button>
      )}
      <LinkList links={shown.found.links} onFollow={setFollowing} />
      {following && <LinkDialog link={following} onClose={() => setFollowing(null)} />}
    </div>
  );
}
