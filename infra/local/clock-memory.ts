/* A desk that keeps its data keeps its time: one that was advanced does not go back when it is started again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeskClock } from './clock.ts';

type Remembered = { readonly now: number; readonly running: boolean };
const EVERY_MS = 5000;
/** Closer to the real time than this, the clock was never set. */
const REAL_MS = 60_000;

/** What the clock said when the desk was last up; null when it kept real time. */
export function recallClock(folder: string): Remembered | null {
  const file = join(folder, 'clock.json');
  if (!existsSync(file)) return null;
  const { now, running, real } = JSON.parse(readFileSync(file, 'utf8')) as Remembered & { real: boolean };
  return real ? null : { now, running };
}

/** Writes the clock down now and then. @returns what writes it down for the last time */
export function rememberClock(clock: DeskClock, folder: string): () => void {
  const write = (): void => {
    const now = clock.now();
    const real = clock.running && Math.abs(now - Date.now()) < REAL_MS;
    writeFileSync(join(folder, 'clock.json'), JSON.stringify({ now, running: clock.running, real }));
  };
  const timer = setInterval(write, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    write();
  };
}
