import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EdgeFunction } from '../../infra/local/edge-function.ts';
import { cleanUp, desk, folder, isPlacer, listed, type Properties, type Resource, references } from './desk.ts';

afterAll(cleanUp);
const made = desk();
const { of } = made;
const only = (type: string): Resource => {
  const [one, ...more] = of(type);
  expect(more).toEqual([]);
  return one as Resource;
};

type Behaviour = Properties & { readonly PathPattern?: string; readonly TargetOriginId: string; readonly ResponseHeadersPolicyId: unknown };
type Origin = Properties & { readonly Id: string; readonly DomainName: unknown };
const config = only('AWS::CloudFront::Distribution').properties.DistributionConfig as Properties & {
  readonly DefaultCacheBehavior: Behaviour;
  readonly CacheBehaviors: readonly Behaviour[];
  readonly Origins: readonly Origin[];
};
const originOf = (behaviour: Behaviour): Origin => config.Origins.find(({ Id }) => Id === behaviour.TargetOriginId) as Origin;
const headersOf = (behaviour: Behaviour): Properties => {
  const [id] = references(behaviour.ResponseHeadersPolicyId);
  const policy = of('AWS::CloudFront::ResponseHeadersPolicy').find((one) => one.id === id);
  return (policy?.properties.ResponseHeadersPolicyConfig ?? {}) as Properties;
};

/** Ids as CloudFront's console shows them: https://docs.aws.amazon.com/AWSCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const MANAGED = {
  cachingOptimized: '658327ea-f89d-4fab-a63d-7e88639e58f6',
  cachingDisabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  allViewerExceptHost: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
};

describe('the page', () => {
  const page = config.DefaultCacheBehavior;

  test('comes from its bucket, compressed, over HTTPS, and begins at index.html', () => {
    expect(references(originOf(page).DomainName)).toEqual(
      new Set(
        of('AWS::S3::Bucket')
          .filter(({ id }) => /Page/.test(id))
          .map(({ id }) => id),
      ),
    );
    expect(config).toMatchObject({ DefaultRootObject: 'index.html', HttpVersion: 'http2and3' });
    expect(page).toMatchObject({
      AllowedMethods: ['GET', 'HEAD'],
      CachePolicyId: MANAGED.cachingOptimized,
      Compress: true,
      ViewerProtocolPolicy: 'redirect-to-https',
    });
  });

  test('is read from the bucket by this distribution alone, signed', () => {
    const bucket = of('AWS::S3::Bucket').find(({ id }) => /Page/.test(id));
    const policy = of('AWS::S3::BucketPolicy').find((one) => references(one.properties.Bucket).has(bucket?.id ?? ''));
    const { Statement } = (policy as Resource).properties.PolicyDocument as { Statement: Properties[] };
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toMatchObject([
      {
        Action: ['s3:GetObject', 's3:ListBucket'],
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: expect.anything() },
      },
    ]);
    expect(references(allowed[0]?.Condition)).toContain(only('AWS::CloudFront::Distribution').id);
    expect(only('AWS::CloudFront::OriginAccessControl').properties.OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    });
  });

  test('may load and reach nothing but itself, and the two hosts that its tokens come from', () => {
    const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } = headersOf(page) as Record<string, Properties>;
    const csp = security?.ContentSecurityPolicy as { ContentSecurityPolicy: unknown; Override: boolean };
    const text = JSON.stringify(csp.ContentSecurityPolicy);
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(text).toContain(`${directive};`.replace("'none';", "'none'"));
    }
    expect(text).not.toMatch(/unsafe|\*|http:|sha256|nonce/);
    expect(references(csp.ContentSecurityPolicy)).toEqual(
      new Set([...of('AWS::Cognito::UserPool').map(({ id }) => id), ...of('AWS::Cognito::UserPoolDomain').map(({ id }) => id)]),
    );
    expect(security).toMatchObject({
      ContentSecurityPolicy: { Override: true },
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
    });
    const headers = Object.fromEntries(
      ((custom as Properties).Items as { Header: string; Value: string }[]).map(({ Header, Value }) => [Header, Value]),
    );
    expect(headers).toMatchObject({ 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' });
    expect(headers['permissions-policy']).toMatch(/camera=\(\).*microphone=\(\)/);
  });

  test('is where people are sent back to after signing in and out, and the stack says where it is', () => {
    const address = { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [only('AWS::CloudFront::Distribution').id, 'DomainName'] }, '/']] };
    const client = of('AWS::Cognito::UserPoolClient').find(({ properties }) => listed(properties.AllowedOAuthFlows).includes('code'));
    expect(client?.properties).toMatchObject({ CallbackURLs: [address], LogoutURLs: [address] });
    expect(made.outputs.PageUrl?.Value).toEqual(address);
  });

  test('and pages that the context names beside it', () => {
    const more = desk({ callbackUrls: 'https://desk.shop.example/' });
    const client = more.of('AWS::Cognito::UserPoolClient').find(({ properties }) => listed(properties.AllowedOAuthFlows).includes('code'));
    expect(client?.properties.CallbackURLs).toEqual(['https://desk.shop.example/', expect.anything()]);
  });

  test('is where mails lead to', () => {
    const site = of('AWS::Lambda::Function').flatMap(({ properties }) => {
      const { Variables } = (properties.Environment ?? {}) as { Variables?: Properties };
      return Variables?.SITE_URL === undefined ? [] : [Variables.SITE_URL];
    });
    expect(site.length).toBeGreaterThan(2);
    for (const one of site) expect(references(one)).toEqual(new Set([only('AWS::CloudFront::Distribution').id]));
  });

  test('has names that differ from region to region: CloudFront has one list of them for all', () => {
    const names = [
      ...of('AWS::CloudFront::ResponseHeadersPolicy').map(({ properties }) => (properties.ResponseHeadersPolicyConfig as Properties).Name),
      ...of('AWS::CloudFront::OriginAccessControl').map(({ properties }) => (properties.OriginAccessControlConfig as Properties).Name),
      ...of('AWS::CloudFront::Function').map(({ properties }) => properties.Name),
    ];
    expect(names).toHaveLength(4);
    for (const name of names) expect(name).toMatch(/^deskpulse-main-eu-west-1-[a-z]+$/);
  });
});

describe('the API under the same origin', () => {
  const behaviour = (path: string): Behaviour => config.CacheBehaviors.find(({ PathPattern }) => PathPattern === path) as Behaviour;

  test.each(['/api/*', '/s/*', '/orders/*'])('%s reaches the API with every method and the token, and nothing is kept', (path) => {
    expect(behaviour(path)).toMatchObject({
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      CachePolicyId: MANAGED.cachingDisabled,
      OriginRequestPolicyId: MANAGED.allViewerExceptHost,
      ViewerProtocolPolicy: 'https-only',
    });
    const origin = originOf(behaviour(path));
    expect(references(origin.DomainName)).toContain(only('AWS::ApiGatewayV2::Api').id);
    expect(origin.CustomOriginConfig).toEqual({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] });
  });

  test("leaves the headers of a customer's page to the API, and gives those that are missing", () => {
    expect(headersOf(behaviour('/s/*'))).toMatchObject({
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", Override: false },
        StrictTransportSecurity: { Override: false },
      },
    });
  });

  test.each([
    ['/api/tickets', '/tickets'],
    ['/api/tickets/a%2Fb', '/tickets/a%2Fb'],
    ['/api/', '/'],
  ])('%s is %s to the API', async (asked, passed) => {
    const { FunctionCode } = only('AWS::CloudFront::Function').properties;
    const at = behaviour('/api/*').FunctionAssociations as Properties[];
    expect(at).toEqual([{ EventType: 'viewer-request', FunctionARN: expect.anything() }]);
    const request = { headers: { host: 'page.test' }, method: 'GET', socket: {} } as Parameters<EdgeFunction['decide']>[0];
    expect(await new EdgeFunction(String(FunctionCode)).decide(request, asked, '')).toEqual({ uri: passed });
  });

  test('the other paths are as they are', () => {
    for (const path of ['/s/*', '/orders/*']) expect(behaviour(path).FunctionAssociations).toBeUndefined();
  });
});

describe("the page's files", () => {
  const [assets, rest] = [...of('Custom::CDKBucketDeployment')].sort(
    (a, b) => listed(a.properties.Exclude).length - listed(b.properties.Exclude).length || (a.properties.Include ? -1 : 1),
  ) as [Resource, Resource];

  test('are placed before what loads them, and nothing is taken away from under an open page', () => {
    expect(assets.properties).toMatchObject({
      Include: ['assets/*'],
      Exclude: ['*'],
      Prune: false,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(rest.properties).toMatchObject({ Exclude: ['assets/*'], Prune: false, SystemMetadata: { 'cache-control': 'no-cache' } });
    expect(rest.whole.DependsOn).toContain(assets.id);
  });

  test('tell the page where its API and its tokens are', () => {
    const keys = listed(rest.properties.SourceObjectKeys).map((key) => String(key).replace(/\.zip$/, ''));
    const at = keys.findIndex((key) => readdirSync(join(made.outdir, `asset.${key}`)).includes('config.json'));
    const text = readFileSync(join(made.outdir, `asset.${keys[at]}`, 'config.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({
      issuer: expect.stringMatching(/^<<marker/),
      clientId: expect.stringMatching(/^<<marker/),
      scopes: ['desk/tickets:read', 'desk/tickets:write', 'desk/metrics:read', 'desk/settings:write'],
      apiBase: '/api',
    });
    expect(references((rest.properties.SourceMarkers as Properties[])[at])).toEqual(
      new Set([
        ...of('AWS::Cognito::UserPool').map(({ id }) => id),
        ...of('AWS::Cognito::UserPoolClient')
          .filter(({ properties }) => listed(properties.AllowedOAuthFlows).includes('code'))
          .map(({ id }) => id),
      ]),
    );
  });

  test('are placed by a function that may read them, list and write, and nothing else', () => {
    const [placer] = of('AWS::Lambda::Function').filter(isPlacer);
    const [role] = references(placer?.properties.Role);
    const policy = of('AWS::IAM::Policy').find(({ properties }) => references(properties.Roles).has(role ?? ''));
    const { Statement } = (policy as Resource).properties.PolicyDocument as { Statement: { Action: string | string[] }[] };
    expect(Statement.flatMap(({ Action }) => listed(Action)).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });

  test('are what Vite makes of their sources, the same from the same', () => {
    const web = join(folder(), 'web');
    mkdirSync(web);
    writeFileSync(
      join(web, 'index.html'),
      '<!doctype html><html lang="en"><title>T</title><script type="module" src="/main.ts"></script></html>',
    );
    writeFileSync(join(web, 'main.ts'), "const greet: string = 'hello';\ndocument.body.textContent = greet;\n");
    // In a process of its own, as a synthesis is: a bundler of native code does not live in a test's own realm.
    const module = new URL('../../infra/web.ts', import.meta.url).href;
    const program = `const { buildPage } = await import(${JSON.stringify(module)}); await buildPage(...process.argv.slice(1));`;
    const built = (): string[] => {
      const at = join(folder(), 'page');
      const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program, at, web], { encoding: 'utf8' });
      expect({ code: ran.status, said: ran.stderr }).toEqual({ code: 0, said: '' });
      return readdirSync(at, { recursive: true, encoding: 'utf8' }).sort();
    };
    const once = built();
    expect(once).toEqual(['assets', expect.stringMatching(/^assets\/index-.+\.js$/), 'index.html']);
    expect(built()).toEqual(once);
  });
});
