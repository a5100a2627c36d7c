import type { Schemas } from '../desk.ts';

type Entry = Schemas['TimelineEntry'];

/** What only moves the version and changes nothing that a writer would have to know. */
const ASIDE = new Set(['MailQueued', 'AcknowledgementSkipped', 'TagsChanged']);

/**
 * What happened on a ticket since a version, by others than the reader: what somebody who is writing has to know before they
 * send. Clocks and rules only move the version.
 */
export const meanwhile = (timeline: readonly Entry[], version: number, reader: string | null): Entry[] =>
  timeline.filter(
    ({ version: at, by, event }) =>
      at > version && by.kind !== 'rule' && !(by.kind === 'agent' && by.agent === reader) && !ASIDE.has(event.type),
  );
