import { render } from 'preact';
import { connect } from './api/client.ts';
import { App } from './app.tsx';
import { mendLanguage, readLook, wear, wordsIn } from './look.ts';
import { Broken } from './parts/problem.tsx';
import { startSession } from './session.ts';
import './style/page.css';

const page = document.getElementById('page') as HTMLElement;

async function start(): Promise<void> {
  mendLanguage();
  const look = readLook();
  wear(look);
  const [session, words] = await Promise.all([startSession(), wordsIn(look.language)]);
  // On the way to the sign-in pages.
  if (!session) return;
  let ended = (): void => undefined;
  const { api, send } = connect(session, () => ended());
  render(<App session={session} api={api} send={send} look={look} words={words} onEnded={(tell) => (ended = tell)} />, page);
}

start().catch(async (cause: unknown) => {
  console.error(cause);
  const words = await wordsIn(readLook().language);
  render(<Broken words={words} why={cause instanceof Error ? cause.message : String(cause)} />, page);
});
