import type { OwedMail } from '../../desk/ticket/dossier.ts';
import { type Item, indexOf, keyOf, pack } from './dynamo.ts';
import { index, key, shardOf } from './table.ts';

/** A mail owed, findable by when it began to be owed until it is sent. */
export const owedRow = (mail: OwedMail, stream: string, shards: number): Item => ({
  ...keyOf(key.owed(stream, mail.id)),
  ...indexOf({ gpk: index.owed(shardOf(stream, shards)), gsk: index.inOwed(mail.owedAt, mail.id) }),
  kind: { S: mail.kind },
  at: { S: mail.owedAt },
  ...(mail.kind === 'reply' ? { message: { S: mail.message } } : {}),
  d: pack(mail),
});
