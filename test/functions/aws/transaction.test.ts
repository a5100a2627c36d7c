import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { rowName, transactions, type Writes } from '../../../functions/aws/transaction.ts';

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
