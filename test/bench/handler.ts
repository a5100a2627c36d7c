import { fork } from 'node:child_process';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import PostalMime from 'postal-mime';
import { arrived } from '../functions/arrived.ts';
import { corpus } from './corpus.ts';
import { type Line, median } from './line.ts';

/*
 * The whole of receive-mail against a bare loop that makes the same AWS calls, with the payloads that the handler made,
 * and parses the same mails: what the desk itself adds to what nobody can leave out. The bare loop has the SDK's clients
 * as they come; beside it, for orientation, one that has our trimmed ones.
 */

const MAILS = 120;
const BATCH = 40;
const LIMIT = 1.3;

type Clients = { readonly dynamo: Sends; readonly s3: Sends };
type Sends = { send(command: object): Promise<unknown> };
type Call = { readonly client: 'dynamo' | 's3'; readonly make: () => object };

const cpuMillis = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

export async function benchHandler(): Promise<Line[]> {
  const stub = fork(new URL('./stub-aws.ts', import.meta.url), [String(MAILS)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    const port = await new Promise<string>((resolve) => stub.stdout?.once('data', (chunk) => resolve(String(chunk).trim())));
    const endpoint = `http://127.0.0.1:${port}`;
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      TABLE_NAME: 'desk',
      SHARDS: '4',
      MAIL_BUCKET: 'mail',
      POWERTOOLS_LOG_LEVEL: 'ERROR',
      DESK_DEFAULTS: JSON.stringify({
        name: 'Desk',
        zone: 'Europe/Dublin',
        mailboxes: [{ id: 'support', address: 'support@desk.test' }],
        agents: [{ id: 'agent1', name: 'Agent One', address: 'agent1@team.test' }],
      }),
    });
    const { handler } = await import('../../functions/receive-mail.ts');
    const { dynamo } = await import('../../functions/aws/dynamo.ts');
    const { s3 } = await import('../../functions/aws/mail-store.ts');
    const mails = corpus(MAILS);
    const event = (n: number) => ({
      Records: [arrived({ id: String(n), at: '2026-03-02T10:00:00.000Z', from: mails[n]?.from ?? '', to: ['support@desk.test'] })],
    });
    const context = { awsRequestId: 'bench', functionName: 'receive-mail', getRemainingTimeInMillis: () => 30_000 } as Context;

    // Once over all of them: warms up both sides, and writes down each call with its payload.
    const calls: Call[][] = [];
    let current: Call[] = [];
    const trimmed: Clients = { dynamo: dynamo() as Sends, s3: s3() as Sends };
    const plain: Clients = {
      dynamo: new DynamoDBClient({ maxAttempts: 4 }) as Sends,
      s3: new S3Client({
        maxAttempts: 4,
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        forcePathStyle: true,
      }) as Sends,
    };
    const restore = (['dynamo', 's3'] as const).map((name) => {
      const client = trimmed[name];
      const send = client.send.bind(client);
      client.send = (command) => {
        const { constructor: Command, input } = command as { constructor: new (input: unknown) => object; input: unknown };
        current.push({ client: name, make: () => new Command(input) });
        return send(command);
      };
      return () => {
        client.send = send;
      };
    });
    for (let n = 0; n < MAILS; n += 1) {
      current = [];
      const { batchItemFailures } = (await handler(event(n), context)) as SQSBatchResponse;
      if (batchItemFailures.length > 0) throw new Error('a mail of the bench was not received');
      calls.push(current);
    }
    for (const undo of restore) undo();

    const bare = async (n: number, clients: Clients): Promise<void> => {
      for (const call of calls[n] ?? []) {
        const answer = (await clients[call.client].send(call.make())) as { Body?: { transformToByteArray(): Promise<Uint8Array> } };
        // An object is not fetched until its bytes are.
        await answer.Body?.transformToByteArray();
      }
      await PostalMime.parse(mails[n]?.raw ?? new Uint8Array());
    };
    const ways = [(n: number) => handler(event(n), context), (n: number) => bare(n, plain), (n: number) => bare(n, trimmed)];
    for (const way of ways.slice(1)) for (let n = 0; n < MAILS; n += 1) await way(n);
    const spent: number[][] = ways.map(() => []);
    for (let round = 0; round < 2; round += 1) {
      for (let from = 0; from < MAILS; from += BATCH) {
        for (const [i, way] of ways.entries()) {
          const before = cpuMillis();
          for (let n = from; n < from + BATCH; n += 1) await way(n);
          spent[i]?.push((cpuMillis() - before) / BATCH);
        }
      }
    }
    const [ours = [], theirs = [], lean = []] = spent;
    const ratioTo = (others: number[]): number => median(ours.map((mine, n) => mine / (others[n] ?? Number.NaN)));
    const each = calls.map((list) => list.length);
    return [
      {
        name: 'receive-mail whole, against the same AWS calls and the parse alone (CPU)',
        ratio: ratioTo(theirs),
        limit: LIMIT,
        detail: `${median(ours).toFixed(2)} ms against ${median(theirs).toFixed(2)} ms a mail; ${median(each)} calls a mail; ${ratioTo(lean).toFixed(2)}× with our trimmed clients on both sides; medians of ${ours.length} batches of ${BATCH}, in turn`,
      },
    ];
  } finally {
    stub.disconnect();
    stub.kill();
  }
}
