import type { DynamoDBRecord } from 'aws-lambda';
import type { Published } from '../events/event.ts';
import type { Instant } from '../events/ids.ts';
import { bus, eventBridge } from './aws/bus.ts';
import { commitOf } from './aws/stream.ts';
import { env } from './env.ts';
import { onStream } from './shell.ts';

/*
 * The table's stream, filtered to commits, in order: each event goes to the bus, once or, after a failure, again.
 */

/** Figures look so far back by themselves for commits that come late. */
const DELAY_MS = 8 * 60_000;

/** When the table took the record; null where the stream does not say. */
function writtenAt(record: DynamoDBRecord): Instant | null {
  const seconds = record.dynamodb?.ApproximateCreationDateTime;
  return seconds === undefined ? null : (new Date(seconds * 1000).toISOString() as Instant);
}

const wired = () => bus(eventBridge(), env('bus').bus);

/** Publishes what the records committed; answers with the first record whose events were not all taken. */
export const publish =
  (to: () => ReturnType<typeof wired>) =>
  async (records: readonly DynamoDBRecord[]): Promise<string | null> => {
    const events: Published[] = [];
    const origin: string[] = [];
    for (const record of records) {
      const commit = commitOf(record);
      if (!commit) continue;
      commit.events.forEach((event, n) => {
        events.push({
          id: `${commit.stream}.${commit.version}.${n}`,
          stream: commit.stream,
          version: commit.version,
          recordedAt: commit.recordedAt,
          event,
        });
        origin.push(record.dynamodb?.SequenceNumber ?? '');
      });
      const at = writtenAt(record);
      if (at !== null && Date.parse(at) - Date.parse(commit.recordedAt) > DELAY_MS) {
        const { stream, version, recordedAt } = commit;
        events.push({ id: `${stream}.${version}.delayed`, stream, version, recordedAt, event: { type: 'CommitDelayed', at } });
        origin.push(record.dynamodb?.SequenceNumber ?? '');
      }
    }
    const failed = await to().publish(events);
    return failed === null ? null : (origin[failed] ?? null);
  };

export const handler = onStream(publish(wired));
