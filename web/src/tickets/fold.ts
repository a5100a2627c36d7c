/** The newest that are always drawn, and how many more each time that somebody asks. */
const NEWEST = 10;
const STEP = 40;

export type Folded<T> = { readonly first: T | null; readonly hidden: number; readonly rest: readonly T[] };

/** A long conversation opens with what it began with and what was said last. @param asked how often more was asked for */
export function foldedConversation<T>(messages: readonly T[], asked: number): Folded<T> {
  const shown = NEWEST + STEP * asked;
  // One hidden message would take as much room as the button that shows it.
  if (messages.length <= shown + 2) return { first: null, hidden: 0, rest: messages };
  return { first: messages[0] ?? null, hidden: messages.length - 1 - shown, rest: messages.slice(-shown) };
}
