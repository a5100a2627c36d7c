/**
 * Where the page shows something: the page finds its way by what stands behind the #.
 * @param site address of the page; null for none
 * @param view such as `tickets/T-7K4QX` or `volume?from=2026-11-20&to=2026-11-21`
 */
export const pageLink = (site: string | null, view: string): string | null =>
  site === null ? null : `${site.replace(/\/+$/, '')}/#/${view}`;
