import type { SurveyKind } from '../../../events/survey-facts.ts';
import type { Played } from './shop-days.ts';
import type { Due, Label } from './shop-diary.ts';

/*
 * The independent model of happiness: what definitions.md says, over the diary's plain lists. It sees no event, no roll-up
 * and nothing of desk/.
 */

const DAY = 86_400_000;

export type Fact = { readonly what: string; readonly date: string; readonly label: Label; readonly score?: number };

/** Local dates by Intl. */
export function dateIn(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => format.format(at);
}

/** The customer's answers that stand, the first first. */
const standing = ({ shop }: Played, stream: string) => shop.diary.thanked.filter((t) => t.stream === stream && !t.takenBack);

export function factsOf(played: Played, zone: string): Fact[] {
  const { diary } = played.shop;
  const date = dateIn(zone);
  const facts: Fact[] = [];
  const put = (what: string, at: number, label: Label, score?: number): void => {
    facts.push({ what, date: date(at), label, ...(score === undefined ? {} : { score }) });
  };
  for (const order of new Set(diary.told.map((t) => t.order))) {
    const said = diary.told.filter((t) => t.order === order);
    const [first] = said;
    if (!first) continue;
    const label = { channel: first.channel, type: '', product: first.product, agents: [] };
    put('orders.placed', first.at, label);
    for (const what of ['delivered', 'cancelled', 'refunded'] as const) {
      const one = said.find((t) => t.what === what);
      if (one) put(`orders.${what}`, one.at, label);
    }
  }
  for (const { kind, at, label, reason } of diary.skips) {
    put(`${kind}.skipped`, at, label);
    put(`${kind}.skipped.${reason}`, at, label);
  }
  for (const { stream, kind, at, label } of diary.mails) {
    put(`${kind}.asked`, at, label);
    const answers = standing(played, stream);
    const last = answers.at(-1);
    if (last) {
      put(`${kind}.answered`, at, label);
      put(kind, last.at, label, last.score);
      put(`${kind}.first`, last.at, label, answers[0]?.score);
      if (last.comment.trim() !== '') put(`${kind}.commented`, last.at, label);
    } else if (diary.returned.some((r) => r.stream === stream)) put(`${kind}.undelivered`, at, label);
    const gone = diary.unsubscribed.find((u) => u.stream === stream && u.backAt === null);
    if (gone) put('unsubscribed', gone.at, label);
  }
  return facts;
}

/** Everything that speaks against asking at that moment; nothing means that the customer must be asked. */
export function against(played: Played, due: Due): string[] {
  const { diary } = played.shop;
  const { at, address, order, ticket, since, stream } = due;
  const before = <T extends { at: number }>(list: readonly T[]): T[] => list.filter((one) => one.at <= at);
  const reasons: string[] = [];
  const add = (reason: string, holds: boolean): void => void (holds && reasons.push(reason));
  const told = diary.told.filter((t) => t.order === order && t.toldAt <= at);
  add('off', order !== null && before(diary.active).at(-1)?.order === false);
  add(
    'cancelled',
    told.some((t) => t.what === 'cancelled'),
  );
  add(
    'refunded',
    told.some((t) => t.what === 'refunded'),
  );
  // An order is asked about seven days after its delivery; two weeks after that nobody remembers it.
  const delivered = told.find((t) => t.what === 'delivered');
  add('too-late', delivered !== undefined && at - (delivered.at + 7 * DAY) > 14 * DAY);
  if (ticket !== null) {
    const open = diary.inWork.some((w) => w.ticket === ticket && w.from <= at && at < w.to);
    add('reopened', open || before(diary.resolved).some((r) => r.ticket === ticket && r.at > since));
    add(
      'excluded',
      before(diary.spam).some((s) => s.ticket === ticket),
    );
  }
  add(
    'suppressed',
    before(diary.returned).some((r) => r.address === address),
  );
  add(
    'unsubscribed',
    before(diary.unsubscribed).some((u) => u.address === address && (u.backAt === null || u.backAt > at)),
  );
  add(
    'open-ticket',
    diary.inWork.some((w) => w.address === address && w.ticket !== ticket && w.from <= at && at < w.to),
  );
  add(
    'throttled',
    others(played, due).some((one) => at - one < leastGap(played, due.kind)),
  );
  return reasons;

  function others({ shop }: Played, { address: whose }: Due): number[] {
    const asked = [...shop.diary.mails, ...shop.diary.stumbles].filter((m) => m.address === whose && m.stream !== stream && m.at <= at);
    return asked.map((m) => m.at);
  }
}

/** 30 days after any survey, 90 before one by NPS, never twice in 24 hours; milliseconds. */
export const leastGap = ({ every }: Played, kind: SurveyKind): number => Math.max(every[kind] * 1000, DAY);

/** Wilson's interval: the roots of (p̂ − p)² = z² p(1 − p)/n, by the quadratic formula. */
export function wilsonOf(hits: number, n: number): { low: number; high: number } | null {
  if (n === 0) return null;
  const z = 1.959963984540054;
  const [a, b, c] = [1 + z ** 2 / n, -2 * (hits / n) - z ** 2 / n, (hits / n) ** 2];
  const root = Math.sqrt(Math.max(0, b ** 2 - 4 * a * c));
  return { low: (-b - root) / (2 * a), high: (-b + root) / (2 * a) };
}

/** NPS with its interval: each answer is worth 1, 0 or −1; the normal interval of their mean, times 100. */
export function npsOf(scores: readonly number[]): { score: number; low: number; high: number } | null {
  if (scores.length === 0) return null;
  const worth = scores.map((s) => (s >= 9 ? 1 : s <= 6 ? -1 : 0));
  const mean = worth.reduce((a: number, b) => a + b, 0) / worth.length;
  const variance = worth.reduce((sum: number, w) => sum + (w - mean) ** 2, 0) / worth.length;
  const half = 1.959963984540054 * Math.sqrt(variance / worth.length);
  return { score: mean * 100, low: Math.max(-100, (mean - half) * 100), high: Math.min(100, (mean + half) * 100) };
}
