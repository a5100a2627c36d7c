import * as z from 'zod/mini';
import type { AgentId } from '../../events/ids.ts';
import { agentId, type Instant, instant } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import { about } from './about.ts';

/*
 * Who else is in a ticket, so that two agents do not answer the same customer. Presence is a hint and no lock: it ends by
 * itself when nobody repeats it, by the time of whoever asks.
 */

/** Repeat it so often; it ends when three are missed. */
export const AGAIN_SECONDS = 20;
const LASTS_SECONDS = 3 * AGAIN_SECONDS;

export const presenceBody = z.strictObject({
  agent: about('The agent who is there: a machine names one, a person may name only themselves.', z.optional(agentId)),
  doing: about('`gone` is the same as DELETE, for pages that are being closed.', z.enum(['reading', 'writing', 'gone'])),
});
export type Doing = 'reading' | 'writing';

/** One agent in one ticket. `since` is when they began to do this, `until` when it is worth nothing any more. */
export type Here = { readonly agent: AgentId; readonly doing: Doing; readonly since: Instant; readonly until: Instant };

export const presenceView = z.object({
  others: about(
    'Who else is there, who writes first.',
    z.array(z.object({ agent: agentId, name: z.string(), doing: z.enum(['reading', 'writing']), since: instant })),
  ),
  version: about('The ticket’s version by now: read it again when it is not the one that you show.', z.int()),
  againSeconds: about('Say so again after so many seconds; three times as long counts as gone.', z.int()),
});
export type PresenceView = z.infer<typeof presenceView>;

const later = (at: Instant, seconds: number): Instant => new Date(Date.parse(at) + seconds * 1000).toISOString() as Instant;

/** What has to be written for somebody who says again what they do; null when what is there lasts past the next time. */
export function heartbeat(rows: readonly Here[], agent: AgentId, doing: Doing, now: Instant): Here | null {
  const before = rows.find((row) => row.agent === agent && row.until > now && row.doing === doing);
  if (before && before.until > later(now, LASTS_SECONDS / 2)) return null;
  return { agent, doing, since: before?.since ?? now, until: later(now, LASTS_SECONDS) };
}

/** The others at a time, as the API shows them. */
export function othersHere(rows: readonly Here[], agent: AgentId, now: Instant, settings: Settings): PresenceView['others'] {
  const name = (id: AgentId): string => settings.agents.find((known) => known.id === id)?.name ?? id;
  return rows
    .filter((row) => row.agent !== agent && row.until > now)
    .sort((a, b) => (a.doing === b.doing ? (a.since < b.since ? -1 : 1) : a.doing === 'writing' ? -1 : 1))
    .map(({ agent: id, doing, since }) => ({ agent: id, name: name(id), doing, since }));
}
