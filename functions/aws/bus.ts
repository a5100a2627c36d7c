import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE, type Published } from '../../events/event.ts';
import { LEAN, lean } from './lean.ts';

let shared: EventBridgeClient | undefined;
export const eventBridge = (): EventBridgeClient => {
  shared ??= lean(new EventBridgeClient({ ...LEAN, maxAttempts: 4 }));
  return shared;
};

/** EventBridge takes ten entries a call. */
const ENTRIES = 10;
export type Bus = ReturnType<typeof bus>;

/** The bus on which the desk says what happened. */
export function bus(client: EventBridgeClient, name: string) {
  return {
    /**
     * Publishes in order, ten at a time.
     * @returns the index of the first event that was not taken, or null when all were
     */
    async publish(events: readonly Published[]): Promise<number | null> {
      for (let from = 0; from < events.length; from += ENTRIES) {
        const batch = events.slice(from, from + ENTRIES);
        const answer = await client.send(
          new PutEventsCommand({
            Entries: batch.map((event) => ({
              EventBusName: name,
              Source: EVENT_SOURCE,
              DetailType: event.event.type,
              Time: new Date(event.recordedAt),
              Detail: JSON.stringify(event),
            })),
          }),
        );
        if (answer.FailedEntryCount) return from + (answer.Entries ?? []).findIndex((entry) => entry.ErrorCode);
      }
      return null;
    },
  };
}
