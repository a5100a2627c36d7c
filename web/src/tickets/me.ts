import type { Desk } from '../desk.ts';

/** The reader's agent id, or null: a manager may read the desk without being one of its agents. */
export const meOf = ({ view }: Pick<Desk, 'view'>): string | null => (view.me.active ? view.me.agent : null);
