import type { JSX } from 'preact';
import type { Route } from './route.ts';

/*
 * Every page once: its code, and the scopes without which it has nothing to show. The API refuses the rest whatever is shown.
 */

export type PageProps = { readonly route: Route };
export type Page = (props: PageProps) => JSX.Element;
type Entry = {
  readonly scopes: readonly string[];
  readonly load: () => Promise<Page>;
  readonly key: string | null;
  readonly inNav: boolean;
};

const METRICS = ['metrics:read'];
const TICKETS = ['tickets:read'];

/** By the first part of the address; in the order of the navigation. `key` goes there after `g`. */
export const PAGES = {
  today: { scopes: TICKETS, key: 'd', inNav: true, load: async () => (await import('./pages/today.tsx')).Today },
  tickets: { scopes: TICKETS, key: 't', inNav: true, load: async () => (await import('./pages/tickets.tsx')).Tickets },
  volume: { scopes: METRICS, key: 'v', inNav: true, load: async () => (await import('./pages/volume.tsx')).Volume },
  response: { scopes: METRICS, key: 'r', inNav: true, load: async () => (await import('./pages/response.tsx')).Response },
  types: { scopes: METRICS, key: 'y', inNav: true, load: async () => (await import('./pages/ticket-types.tsx')).Types },
  happiness: { scopes: METRICS, key: 'h', inNav: true, load: async () => (await import('./pages/happiness.tsx')).Happiness },
  agents: { scopes: METRICS, key: 'a', inNav: true, load: async () => (await import('./pages/agents.tsx')).Agents },
  hours: { scopes: METRICS, key: 'o', inNav: true, load: async () => (await import('./pages/hours.tsx')).Hours },
  behind: { scopes: METRICS, key: null, inNav: false, load: async () => (await import('./pages/behind.tsx')).Behind },
  settings: { scopes: ['settings:write'], key: 's', inNav: true, load: async () => (await import('./pages/settings.tsx')).Settings },
} satisfies Record<string, Entry>;
export type PageName = keyof typeof PAGES;
export const pageNamed = (name: string): Entry | undefined => (Object.hasOwn(PAGES, name) ? PAGES[name as PageName] : undefined);
