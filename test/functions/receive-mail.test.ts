import type { SQSRecord } from 'aws-lambda';
import { logOf } from '../../functions/aws/log.ts';
import { mailStore } from '../../functions/aws/mail-store.ts';
import { settingsStore } from '../../functions/aws/settings.ts';
import { tickets } from '../../functions/aws/tickets.ts';
import { receiveMails } from '../../functions/receive-mail.ts';
import type { Trigger } from '../../functions/shell.ts';
import { arrived } from './arrived.ts';
import { Cloud } from './cloud.ts';
import { MemoryTable } from './memory-table.ts';

/*
 * A batch of SES's words: each mail stands for itself.
 */

const AT = '2026-03-02T10:00:00.000Z';
const quiet = { info: () => {}, warn: () => {}, error: () => {}, metric: () => {} };
const trigger: Trigger = { log: { ...logOf('test'), ...quiet }, requestId: 'test', remainingMillis: () => 60_000 };

function desk() {
  const table = new MemoryTable();
  const cloud = new Cloud();
  const asked: string[] = [];
  const s3 = {
    send: async (command: { input: { Key?: string; Delete?: { Objects: { Key: string }[] } } }) => {
      for (const { Key } of command.input.Delete?.Objects ?? []) asked.push(`Delete ${Key}`);
      if (command.input.Key !== undefined) asked.push(command.input.Key);
      if (command.input.Key === 'incoming/broken') throw new Error('S3 is down for this one');
      return cloud.s3.send(command as never);
    },
  };
  const parts = {
    settings: settingsStore(table.client, 'desk', {
      name: 'Shop',
      zone: 'Europe/Dublin',
      mailboxes: [{ id: 'support', address: 'support@desk.test' }],
      agents: [],
    }),
    tickets: tickets(table.client, 'desk', 4),
    mails: mailStore(s3 as never, 'mail'),
  };
  const lay = (id: string, from: string, at = AT, more = ''): SQSRecord => {
    const raw = `From: ${from}\r\nTo: support@desk.test\r\nSubject: Order 7\r\nMessage-ID: <${id}@x.test>\r\n${more}\r\nWhere is it?\r\n`;
    cloud.objects.set(`incoming/${id}`, { bytes: Buffer.from(raw), at: new Date(at) });
    return arrived({ id, at, from, to: ['support@desk.test'] });
  };
  const receive = async (...records: SQSRecord[]): Promise<string[]> =>
    (await receiveMails(() => parts)(records, trigger)).map(({ record }) => record.messageId);
  const opened = (): number => [...table.rows.values()].filter((row) => row.sk?.S === 'T').length;
  return { table, cloud, asked, lay, receive, opened };
}
const again = (record: SQSRecord): SQSRecord => ({ ...record, attributes: { ...record.attributes, ApproximateReceiveCount: '2' } });

test('one mail that cannot be had keeps none of the others, and comes again alone', async () => {
  const { cloud, lay, receive, opened } = desk();
  const batch = [lay('a', 'a@x.test'), lay('broken', 'b@x.test'), lay('c', 'c@x.test')];
  expect(await receive(...batch)).toEqual(['notice-broken']);
  expect(opened()).toBe(2);
  expect([...cloud.objects.keys()].filter((key) => key.startsWith('incoming/'))).toEqual(['incoming/broken']);
});

test('a record that is no word of SES comes again, and one that tells of no mail does not', async () => {
  const { lay, receive, opened } = desk();
  const record = lay('a', 'a@x.test');
  const strange = { ...record, messageId: 'strange', body: 'hello' };
  const unfinished = { ...record, messageId: 'unfinished', body: '{"notificationType":"Received"}' };
  const subscribed = { ...record, messageId: 'subscribed', body: '{"notificationType":"AmazonSnsSubscriptionSucceeded"}' };
  expect(await receive(strange, record, unfinished, subscribed)).toEqual(['strange', 'unfinished']);
  expect(opened()).toBe(1);
});

test('whoever comes again is done with before the next is begun, so that one which ends the function ends no other', async () => {
  const { asked, lay, receive, opened } = desk();
  const [a, b, c] = [lay('a', 'a@x.test'), lay('b', 'b@x.test'), lay('c', 'c@x.test')];
  expect(await receive(again(a), b, again(c))).toEqual([]);
  expect(opened()).toBe(3);
  const of = (id: string) => asked.flatMap((call, n) => (call.endsWith(`/${id}`) ? [n] : []));
  // The new ones first, then each by itself: none is read before the one before it lies where it rests.
  expect([Math.max(...of('b')) < Math.min(...of('a')), Math.max(...of('a')) < Math.min(...of('c'))]).toEqual([true, true]);
});

test('who writes twice within a batch opens one ticket and answers on it, whichever comes first', async () => {
  const { table, lay, receive, opened } = desk();
  const first = lay('first', 'ana@x.test');
  const second = lay('second', 'ana@x.test', '2026-03-02T10:00:09.000Z', 'In-Reply-To: <first@x.test>\r\n');
  expect(await receive(second, first)).toEqual([]);
  const messages = [...table.rows.values()].filter((row) => row.sk?.S?.startsWith('M#'));
  expect(messages.map((row) => row.sk?.S?.split('#')[1]).sort()).toEqual([AT, '2026-03-02T10:00:09.000Z']);
  expect(opened()).toBe(1);
});

test('told of a mail twice within a batch, it is received once, and taken out of the tray once', async () => {
  const { table, cloud, asked, lay, receive, opened } = desk();
  const record = lay('a', 'a@x.test');
  expect(await receive(record, { ...record, messageId: 'notice-a-again' }, lay('b', 'b@x.test'))).toEqual([]);
  expect(opened()).toBe(2);
  expect([...table.rows.values()].filter((row) => row.sk?.S?.startsWith('M#'))).toHaveLength(2);
  expect([...cloud.objects.keys()].sort()).toEqual(['mail/2026/03/02/a', 'mail/2026/03/02/b']);
  expect(asked.filter((key) => key.startsWith('Delete'))).toEqual(['Delete incoming/a', 'Delete incoming/b']);
});
