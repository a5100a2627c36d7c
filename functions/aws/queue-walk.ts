import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Brief } from '../../desk/api/ticket-brief.ts';
import { INDEX, index } from './table.ts';

/*
 * Queues walked row by row for what no index finds: in order over all shards, as far as a page may read.
 */

/**
 * `rows` of one read: some 150 KB, 20 read units. `more` reads beyond one for each partition: with four shards and three
 * queues 9,000 rows, 700 read units.
 */
const BOUNDS = { rows: 250, more: 24 };

export type Walk = {
  readonly states: readonly string[];
  /** The last position of the page before. */
  readonly after: string | null;
  readonly newestFirst: boolean;
};
export type Step = { readonly brief: Brief; readonly position: string };
/** How far it came, and whether there is more behind that. */
export type Walked = { readonly reached: string | null; readonly more: boolean };
export type QueueWalk = ReturnType<typeof queueWalk>;

type Partition = { readonly gpk: string; rows: Step[]; last: string | null; done: boolean };

export function queueWalk(client: DynamoDBClient, table: string, shards: number, bounds: typeof BOUNDS = BOUNDS) {
  async function fill(partition: Partition, newestFirst: boolean): Promise<void> {
    const { gpk, last } = partition;
    const range = last === null ? '' : newestFirst ? ' AND gsk < :last' : ' AND gsk > :last';
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: INDEX,
        KeyConditionExpression: `gpk = :g${range}`,
        ExpressionAttributeValues: { ':g': { S: gpk }, ...(last === null ? {} : { ':last': { S: last } }) },
        ScanIndexForward: !newestFirst,
        Limit: bounds.rows,
      }),
    );
    partition.rows = (answer.Items ?? []).map((item) => ({
      brief: JSON.parse(item.brief?.S ?? '{}') as Brief,
      position: item.gsk?.S ?? '',
    }));
    partition.last = partition.rows.at(-1)?.position ?? last;
    partition.done = answer.LastEvaluatedKey === undefined;
  }

  return {
    /**
     * Walks until there is no more, the reads are spent, or enough was seen.
     * @param see is shown each row in order; false ends the walk after it
     */
    async walk({ states, after, newestFirst }: Walk, see: (step: Step) => boolean): Promise<Walked> {
      const partitions = states.flatMap((state) =>
        Array.from({ length: shards }, (_, shard): Partition => ({ gpk: index.queue(state, shard), rows: [], last: after, done: false })),
      );
      let reads = partitions.length + bounds.more;
      let reached = after;
      for (;;) {
        const dry = partitions.filter((one) => one.rows.length === 0 && !one.done);
        if (dry.length > reads) return { reached, more: true };
        reads -= dry.length;
        await Promise.all(dry.map((one) => fill(one, newestFirst)));
        // Only what no partition that was not read yet could come before.
        while (partitions.every((one) => one.rows.length > 0 || one.done)) {
          const next = first(partitions, newestFirst);
          const step = next?.rows.shift();
          if (step === undefined) return { reached, more: false };
          reached = step.position;
          if (!see(step)) return { reached, more: true };
        }
      }
    },
  };
}

/** The partition whose next row comes first. */
function first(partitions: readonly Partition[], newestFirst: boolean): Partition | undefined {
  let found: Partition | undefined;
  for (const one of partitions) {
    const [head] = one.rows;
    const [best] = found?.rows ?? [];
    if (head && (!best || (newestFirst ? head.position > best.position : head.position < best.position))) found = one;
  }
  return found;
}
