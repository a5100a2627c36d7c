/*
 * Of a long list only the rows in sight are drawn, and some beyond; the rest is empty space of the same height.
 */

export type Sight = {
  /** The list's top edge against the window's, in pixels: negative once it has scrolled out. */
  readonly top: number;
  /** Height of the window. */
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
  /** So many rows more above and below, so that scrolling by a little draws nothing new. */
  readonly beyond: number;
};
/** Rows from `first` to before `end`, and the space above and below them. */
export type Drawn = { readonly first: number; readonly end: number; readonly above: number; readonly below: number };

export function drawnRows({ top, height, rowHeight, count, beyond }: Sight): Drawn {
  const bounded = (n: number): number => Math.min(count, Math.max(0, n));
  // In steps of `beyond`, so that the same rows stay drawn over many small scrolls.
  const step = Math.max(1, beyond);
  const first = bounded(Math.floor(-top / rowHeight / step) * step - beyond);
  const end = bounded(Math.ceil((height - top) / rowHeight / step) * step + beyond);
  const from = Math.min(first, end);
  return { first: from, end, above: from * rowHeight, below: (count - end) * rowHeight };
}
