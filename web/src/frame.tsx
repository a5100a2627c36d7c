import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useDesk } from './desk.ts';
import { type Keys, useKeys } from './keys.ts';
import type { Look } from './look.ts';
import { PAGES, type PageName } from './pages.ts';
import { Icon } from './parts/icon.tsx';
import { KeysDialog } from './parts/keys-dialog.tsx';
import { LookDialog } from './parts/look-dialog.tsx';
import { go } from './route.ts';

type Given = {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly here: PageName;
  readonly ended: boolean;
  readonly said: string;
  readonly children: ComponentChildren;
};

/** What is around every page: where one can go, who is signed in, and what went wrong with that. */
export function Frame({ look, onLook, here, ended, said, children }: Given) {
  const { words, session, view } = useDesk();
  const { frame } = words;
  const [open, setOpen] = useState<'keys' | 'look' | 'menu' | null>(null);
  const main = useRef<HTMLElement>(null);
  const pages = (Object.keys(PAGES) as PageName[]).filter(
    (name) => PAGES[name].inNav && PAGES[name].scopes.every((scope) => session.may(scope)),
  );
  const keys: Record<string, () => void> = { '?': () => setOpen('keys') };
  for (const name of pages) keys[`g ${PAGES[name].key}`] = () => go(`#/${name}`);
  useKeys(keys as Keys);
  useEffect(() => {
    document.title = `${frame.nav[here as keyof typeof frame.nav] ?? view.name} · ${view.name}`;
    setOpen(null);
  }, [here, frame, view.name]);

  return (
    <div class={open === 'menu' ? 'frame menu-open' : 'frame'}>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {frame.skip}
      </button>
      <header class="bar">
        <button
          type="button"
          class="quiet menu-button"
          aria-expanded={open === 'menu'}
          onClick={() => setOpen(open === 'menu' ? null : 'menu')}
        >
          <Icon name="menu" />
          <span class="hidden">{frame.menu}</span>
        </button>
        <a class="mark" href="#/today">
          <img src="/mark.svg" alt="" width="22" height="22" />
          {view.name}
        </a>
        <nav aria-label={frame.navigation}>
          <ul>
            {pages.map((name) => (
              <li key={name}>
                <a href={`#/${name}`} aria-current={name === here ? 'page' : undefined}>
                  <Icon name={name} />
                  {frame.nav[name as keyof typeof frame.nav]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="who">
          <button type="button" class="quiet" onClick={() => setOpen('look')}>
            <Icon name="look" /> {frame.look}
          </button>
          <button type="button" class="quiet" onClick={() => setOpen('keys')}>
            <Icon name="keys" /> {frame.keys}
          </button>
          <button type="button" class="quiet" onClick={() => void session.signOut()}>
            <Icon name="out" /> {frame.signOut}
          </button>
          <p class="fine">
            {session.may('settings:write') ? frame.manager : frame.agent} · {frame.zone(view.zone)}
          </p>
        </div>
      </header>
      {ended && (
        <div class="notice bad" role="alert">
          {frame.ended}{' '}
          <button type="button" onClick={() => void session.signIn()}>
            {frame.signInAgain}
          </button>
        </div>
      )}
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <p class="said" role="status" aria-live="polite">
        {said}
      </p>
      {open === 'keys' && <KeysDialog pages={pages} onClose={() => setOpen(null)} />}
      {open === 'look' && <LookDialog look={look} onLook={onLook} onClose={() => setOpen(null)} />}
    </div>
  );
}
