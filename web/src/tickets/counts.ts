import type { Queue } from './queues.ts';

/** How many tickets are in each queue. */
export const useCounts = (): Partial<Record<Queue, number>> => ({});
