import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from './api/client.ts';
import type { components } from './api/schema.d.ts';
import type { Format } from './format.ts';
import type { Session } from './session.ts';
import type { Words } from './words/en.ts';

/*
 * What every part of the page has at hand: the API, the reader's session, words and formats, and what the desk is.
 */

export type Schemas = components['schemas'];
export type DeskView = Schemas['Desk'];

export type Desk = {
  readonly api: Api;
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
  readonly session: Session;
  readonly view: DeskView;
  readonly words: Words;
  readonly format: Format;
};

export const DeskContext = createContext<Desk | null>(null);

/** @throws outside of the page's frame */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('no desk around this part');
  return desk;
}
