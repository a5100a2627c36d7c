import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Edge } from '../../../infra/local/edge.ts';
import { HostedStack } from '../../../infra/local/stack.ts';
import type { Json, Template } from '../../../infra/local/template.ts';
import { ADDRESSES } from './doubles.ts';

const SCRIPT = 'export const a = 1;\n'.repeat(100);
const page = mkdtempSync(join(tmpdir(), 'edge-'));
mkdirSync(join(page, 'files', 'assets'), { recursive: true });
mkdirSync(join(page, 'config'));
writeFileSync(join(page, 'files', 'index.html'), '<!doctype html><title>Page</title>');
writeFileSync(join(page, 'files', 'assets', 'a-1.js'), SCRIPT);
writeFileSync(join(page, 'config', 'config.json'), '{"client":"<<marker:0xbaba:0>>"}');

afterAll(() => rmSync(page, { recursive: true }));

const deployment = (more: Record<string, Json>): Template['Resources'][string] => ({
  Type: 'Custom::CDKBucketDeployment',
  Properties: { SourceObjectKeys: ['files.zip'], DestinationBucketName: { Ref: 'Files' }, ...more },
});
const policy = (csp: string, custom: Json[] = []): Template['Resources'][string] => ({
  Type: 'AWS::CloudFront::ResponseHeadersPolicy',
  Properties: {
    ResponseHeadersPolicyConfig: {
      Name: csp,
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: csp, Override: true },
        ContentTypeOptions: { Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Override: true },
      },
      CustomHeadersConfig: { Items: custom },
    },
  },
});
const code = `function handler(event) {
  if (event.request.headers['x-out']) return { statusCode: 302, headers: { location: { value: '/elsewhere' } } };
  event.request.uri = event.request.uri.replace(/^\\/api/, '');
  return event.request;
}`;
const resources: Template['Resources'] = {
  Files: { Type: 'AWS::S3::Bucket' },
  Http: { Type: 'AWS::ApiGatewayV2::Api' },
  Client: { Type: 'AWS::Cognito::UserPoolClient' },
  First: deployment({ Exclude: ['*'], Include: ['assets/*'], SystemMetadata: { 'cache-control': 'immutable' } }),
  Then: deployment({
    SourceObjectKeys: ['files.zip', 'config.zip'],
    SourceMarkers: [{}, { '<<marker:0xbaba:0>>': { Ref: 'Client' } }],
    Exclude: ['assets/*'],
    SystemMetadata: { 'cache-control': 'no-cache' },
  }),
  Strip: { Type: 'AWS::CloudFront::Function', Properties: { Name: 'strip', FunctionCode: code } },
  PagePolicy: policy("default-src 'self'", [{ Header: 'Cross-Origin-Opener-Policy', Value: 'same-origin', Override: true }]),
  ApiPolicy: policy("default-src 'none'"),
  Edge: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        DefaultRootObject: 'index.html',
        Origins: [
          { Id: 'files', DomainName: { 'Fn::GetAtt': ['Files', 'RegionalDomainName'] } },
          { Id: 'api', DomainName: { 'Fn::Join': ['', [{ Ref: 'Http' }, '.execute-api.eu-west-1.amazonaws.com']] } },
        ],
        DefaultCacheBehavior: { TargetOriginId: 'files', Compress: true, ResponseHeadersPolicyId: { Ref: 'PagePolicy' } },
        CacheBehaviors: [
          {
            PathPattern: '/api/*',
            TargetOriginId: 'api',
            AllowedMethods: ['GET', 'HEAD', 'POST'],
            ResponseHeadersPolicyId: { Ref: 'ApiPolicy' },
            FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Strip', 'FunctionARN'] } }],
          },
          { PathPattern: '/s/*', TargetOriginId: 'api', AllowedMethods: ['GET', 'HEAD', 'POST'] },
        ],
      },
    },
  },
};
const hosted = (changed: Template['Resources'] = {}): HostedStack =>
  new HostedStack(
    [{ name: 'desk', template: { Resources: { ...resources, ...changed } } }],
    ADDRESSES,
    new Map([
      ['files.zip', join(page, 'files')],
      ['config.zip', join(page, 'config')],
    ]),
  );

describe('the edge', () => {
  const asked: string[] = [];
  const edge = Edge.of(hosted());
  const api = (request: IncomingMessage, response: ServerResponse) => async (url: string) => {
    asked.push(`${request.method} ${url}`);
    response.setHeader('x-from', 'api');
    response.end('api');
  };
  const server = http.createServer((request, response) => void edge?.serve(request, response, api(request, response)));
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  /** By node:http, which neither adds headers nor unpacks what comes. */
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{ status: number | undefined; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      http
        .request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
        })
        .on('error', reject)
        .end();
    });

  test('gives the root object with the headers of its policy, to be asked for again each time', async () => {
    const { status, headers, body } = await get('/');
    expect([status, String(body)]).toEqual([200, '<!doctype html><title>Page</title>']);
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'cache-control': 'no-cache',
      'content-security-policy': "default-src 'self'",
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=60; includeSubDomains',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  test('gives what is named after its content to be kept for ever', async () => {
    expect((await get('/assets/a-1.js')).headers).toMatchObject({ 'cache-control': 'immutable', 'content-type': 'text/javascript' });
  });

  test('gives the values that only a deployment knows', async () => {
    expect(JSON.parse(String((await get('/config.json')).body))).toEqual({ client: 'deskclient' });
  });

  test.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ])('packs for who accepts %s', async (accepted, encoding, unpack) => {
    const { headers, body } = await get('/assets/a-1.js', { 'accept-encoding': accepted });
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding', 'content-length': String(body.length) });
    expect(body.length).toBeLessThan(SCRIPT.length / 5);
    expect(String(unpack(body))).toBe(SCRIPT);
  });

  test('does not pack what is too small to gain by it', async () => {
    expect((await get('/', { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  });

  test('tells who has a file already that it is the same', async () => {
    const { headers } = await get('/assets/a-1.js', { 'accept-encoding': 'br' });
    const again = await get('/assets/a-1.js', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  test('says that a page is not there', async () => {
    expect((await get('/nowhere')).status).toBe(404);
    expect((await get('/%E0%A4%A')).status).toBe(404);
  });

  test("hands the API's paths on as the function at the edge leaves them, with their query", async () => {
    const { headers } = await get('/api/tickets/T-1?a=1&a=%202', {}, 'POST');
    expect(asked.at(-1)).toBe('POST /tickets/T-1?a=1&a=%202');
    expect(headers).toMatchObject({ 'x-from': 'api', 'content-security-policy': "default-src 'none'" });
    await get('/s/token');
    expect(asked.at(-1)).toBe('GET /s/token');
  });

  test('answers itself when its function does', async () => {
    const before = asked.length;
    const { status, headers } = await get('/api/tickets', { 'x-out': '1' });
    expect([status, headers.location, asked.length]).toEqual([302, '/elsewhere', before]);
  });
});

describe('a distribution that cannot be hosted', () => {
  test.each<[string, Template['Resources'], RegExp]>([
    [
      'a function without a handler',
      { Strip: { Type: 'AWS::CloudFront::Function', Properties: { Name: 'strip', FunctionCode: 'var a;' } } },
      /no handler/,
    ],
    ['headers that are nobody’s', { PagePolicy: { Type: 'AWS::SNS::Topic' } }, /names .*PagePolicy, which is not there/],
  ])('%s is said at start', (_name, changed, message) => {
    expect(() => Edge.of(hosted(changed))).toThrow(message);
  });

  test('a stack without one has none', () => {
    expect(Edge.of(new HostedStack([{ name: 'desk', template: { Resources: {} } }], ADDRESSES, new Map()))).toBeNull();
  });
});
