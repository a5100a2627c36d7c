import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Settings } from '../../../desk/settings.ts';
import { SCALE } from '../../../desk/survey/answer.ts';
import type { AgentId, TicketId } from '../../../events/ids.ts';
import { randomOf } from '../metrics/history.ts';
import { mailFrom } from '../ticket/desk.ts';
import { iso, Shop, type Stored } from './shop.ts';

/*
 * Ninety days of a shop by a seed: orders placed, delivered, cancelled and refunded, told twice and in any order; tickets
 * answered, resolved and reopened; surveys that bounce, annoy, are answered, changed and taken back; and an owner who
 * changes the rules now and then.
 */

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const AGENTS = ['ada', 'ben', 'cho'] as const;
const TYPES = ['order', 'delivery', 'return', null] as const;
const CHANNELS = ['shop', 'market', 'outlet'] as const;
const BASKETS = [['mug'], ['mug', 'mug'], ['lamp'], ['mug', 'lamp'], []] as const;

export type Played = {
  readonly shop: Shop;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly every: { csat: number; nps: number };
};

/**
 * @param from first instant, epoch milliseconds
 * @param hasty surveys as often as settings allow, so that only the cap of 24 hours is left
 */
export function played(options: { zone: string; from: number; days: number; people: number; seed: number; hasty?: boolean }): Played {
  const { zone, from, days, people, seed, hasty = false } = options;
  const random = randomOf(seed);
  const { below, pick, chance } = random;
  const untilMs = from + days * DAY;
  const base: Settings = defaultSettings({
    name: 'Shop',
    zone,
    mailboxes: [{ id: 'support', address: 'support@desk.test' }],
    agents: AGENTS.map((id) => ({ id, name: id, address: `${id}@team.test` })),
  });
  const every = hasty ? { csat: 3600, nps: 3600 } : { csat: 30 * 86_400, nps: 90 * 86_400 };
  let rules: Settings['surveys'] = { ...base.surveys, csatEverySeconds: every.csat, npsEverySeconds: every.nps };
  if (chance(0.5)) rules = swapped(rules);

  const agenda: { at: number; n: number; turn: (now: number) => void }[] = [];
  let serial = 0;
  const later = (at: number, turn: (now: number) => void): void => {
    serial += 1;
    agenda.push({ at, n: serial, turn });
    for (let i = agenda.length - 1; i > 0 && before(agenda[i], agenda[Math.floor((i - 1) / 2)]); i = Math.floor((i - 1) / 2))
      swap(agenda, i);
  };
  const shop = new Shop({ ...base, surveys: rules }, { later, onMail: (stored, now) => react(stored, now), stumbles: () => chance(0.03) });
  const address = (): string => `person-${below(people)}@x.test`;
  const soon = (most: number): number => Math.floor(random.next() ** 3 * most) + SECOND;

  function order(n: number): void {
    const who = address();
    const basket = pick(BASKETS);
    const product = new Set(basket).size === 1 ? (basket[0] ?? '') : '';
    const about = {
      number: `${1000 + n}`,
      channel: pick(CHANNELS),
      customer: { address: who, name: 'Ana' },
      items: basket.map((one) => ({ product: one })),
      ...(chance(0.3)
        ? { zone: pick(['America/New_York', 'Asia/Bangkok', 'Europe/London']) }
        : chance(0.3)
          ? { country: pick(['DE', 'US', 'NZ']) }
          : {}),
    };
    let known = false;
    const tell =
      (...events: string[]) =>
      (now: number): void => {
        const at = (event: string) =>
          event === 'delivered' && chance(0.7)
            ? { at: iso(now - (chance(0.05) ? 40 * DAY : below(8 * HOUR)) + (chance(0.1) ? DAY : 0)) }
            : {};
        const notices = events.map((event) => ({
          ...about,
          event,
          ...at(event),
          ...(known && event !== 'delivered' && chance(0.4) ? { customer: null } : {}),
        }));
        shop.tell(notices, who, product, now);
        known = true;
      };
    const told = (when: number, ...events: string[]): void => {
      later(when, tell(...events));
      if (chance(0.3)) later(when + below(3 * DAY), tell(...events));
    };
    const placedAt = from + Math.floor(random.next() * (days - 8) * DAY);
    const deliveredAt = placedAt + DAY + below(5 * DAY);
    if (chance(0.9)) told(chance(0.1) ? deliveredAt + HOUR : placedAt, 'placed');
    if (chance(0.08)) told(placedAt + below(6 * DAY), 'cancelled');
    if (chance(0.93)) told(deliveredAt, ...(chance(0.2) ? ['placed', 'delivered'] : ['delivered']));
    if (chance(0.1)) told(deliveredAt + below(14 * DAY) - 2 * DAY, 'refunded');
  }

  /** Somebody has a survey in the mailbox, or has not. */
  function react(stored: Stored, now: number): void {
    const roll = random.next();
    if (roll < 0.09) {
      const reason = roll < 0.06 ? 'bounce' : 'complaint';
      const when = now + soon(2 * DAY);
      for (const at of chance(0.3) ? [when, when + HOUR] : [when]) later(at, (then) => shop.comeBack(stored, reason, then));
      if (chance(0.8)) return;
    }
    if (chance(0.06)) later(now + soon(20 * DAY), (then) => shop.unsubscribe(stored, chance(0.3), then));
    for (let visits = pick([0, 0, 1, 1, 1, 2, 3]); visits > 0; visits -= 1) later(now + soon(40 * DAY), (then) => visit(stored, then));
  }

  let pages = 0;
  function visit(stored: Stored, now: number): void {
    const { survey } = stored;
    if (survey?.state !== 'asked') return;
    const { least, most } = SCALE[survey.kind];
    const whichever = (): number => least + below(most - least + 1);
    const score = whichever();
    pages += 1;
    const page = { servedAt: iso(now), chosen: chance(0.8) ? score : whichever(), id: `page-${pages}` };
    const comment = chance(0.3) ? 'It was blue.' : chance(0.1) ? '  ' : '';
    const waits = chance(0.1) ? SECOND : chance(0.03) ? 26 * HOUR : 3 * SECOND + below(600 * SECOND);
    later(now + waits, (then) => {
      const thanked = shop.press(stored, page, score, comment, then);
      // What is shown next is the score that was pressed, on a new page.
      if (!thanked && chance(0.75)) {
        pages += 1;
        const next = { servedAt: iso(then), chosen: score, id: `page-${pages}` };
        later(then + 30 * SECOND, (when) => shop.press(stored, next, score, comment, when));
      }
      if (chance(0.12)) later(then + SECOND, (when) => shop.press(stored, page, score, comment, when));
      if (chance(0.08)) later(then + 2 * SECOND, (when) => shop.press(stored, page, whichever(), comment, when));
    });
  }

  function write(now: number): void {
    const who = address();
    const mail = (name: string) => mailFrom(who, { rfcMessageId: `<${name}@x.test>` });
    const id = shop.act(null, who, { do: 'ReceiveMail', mail: mail(`${now}`), mailbox: 'support', linkedTo: null }, now);
    if (id === null || chance(0.6)) return;
    later(now + soon(12 * DAY), (then) => {
      shop.act(id, who, { do: 'ReceiveMail', mail: mail(`${then}-again`), mailbox: 'support', linkedTo: null }, then);
    });
  }

  /** Agents go through what there is. */
  function round(now: number): void {
    for (const [
      id,
      {
        address: who,
        case: { ticket },
      },
    ] of shop.tickets)
      work(id as TicketId, who, ticket.state, now + below(HOUR));
  }
  function work(id: TicketId, who: string, state: string, at: number): void {
    const by = pick(AGENTS) as AgentId;
    const act = (command: Parameters<Shop['act']>[2], when = at): void => later(when, (now) => void shop.act(id, who, command, now));
    if (chance(0.06)) act({ do: 'Classify', by, type: pick(TYPES) });
    if (chance(0.008)) act({ do: 'MarkSpam', by });
    if (state === 'resolved' && chance(0.01)) act({ do: 'Reopen', by });
    if (state !== 'new' && state !== 'open') return;
    if (chance(0.1)) act({ do: 'Resolve', by });
    if (chance(0.5)) return;
    act({ do: 'Reply', by, text: 'Hello.', resolve: chance(0.5) });
    if (chance(0.92)) return;
    later(at + 2 * HOUR, (now) => {
      const last = shop.tickets.get(id)?.case.ticket.lastReply;
      if (last) shop.act(id, who, { do: 'RecordUndelivered', message: last.message, sentAt: last.at, reason: 'bounce' }, now);
    });
  }

  for (let n = 0; n < people * 6; n += 1) order(n);
  for (let n = 0; n < people * 2; n += 1) later(from + Math.floor(random.next() * days * DAY), write);
  for (let day = 0; day < days; day += 1) for (const hour of [9, 15]) later(from + day * DAY + hour * HOUR, round);
  const change = (day: number, wish: () => Settings['surveys']): void => {
    later(from + day * DAY, (now) => {
      rules = wish();
      shop.change(rules, now);
    });
  };
  change(30, () => swapped(rules));
  change(45, () => ({ ...rules, order: { ...rules.order, active: false } }));
  change(49, () => ({ ...rules, order: { ...rules.order, active: true } }));
  change(60, () => ({ ...rules, hours: { from: '14:00', to: '18:00' } }));
  change(70, () => ({ ...swapped(rules), hours: { from: '20:00', to: '02:00' } }));

  for (let next = take(agenda); next && next.at < untilMs; next = take(agenda)) next.turn(next.at);
  return { shop, fromMs: from, untilMs, every };
}

const swapped = (rules: Settings['surveys']): Settings['surveys'] => ({
  ...rules,
  order: { ...rules.order, kind: rules.ticket.kind },
  ticket: { ...rules.ticket, kind: rules.order.kind },
});

/* A heap by time; of two at the same time the one that was put in first. */
type Entry = { readonly at: number; readonly n: number };
const before = (a: Entry | undefined, b: Entry | undefined): boolean =>
  a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.n < b.n));
function swap<T>(list: T[], i: number, j = Math.floor((i - 1) / 2)): void {
  const [a, b] = [list[i], list[j]];
  if (a === undefined || b === undefined) return;
  list[i] = b;
  list[j] = a;
}
function take<T extends Entry>(heap: T[]): T | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  heap[0] = last;
  for (let i = 0; ; ) {
    const [left, right] = [2 * i + 1, 2 * i + 2];
    const child = before(heap[right], heap[left]) ? right : left;
    if (!before(heap[child], heap[i])) return first;
    swap(heap, child, i);
    i = child;
  }
}
