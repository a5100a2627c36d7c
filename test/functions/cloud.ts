import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { SESClient } from '@aws-sdk/client-ses';

/*
 * S3, SES and the bus in memory, behind the SDK's own commands, and a gremlin that breaks one chosen call of any of them:
 * before it happened (error, throttle) or after (timeout after success). DynamoDB is a real engine, broken the same way.
 */

export type Mode = 'error' | 'throttle' | 'timeout-after-success';
export const MODES: readonly Mode[] = ['error', 'throttle', 'timeout-after-success'];

type Named = { readonly constructor: { readonly name: string }; readonly input: unknown };
type Sender = { send(command: Named): Promise<unknown> };

class Broken extends Error {
  readonly $metadata: { httpStatusCode?: number };
  constructor(mode: Mode) {
    super(mode);
    this.name = mode === 'throttle' ? 'ThrottlingException' : mode === 'error' ? 'InternalServerError' : 'TimeoutError';
    this.$metadata = mode === 'throttle' ? { httpStatusCode: 400 } : mode === 'error' ? { httpStatusCode: 500 } : {};
  }
}

/** Counts calls, and breaks the one it was told to, once. */
export class Gremlin {
  readonly calls: string[] = [];
  #breakAt: number | null = null;
  #mode: Mode = 'error';
  /** What it broke, for the story of a failure. */
  broke: string | null = null;

  arm(callNumber: number, mode: Mode): void {
    this.#breakAt = callNumber;
    this.#mode = mode;
  }

  wrap<T extends object>(service: string, client: T): T {
    const send = (client as unknown as Sender).send.bind(client);
    const broken = async (command: Named): Promise<unknown> => {
      const number = this.calls.push(`${service}.${command.constructor.name}`) - 1;
      if (number !== this.#breakAt) return send(command);
      this.broke = `${this.calls[number]} (call ${number}, ${this.#mode})`;
      if (this.#mode === 'timeout-after-success') await send(command);
      throw new Broken(this.#mode);
    };
    return new Proxy(client, { get: (target, property) => (property === 'send' ? broken : Reflect.get(target, property)) });
  }
}

export class Cloud {
  readonly objects = new Map<string, { bytes: Uint8Array; at: Date }>();
  readonly sent: { id: string; raw: string; to: readonly string[]; tags: Record<string, string> }[] = [];
  readonly published: { detailType: string; detail: string; time: Date }[] = [];
  now = new Date('2026-03-02T10:00:00.000Z');

  readonly s3 = {
    send: async (command: object): Promise<unknown> => {
      if (command instanceof GetObjectCommand) {
        const found = this.objects.get(command.input.Key ?? '');
        if (!found) throw new NoSuchKey({ message: 'no such key', $metadata: { httpStatusCode: 404 } });
        return { Body: { transformToByteArray: async () => found.bytes } };
      }
      if (command instanceof PutObjectCommand) {
        this.objects.set(command.input.Key ?? '', { bytes: command.input.Body as Uint8Array, at: this.now });
        return {};
      }
      if (command instanceof CopyObjectCommand) {
        const from = decodeURIComponent(command.input.CopySource ?? '').replace(/^[^/]+\//, '');
        const found = this.objects.get(from);
        if (!found) throw new NoSuchKey({ message: 'no such key', $metadata: { httpStatusCode: 404 } });
        this.objects.set(command.input.Key ?? '', { bytes: found.bytes, at: this.now });
        return {};
      }
      if (command instanceof DeleteObjectCommand) {
        this.objects.delete(command.input.Key ?? '');
        return {};
      }
      if (command instanceof DeleteObjectsCommand) {
        for (const { Key } of command.input.Delete?.Objects ?? []) this.objects.delete(Key ?? '');
        return {};
      }
      if (command instanceof ListObjectsV2Command) {
        const keys = [...this.objects.keys()].filter((k) => k.startsWith(command.input.Prefix ?? ''));
        return {
          Contents: keys.map((Key) => ({ Key, Size: this.objects.get(Key)?.bytes.length, LastModified: this.objects.get(Key)?.at })),
        };
      }
      throw new Error(`S3 here does not know ${command.constructor.name}`);
    },
  } as unknown as S3Client;

  readonly ses = {
    send: async (command: {
      input: { RawMessage: { Data: Uint8Array }; Destinations: string[]; Tags: { Name: string; Value: string }[] };
    }) => {
      const { RawMessage, Destinations, Tags } = command.input;
      const id = `ses-${this.sent.length + 1}`;
      const tags = Object.fromEntries(Tags.map((t) => [t.Name, t.Value]));
      this.sent.push({ id, raw: Buffer.from(RawMessage.Data).toString('utf8'), to: Destinations, tags });
      return { MessageId: id };
    },
  } as unknown as SESClient;

  readonly bus = {
    send: async (command: { input: { Entries: { DetailType: string; Detail: string; Time: Date }[] } }) => {
      for (const { DetailType, Detail, Time } of command.input.Entries)
        this.published.push({ detailType: DetailType, detail: Detail, time: Time });
      return { FailedEntryCount: 0, Entries: [] };
    },
  } as unknown as EventBridgeClient;
}

export type Clients = { readonly dynamo: DynamoDBClient; readonly s3: S3Client; readonly ses: SESClient; readonly bus: EventBridgeClient };
export const clientsOf = (gremlin: Gremlin, dynamo: DynamoDBClient, cloud: Cloud): Clients => ({
  dynamo: gremlin.wrap('dynamodb', dynamo),
  s3: gremlin.wrap('s3', cloud.s3),
  ses: gremlin.wrap('ses', cloud.ses),
  bus: gremlin.wrap('events', cloud.bus),
});
