/*
 * A CloudFront Function: the template's own code, in a world with nothing in it, as at the edge.
 * https://docs.aws.amazon.com/AWSCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
import type { IncomingMessage } from 'node:http';
import { runInNewContext } from 'node:vm';
import * as z from 'zod/mini';

/** Far more than the edge allows; nothing here runs so long but a loop. */
const TIMEOUT_MS = 200;

const valued = z.record(z.string(), z.looseObject({ value: z.string() }));
const answer = z.object({ statusCode: z.int(), headers: z._default(valued, {}) });
const request = z.object({ uri: z.string().check(z.startsWith('/')) });
/** An answer from the edge, or where the request goes on to. */
export type EdgeDecision = { readonly status: number; readonly headers: Readonly<Record<string, string>> } | { readonly uri: string };

export class EdgeFunction {
  readonly #handler: (event: object) => unknown;

  /** @throws Error when the code does not compile or has no `handler` */
  constructor(code: string) {
    const handler: unknown = runInNewContext(`${code}\n;typeof handler === 'function' ? handler : null`, Object.create(null), {
      timeout: TIMEOUT_MS,
    });
    if (typeof handler !== 'function') throw new Error('a CloudFront function has no handler');
    this.#handler = (event) =>
      runInNewContext('handler(JSON.parse(event))', { handler, event: JSON.stringify(event) }, { timeout: TIMEOUT_MS });
  }

  /** @throws what the function throws, or Error when it answers with neither a request nor a response */
  async decide(asked: IncomingMessage, uri: string, query: string): Promise<EdgeDecision> {
    const event = {
      version: '1.0',
      context: { distributionDomainName: asked.headers.host, distributionId: 'DESKLOCAL', eventType: 'viewer-request', requestId: 'local' },
      viewer: { ip: asked.socket.remoteAddress },
      request: {
        method: asked.method,
        uri,
        querystring: values([...new URLSearchParams(query)]),
        headers: values(Object.entries(asked.headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one ?? '']))),
        cookies: {},
      },
    };
    const decided = await this.#handler(event);
    const answered = answer.safeParse(decided);
    if (!answered.success) return request.parse(decided);
    const headers = Object.entries(answered.data.headers).map(([name, { value }]) => [name, value]);
    return { status: answered.data.statusCode, headers: Object.fromEntries(headers) };
  }
}

function values(pairs: readonly (readonly string[])[]): Record<string, { value: string }> {
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, { value }]));
}
