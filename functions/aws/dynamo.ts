import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LEAN, lean } from './lean.ts';
import type { IndexKey, Key } from './table.ts';

export type Item = Record<string, AttributeValue>;

let shared: DynamoDBClient | undefined;
/** One client a container: connections are kept, and adaptive retries ride out throttling. */
export const dynamo = (): DynamoDBClient => {
  shared ??= lean(new DynamoDBClient({ ...LEAN, maxAttempts: 4 }));
  return shared;
};

/** Below this a document stays plain: deflating would cost more time than the write units it saves. */
const PLAIN = 700;

/** A compressor for 256 KB of text is several times the size of these documents, and making it most of the work. */
const DEFLATE = { level: 4, windowBits: 13, memLevel: 6, chunkSize: 4096 } as const;

/**
 * A document as one attribute: JSON, deflated when that makes it smaller. One attribute costs a quarter of the CPU
 * of a nested map, and a write unit for each KiB saved.
 */
export function pack(document: unknown): AttributeValue {
  const json = JSON.stringify(document);
  if (json.length < PLAIN) return { S: json };
  const deflated = deflateRawSync(json, DEFLATE);
  return deflated.length < json.length ? { B: deflated } : { S: json };
}

export function unpack<T>(value: AttributeValue | undefined): T {
  if (value?.S !== undefined) return JSON.parse(value.S) as T;
  if (value?.B !== undefined) return JSON.parse(inflateRawSync(value.B).toString('utf8')) as T;
  throw new Error('the row holds no document');
}

export const keyOf = (key: Key): { pk: { S: string }; sk: { S: string } } => ({ pk: { S: key.pk }, sk: { S: key.sk } });
export const indexOf = (index: IndexKey): { gpk: { S: string }; gsk: { S: string } } => ({ gpk: { S: index.gpk }, gsk: { S: index.gsk } });
export const number = (value: AttributeValue | undefined): number => Number(value?.N ?? 0);
