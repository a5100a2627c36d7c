import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { LEAN, lean, UNNEEDED } from '../../../functions/aws/lean.ts';

type Sent = { readonly method: string; readonly path: string; readonly headers: Record<string, string> };

/** A place to send to that answers with an empty object, and what it was sent. */
function listener() {
  const sent: Sent[] = [];
  const body = new TextEncoder().encode('{}');
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: Sent) => {
      sent.push(request);
      return { response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { sent, given: { region: 'eu-west-1', credentials, requestHandler: requestHandler as never } };
}

const names = (client: { middlewareStack: { identify(): string[] } }): string[] =>
  client.middlewareStack.identify().map((line) => line.split(' ')[0] ?? '');

test('what is taken out of a client is in it by its name, and gone afterwards', () => {
  const given = { region: 'eu-west-1' };
  for (const client of [new DynamoDBClient(given), new S3Client(given), new SESClient(given), new EventBridgeClient(given)]) {
    const before = names(client);
    expect(before).toEqual(expect.arrayContaining([...UNNEEDED]));
    expect(names(lean(client))).toEqual(before.filter((name) => !UNNEEDED.includes(name)));
  }
});

test('a lean client sends what the plain one sends, signed, but for the words about itself', async () => {
  const plain = listener();
  const trimmed = listener();
  const get = () => new GetItemCommand({ TableName: 'desk', Key: { pk: { S: 'a' } } });
  await new DynamoDBClient(plain.given).send(get());
  const client = lean(new DynamoDBClient({ ...LEAN, ...trimmed.given }));
  await client.send(get());
  await client.send(get());
  const [theirs] = plain.sent;
  const [ours, again] = trimmed.sent;
  const words = ['user-agent', 'x-amz-user-agent'];
  const told = (sent: Sent | undefined) => Object.keys(sent?.headers ?? {}).sort();
  expect(told(ours)).toEqual(told(theirs).filter((name) => !words.includes(name)));
  expect(told(again)).toEqual(told(ours));
  for (const { headers } of trimmed.sent)
    expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=test\/.*Signature=[0-9a-f]{64}$/);
});

test('a signer that could not be made is made again at the next call', async () => {
  let tries = 0;
  const client = {
    middlewareStack: { remove: () => true },
    config: {
      signer: async (_scheme?: never): Promise<string> => {
        tries += 1;
        if (tries === 1) throw new Error('no region yet');
        return `signer ${tries}`;
      },
    },
  };
  lean(client);
  await expect(client.config.signer()).rejects.toThrow('no region yet');
  await expect(client.config.signer()).resolves.toBe('signer 2');
  await expect(client.config.signer()).resolves.toBe('signer 2');
});
