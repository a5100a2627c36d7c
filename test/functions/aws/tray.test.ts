import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { mailStore } from '../../../functions/aws/mail-store.ts';

const at = new Date('2026-11-21T22:46:00.000Z');

test('what SES leaves in the tray when a rule is made is no mail', async () => {
  const asked: unknown[] = [];
  const client = {
    send: async (command: { input: unknown }) => {
      asked.push(command.input);
      return {
        Contents: [
          { Key: 'incoming/AMAZON_SES_SETUP_NOTIFICATION', Size: 594, LastModified: at },
          { Key: 'incoming/0a1b2c', Size: 4096, LastModified: at },
        ],
      };
    },
  } as unknown as S3Client;
  expect(await mailStore(client, 'mail').tray(200)).toEqual([
    { key: 'incoming/0a1b2c', bytes: 4096, storedAt: '2026-11-21T22:46:00.000Z' },
  ]);
  expect(asked).toEqual([{ Bucket: 'mail', Prefix: 'incoming/', MaxKeys: 200 }]);
});

describe('mails go from the tray to where they rest', () => {
  type Asked = {
    readonly name: string;
    readonly input: { readonly CopySource?: string; readonly Key?: string; readonly Delete?: unknown };
  };
  function bucket(answer: (asked: Asked) => unknown) {
    const asked: Asked[] = [];
    const send = async (command: { constructor: { name: string }; input: Asked['input'] }) => {
      const one = { name: command.constructor.name.replace(/Command$/, ''), input: command.input };
      asked.push(one);
      return answer(one) ?? {};
    };
    return { asked, store: mailStore({ send } as unknown as S3Client, 'mail') };
  }
  const moves = (...ids: string[]) => ids.map((id) => ({ from: `incoming/${id}`, to: `mail/2026/11/21/${id}` }));

  test('each copied, then all deleted in one call; a single one by itself', async () => {
    const { asked, store } = bucket(() => undefined);
    expect(await store.moveAll(moves('a', 'b'))).toEqual([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    expect(asked.map(({ name }) => name)).toEqual(['CopyObject', 'CopyObject', 'DeleteObjects']);
    expect(asked[2]?.input.Delete).toEqual({ Objects: [{ Key: 'incoming/a' }, { Key: 'incoming/b' }], Quiet: true });
    await store.moveAll(moves('c'));
    expect(asked.slice(3).map(({ name, input }) => `${name} ${input.Key}`)).toEqual([
      'CopyObject mail/2026/11/21/c',
      'DeleteObject incoming/c',
    ]);
    expect(await store.moveAll([])).toEqual([]);
    expect(asked).toHaveLength(5);
  });

  test('what could not be copied is not deleted, what was moved before is no failure, and what stays is told', async () => {
    const { asked, store } = bucket(({ name, input }) => {
      if (name === 'DeleteObjects') return { Errors: [{ Key: 'incoming/d', Code: 'InternalError' }] };
      if (input.CopySource?.endsWith('b')) throw new Error('slow down');
      if (input.CopySource?.endsWith('c')) throw new NoSuchKey({ message: 'gone', $metadata: {} });
      return undefined;
    });
    const moved = await store.moveAll(moves('a', 'b', 'c', 'd'));
    expect(moved.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(moved.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([
      'Error: slow down',
      'Error: S3 does not delete an object: InternalError',
    ]);
    expect(JSON.stringify(asked.at(-1)?.input.Delete)).not.toContain('incoming/b');
  });

  test('when the deletion fails as a whole, all of them stay', async () => {
    const { store } = bucket(({ name }) => {
      if (name === 'DeleteObjects') throw new Error('down');
      return undefined;
    });
    expect((await store.moveAll(moves('a', 'b'))).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
