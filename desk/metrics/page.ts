import { Scanner, Writer } from './bytes.ts';
import { DIMENSIONS, DIMENSIONS_OF, type Dimension, IS_TOLD, MEASURES, SECTIONS, type Section, sectionOf } from './measure.ts';
import type { Groups } from './reader.ts';
import type { Cell, Rollup } from './rollup.ts';
import type { Bins } from './sketch.ts';
import { digestOf } from './stat.ts';

/*
 * Roll-ups as bytes: one way to write each, small, and read without building what nobody asked for.
 * A page holds groups by a label: by day number in the pages of a month's days, by 0 where there is only one.
 */

export type Page = ReadonlyMap<number, Groups>;

function writeCell(out: Writer, cell: Cell): void {
  let last = 0;
  for (const [id, bins] of cell) {
    out.natural(id - last);
    last = id;
    const inner = new Writer();
    let bin = 0;
    for (let i = 0; i < bins.length; i += 2) {
      inner.natural((bins[i] ?? 0) - bin);
      bin = bins[i] ?? 0;
      inner.integer(bins[i + 1] ?? 0);
    }
    out.bytes(inner.done());
  }
}

function readCell(scan: Scanner, end: number, wanted: Uint8Array | null): Cell {
  const cell = new Map<number, Bins>();
  let id = 0;
  while (scan.at < end) {
    id += scan.natural();
    const to = scan.enter();
    if (wanted !== null && wanted[id] === 0) scan.at = to;
    else cell.set(id, scan.pairs(to));
  }
  return cell;
}

/** Writes a page: labels and values ascending. */
export function pageBytes(page: Page): Uint8Array {
  const values = [...new Set([...page.values()].flatMap((groups) => [...groups.keys()]))].sort();
  const place = new Map(values.map((value, i) => [value, i]));
  const out = new Writer();
  out.natural(values.length);
  for (const value of values) out.text(value);
  for (const label of [...page.keys()].sort((a, b) => a - b)) {
    const groups = page.get(label);
    if (groups === undefined || groups.size === 0) continue;
    out.integer(label);
    out.natural(groups.size);
    for (const value of [...groups.keys()].sort()) {
      out.natural(place.get(value) ?? 0);
      const cell = new Writer();
      writeCell(cell, groups.get(value) ?? new Map());
      out.bytes(cell.done());
    }
  }
  return out.done();
}

/**
 * Reads a page back.
 * @param wanted measures that are asked for, by number; null reads all
 * @throws RangeError when the bytes are cut short
 */
export function pageOf(bytes: Uint8Array, wanted: Uint8Array | null = null): Page {
  const scan = new Scanner(bytes);
  if (scan.ended) return new Map();
  const values = Array.from({ length: scan.natural() }, () => scan.text());
  const page = new Map<number, Groups>();
  while (!scan.ended) {
    const label = scan.integer();
    const groups = new Map<string, Cell>();
    for (let n = scan.natural(); n > 0; n -= 1) {
      const value = values[scan.natural()] ?? '';
      groups.set(value, readCell(scan, scan.enter(), wanted));
    }
    page.set(label, groups);
  }
  return page;
}

/** Measures of a section, as a mask. */
const MASKS: Readonly<Record<Section, Uint8Array>> = Object.fromEntries(
  SECTIONS.map((section) => [section, Uint8Array.from({ length: MEASURES }, (_, id) => (sectionOf(id) === section ? 1 : 0))]),
) as unknown as Record<Section, Uint8Array>;

/** One section of a dimension's groups; groups with nothing in it drop out. */
export function sectionOfGroups(groups: Groups, section: Section): Groups {
  const mask = MASKS[section];
  const kept = new Map<string, Cell>();
  for (const [value, cell] of groups) {
    const part = new Map([...cell].filter(([id]) => mask[id] === 1));
    if (part.size > 0) kept.set(value, part);
  }
  return kept;
}

/** A page with its durations cut down to what a day by itself is told of them; all else is as it was. */
export function digestOfPage(page: Page): Page {
  const cell = (whole: Cell): Cell => new Map([...whole].map(([id, bins]) => [id, IS_TOLD[id] === 1 ? digestOf(bins) : bins]));
  const groups = (all: Groups): Groups => new Map([...all].map(([value, whole]) => [value, cell(whole)]));
  return new Map([...page].map(([label, all]) => [label, groups(all)]));
}

/** Every page that a roll-up is kept in: section and dimension. */
export const PAGES: readonly { readonly section: Section; readonly dimension: Dimension }[] = SECTIONS.flatMap((section) =>
  DIMENSIONS_OF[section].map((dimension) => ({ section, dimension })),
);

/** A whole roll-up as bytes: the same figures are the same bytes, whatever way they came together. */
export function rollupBytes(rollup: Rollup): Uint8Array {
  const out = new Writer();
  for (const [place, dimension] of DIMENSIONS.entries()) {
    const groups = rollup.get(dimension);
    if (groups === undefined || groups.size === 0) continue;
    out.natural(place);
    out.bytes(pageBytes(new Map([[0, groups]])));
  }
  return out.done();
}

/** Reads a roll-up back. */
export function rollupOf(bytes: Uint8Array): Rollup {
  const scan = new Scanner(bytes);
  const rollup = new Map<Dimension, Groups>();
  while (!scan.ended) {
    const dimension = DIMENSIONS[scan.natural()];
    const groups = pageOf(scan.piece()).get(0);
    if (dimension !== undefined && groups !== undefined) rollup.set(dimension, groups);
  }
  return rollup;
}
