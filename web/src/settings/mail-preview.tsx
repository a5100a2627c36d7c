import { useEffect, useRef, useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { insideOf, sheet } from '../parts/inside.ts';
import { Failure } from '../parts/problem.tsx';
import { FRAME } from '../tickets/mail-frame-page.ts';
import { useDraft } from './draft.tsx';
import type { MailLanguage } from './languages.ts';
import type { Kind } from './texts.tsx';

type Mail = Schemas['MailPreview'];
const PAUSE_MS = 400;

/** The mail that the words make, as a sample customer would get it. */
export function MailPreview({ kind, language }: { kind: Kind; language: MailLanguage }) {
  const { api, words } = useDesk();
  const { settings } = useDraft();
  const { texts } = words.settings;
  const wording = settings.wording[kind]?.[language] ?? {};
  const [mail, setMail] = useState<Mail>();
  const [error, setError] = useState<Refused>();
  const asked = JSON.stringify([kind, language, wording]);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      given(api.POST('/settings/preview', { body: { kind, language, wording }, signal: stop.signal })).then(
        (made) => {
          setMail(made);
          setError(undefined);
        },
        (cause: unknown) => {
          if (!stop.signal.aborted) setError(cause instanceof Refused ? cause : new Refused(0, String(cause)));
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked]);
  return (
    <section class="preview panel" aria-label={texts.preview}>
      <h3>{texts.preview}</h3>
      {error && <Failure words={words} error={error} />}
      {mail && (
        <>
          {mail.unknown.length > 0 && <p class="why">{texts.unknown(mail.unknown.map((name) => `{${name}}`).join(' '))}</p>}
          <p dir="auto">
            <strong>{mail.subject}</strong>
          </p>
          <Letter html={mail.html} title={texts.preview} />
          <details>
            <summary>{texts.plain}</summary>
            <pre dir="auto">{mail.text}</pre>
          </details>
        </>
      )}
    </section>
  );
}

/** Our own HTML in a frame of its own; its styles are set through the document, as the page's policy reads none from markup. */
function Letter({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    let gone = false;
    void insideOf(frame.current).then((inside) => {
      if (!inside || gone) return;
      // Taken apart as text, so that the page's policy against inline styles has nothing to say.
      const sheets: string[] = [];
      const plain = html
        .replace(/<style[^>]*>([\s\S]*?)<\/style>/g, (_, css: string) => {
          sheets.push(css);
          return '';
        })
        .replaceAll(' style="', ' data-css="');
      const apart = new DOMParser().parseFromString(plain, 'text/html');
      inside.adoptedStyleSheets = [sheet(inside, sheets.join('\n'))];
      inside.documentElement.dir = apart.documentElement.dir;
      for (const element of apart.querySelectorAll('link, meta')) element.remove();
      const styled = [...apart.querySelectorAll<HTMLElement>('[style]')].map(
        (element) => [element, element.getAttribute('style') ?? ''] as const,
      );
      inside.body.replaceChildren(...[...apart.body.childNodes].map((node) => inside.adoptNode(node)));
      inside.body.style.cssText = apart.body.getAttribute('data-css') ?? '';
      for (const [element, css] of styled) element.style.cssText = css;
      // A link here leads nowhere: it is a sample.
      inside.addEventListener('click', (event) => event.preventDefault());
    });
    return () => {
      gone = true;
    };
  }, [html]);
  return <iframe ref={frame} title={title} sandbox="allow-same-origin" srcdoc={FRAME} referrerpolicy="no-referrer" key={html.length} />;
}
