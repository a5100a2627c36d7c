import type { S3Client } from '@aws-sdk/client-s3';
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
