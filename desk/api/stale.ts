import type { Commit, DomainEvent } from '../../events/event.ts';
import type { Settings } from '../settings.ts';
import type { ApiAnswer } from './exchange.ts';
import type { Problem } from './problem.ts';
import { timeline } from './timeline.ts';

/*
 * Somebody else came first: what they did, so that whoever is refused can decide without reading the whole ticket again.
 */

/** What follows from something else is not worth telling. */
const FOLLOWS: ReadonlySet<DomainEvent['type']> = new Set(['MailQueued', 'AcknowledgementSkipped']);
const TOLD = 20;

/**
 * The 412 with what has changed since the version that the caller read.
 * @param commits those that came after it, oldest first
 */
export function withChanges(stale: ApiAnswer, commits: readonly Commit[], settings: Settings): ApiAnswer {
  const entries = timeline(commits, settings).filter(({ event }) => !FOLLOWS.has(event.type) && !('clock' in event));
  const changes = entries.slice(-TOLD).map(({ at, by, words }) => ({ at, by, words }));
  if (changes.length === 0) return stale;
  const body = stale.body as Problem;
  const said = changes
    .slice(-3)
    .map(({ at, words }) => `${words} at ${at}.`)
    .join(' ');
  return { ...stale, body: { ...body, detail: `${said} ${body.detail}`, changes } };
}
