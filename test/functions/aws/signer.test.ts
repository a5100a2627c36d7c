import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { type Credentials, type Request, signer } from '../../../functions/aws/signer.ts';

/*
 * Our signature is the SDK's own, to the letter, for every request that we sign ourselves; the rest is left to it.
 */

type Sign = { sign(request: Request, signing: object): Promise<Request> };
const region = 'eu-west-1';

async function theirs(service: string, credentials: Credentials): Promise<Sign> {
  const client = service === 's3' ? new S3Client({ region, credentials }) : new DynamoDBClient({ region, credentials });
  const scheme = { name: 'sigv4', signingName: service, signingRegion: region, properties: {} };
  return (client.config.signer as unknown as (scheme: object) => Promise<Sign>)(scheme);
}

const credentials = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{4,20}$/),
    secretAccessKey: fc.string({ minLength: 1 }),
    sessionToken: fc.base64String({ minLength: 4 }),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);
const simple = fc.stringMatching(/^[A-Za-z0-9_.~-]{1,12}$/);
const headers = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'content-type',
      'x-amz-target',
      'amz-sdk-request',
      'user-agent',
      'x-amz-copy-source',
      'expect',
      'proxy-x',
      'sec-y',
      'range',
    ),
    fc.stringMatching(/^x-[a-z]{1,8}$/),
  ),
  fc.stringMatching(/^[ -~]{0,30}$/),
);
const body = fc.oneof(fc.constant(undefined), fc.string(), fc.uint8Array());
const date = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });

const request = (path: string, query: Record<string, string>, extra: Record<string, string>, content: unknown, method = 'POST') =>
  ({
    method,
    protocol: 'https:',
    hostname: 'x.test',
    path,
    query,
    headers: { host: 'x.test', ...extra },
    body: content,
  }) satisfies Request & Record<string, unknown>;

test('the signature is that of the SDK, whatever the keys, headers, body and day', async () => {
  const quick = signer();
  await fc.assert(
    fc.asyncProperty(credentials, headers, body, date, async (keys, extra, content, signingDate) => {
      const signing = { signingDate, signingRegion: region, signingService: 'dynamodb' };
      const expected = await (await theirs('dynamodb', keys)).sign(request('/', {}, extra, content), signing);
      expect(quick(request('/', {}, extra, content), keys, signing)?.headers).toEqual(expected.headers);
    }),
    { numRuns: 150 },
  );
});

test('so it is for objects, with their paths as they stand and their simple queries', async () => {
  const quick = signer();
  const segment = fc.string({ minLength: 1 }).map((text) => encodeURIComponent(text.toWellFormed()));
  await fc.assert(
    fc.asyncProperty(
      credentials,
      fc.array(segment),
      fc.dictionary(simple, simple),
      headers,
      body,
      date,
      async (keys, path, query, extra, content, at) => {
        const signing = { signingDate: at, signingRegion: region, signingService: 's3' };
        const of = () => request(`/${path.join('/')}`, query, extra, content, 'PUT');
        const expected = await (await theirs('s3', keys)).sign(of(), signing);
        expect(quick(of(), keys, signing)?.headers).toEqual(expected.headers);
      },
    ),
    { numRuns: 150 },
  );
});

test('what is not simple is left to the SDK, untouched', () => {
  const keys = { accessKeyId: 'a', secretAccessKey: 'b' };
  const signing = { signingDate: new Date(0), signingRegion: region, signingService: 's3' };
  const left = (made: Request, how: object = signing): void => {
    const before = { ...made.headers };
    expect(signer()(made, keys, how)).toBeNull();
    expect(made.headers).toEqual(before);
  };
  left(request('/bucket', { prefix: 'incoming/' }, {}, undefined, 'GET'));
  left({ ...request('/bucket', {}, {}, undefined), query: { a: ['1', '2'] } });
  left(request('/bucket/key', {}, {}, { stream: true }));
  left(request('/a/b', {}, {}, ''), { ...signing, signingService: 'execute-api' });
  left(request('/', {}, {}, ''), { ...signing, signingDate: undefined });
});
