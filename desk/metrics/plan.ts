import { type Answer, answer } from './answer.ts';
import { type Catalog, idText, isWhole, type PageId, pageId, placeOf } from './catalog.ts';
import { dateOf, dayNumber, daysOfMonth, monthOf, type Zone } from './day.ts';
import { DIMENSIONS, type Dimension, hasDigest, MEASURES, type Section } from './measure.ts';
import { type Page, pageOf } from './page.ts';
import type { Query } from './query.ts';
import { type Groups, NO_GROUPS, netFlow, type Reader, readerOf } from './reader.ts';
import type { Cell } from './rollup.ts';
import type { Bins } from './sketch.ts';

/*
 * Which pages a question needs, found by asking it of an empty desk; and the answer out of those pages.
 */

/** Which of two pages tells of a month's days, each by itself: their digest, or all that there is of them. */
type Choice = (digest: PageId, whole: PageId) => PageId;

/** A reader over pages, by the text of their id; a page that is not there is empty, which the caller has to exclude. */
function pageReader(catalog: Catalog, page: (id: PageId) => Page, choose: Choice): Reader {
  const { months, firstDay } = catalog;
  /** One section's groups, or the union of several: each keeps its own measures. */
  const union = (sections: readonly Section[], read: (section: Section) => Groups): Groups => {
    const [only, ...more] = sections;
    if (only === undefined) return NO_GROUPS;
    if (more.length === 0) return read(only);
    const cells = new Map<string, Map<number, Bins>>();
    for (const section of sections) {
      for (const [value, cell] of read(section)) {
        const known = cells.get(value);
        // Cells that were read belong to their page, so what grows is a copy.
        if (known === undefined) cells.set(value, new Map(cell));
        else for (const [id, bins] of cell) known.set(id, bins);
      }
    }
    return cells;
  };
  /** The pages looked at last, by section: a year by day asks for each thirty times in a row. */
  const last = new Map<Section, { dimension: Dimension; told: boolean; from: number; to: number; page: Page }>();
  const closed = (section: Section, dimension: Dimension, of: number, told: boolean): Page => {
    const known = last.get(section);
    if (known?.dimension === dimension && known.told === told && of >= known.from && of < known.to) return known.page;
    const month = monthOf(of);
    const whole = pageId.days(section, dimension, month);
    const id = told && hasDigest(section, dimension) ? choose(pageId.digest(section, month), whole) : whole;
    const found = page(id);
    last.set(section, { dimension, told, ...daysOfMonth(month), page: found });
    return found;
  };
  const dayAs =
    (told: boolean) =>
    (sections: readonly Section[], dimension: Dimension, of: number): Groups => {
      const place = placeOf(catalog, of);
      if (place === 'none') return NO_GROUPS;
      if (place === 'days') return union(sections, (s) => closed(s, dimension, of, told).get(of) ?? NO_GROUPS);
      return union(sections, (s) => page(pageId.open(s, dateOf(of))).get(DIMENSIONS.indexOf(dimension)) ?? NO_GROUPS);
    };
  const day = dayAs(false);
  const month = (sections: readonly Section[], dimension: Dimension, of: string): Groups | null => {
    if (!isWhole(catalog, of)) return null;
    const values = months[of]?.[dimension] ?? [];
    return union(sections, (section) => {
      const groups = new Map<string, Cell>();
      for (const value of values) {
        const cell = page(pageId.month(section, dimension, of, value))
          .get(0)
          ?.get('');
        if (cell !== undefined) groups.set(value, cell);
      }
      return groups;
    });
  };
  const activeBefore = (dimension: Dimension, before: number): ReadonlyMap<string, number> => {
    const active = new Map<string, number>();
    const put = (groups: Groups): void => {
      for (const [value, cell] of groups) active.set(value, (active.get(value) ?? 0) + netFlow(cell));
    };
    if (firstDay === null || before <= firstDay) return active;
    const begun = dayNumber(`${monthOf(before)}-01`);
    if (Object.keys(months).length > 0) {
      for (const [first, groups] of page(pageId.balance(dimension))) if (first < begun) put(groups);
    }
    // The open days may lie in the month before.
    const from = Math.min(begun, catalog.closed + 1);
    for (let d = from; d < before; d += 1) if (d >= begun || d > catalog.closed) put(day(['volume'], dimension, d));
    return active;
  };
  return readerOf({ day, toldDay: dayAs(true), month, activeBefore, firstDay });
}

/** What a question reads: pages, and of those the measures that it looks at, by number. */
export type Plan = { readonly ids: readonly PageId[]; readonly wanted: Uint8Array };

/** A cell that has nothing, and remembers what it was asked for. */
class Asked extends Map<number, Bins> {
  readonly wanted = new Uint8Array(MEASURES);
  override get(id: number): Bins | undefined {
    this.wanted[id] = 1;
    return undefined;
  }
}

/** The pages that a question reads. */
export function pagesFor(query: Query, catalog: Catalog, zone: Zone): Plan {
  const ids = new Map<string, PageId>();
  const nothing: Page = new Map();
  // Days that are read whole, for a sum, tell of each by itself as well.
  const note = (id: PageId): Page => {
    ids.set(idText(id), id);
    return nothing;
  };
  const reader = pageReader(catalog, note, (digest, whole) => (ids.has(idText(whole)) ? whole : digest));
  const asked = new Asked();
  const cells: Groups = new Map([['', asked]]);
  const ask =
    (read: Reader['sum']): Reader['sum'] =>
    (...what) => {
      read(...what);
      return cells;
    };
  answer(query, { ...reader, sum: ask(reader.sum), told: ask(reader.told) }, { zone, asOfMs: Date.parse(catalog.asOf) });
  return { ids: [...ids.values()], wanted: asked.wanted };
}

/**
 * Answers a question.
 * @param plan what pagesFor() said
 * @param pages its pages, as bytes by the text of their id
 */
export function answerFrom(query: Query, catalog: Catalog, zone: Zone, { wanted }: Plan, pages: ReadonlyMap<string, Uint8Array>): Answer {
  const read = new Map<string, Page>();
  const page = (id: PageId): Page => {
    const text = idText(id);
    const known = read.get(text);
    if (known) return known;
    const bytes = pages.get(text);
    // Without it the figure would be too low and nobody would know.
    if (bytes === undefined) throw new Error(`a page was asked for that was not planned: ${text}`);
    const made = pageOf(bytes, wanted);
    read.set(text, made);
    return made;
  };
  const reader = pageReader(catalog, page, (digest, whole) => (pages.has(idText(digest)) ? digest : whole));
  return answer(query, reader, { zone, asOfMs: Date.parse(catalog.asOf), correctedMs: Date.parse(catalog.correctedThrough) });
}
