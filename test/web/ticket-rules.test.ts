import fc from 'fast-check';
import { deskNow, hearTime } from '../../web/src/now.ts';
import { type Draft, draftsOf, fingerprint, sendingOf, sweep } from '../../web/src/tickets/drafts.ts';
import { dueOf } from '../../web/src/tickets/due.ts';
import { fits } from '../../web/src/tickets/files.ts';
import { foldedConversation } from '../../web/src/tickets/fold.ts';
import { linkOf, withLinks } from '../../web/src/tickets/links.ts';
import { meanwhile } from '../../web/src/tickets/meanwhile.ts';
import { addressOf, askedFor, joined, referenceIn, viewOf } from '../../web/src/tickets/queues.ts';
import { hasMore } from '../../web/src/tickets/quoted.ts';
import { drawnRows } from '../../web/src/tickets/window.ts';

/* The rules of the page's part on tickets that need no browser. */

describe('the rows that are drawn', () => {
  const sight = fc.record({
    top: fc.integer({ min: -500_000, max: 3000 }),
    height: fc.integer({ min: 100, max: 2500 }),
    rowHeight: fc.integer({ min: 20, max: 120 }),
    count: fc.integer({ min: 0, max: 6000 }),
    beyond: fc.integer({ min: 0, max: 40 }),
  });
  test('hold every row in sight, are bounded by the window, and leave the list as high as all of them', () => {
    fc.assert(
      fc.property(sight, (given) => {
        const { first, end, above, below } = drawnRows(given);
        const { top, height, rowHeight, count, beyond } = given;
        expect(above + (end - first) * rowHeight + below).toBe(count * rowHeight);
        for (let row = 0; row < count; row += 1) {
          const inSight = top + row * rowHeight < height && top + (row + 1) * rowHeight > 0;
          if (inSight && (row < first || row >= end)) throw new Error(`row ${row} is in sight and not drawn`);
        }
        expect(end - first).toBeLessThanOrEqual(height / rowHeight + 2 + 4 * Math.max(1, beyond));
      }),
      { numRuns: 300 },
    );
  });
  test('stay the same over a small scroll', () => {
    const at = (top: number) => drawnRows({ top, height: 800, rowHeight: 40, count: 5000, beyond: 12 });
    expect(at(-4805)).toEqual(at(-4840));
  });
});

describe('a link', () => {
  test.each([
    ['https://shop.test/a', 'shop', 'shop.test', false],
    ['https://www.shop.test/a', 'shop.test', 'www.shop.test', false],
    ['https://аpple.com/', 'apple.com', 'xn--pple-43d.com', true],
    ['https://paypal.com@evil.test/', 'https://paypal.com', 'evil.test', true],
    ['https://bank.test.evil.test/', 'bank.test', 'bank.test.evil.test', true],
    ['https://shop.test/', 'b\u200bank.test', 'shop.test', true],
    ['https://shop.test/files', 'invoice.pdf', 'shop.test', false],
    ['http://0x7f000001:8080/', 'here', '127.0.0.1:8080', false],
    ['mailto:help@shop.test?subject=x', 'write to us', 'help@shop.test', false],
    ['tel:+40211234', 'call', '+40211234', false],
  ])('%s called “%s” leads to %s', (href, text, where, misleads) => {
    expect(linkOf(href, text)).toMatchObject({ where, misleads });
  });
  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x.test/1',
    '/relative',
    '//evil.test',
    'intent://x',
    '',
    'https://',
  ])('%s leads nowhere', (href) => {
    expect(linkOf(href, 'x')).toBeNull();
  });
  test('in a plain text ends before the full stop of its sentence, and nothing of the text is lost', () => {
    const text = 'See https://shop.test/a(1). Or (http://x.test/b), or javascript:alert(1).';
    const pieces = withLinks(text);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces.flatMap(({ link }) => (link ? [link.href] : []))).toEqual(['https://shop.test/a(1', 'http://x.test/b']);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (any) =>
          withLinks(any)
            .map((piece) => piece.text)
            .join('') === any,
      ),
    );
  });
});

/** A browser's store, as big as it is told to be. */
function store(most = Number.POSITIVE_INFINITY): Storage {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    key: (n) => [...map.keys()][n] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > most) throw new DOMException('full', 'QuotaExceededError');
      map.set(key, value);
    },
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
  };
}

describe('a draft', () => {
  const draft: Draft = { text: 'Dear Ann', kind: 'reply', base: 3, sending: null, at: 1000 };
  test('is there for its ticket and its writer until it is dropped or emptied', () => {
    const kept = store();
    const mine = draftsOf('agent1', kept);
    expect(mine.keep('T-1', draft)).toBe(true);
    expect([mine.read('T-1'), mine.read('T-2'), draftsOf('agent2', kept).read('T-1')]).toEqual([draft, null, null]);
    mine.keep('T-1', { ...draft, text: ' ' });
    expect([mine.read('T-1'), kept.length]).toEqual([null, 0]);
  });
  test('that cannot be kept is said to be lost on leaving', () => {
    expect(draftsOf('agent1', store(10)).keep('T-1', draft)).toBe(false);
  });
  test.each(['', 'nonsense', '{"text":1}', '[]', '{"text":"a","kind":"spell"}'])('that is damaged (%s) is none', (value) => {
    const kept = store();
    kept.setItem('deskpulse.draft.agent1.T-1', value);
    expect(draftsOf('agent1', kept).read('T-1')).toBeNull();
  });
  test('that nobody has touched for two months is swept away, and nothing else is', () => {
    const kept = store();
    draftsOf('agent1', kept).keep('T-1', draft);
    draftsOf('agent1', kept).keep('T-2', { ...draft, at: 50 * 86_400_000 });
    kept.setItem('deskpulse.look', '{}');
    sweep(kept, 61 * 86_400_000);
    expect([
      kept.getItem('deskpulse.draft.agent1.T-1'),
      draftsOf('agent1', kept).read('T-2')?.text,
      kept.getItem('deskpulse.look'),
    ]).toEqual([null, 'Dear Ann', '{}']);
  });
  test('is sent again under the key that it was first sent with, until it changes', async () => {
    let made = 0;
    const key = (): string => {
      made += 1;
      return `key-${made}`;
    };
    const first = sendingOf(null, await fingerprint({ text: 'a' }), key);
    const again = sendingOf(first, await fingerprint({ text: 'a' }), key);
    const changed = sendingOf(again, await fingerprint({ text: 'b' }), key);
    expect([first.key, again.key, changed.key]).toEqual(['key-1', 'key-1', 'key-2']);
  });
});

describe('what a list says of a clock', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  const ticket = (dueAt: string | null, state: 'open' | 'pending' | 'resolved' = 'open', clock: 'running' | 'paused' = 'running') =>
    dueOf({ state, dueAt, clocks: [{ clock: 'firstReply', state: clock, dueAt }] }, now);
  test('late, soon, ahead, paused, or nothing', () => {
    expect(ticket('2026-11-23T09:00:00Z')).toEqual({ is: 'late', clock: 'firstReply', seconds: 3600 });
    expect(ticket('2026-11-23T10:30:00Z')).toMatchObject({ is: 'soon', seconds: 1800 });
    expect(ticket('2026-11-23T12:00:00Z')).toMatchObject({ is: 'ahead', seconds: 7200 });
    expect(ticket(null, 'pending', 'paused')).toEqual({ is: 'paused' });
    expect(ticket('2026-11-23T09:00:00Z', 'resolved')).toEqual({ is: 'none' });
  });
  test('goes by the desk’s time when the reader’s clock is wrong, and by the reader’s for the second that a header cannot tell', () => {
    hearTime('Mon, 23 Nov 2026 10:00:00 GMT', Date.now());
    expect(Math.abs(deskNow() - now)).toBeLessThan(1500);
    hearTime(new Date(Date.now() - 900).toUTCString());
    expect(Math.abs(deskNow() - Date.now())).toBeLessThan(50);
    hearTime('nonsense');
    hearTime(null);
    expect(Math.abs(deskNow() - Date.now())).toBeLessThan(50);
  });
});

describe('a list', () => {
  test('is what its address says, and an address is a list', () => {
    for (const query of [
      {},
      { queue: 'due' },
      { search: 'lamp' },
      { search: 'lamp', queue: 'closed', type: 'none' },
      { queue: 'mine', mailbox: 'support' },
    ]) {
      const address = Object.fromEntries(Object.entries(addressOf(viewOf({ query }))).filter(([, value]) => value !== undefined));
      expect(address).toEqual(query);
    }
    expect(viewOf({ query: { queue: 'nonsense' } }).queue).toBe('active');
  });
  test('mine and nobody’s are questions about who has it', () => {
    const view = viewOf({ query: { queue: 'mine', assignee: 'agent9' } });
    expect(askedFor(view, 'agent1')).toEqual({ queue: 'active', assignee: 'agent1' });
    expect(askedFor({ ...view, queue: 'unassigned' }, 'agent1')).toEqual({ queue: 'active', assignee: 'none' });
    expect(askedFor(viewOf({ query: { search: ' lamp ' } }), null)).toEqual({ search: 'lamp' });
  });
  test('that changed between two of its pages shows a ticket once, as the first page has it', () => {
    const brief = (id: string, subject: string) => ({ id, subject }) as Parameters<typeof joined>[0][number][number];
    expect(
      joined([
        [brief('a', 'new'), brief('b', '')],
        [brief('a', 'old'), brief('c', '')],
      ]).map(({ id, subject }) => id + subject),
    ).toEqual(['anew', 'b', 'c']);
  });
  test.each([
    ['t-7k4qx', 'T-7K4QX'],
    [' [T-7K4QX] ', 'T-7K4QX'],
    ['T-7K4QX please', null],
    ['T-1', null],
  ])('%s is a reference: %s', (typed, id) => {
    expect(referenceIn(typed)).toBe(id);
  });
});

describe('a conversation', () => {
  test('folds all between its first message and the newest ten, loses none, and unfolds by forties', () => {
    const messages = Array.from({ length: 200 }, (_, n) => n);
    expect(foldedConversation(messages, 0)).toEqual({ first: 0, hidden: 189, rest: messages.slice(-10) });
    expect(foldedConversation(messages, 1).hidden).toBe(149);
    expect(foldedConversation(messages, 5)).toEqual({ first: null, hidden: 0, rest: messages });
    fc.assert(
      fc.property(fc.nat(400), fc.nat(12), (length, asked) => {
        const { first, hidden, rest } = foldedConversation(messages.slice(0, length), asked);
        expect((first === null ? 0 : 1) + hidden + rest.length).toBe(Math.min(200, length));
        expect(hidden).not.toBe(1);
      }),
    );
  });
  test('has quotations when its text says more than what is new in it', () => {
    expect([hasMore('Thanks', 'Thanks\n\n> Hello'), hasMore('Thanks', ' Thanks\n\n')]).toEqual([true, false]);
  });
  test('what others did since is told; clocks, rules and one’s own acts are not', () => {
    const entry = (version: number, kind: string, agent: string | null, type: string) =>
      ({ version, by: { kind, agent, name: null }, event: { type } }) as unknown as Parameters<typeof meanwhile>[0][number];
    const timeline = [
      entry(3, 'customer', null, 'MessageReceived'),
      entry(4, 'rule', null, 'ClockWarned'),
      entry(5, 'agent', 'agent1', 'AssigneeChanged'),
      entry(6, 'agent', 'agent2', 'ReplySent'),
      entry(7, 'customer', null, 'MessageReceived'),
    ];
    expect(meanwhile(timeline, 3, 'agent1').map(({ version }) => version)).toEqual([6, 7]);
    expect(meanwhile(timeline, 7, 'agent1')).toEqual([]);
  });
});

test('files fit by number and by size together', () => {
  const of = (n: number, bytes: number) => Array.from({ length: n }, () => ({ bytes }));
  expect([fits(of(10, 100)), fits(of(11, 1)), fits(of(2, 3_000_000))]).toEqual([true, false, false]);
});
