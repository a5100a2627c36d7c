/*
 * CloudFront: the distribution of the template with its behaviours, its function at the edge, its response headers and its
 * compression, before the page's files and the API. It keeps nothing: what is asked for is looked up.
 * https://docs.aws.amazon.com/AWSCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { EdgeFunction } from './edge-function.ts';
import { REGION } from './identity.ts';
import { fits, type PlacedFile, type PlacedFiles, placedFiles } from './placed-files.ts';
import { decode } from './routes.ts';
import type { HostedStack } from './stack.ts';

const behaviourProperties = z.looseObject({
  PathPattern: z._default(z.string(), '*'),
  TargetOriginId: z.string(),
  AllowedMethods: z._default(z.array(z.string()), ['GET', 'HEAD']),
  Compress: z._default(z.boolean(), false),
  ResponseHeadersPolicyId: z.optional(z.string()),
  FunctionAssociations: z._default(z.array(z.object({ EventType: z.literal('viewer-request'), FunctionARN: z.string() })), []),
});
const distributionProperties = z.looseObject({
  DistributionConfig: z.looseObject({
    DefaultRootObject: z._default(z.string(), ''),
    DefaultCacheBehavior: behaviourProperties,
    CacheBehaviors: z._default(z.array(behaviourProperties), []),
    Origins: z.array(z.looseObject({ Id: z.string(), DomainName: z.string() })),
  }),
});
const functionProperties = z.looseObject({ FunctionCode: z.string() });
const policyProperties = z.looseObject({
  ResponseHeadersPolicyConfig: z.object({
    Name: z.string(),
    Comment: z.optional(z.string()),
    SecurityHeadersConfig: z._default(
      z.object({
        ContentSecurityPolicy: z.optional(z.object({ ContentSecurityPolicy: z.string() })),
        ContentTypeOptions: z.optional(z.object({})),
        FrameOptions: z.optional(z.object({ FrameOption: z.string() })),
        ReferrerPolicy: z.optional(z.object({ ReferrerPolicy: z.string() })),
        StrictTransportSecurity: z.optional(z.object({ AccessControlMaxAgeSec: z.number(), IncludeSubdomains: z.optional(z.boolean()) })),
      }),
      {},
    ),
    CustomHeadersConfig: z._default(z.object({ Items: z.array(z.object({ Header: z.string(), Value: z.string() })) }), {
      Items: [],
    }),
  }),
});

type Header = { readonly name: string; readonly value: string };
type Behaviour = {
  readonly pattern: string;
  readonly methods: readonly string[];
  readonly compress: boolean;
  readonly headers: readonly Header[];
  readonly atViewer: EdgeFunction | undefined;
  /** A bucket's files, or null for the API. */
  readonly files: ReadonlyMap<string, PlacedFile> | null;
};

/** Answers the request as the API does when it is asked for this path and query. */
export type ToApi = (url: string) => Promise<void>;

/** What CloudFront compresses, by type and size: https://docs.aws.amazon.com/AWSCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html */
const COMPRESSED = /^(text\/|application\/(javascript|json|manifest\+json|xml)|image\/svg\+xml|font\/(otf|ttf))/;
const LEAST_BYTES = 1000;

export class Edge {
  readonly #behaviours: readonly Behaviour[];
  readonly #root: string;
  readonly #packed = new Map<string, Buffer>();

  private constructor(behaviours: readonly Behaviour[], root: string) {
    this.#behaviours = behaviours;
    this.#root = root;
  }

  /**
   * The distribution of a stack; null when it has none.
   * @throws Error naming what of it is not understood
   */
  static of(stack: HostedStack): Edge | null {
    const [distribution] = stack.of('AWS::CloudFront::Distribution', distributionProperties);
    if (!distribution) return null;
    const { DistributionConfig: config } = distribution.properties;
    const files = placedFiles(stack);
    const policies = new Map(
      stack.of('AWS::CloudFront::ResponseHeadersPolicy', policyProperties).map(({ ref, properties }) => [ref, headersOf(properties)]),
    );
    const functions = new Map(
      stack
        .of('AWS::CloudFront::Function', functionProperties)
        .map(({ arn, properties }) => [arn, new EdgeFunction(properties.FunctionCode)]),
    );
    const origins = new Map(config.Origins.map(({ Id, DomainName }) => [Id, originOf(DomainName, files)]));
    const known = <T>(map: ReadonlyMap<string, T>, id: string): T => {
      const found = map.get(id);
      if (found === undefined) throw new Error(`the distribution ${distribution.id} names ${id}, which is not there`);
      return found;
    };
    const behaviours = [...config.CacheBehaviors, { ...config.DefaultCacheBehavior, PathPattern: '*' }].map((given): Behaviour => {
      const [association] = given.FunctionAssociations;
      return {
        pattern: given.PathPattern,
        methods: given.AllowedMethods,
        compress: given.Compress,
        headers: given.ResponseHeadersPolicyId === undefined ? [] : known(policies, given.ResponseHeadersPolicyId),
        atViewer: association && known(functions, association.FunctionARN),
        files: known(origins, given.TargetOriginId).files,
      };
    });
    return new Edge(behaviours, config.DefaultRootObject);
  }

  async serve(request: IncomingMessage, response: ServerResponse, toApi: ToApi): Promise<void> {
    const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
    const behaviour = this.#behaviours.find(({ pattern }) => fits(pattern.startsWith('/') ? pattern : `/${pattern}`, path));
    // CloudFront refuses other methods. On this port the API's own host listens too, and says that it knows no such route.
    if (!behaviour?.methods.includes(request.method ?? 'GET')) return toApi(request.url ?? '/');
    for (const { name, value } of behaviour.headers) response.setHeader(name, value);
    const decision = await behaviour.atViewer?.decide(request, path, query);
    if (decision !== undefined && 'status' in decision) {
      for (const [name, value] of Object.entries(decision.headers)) response.setHeader(name, value);
      return end(response, decision.status, '');
    }
    const uri = decision?.uri ?? path;
    if (behaviour.files === null) return toApi(query === '' ? uri : `${uri}?${query}`);
    const key = uri === '/' ? this.#root : decode(uri.slice(1));
    const file = behaviour.files.get(key);
    if (!file) return end(response, 404, 'There is no such page.');
    return this.#give(request, response, file, behaviour.compress);
  }

  #give(request: IncomingMessage, response: ServerResponse, file: PlacedFile, compress: boolean): void {
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const packable = compress && COMPRESSED.test(file.type) && file.body.length >= LEAST_BYTES;
    const encoding = !packable ? null : /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
    for (const [name, value] of Object.entries(file.headers)) if (!response.hasHeader(name)) response.setHeader(name, value);
    response.setHeader('content-type', file.type);
    // A compressed body is the same in meaning only, and its tag says so.
    const etag = encoding === null ? file.etag : `W/${file.etag}`;
    response.setHeader('etag', etag);
    if (packable) response.setHeader('vary', 'accept-encoding');
    if ((request.headers['if-none-match'] ?? '').replaceAll('W/', '').includes(file.etag)) {
      response.writeHead(304);
      return void response.end();
    }
    const body = encoding === null ? file.body : this.#pack(file, encoding);
    if (encoding !== null) response.setHeader('content-encoding', encoding);
    response.setHeader('content-length', body.length);
    response.writeHead(200);
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  #pack(file: PlacedFile, encoding: 'br' | 'gzip'): Buffer {
    const name = `${encoding} ${file.etag}`;
    const packed = this.#packed.get(name) ?? (encoding === 'br' ? brotliCompressSync(file.body) : gzipSync(file.body));
    this.#packed.set(name, packed);
    return packed;
  }
}

/** @throws Error for an origin that is neither a bucket of the stack nor its API */
function originOf(domain: string, files: PlacedFiles): Pick<Behaviour, 'files'> {
  const bucket = domain.endsWith(`.s3.${REGION}.amazonaws.com`) ? domain.slice(0, -`.s3.${REGION}.amazonaws.com`.length) : undefined;
  if (bucket !== undefined) return { files: files.get(bucket) ?? new Map() };
  if (domain.startsWith('desklocal.execute-api.')) return { files: null };
  throw new Error(`the local desk cannot host the origin ${domain}`);
}

/** What goes out with every answer. What the API says of itself comes later and wins. */
function headersOf({ ResponseHeadersPolicyConfig: config }: z.infer<typeof policyProperties>): Header[] {
  const { ContentSecurityPolicy: csp, ContentTypeOptions: sniff, FrameOptions: frame, ...rest } = config.SecurityHeadersConfig;
  const { ReferrerPolicy: referrer, StrictTransportSecurity: transport } = rest;
  return [
    ...(csp ? [{ name: 'content-security-policy', value: csp.ContentSecurityPolicy }] : []),
    ...(sniff ? [{ name: 'x-content-type-options', value: 'nosniff' }] : []),
    ...(frame ? [{ name: 'x-frame-options', value: frame.FrameOption }] : []),
    ...(referrer ? [{ name: 'referrer-policy', value: referrer.ReferrerPolicy }] : []),
    ...(transport
      ? [
          {
            name: 'strict-transport-security',
            value: `max-age=${transport.AccessControlMaxAgeSec}${transport.IncludeSubdomains ? '; includeSubDomains' : ''}`,
          },
        ]
      : []),
    ...config.CustomHeadersConfig.Items.map(({ Header: name, Value: value }) => ({ name: name.toLowerCase(), value })),
  ];
}

function end(response: ServerResponse, status: number, text: string): void {
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(text));
  response.writeHead(status);
  response.end(text);
}
