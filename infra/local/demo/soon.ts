/* What was begun elsewhere shows a moment later: a mail in its ticket, a ticket in its queue. */

const PAUSE_MS = 40;
const LONGEST_MS = 10_000;

/**
 * Looks until there is something.
 * @param look answers null while there is nothing
 * @returns null when nothing came within ten seconds, in real time
 */
export async function soon<T>(look: () => Promise<T | null>): Promise<T | null> {
  for (const began = performance.now(); performance.now() - began < LONGEST_MS; ) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return null;
}
