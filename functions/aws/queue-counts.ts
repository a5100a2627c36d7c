import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AgentId, Instant } from '../../events/ids.ts';
import { INDEX, index } from './table.ts';

/*
 * How many tickets wait in which queue, counted where they lie: no counter is written with any ticket.
 */

/** Rows that one read counts at most: some 600 KB, 75 read units. */
const MOST = 1000;
const STATES = ['new', 'open', 'pending'] as const;

/** `more`: there are more than were counted. */
export type Counted = { readonly count: number; readonly more: boolean };
export type Counts = {
  readonly byState: Readonly<Record<(typeof STATES)[number], Counted>>;
  /** Due before the time that was given. */
  readonly late: Counted;
  /** An agent's own; null when none was given. */
  readonly mine: Counted | null;
};
export type QueueCounts = ReturnType<typeof queueCounts>;

type Read = {
  readonly state: (typeof STATES)[number];
  readonly late: boolean;
  readonly all: number;
  readonly mine: number;
  readonly more: boolean;
};

export function queueCounts(client: DynamoDBClient, table: string, shards: number, most = MOST) {
  /** Tickets of one state in one shard, late ones or the others. Each row is read once, and the filter tells the agent's own. */
  async function read(state: Read['state'], shard: number, late: boolean, now: Instant, agent: AgentId | null): Promise<Read> {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: INDEX,
        KeyConditionExpression: `gpk = :g AND gsk ${late ? '<' : '>='} :now`,
        // The brief is our own JSON: quotation marks inside its texts are escaped, so nothing that a customer wrote looks like this.
        ...(agent === null ? {} : { FilterExpression: 'contains(brief, :mine)' }),
        ExpressionAttributeValues: {
          ':g': { S: index.queue(state, shard) },
          ':now': { S: now },
          ...(agent === null ? {} : { ':mine': { S: `"assignee":${JSON.stringify(agent)}` } }),
        },
        Select: 'COUNT',
        Limit: most,
      }),
    );
    const more = answer.LastEvaluatedKey !== undefined;
    return { state, late, all: answer.ScannedCount ?? 0, mine: answer.Count ?? 0, more };
  }

  return {
    /** Two reads for each active state and shard, side by side. */
    async count(now: Instant, agent: AgentId | null): Promise<Counts> {
      const asked = STATES.flatMap((state) =>
        Array.from({ length: shards }, (_, shard) => [true, false].map((late) => read(state, shard, late, now, agent))).flat(),
      );
      const reads = await Promise.all(asked);
      const sum = (of: readonly Read[], what: 'all' | 'mine'): Counted => ({
        count: of.reduce((total, one) => total + one[what], 0),
        more: of.some((one) => one.more),
      });
      const state = (name: Read['state']): Counted =>
        sum(
          reads.filter((one) => one.state === name),
          'all',
        );
      return {
        byState: { new: state('new'), open: state('open'), pending: state('pending') },
        late: sum(
          reads.filter((one) => one.late),
          'all',
        ),
        mine: agent === null ? null : sum(reads, 'mine'),
      };
    },
  };
}
