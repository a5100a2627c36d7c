import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Instant } from '../../events/ids.ts';
import { MAIL_PREFIX, SES_SETUP_NOTE } from '../env.ts';
import { LEAN, lean } from './lean.ts';

let shared: S3Client | undefined;
/** Checksums only where S3 asks for them: our writes are small and go over TLS. */
export const s3 = (): S3Client => {
  shared ??= lean(
    new S3Client({
      ...LEAN,
      maxAttempts: 4,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3),
    }),
  );
  return shared;
};

/** Where mail lies: the tray, the resting place by day, and quarantine. */
export const TRAY = MAIL_PREFIX.tray;
export const restingKey = (at: Instant, id: string): string => `${MAIL_PREFIX.rest}${at.slice(0, 10).replaceAll('-', '/')}/${id}`;
export const quarantineKey = (at: Instant, id: string): string => `${MAIL_PREFIX.quarantine}${at.slice(0, 10).replaceAll('-', '/')}/${id}`;
export const partKey = (at: Instant, id: string, part: string): string =>
  `${MAIL_PREFIX.parts}${at.slice(0, 10).replaceAll('-', '/')}/${id}/${part}`;

export type TrayEntry = { readonly key: string; readonly bytes: number; readonly storedAt: Instant };
export type MailStore = ReturnType<typeof mailStore>;

type Move = { readonly from: string; readonly to: string };

/** Raw mails and attachments in S3. */
export function mailStore(client: S3Client, bucket: string) {
  async function copy({ from, to }: Move): Promise<void> {
    try {
      const CopySource = `${bucket}/${encodeURIComponent(from).replaceAll('%2F', '/')}`;
      await client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource }));
    } catch (error) {
      // An earlier try moved it.
      if (!(error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound'))) throw error;
    }
  }

  /** Deletes. @returns what stays after all, and why */
  async function removed(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    try {
      const [only, ...others] = keys;
      if (only === undefined) return new Map();
      if (others.length === 0) {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: only }));
        return new Map();
      }
      const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
      const { Errors } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
      return new Map((Errors ?? []).map(({ Key = '', Code = 'Error' }) => [Key, new Error(`S3 does not delete an object: ${Code}`)]));
    } catch (reason) {
      return new Map(keys.map((name) => [name, reason]));
    }
  }

  return {
    /** The bytes, or null when there is no such object (moved by an earlier try). */
    async get(Key: string): Promise<Uint8Array | null> {
      try {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (error) {
        if (error instanceof NoSuchKey) return null;
        throw error;
      }
    },
    async put(Key: string, Body: Uint8Array, ContentType: string): Promise<void> {
      // Whatever a customer sent is a download, never a page of ours.
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType, ContentDisposition: 'attachment' }));
    },
    /**
     * Copies, then deletes: at every moment at least one of the two is there, and repeating it changes nothing.
     * @returns for each what stood against it, in the order given
     */
    async moveAll(moves: readonly Move[]): Promise<PromiseSettledResult<void>[]> {
      const moved = await Promise.allSettled(moves.map(copy));
      const copied = moves.filter((_, n) => moved[n]?.status === 'fulfilled');
      // SES's word of a mail may come twice within a batch.
      const stay = await removed([...new Set(copied.map(({ from }) => from))]);
      return moved.map((one, n) => {
        const reason = stay.get(moves[n]?.from ?? '');
        return one.status === 'fulfilled' && reason !== undefined ? { status: 'rejected', reason } : one;
      });
    },
    /** Mail that lies in the tray, oldest keys first as S3 lists them. */
    async tray(limit: number): Promise<TrayEntry[]> {
      const answer = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: TRAY, MaxKeys: limit }));
      const mails = (answer.Contents ?? []).filter((o) => o.Key !== SES_SETUP_NOTE);
      return mails.map((o) => ({
        key: o.Key ?? '',
        bytes: o.Size ?? 0,
        storedAt: (o.LastModified ?? new Date(0)).toISOString() as Instant,
      }));
    },
  };
}
