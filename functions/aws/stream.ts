import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Commit } from '../../events/event.ts';
import { unpack } from './dynamo.ts';
import { PREFIX } from './table.ts';

/** The commit that a stream record carries, or null for any other row. Binary comes as base64 in a Lambda event. */
export function commitOf(record: DynamoDBRecord): Commit | null {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || !image?.sk?.S?.startsWith(PREFIX.commit) || !image.d) return null;
  const { S, B } = image.d;
  const value: AttributeValue = S !== undefined ? { S } : { B: Buffer.from((B as string | undefined) ?? '', 'base64') };
  return unpack<Commit>(value);
}
