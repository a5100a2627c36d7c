/*
 * What was typed and not sent yet, kept in this browser by ticket and reader: it survives a reload, a restart of the desk
 * and a sign-in that ended. It is dropped when it is sent.
 */

export type Draft = {
  readonly text: string;
  readonly kind: 'reply' | 'note';
  /** The ticket's version when the writing began: what came after it, the writer may not have seen. */
  readonly base: number;
  /** The Idempotency-Key of a sending that may or may not have arrived, and the fingerprint of what was sent with it. */
  readonly sending: { readonly key: string; readonly of: string } | null;
  readonly at: number;
};

export type Drafts = {
  readonly read: (ticket: string) => Draft | null;
  /** An empty text keeps nothing. @returns whether it could be kept */
  readonly keep: (ticket: string, draft: Draft) => boolean;
  readonly drop: (ticket: string) => void;
};

const PREFIX = 'deskpulse.draft.';
/** Longer than the longest holiday; what is older has been answered otherwise. */
const KEPT_MS = 60 * 86_400_000;

/** @param reader who types: two people at one browser do not see each other's drafts */
export function draftsOf(reader: string, store: Storage, nowMs: () => number = Date.now): Drafts {
  const place = (ticket: string): string => `${PREFIX}${reader}.${ticket}`;
  const drop = (ticket: string): void => {
    try {
      store.removeItem(place(ticket));
    } catch {
      // A browser that keeps nothing has nothing to drop.
    }
  };
  return {
    read: (ticket) => {
      try {
        return drafted(JSON.parse(store.getItem(place(ticket)) ?? 'null'));
      } catch {
        return null;
      }
    },
    keep: (ticket, draft) => {
      if (draft.text.trim() === '') {
        drop(ticket);
        return true;
      }
      try {
        store.setItem(place(ticket), JSON.stringify(draft));
        return true;
      } catch {
        sweep(store, nowMs());
        return false;
      }
    },
    drop,
  };
}

function drafted(value: unknown): Draft | null {
  if (typeof value !== 'object' || value === null) return null;
  const { text, kind, base, sending, at } = value as Partial<Draft>;
  if (typeof text !== 'string' || (kind !== 'reply' && kind !== 'note')) return null;
  const whole = typeof sending?.key === 'string' && typeof sending.of === 'string' ? { key: sending.key, of: sending.of } : null;
  return { text, kind, base: typeof base === 'number' ? base : 0, sending: whole, at: typeof at === 'number' ? at : 0 };
}

/** Drops the drafts that nobody has touched for long, whoever typed them. */
export function sweep(store: Storage, nowMs: number): void {
  try {
    const places = Array.from({ length: store.length }, (_, n) => store.key(n)).filter((place) => place?.startsWith(PREFIX));
    for (const place of places) {
      const kept: unknown = JSON.parse(store.getItem(place ?? '') ?? 'null');
      const draft = drafted(kept);
      if (!draft || nowMs - draft.at > KEPT_MS) store.removeItem(place ?? '');
    }
  } catch {
    // Not to be read, not to be swept.
  }
}

/** The key to send with: the same for the same content, so that trying again sends nothing twice; new once it has changed. */
export const sendingOf = (before: Draft['sending'], of: string, newKey: () => string): NonNullable<Draft['sending']> =>
  before?.of === of ? before : { key: newKey(), of };

/** A fingerprint of what is sent (SHA-256). */
export async function fingerprint(body: unknown): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(body)));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
