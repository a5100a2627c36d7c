/*
 * The HTTP API: routes, authorizer and integrations of the template, payload format 2.0, and API Gateway's own answers.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import type { Activity } from './activity.ts';
import { AT_HEADER, type DeskClock, whenSaid } from './clock.ts';
import type { Edge } from './edge.ts';
import type { Outcome } from './function-protocol.ts';
import { functionName } from './function-specs.ts';
import type { Invocable } from './functions.ts';
import { ACCOUNT } from './identity.ts';
import { decode, type RouteMatch, RouteTable } from './routes.ts';
import type { HostedStack } from './stack.ts';
import { type Checked, checkToken } from './token-check.ts';
import type { Tokens } from './tokens.ts';

const routeProperties = z.looseObject({
  RouteKey: z.string(),
  Target: z.optional(z.string()),
  AuthorizationType: z._default(z.string(), 'NONE'),
  AuthorizerId: z.optional(z.string()),
  AuthorizationScopes: z._default(z.array(z.string()), []),
});
const integrationProperties = z.looseObject({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z._default(z.literal('2.0'), '2.0'),
});
const authorizerProperties = z.looseObject({
  AuthorizerType: z.literal('JWT'),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z._default(z.array(z.string()), []) }),
});
const apiProperties = z.looseObject({ ProtocolType: z._default(z.literal('HTTP'), 'HTTP') });

type Route = { readonly function: string; readonly scopes: readonly string[] | null; readonly audience: readonly string[] };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const BODY_LIMIT = 10 * 2 ** 20;
/** Lambda takes and gives so much in a synchronous invocation. */
const PAYLOAD_LIMIT = 6 * 2 ** 20;
const INTEGRATION_TIMEOUT_MS = 30_000;
const TEXT_TYPES = /^(?:text\/|application\/(?:json|javascript|xml)|[^;]+\+(?:json|xml))/i;

const lambdaAnswer = z.looseObject({
  statusCode: z.int().check(z.gte(100), z.lte(599)),
  headers: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
  cookies: z._default(z.array(z.string()), []),
  body: z._default(z.string(), ''),
  isBase64Encoded: z._default(z.boolean(), false),
});

export type GatewayParts = {
  readonly stack: HostedStack;
  readonly functions: Invocable;
  readonly tokens: Pick<Tokens, 'trust'>;
  readonly clock: DeskClock;
  readonly activity: Activity;
  /** What stands before the API on its port: it gets what no route answers, such as a page. */
  readonly edge?: Pick<Edge, 'serve'> | null;
};

export class Gateway {
  readonly #parts: GatewayParts;
  readonly #routes = new RouteTable<Route>();
  readonly #server: http.Server;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    const { stack } = parts;
    stack.of('AWS::ApiGatewayV2::Api', apiProperties);
    const integrations = new Map(
      stack.of('AWS::ApiGatewayV2::Integration', integrationProperties).map(({ ref, properties }) => [ref, properties]),
    );
    const authorizers = new Map(
      stack.of('AWS::ApiGatewayV2::Authorizer', authorizerProperties).map(({ ref, properties }) => [ref, properties]),
    );
    for (const { id, properties } of stack.of('AWS::ApiGatewayV2::Route', routeProperties)) {
      const integration = integrations.get((properties.Target ?? '').replace(/^integrations\//, ''));
      if (!integration) throw new Error(`the route ${id} leads to no integration`);
      const authorizer = properties.AuthorizationType === 'NONE' ? undefined : authorizers.get(properties.AuthorizerId ?? '');
      if (properties.AuthorizationType !== 'NONE' && !authorizer)
        throw new Error(`the route ${id} has an authorizer that is not understood`);
      this.#routes.add(properties.RouteKey, {
        function: functionName(integration.IntegrationUri),
        scopes: authorizer ? properties.AuthorizationScopes : null,
        audience: authorizer?.JwtConfiguration.Audience ?? [],
      });
    }
    this.#server = http.createServer((request, response) => {
      const end = parts.activity.begin('http');
      this.#serve(request, response)
        .catch(() => refuse(response, 500, 'Internal Server Error'))
        .finally(end);
    });
    // Five seconds, Node's own, run out while a busy machine is about to use the connection again.
    this.#server.keepAliveTimeout = 65_000;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Programs speak to the API by its own paths; in AWS it has a host of its own for them. */
  #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { edge } = this.#parts;
    const url = request.url ?? '/';
    const answered = this.#routes.find(request.method ?? 'GET', url.replace(/\?.*/s, '')) !== undefined;
    if (answered || !edge) return this.#answer(request, response, url);
    return edge.serve(request, response, (inside) => this.#answer(request, response, inside));
  }

  async #answer(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    // A request's time is when it came, not when its token was checked.
    const at = whenSaid(request.headers[AT_HEADER], this.#parts.clock);
    const [path = '/', query = ''] = url.split(/\?(.*)/s);
    // API Gateway says its time in every answer; here that is the desk's, wherever its clock has been moved to.
    response.setHeader('date', new Date(at).toUTCString());
    const body = await readBody(request);
    if (body === null) return refuse(response, 413, 'Request Entity Too Large', true);
    const found = this.#routes.find(request.method ?? 'GET', path);
    if (!found) return refuse(response, 404, 'Not Found');
    const { scopes, audience } = found.route;
    const checked = scopes === null ? null : await checkToken(request.headers.authorization, this.#parts.tokens.trust, scopes, audience);
    if (checked?.ok === false) {
      response.setHeader('www-authenticate', checked.challenge);
      return refuse(response, checked.status, checked.status === 401 ? 'Unauthorized' : 'Forbidden');
    }
    const event = JSON.stringify(this.#event(request, at, path, query, body, found, checked));
    if (Buffer.byteLength(event) > PAYLOAD_LIMIT) return refuse(response, 413, 'Request Entity Too Large');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), INTEGRATION_TIMEOUT_MS);
    });
    const outcome = await Promise.race([this.#parts.functions.invoke(found.route.function, event), late]);
    clearTimeout(timer);
    if (outcome === null) return refuse(response, 503, 'Service Unavailable');
    return give(response, outcome, request.method === 'HEAD');
  }

  #event(
    request: IncomingMessage,
    at: number,
    path: string,
    query: string,
    body: Buffer,
    found: RouteMatch<Route>,
    checked: Checked | null,
  ): Record<string, unknown> {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) {
      if (name === 'cookie' || name === AT_HEADER || value === undefined) continue;
      headers[name] = Array.isArray(value) ? value.join(',') : value;
    }
    const parameters: Record<string, string> = {};
    for (const [name, value] of new URLSearchParams(query)) parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
    const cookies = request.headers.cookie?.split(/;\s*/).filter(Boolean);
    const isText = body.length === 0 || TEXT_TYPES.test(request.headers['content-type'] ?? 'text/plain');
    return {
      version: '2.0',
      routeKey: found.key,
      rawPath: decode(path),
      rawQueryString: query,
      ...(cookies ? { cookies } : {}),
      headers,
      ...(Object.keys(parameters).length ? { queryStringParameters: parameters } : {}),
      requestContext: {
        accountId: ACCOUNT,
        apiId: 'desklocal',
        ...(checked?.ok ? { authorizer: { jwt: { claims: checked.claims, scopes: checked.scopes } } } : {}),
        domainName: request.headers.host ?? '127.0.0.1',
        domainPrefix: 'desklocal',
        http: {
          method: request.method,
          path: decode(path),
          protocol: 'HTTP/1.1',
          sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
          userAgent: request.headers['user-agent'] ?? '',
        },
        requestId: randomUUID(),
        routeKey: found.key,
        stage: '$default',
        time: commonLogTime(at),
        timeEpoch: at,
      },
      ...(Object.keys(found.parameters).length ? { pathParameters: found.parameters } : {}),
      ...(body.length ? { body: isText ? body.toString('utf8') : body.toString('base64') } : {}),
      isBase64Encoded: !isText,
    };
  }
}

/** The body, or null once it is too long. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, status: number, message: string, close = false): void {
  if (response.headersSent) return void response.end();
  const body = JSON.stringify({ message });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(close ? { connection: 'close' } : {}),
  });
  response.end(body);
}

/** What the function answered, inferred where it is no answer with a status: then it is the body of a 200. */
function give(response: ServerResponse, outcome: Outcome, head: boolean): void {
  if (!outcome.ok || Buffer.byteLength(outcome.payload) > PAYLOAD_LIMIT) {
    refuse(response, 500, 'Internal Server Error');
    return;
  }
  const result: unknown = JSON.parse(outcome.payload);
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    return void response.end(head ? undefined : body);
  }
  const read = lambdaAnswer.safeParse(result);
  if (!read.success) {
    refuse(response, 500, 'Internal Server Error');
    return;
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = read.data;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name.toLowerCase(), String(value));
  if (!response.hasHeader('content-type') && bytes.length > 0) response.setHeader('content-type', 'text/plain;charset=utf-8');
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  const bodiless = statusCode === 204 || statusCode === 304;
  if (!bodiless) response.setHeader('content-length', bytes.length);
  response.writeHead(statusCode);
  response.end(head || bodiless ? undefined : bytes);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `21/Nov/2026:22:46:00 +0000` */
function commonLogTime(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
