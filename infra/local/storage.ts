/* S3 and SQS by fauxqs, inside the desk's own process: the mail server and the bus reach its stores without a request. */
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type BuildAppOptions, buildApp } from 'fauxqs';
import * as z from 'zod/mini';
import type { DeskClock } from './clock.ts';
import { type Faults, guard, s3Operation, targetOperation } from './faults.ts';
import { ACCOUNT, REGION } from './identity.ts';
import type { HostedStack } from './stack.ts';

export type Stores = NonNullable<BuildAppOptions['stores']>;
export type S3Store = Stores['s3Store'];
export type SqsStore = Stores['sqsStore'];
export type SqsQueue = ReturnType<SqsStore['createQueue']>;
export type SqsMessage = Parameters<SqsQueue['enqueue']>[0];

type Persistence = NonNullable<SqsStore['persistence']>;

/*
 * fauxqs takes stores of one's own but exports no classes to make them from, and its own server listens on every address
 * of the machine. So its modules are opened by their files; the version is pinned.
 */
async function openModule<T>(file: string): Promise<T> {
  return (await import(new URL(file, import.meta.resolve('fauxqs')).href)) as T;
}

export type MakeMessage = (body: string) => SqsMessage;
export type Storage = {
  readonly url: string;
  readonly s3: S3Store;
  readonly sqs: SqsStore;
  readonly message: MakeMessage;
  readonly stop: () => Promise<void>;
};

/** 40 MB of mail, base64 in a body of a little more: what fauxqs takes in one request by itself is less. */
const BODY_LIMIT = 64 * 2 ** 20;

/** @param folder where objects and messages lie; null keeps them in memory */
export async function startStorage(clock: DeskClock, faults: Faults, folder: string | null, port = 0): Promise<Storage> {
  const { SqsStore } = await openModule<{ SqsStore: (new () => SqsStore) & { createMessage: MakeMessage } }>('./sqs/sqsStore.js');
  const { SnsStore } = await openModule<{ SnsStore: new () => Stores['snsStore'] }>('./sns/snsStore.js');
  const { S3Store } = await openModule<{ S3Store: new () => S3Store }>('./s3/s3Store.js');
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const close = folder === null ? () => undefined : await restore(stores, folder);
  const app = buildApp({ logger: false, defaultRegion: REGION, stores });
  app.removeContentTypeParser('*');
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request: unknown, body: unknown, done: (error: null, body: unknown) => void) => done(null, body),
  );
  stampObjects(stores.s3Store, clock);
  await app.listen({ port, host: '127.0.0.1' });
  const isSqs = (target: unknown): boolean => String(target ?? '').startsWith('AmazonSQS.');
  guard(
    app.server,
    (request) => (isSqs(request.headers['x-amz-target']) ? 'sqs' : 's3'),
    (request) => (isSqs(request.headers['x-amz-target']) ? targetOperation(request) : s3Operation(request)),
    faults,
  );
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    s3: stores.s3Store,
    sqs: stores.sqsStore,
    message: (body) => SqsStore.createMessage(body),
    stop: async () => {
      await app.close();
      close();
    },
  };
}

async function restore(stores: Stores, folder: string): Promise<() => void> {
  const { PersistenceManager } = await openModule<{ PersistenceManager: new (folder: string) => Persistence }>('./persistence.js');
  const { FileS3Persistence } = await openModule<{ FileS3Persistence: new (folder: string) => NonNullable<S3Store['persistence']> }>(
    './s3/fileS3Persistence.js',
  );
  for (const name of ['sqs', 's3']) mkdirSync(join(folder, name), { recursive: true });
  const messages = new PersistenceManager(join(folder, 'sqs'));
  const objects = new FileS3Persistence(join(folder, 's3'));
  messages.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  objects.loadS3(stores.s3Store);
  stores.sqsStore.persistence = messages;
  stores.s3Store.persistence = objects;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = messages;
  return () => messages.close();
}

/** An object is as old as the desk's clock says: the tray's sweep compares it with the time of its trigger. */
function stampObjects(store: S3Store, clock: DeskClock): void {
  const put = store.putObject.bind(store);
  store.putObject = (...args) => {
    const object = put(...args);
    object.lastModified = new Date(clock.now());
    return object;
  };
}

const seconds = z.coerce.number();
const bucketProperties = z.looseObject({});
const queueProperties = z.looseObject({
  VisibilityTimeout: z._default(seconds, 30),
  DelaySeconds: z._default(seconds, 0),
  MessageRetentionPeriod: z._default(seconds, 345_600),
  MaximumMessageSize: z.optional(seconds),
  FifoQueue: z.optional(z.coerce.boolean()),
  ContentBasedDeduplication: z.optional(z.coerce.boolean()),
  RedrivePolicy: z.optional(z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })),
});

/** Makes the buckets and queues of the stack that are not there yet. */
export function createStores(stack: HostedStack, storage: Storage): void {
  for (const { ref } of stack.of('AWS::S3::Bucket', bucketProperties)) {
    if (!storage.s3.hasBucket(ref)) storage.s3.createBucket(ref);
  }
  for (const { ref, arn, properties } of stack.of('AWS::SQS::Queue', queueProperties)) {
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    const attributes: Record<string, string> = {
      VisibilityTimeout: String(properties.VisibilityTimeout),
      MessageRetentionPeriod: String(properties.MessageRetentionPeriod),
      DelaySeconds: String(properties.DelaySeconds),
      ...(properties.MaximumMessageSize ? { MaximumMessageSize: String(properties.MaximumMessageSize) } : {}),
      ...(properties.FifoQueue
        ? { FifoQueue: 'true', ContentBasedDeduplication: String(properties.ContentBasedDeduplication ?? false) }
        : {}),
      ...(properties.RedrivePolicy ? { RedrivePolicy: JSON.stringify(properties.RedrivePolicy) } : {}),
    };
    const there = storage.sqs.getQueueByArn(arn);
    if (there) there.setAttributes(attributes);
    else storage.sqs.createQueue(name, ref, `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`, attributes);
  }
}
