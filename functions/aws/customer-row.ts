import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Customer } from '../../desk/ticket/dossier.ts';
import { indexOf, keyOf, pack } from './dynamo.ts';
import { index, key } from './table.ts';

/** The customer's row, guarded by the version that was read. */
export function customerRow(table: string, customer: Customer): NonNullable<TransactWriteItem['Put']> {
  const suppressed = customer.suppressed;
  const { pk, sk } = key.customer(customer.address);
  return {
    TableName: table,
    Item: {
      ...keyOf({ pk, sk }),
      ...(suppressed ? indexOf({ gpk: index.suppressed(), gsk: `${suppressed.at}#${pk}` }) : {}),
      ...(suppressed ? { brief: { S: JSON.stringify({ address: customer.address, ...suppressed }) } } : {}),
      v: { N: String(customer.version + 1) },
      d: pack({ ...customer, version: customer.version + 1 }),
    },
    ...(customer.version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: String(customer.version) } } }),
  };
}
