import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { newTicketId } from '../../../desk/ticket/ids.ts';
import { tickets } from '../../../functions/aws/tickets.ts';
import { type Entry, rowName, transactions, type Writes } from '../../../functions/aws/transaction.ts';
import { ENGINES, engineFor } from './engines.ts';
import { NOON, opening } from './samples.ts';

/** A decision with so many writes, each with a document of so many bytes. */
const decision = fc.record({ writes: fc.integer({ min: 1, max: 40 }), bytes: fc.constantFrom(10, 5_000, 300_000) });
const writesOf = ({ writes, bytes }: { writes: number; bytes: number }): Writes => {
  const d = { B: new Uint8Array(bytes) };
  return { items: Array.from({ length: writes }, () => ({ Put: { TableName: 'desk', Item: { d } } })), roles: [] };
};
const size = (part: readonly (readonly [number, Writes])[], of: (item: TransactWriteItem) => number): number =>
  part.flatMap(([, { items }]) => items).reduce((sum, item) => sum + of(item), 0);

test('decisions are cut into transactions that DynamoDB takes, whole and in their order, and into no more than it needs', () => {
  fc.assert(
    fc.property(fc.array(decision, { maxLength: 30 }), (given) => {
      const all = given.map((one, n) => [n, writesOf(one)] as const);
      const cut = transactions(all);
      expect(cut.flat()).toEqual(all);
      for (const [n, part] of cut.entries()) {
        expect(part.length).toBeGreaterThan(0);
        const count = size(part, () => 1);
        const bytes = size(part, ({ Put }) => 2_000 + (Put?.Item?.d?.B?.length ?? 0));
        if (part.length > 1) expect(count <= 100 && bytes <= 3_500_000).toBe(true);
        const first = cut[n + 1]?.[0];
        if (!first) continue;
        const more = size([first], () => 1);
        const heavier = size([first], ({ Put }) => 2_000 + (Put?.Item?.d?.B?.length ?? 0));
        expect(count + more > 100 || bytes + heavier > 3_500_000).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('a row has one name, however it is written', () => {
  const row = { pk: { S: 'T#1' }, sk: { S: 'W' } };
  const names = [{ Put: { TableName: 'desk', Item: { ...row, d: { S: '{}' } } } }, { Delete: { TableName: 'desk', Key: row } }].map(
    rowName,
  );
  expect(new Set(names)).toEqual(new Set(['T#1 W']));
});

describe.each(ENGINES)('on %s', (name) => {
  const engine = engineFor(name);
  const store = () => tickets(engine().client, engine().table, 4);
  const fresh = (seed: string, address: string) => ({ before: null, decision: opening(seed, address), wakeAt: null, dueAt: null });
  const by = (seed: string, rfcMessageIds: { id: string; from: string }[]) => ({ now: NOON, by: seed, rfcMessageIds });

  test('several decisions go in one call; those that somebody came before are told apart, and keep none of the others', async () => {
    await store().commit([fresh('all-taken', 'h0@x.test')], by('all-taken', [{ id: '<known@x.test>', from: 'h0@x.test' }]));
    const entry = (seed: string, address: string, rfc: string) => ({
      changes: [fresh(seed, address)],
      options: by(seed, [{ id: rfc, from: address }]),
    });
    const calm = ['h1', 'h2', 'h3'].map((who) => entry(`all-${who}`, `${who}@x.test`, `<all-${who}@x.test>`));
    const values = async (entries: readonly Entry[]) =>
      (await store().commitAll(entries)).map((one) => (one.status === 'fulfilled' ? one.value : one.reason));
    expect(await values(calm)).toEqual(['committed', 'committed', 'committed']);
    const mixed = [
      entry('all-h4', 'h4@x.test', '<all-h4@x.test>'),
      // The reference of another, the Message-ID of another, and a customer who is behind the first of these.
      entry('all-taken', 'h5@x.test', '<all-h5@x.test>'),
      entry('all-h6', 'h6@x.test', '<known@x.test>'),
      entry('all-h7', 'h4@x.test', '<all-h7@x.test>'),
      entry('all-h1-again', 'h1@x.test', '<all-h8@x.test>'),
    ];
    expect(await values(mixed)).toEqual(['committed', 'taken', 'duplicate', 'behind', 'conflict']);
    expect((await store().load(newTicketId('all-h4')))?.dossier.requester?.address).toBe('h4@x.test');
    for (const seed of ['all-h6', 'all-h7', 'all-h1-again']) expect(await store().load(newTicketId(seed))).toBeNull();
  });
});
