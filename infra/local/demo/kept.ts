import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/* A history that is kept: a folder (DESK_DATA) remembers that the shop's desk lies in it, so that it is played once, and by which engine. */

type Kept = { readonly engine: string; readonly done: boolean };
const FILE = 'demo.json';

/**
 * The history that a folder holds; null when it holds none.
 * @param wanted whether one would be played into it
 * @throws Error when it holds something else, or half a history
 */
export function keptHistory(folder: string | undefined, wanted: boolean): { readonly engine: string } | null {
  if (folder === undefined || folder === 'memory' || !existsSync(folder)) return null;
  const file = join(folder, FILE);
  if (!existsSync(file)) {
    if (wanted && readdirSync(folder).length > 0)
      throw new Error(`${folder} holds another desk: give the demo a folder of its own (DESK_DATA).`);
    return null;
  }
  const { engine, done } = JSON.parse(readFileSync(file, 'utf8')) as Kept;
  if (!done) throw new Error(`${folder} holds a history that was not played to its end: delete it, or choose another folder (DESK_DATA).`);
  return { engine };
}

/** From now on the folder holds half a history. */
export const beginKept = (folder: string | undefined, engine: string): void => note(folder, { engine, done: false });
export const finishKept = (folder: string | undefined, engine: string): void => note(folder, { engine, done: true });

function note(folder: string | undefined, kept: Kept): void {
  if (folder === undefined || folder === 'memory') return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, FILE), JSON.stringify(kept));
}
