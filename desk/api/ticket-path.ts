import type { TicketId } from '../../events/ids.ts';
import type { ApiAnswer } from './exchange.ts';
import { problem } from './problem.ts';

/** The ticket of a path, or null when it cannot be one. */
export const pathTicket = (given: string | undefined): TicketId | null => {
  const id = (given ?? '').toUpperCase();
  return /^T-[0-9A-HJKMNP-TV-Z]{5,8}$/.test(id) ? (id as TicketId) : null;
};

export const noTicket = (): ApiAnswer => problem(404, 'There is no such ticket.');
