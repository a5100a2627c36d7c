import { createHash } from 'node:crypto';
import type { Facts } from './facts.ts';
import { shareText } from './share.ts';
import type { Contact } from './ticket-shares.ts';

/*
 * What a stream was last folded to, so that only what changed is written, and what changed is known to be folded anew.
 */

export type Ledger = {
  /** Version of the last commit that was folded. */
  readonly version: number;
  /** Counts its own writes: the lock. */
  readonly revision: number;
  /** Hash of the stream's share, by day number. */
  readonly days: Readonly<Record<string, string>>;
  readonly contact: Contact | null;
  /** Whether it is listed among the open tickets. */
  readonly open: boolean;
};
export const NO_LEDGER: Ledger = { version: 0, revision: 0, days: {}, contact: null, open: false };

/** What must be written for a stream: shares by day, null where it has none any more. */
export type Difference = { readonly changes: ReadonlyMap<number, string | null>; readonly ledger: Ledger };

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** Compares what a stream comes to with what it was folded to. */
export function difference(before: Ledger, { shares, contact, open }: Facts, version: number): Difference {
  const changes = new Map<number, string | null>();
  const days: Record<string, string> = {};
  for (const day of [...shares.keys()].sort((a, b) => a - b)) {
    const share = shares.get(day);
    const text = share === undefined ? '' : shareText(share);
    if (text === '') continue;
    days[day] = hash(text);
    if (before.days[day] !== days[day]) changes.set(day, text);
  }
  for (const day of Object.keys(before.days)) if (days[day] === undefined) changes.set(Number(day), null);
  return { changes, ledger: { version, revision: before.revision + 1, days, contact, open } };
}

/** Whether two are the same to the customer's other tickets. */
export const sameContact = (a: Contact | null, b: Contact | null): boolean =>
  a?.counts === b?.counts && a?.oneTouchMs === b?.oneTouchMs && a?.openedMs === b?.openedMs && a?.customer === b?.customer;
