/*
 * Faults on demand, and a record of calls: what a service of AWS may do to a function, done when a test says so.
 * Only calls by the desk's functions are meddled with; they are told by their access keys.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import * as z from 'zod/mini';

export const SERVICES = ['ses', 'dynamodb', 's3', 'events', 'sqs'] as const;
export type Service = (typeof SERVICES)[number];
export const MODES = ['throttle', 'error', 'timeout-after-success', 'down'] as const;
export type Mode = (typeof MODES)[number];

export const faultSchema = z.object({
  service: z.enum(SERVICES),
  mode: z.enum(MODES),
  /** How many calls it befalls. */
  count: z._default(z.int().check(z.positive()), 1),
  /** How many matching calls it lets pass first. */
  skip: z._default(z.int().check(z.nonnegative()), 0),
  /** Only this operation, such as `PutItem`. */
  operation: z.optional(z.string()),
  /** Only calls by this function, such as `receive-mail`. */
  function: z.optional(z.string()),
});
export type Fault = z.infer<typeof faultSchema>;

export type Call = {
  readonly function: string;
  readonly service: Service;
  readonly operation: string;
  readonly fault?: Mode;
};

export class Faults {
  readonly #callers: ReadonlyMap<string, string>;
  #armed: Fault[] = [];
  #calls: Call[] = [];
  #watching = false;
  /** Told when calls begin or cease to need a look, and resolves once the functions know. */
  onAttention: (attention: boolean) => Promise<void> = () => Promise.resolve();

  /** @param callers function names by access key */
  constructor(callers: ReadonlyMap<string, string>) {
    this.#callers = callers;
  }

  /** Whether calls have to be looked at. */
  get attentive(): boolean {
    return this.#watching || this.#armed.length > 0;
  }

  get armed(): readonly Fault[] {
    return this.#armed;
  }

  /** The calls seen since watching began, oldest first. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  async arm(fault: Fault): Promise<void> {
    this.#armed.push({ ...fault });
    await this.onAttention(true);
  }

  async clear(): Promise<void> {
    this.#armed = [];
    await this.onAttention(this.attentive);
  }

  /** Begins a new record of calls, or ends it. */
  async watch(on: boolean): Promise<void> {
    this.#watching = on;
    if (on) this.#calls = [];
    await this.onAttention(this.attentive);
  }

  /** What befalls this call, if anything. Counts it. */
  befalls(request: IncomingMessage, service: Service, operation: string): Mode | undefined {
    const caller = this.#callers.get(/Credential=([A-Za-z0-9]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (caller === undefined) return undefined;
    const fault = this.#next(service, operation, caller);
    if (this.#watching) this.#calls.push({ function: caller, service, operation, ...(fault ? { fault } : {}) });
    return fault;
  }

  #next(service: Service, operation: string, caller: string): Mode | undefined {
    for (const fault of this.#armed) {
      if (fault.service !== service) continue;
      if (fault.operation !== undefined && fault.operation !== operation) continue;
      if (fault.function !== undefined && fault.function !== caller) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.count -= 1;
      // A spent fault leaves; calls take the short way again only after clear(), so that counting never races with them.
      if (fault.count === 0) this.#armed = this.#armed.filter((other) => other !== fault);
      return fault.mode;
    }
    return undefined;
  }
}

/** How each service says no, so that the SDK reads it as it would from AWS. */
const REFUSALS: Record<Service, (throttle: boolean) => { status: number; type: string; body: string }> = {
  dynamodb: (throttle) =>
    json10(throttle ? 400 : 500, `com.amazonaws.dynamodb.v20120810#${throttle ? 'ThrottlingException' : 'InternalServerError'}`),
  sqs: (throttle) => json10(throttle ? 400 : 500, `com.amazonaws.sqs#${throttle ? 'RequestThrottled' : 'InternalFailure'}`),
  events: (throttle) => json10(throttle ? 400 : 500, throttle ? 'ThrottlingException' : 'InternalException', '1.1'),
  s3: (throttle) => ({
    status: throttle ? 503 : 500,
    type: 'application/xml',
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${throttle ? 'SlowDown' : 'InternalError'}</Code><Message>injected</Message></Error>`,
  }),
  ses: (throttle) => ({
    status: throttle ? 400 : 500,
    type: 'text/xml',
    body:
      '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error>' +
      `<Type>${throttle ? 'Sender' : 'Receiver'}</Type><Code>${throttle ? 'Throttling' : 'InternalFailure'}</Code>` +
      `<Message>${throttle ? 'Maximum sending rate exceeded.' : 'injected'}</Message></Error><RequestId>local</RequestId></ErrorResponse>`,
  }),
};

function json10(status: number, type: string, version = '1.0'): { status: number; type: string; body: string } {
  return { status, type: `application/x-amz-json-${version}`, body: JSON.stringify({ __type: type, message: 'injected' }) };
}

/**
 * Carries a fault out on one call.
 * @param proceed does what the service would have done; wanted only when the call succeeds and its answer gets lost
 */
export function inflict(mode: Mode, service: Service, request: IncomingMessage, response: ServerResponse, proceed: () => void): void {
  if (mode === 'down') {
    request.socket.destroy();
  } else if (mode === 'timeout-after-success') {
    loseAnswer(request, response);
    proceed();
  } else {
    const { status, type, body } = REFUSALS[service](mode === 'throttle');
    request.resume();
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  }
}

/** The service does its work; the caller sees the connection break where the answer should have come. */
function loseAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.write = (() => true) as ServerResponse['write'];
  response.end = (() => {
    request.socket.destroy();
    return response;
  }) as ServerResponse['end'];
}

/** Puts faults in front of a server; while there is nothing to look at, a request costs one comparison more. */
export function guard(
  server: Server,
  service: (request: IncomingMessage) => Service,
  operation: (request: IncomingMessage) => string,
  faults: Faults,
): void {
  const handlers = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const proceed = (): void => {
      for (const handle of handlers) handle.call(server, request, response);
    };
    if (!faults.attentive) return proceed();
    const which = service(request);
    const mode = faults.befalls(request, which, operation(request));
    if (mode === undefined) proceed();
    else inflict(mode, which, request, response, proceed);
  });
}

/** The operation that a JSON protocol names in its target header. */
export const targetOperation = (request: IncomingMessage): string => String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');

/** The S3 operation that a request is, told by method, path and query. */
export function s3Operation(request: IncomingMessage): string {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const hasKey = /^\/[^/]+\/.+/.test(path);
  const has = (name: string): boolean => new RegExp(`(^|&)${name}(=|&|$)`).test(query);
  switch (request.method) {
    case 'PUT':
      if (has('uploadId')) return 'UploadPart';
      return request.headers['x-amz-copy-source'] ? 'CopyObject' : hasKey ? 'PutObject' : 'CreateBucket';
    case 'GET':
      return hasKey ? 'GetObject' : path === '/' ? 'ListBuckets' : has('list-type') ? 'ListObjectsV2' : 'ListObjects';
    case 'HEAD':
      return hasKey ? 'HeadObject' : 'HeadBucket';
    case 'DELETE':
      return has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    default:
      return has('uploads') ? 'CreateMultipartUpload' : has('uploadId') ? 'CompleteMultipartUpload' : 'DeleteObjects';
  }
}
