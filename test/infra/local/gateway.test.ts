import type { JWTVerifyGetKey } from 'jose';
import { Activity } from '../../../infra/local/activity.ts';
import { DeskClock } from '../../../infra/local/clock.ts';
import type { Outcome } from '../../../infra/local/function-protocol.ts';
import { Gateway } from '../../../infra/local/gateway.ts';
import { fail, functionsThat, NOON, ok, stackOf } from './doubles.ts';

const route = (RouteKey: string, more: Record<string, string> = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: 'a', RouteKey, Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'I' }]] }, ...more },
});
const stack = stackOf({
  F: { Type: 'AWS::Lambda::Function', Properties: {} },
  I: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { IntegrationType: 'AWS_PROXY', IntegrationUri: { 'Fn::GetAtt': ['F', 'Arn'] }, PayloadFormatVersion: '2.0' },
  },
  A: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: 'x', Audience: ['page'] } },
  },
  R1: route('ANY /open/{id}'),
  R2: route('GET /closed', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'A' } as unknown as string }),
});

describe('the HTTP API', () => {
  let answer: () => Outcome = () => ok();
  const functions = functionsThat(() => answer());
  const keys: JWTVerifyGetKey = () => Promise.reject(new Error('no key'));
  const clock = new DeskClock(NOON, false);
  const gateway = new Gateway({
    stack,
    functions,
    tokens: { trust: { keys, issuer: 'x' } },
    clock,
    activity: new Activity(),
  });
  beforeAll(() => gateway.listen(0));
  afterAll(() => gateway.stop());
  const request = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`http://127.0.0.1:${gateway.port}${path}`, init);
  const event = (): Record<string, unknown> => functions.invoked.at(-1)?.event as Record<string, unknown>;

  test('hands a request on in payload format 2.0, at the time of the desk', async () => {
    answer = () => ok({ statusCode: 201, headers: { 'X-One': 1 }, cookies: ['a=1', 'b=2'], body: 'made' });
    const response = await request('/open/a%2Fb?q=1&q=2&r=%20x', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', cookie: 'c=3; d=4' },
    });
    expect([response.status, response.headers.get('x-one'), response.headers.getSetCookie(), await response.text()]).toEqual([
      201,
      '1',
      ['a=1', 'b=2'],
      'made',
    ]);
    expect(event()).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /open/{id}',
      rawPath: '/open/a/b',
      rawQueryString: 'q=1&q=2&r=%20x',
      queryStringParameters: { q: '1,2', r: ' x' },
      pathParameters: { id: 'a/b' },
      cookies: ['c=3', 'd=4'],
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: {
        timeEpoch: NOON,
        time: '21/Nov/2026:12:00:00 +0000',
        stage: '$default',
        http: { method: 'POST', path: '/open/a/b' },
      },
    });
    expect(event().headers).not.toHaveProperty('cookie');
  });

  test.each(['/open/1', '/nowhere', '/closed'])(
    "says the desk's time in what it answers to %s, wherever the clock was moved to",
    async (path) => {
      answer = () => ok({ statusCode: 200, body: 'fine' });
      expect((await request(path)).headers.get('date')).toBe('Sat, 21 Nov 2026 12:00:00 GMT');
      clock.set(Date.parse('2031-01-02T03:04:05.678Z'), false);
      expect((await request(path)).headers.get('date')).toBe('Thu, 02 Jan 2031 03:04:05 GMT');
      clock.set(NOON, false);
    },
  );

  test('a request comes when it says so, as long as the clock stands', async () => {
    const later = new Date(NOON + 1000).toISOString();
    await request('/open/1', { headers: { 'x-local-at': later } });
    expect(event()).toMatchObject({ requestContext: { timeEpoch: NOON + 1000 } });
    expect(event().headers).not.toHaveProperty('x-local-at');
    clock.set(NOON, false);
  });

  test.each([
    ['application/octet-stream', true],
    ['application/x-www-form-urlencoded', true],
    ['text/csv', false],
    ['application/merge-patch+json', false],
  ])('a body of %s is base64: %s', async (type, encoded) => {
    await request('/open/1', { method: 'PUT', body: 'a=b', headers: { 'content-type': type } });
    expect(event()).toMatchObject({ isBase64Encoded: encoded, body: encoded ? 'YT1i' : 'a=b' });
  });

  test('gives bytes for a body in base64', async () => {
    answer = () => ok({ statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'AAEC', isBase64Encoded: true });
    expect(Buffer.from(await (await request('/open/1')).arrayBuffer())).toEqual(Buffer.from([0, 1, 2]));
  });

  test('takes an answer without a status as the body of a 200', async () => {
    answer = () => ok({ hello: 'you' });
    const response = await request('/open/1');
    expect([response.status, await response.json()]).toEqual([200, { hello: 'you' }]);
  });

  test.each<[string, () => Outcome]>([
    ['a function that fails', () => fail()],
    ['an answer with a status that is none', () => ok({ statusCode: 'fine' })],
    ['an answer over 6 MB', () => ok({ statusCode: 200, body: 'x'.repeat(7 * 2 ** 20) })],
  ])('%s is an internal server error without a word more', async (_name, outcome) => {
    answer = outcome;
    const response = await request('/open/1');
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  test.each<[string, string, RequestInit, number, string]>([
    ['no such route', '/nowhere', {}, 404, 'Not Found'],
    ['no such method', '/closed', { method: 'POST' }, 404, 'Not Found'],
    ['no token', '/closed', {}, 401, 'Unauthorized'],
    ['a body over 10 MB', '/open/1', { method: 'POST', body: 'x'.repeat(11 * 2 ** 20) }, 413, 'Request Entity Too Large'],
  ])('%s is answered by the gateway itself', async (_name, path, init, status, message) => {
    const before = functions.invoked.length;
    const response = await request(path, init);
    expect([response.status, await response.json()]).toEqual([status, { message }]);
    expect(functions.invoked).toHaveLength(before);
  });
});
