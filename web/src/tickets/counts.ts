import { given } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { useLoad } from '../load.ts';

export type Counts = Partial<Schemas['QueueCounts']['queues']>;
const EVERY_SECONDS = 60;

/** How many tickets are in each queue, counted again while they are looked at. */
export function useCounts(): Counts {
  const { api } = useDesk();
  const { data } = useLoad<Schemas['QueueCounts']>('tickets:counts', (signal) => given(api.GET('/queues', { signal })), EVERY_SECONDS);
  return data?.queues ?? {};
}
