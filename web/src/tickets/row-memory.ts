/*
 * The order of the list that the reader comes from, so that the next ticket is one key away. Gone with the page.
 */
let order: readonly string[] = [];

export const remember = (ids: readonly string[]): void => {
  order = ids;
};

/** @param step 1 for the one below, -1 for the one above */
export function neighbour(id: string, step: 1 | -1): string | null {
  const at = order.indexOf(id);
  return at < 0 ? null : (order[at + step] ?? null);
}
