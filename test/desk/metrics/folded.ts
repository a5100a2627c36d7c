import { Zone } from '../../../desk/metrics/day.ts';
import { factsOf } from '../../../desk/metrics/facts.ts';
import type { Dimension } from '../../../desk/metrics/measure.ts';
import { sectionOfGroups } from '../../../desk/metrics/page.ts';
import { type Groups, NO_GROUPS, netFlow, type Reader, readerOf } from '../../../desk/metrics/reader.ts';
import { fold, type Rollup, sumOfGroups } from '../../../desk/metrics/rollup.ts';
import type { Share } from '../../../desk/metrics/share.ts';
import type { Contact } from '../../../desk/metrics/ticket-shares.ts';
import type { Commit } from '../../../events/event.ts';

/*
 * A whole history folded in memory, from scratch.
 */

export type Folded = {
  readonly zone: Zone;
  readonly days: ReadonlyMap<number, Rollup>;
  readonly shares: ReadonlyMap<number, ReadonlyMap<string, Share>>;
};

export function streamsOf(commits: readonly Commit[]): Map<string, Commit[]> {
  const streams = new Map<string, Commit[]>();
  for (const commit of commits) {
    const known = streams.get(commit.stream);
    if (known) known.push(commit);
    else streams.set(commit.stream, [commit]);
  }
  for (const history of streams.values()) history.sort((a, b) => a.version - b.version);
  return streams;
}

export function folded(commits: readonly Commit[], zoneName: string): Folded {
  const zone = new Zone(zoneName);
  const streams = streamsOf(commits);
  const contacts = new Map<string, { stream: string; contact: Contact }[]>();
  for (const [stream, history] of streams) {
    const { contact } = factsOf(history, zone);
    if (contact?.counts) contacts.set(contact.customer, [...(contacts.get(contact.customer) ?? []), { stream, contact }]);
  }
  const shares = new Map<number, Map<string, Share>>();
  for (const [stream, history] of streams) {
    const { contact } = factsOf(history, zone);
    const others = (contacts.get(contact?.customer ?? '') ?? []).filter((c) => c.stream !== stream).map((c) => c.contact.openedMs);
    for (const [day, share] of factsOf(history, zone, others).shares) {
      const known = shares.get(day) ?? new Map<string, Share>();
      known.set(stream, share);
      shares.set(day, known);
    }
  }
  return { zone, shares, days: new Map([...shares].map(([day, of]) => [day, fold(of.values())])) };
}

/** A reader over days in memory. */
export function memoryReader({ days }: Folded): Reader {
  const sorted = [...days.keys()].sort((a, b) => a - b);
  const ofDay: Reader['sum'] = (sections, dimension, day): Groups => {
    const groups = days.get(day)?.get(dimension) ?? NO_GROUPS;
    return sumOfGroups(sections.map((section) => sectionOfGroups(groups, section)));
  };
  return readerOf({
    firstDay: sorted[0] ?? null,
    day: (sections, dimension, day) => ofDay(sections, dimension, day, day + 1),
    // From all bins, so that what digests tell is compared with it.
    toldDay: (sections, dimension, day) => ofDay(sections, dimension, day, day + 1),
    month: null,
    activeBefore: (dimension: Dimension, day: number) => {
      const active = new Map<string, number>();
      for (const d of sorted) {
        if (d >= day) break;
        for (const [value, cell] of days.get(d)?.get(dimension) ?? NO_GROUPS) active.set(value, (active.get(value) ?? 0) + netFlow(cell));
      }
      return active;
    },
  });
}
