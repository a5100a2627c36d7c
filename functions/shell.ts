import { setFlagsFromString } from 'node:v8';
import middy, { type MiddlewareObj } from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import type { ApiAnswer, ApiRequest, Caller } from '../desk/api/exchange.ts';
import { problem } from '../desk/api/problem.ts';
import type { Instant } from '../events/ids.ts';
import { SCOPES, type Scope, tokenScope } from '../events/scopes.ts';
import { blotted, type Log, logOf } from './aws/log.ts';

/*
 * The stack around every function: the log with its correlation id, and for the API also JSON, problems and limits.
 */

/**
 * How far the heap may grow beyond what is alive before all of it is collected, in percent. V8 lets it by an eighth, some
 * megabytes here, and marked everything anew for every twenty mails. Measured, in turn: 5 to 11 % less CPU a mail. It never grows
 * further than halfway to what the function's memory allows, and V8 reads the flag at each collection, so that it may be set late.
 */
export const HEAP_FLAG = '--heap-growing-percent';
setFlagsFromString(`${HEAP_FLAG}=300`);

/** What a step is given beside its event. */
export type Trigger = { readonly log: Log; readonly requestId: string; readonly remainingMillis: () => number };

/** What Lambda calls. */
export type Handler<E, R> = (event: E, context: Context) => Promise<R>;
type Given = Context & { readonly trigger: Trigger };

/**
 * The log, first in every stack: begun with the correlation id, written before Lambda freezes the process. An
 * unexpected throw leaves blotted, for the runtime prints it with all its fields and failure destinations keep it.
 */
function logged<E>(correlation: (event: E) => string | undefined): MiddlewareObj<E, unknown, Error, Given> {
  return {
    before: ({ event, context }) => {
      const log = logOf(correlation(event) ?? context.awsRequestId, { function: context.functionName });
      const remainingMillis = (): number => context.getRemainingTimeInMillis?.() ?? 0;
      Object.assign(context, { trigger: { log, requestId: context.awsRequestId, remainingMillis } });
    },
    after: ({ context }) => context.trigger.log.written(),
    onError: async (request) => {
      const log = request.context.trigger?.log ?? logOf(request.context.awsRequestId);
      log.error('failed', request.error);
      await log.written();
      request.error = blotted(request.error);
    },
  };
}

/**
 * A function that AWS calls with an event and retries when it throws.
 * @param correlation names the event in the log; Lambda's request id where it has no name of its own
 */
export function onEvent<E, R = void>(
  step: (event: E, trigger: Trigger) => Promise<R>,
  correlation: (event: E) => string | undefined = () => undefined,
): Handler<E, R> {
  const stack = middy<E, R, Error, Given>()
    .use(logged(correlation))
    .handler((event: E, context: Given) => step(event, context.trigger));
  return (event, context) => stack(event, context as Given);
}

/** A record that could not be done, and why. */
export type Undone = { readonly record: SQSRecord; readonly cause: unknown };

/** A queue's batch, worked on as a whole. What the step names comes again alone; when it throws, the whole batch does. */
export function onBatch(
  step: (records: readonly SQSRecord[], trigger: Trigger) => Promise<readonly Undone[]>,
): Handler<SQSEvent, SQSBatchResponse> {
  return onEvent<SQSEvent, SQSBatchResponse>(async (event, given) => {
    const undone = await step(event.Records, given);
    for (const { record, cause } of undone) given.log.error('record failed', cause, { record: record.messageId });
    return { batchItemFailures: undone.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  });
}

/** A function that a queue feeds, and that the bus or the clock calls as well. */
export function onBatchOrEvent(
  batch: Parameters<typeof onBatch>[0],
  event: (event: unknown, trigger: Trigger) => Promise<void>,
): Handler<SQSEvent | object, unknown> {
  const [fed, called] = [onBatch(batch), onEvent(event)];
  return (given, context) => ('Records' in given ? fed(given, context) : called(given, context));
}

/**
 * A table stream's batch, in order. The step answers with the sequence number of the first record that it could not
 * do, or null; from there on the batch comes again (ReportBatchItemFailures, bisected by the mapping).
 */
export function onStream(
  step: (records: readonly DynamoDBRecord[], trigger: Trigger) => Promise<string | null>,
): Handler<DynamoDBStreamEvent, DynamoDBBatchResponse> {
  return onEvent<DynamoDBStreamEvent, DynamoDBBatchResponse>(async (event, given) => {
    const first = await step(event.Records, given);
    return { batchItemFailures: first === null ? [] : [{ itemIdentifier: first }] };
  });
}

export type ApiEvent = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer;
export type ApiHandler = Handler<ApiEvent, APIGatewayProxyStructuredResultV2>;
/** What answers one route. It returns what went wrong by the caller's doing, and throws what went wrong by ours. */
export type Answerer = (request: ApiRequest, trigger: Trigger) => Promise<ApiAnswer>;

/** Lambda takes 6 MB; what is larger never arrives. Most bodies are small, so a route that takes more says so. */
export const BODY_BYTES = 256 * 1024;

/** Where a function's routes are not the API's usual JSON for programs. */
export type Manners = {
  /** Route keys whose body is handed over as `text`, whatever its type: forms, webhooks signed over their bytes. */
  readonly raw?: ReadonlySet<string>;
  /** What people are shown instead of a problem. */
  readonly failed?: (status: 500 | 503) => ApiAnswer;
};

/**
 * The API's stack: correlation id, body, answer, and problems instead of failures.
 * @param routes answerers by route key, such as `GET /tickets/{id}`
 * @param limits bytes a body may have, by route key, where it is not 256 KiB
 */
export function onRequest(
  routes: Readonly<Record<string, Answerer>>,
  limits: Readonly<Record<string, number>> = {},
  manners: Manners = {},
): ApiHandler {
  const answer = async (event: ApiEvent, context: Given): Promise<ApiAnswer> => {
    const answerer = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
    if (!answerer) return problem(404, 'there is no such address here');
    const request = read(event, limits[event.routeKey] ?? BODY_BYTES, manners.raw?.has(event.routeKey) ?? false);
    return 'status' in request ? request : answerer(request, context.trigger);
  };
  const stack = middy<ApiEvent, ApiAnswer, Error, Given>()
    .use(logged<ApiEvent>((event) => event.requestContext.requestId))
    .use(rendered(manners))
    .handler(answer);
  return (event, context) => stack(event, context as Given) as Promise<unknown> as Promise<APIGatewayProxyStructuredResultV2>;
}

/** Answers as HTTP; a failure becomes a problem that says under which id the log knows it, and nothing else. */
const rendered = ({ failed }: Manners): MiddlewareObj<ApiEvent, unknown, Error, Given> => ({
  after: (request) => {
    request.response = respond(request.response as ApiAnswer, request.event.requestContext.requestId);
  },
  onError: (request) => {
    const id = request.event.requestContext.requestId;
    const busy = isBusy(request.error);
    // set, not returned: the log comes after
    request.response = respond(
      failed
        ? failed(busy ? 503 : 500)
        : busy
          ? problem(503, 'the desk is busy; ask again in a second, with the same Idempotency-Key', [], { 'retry-after': '1' })
          : problem(500, `the desk failed; its log knows this request as ${id}`),
      id,
    );
  },
});

/** Throttling and contention by the services' own names: the caller may try again. */
const BUSY =
  /^(ThrottlingException|ProvisionedThroughputExceededException|RequestLimitExceeded|TransactionInProgressException|SlowDown|TooManyRequestsException|TimeoutError)$/;
const isBusy = (cause: unknown): boolean =>
  cause instanceof Error &&
  (BUSY.test(cause.name) ||
    (cause.name === 'TransactionCanceledException' && /Throttling|TransactionConflict|ProvisionedThroughput/.test(cause.message)));

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json *(;|$)/i;

/** The request, or the problem with it. */
function read(event: ApiEvent, limit: number, raw: boolean): ApiRequest | ApiAnswer {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > limit) return problem(413, `a body may have ${limit} bytes here, and this one has ${bytes.length}`);
  const text = bytes.toString('utf8');
  const headers = lowerCased(event.headers);
  let body: unknown;
  if (text !== '' && !raw) {
    if (!JSON_TYPE.test(headers['content-type'] ?? '')) return problem(415, 'send the body with content-type: application/json');
    try {
      body = JSON.parse(text);
    } catch {
      return problem(400, 'the body is not valid JSON');
    }
  }
  return {
    route: event.routeKey,
    params: decoded(event.pathParameters ?? {}),
    query: present(event.queryStringParameters ?? {}),
    headers,
    caller: callerOf(event),
    now: new Date(event.requestContext.timeEpoch).toISOString() as Instant,
    id: event.requestContext.requestId,
    text,
    body,
  };
}

const present = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));

const lowerCased = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(present(headers)).map(([name, value]) => [name.toLowerCase(), value]));

/** Some gateways hand parameters over still encoded; an address that shows its @ is not. */
function decoded(params: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const plain = (value: string): string => {
    if (value.includes('@')) return value;
    try {
      return decodeURIComponent(value);
    } catch {
      return value;
    }
  };
  return Object.fromEntries(Object.entries(present(params)).map(([name, value]) => [name, plain(value)]));
}

/** Cognito's access tokens name the person as `username`, its client tokens only the client. */
function callerOf(event: ApiEvent): Caller | null {
  if (!('authorizer' in event.requestContext)) return null;
  const claims = event.requestContext.authorizer?.jwt?.claims ?? {};
  const text = (name: string): string | null => {
    const claim = claims[name];
    return typeof claim === 'string' && claim !== '' ? claim : null;
  };
  const username = text('username') ?? text('cognito:username');
  // Cognito says so as text; an address that nobody confirmed is anybody's.
  const confirmed = String(claims.email_verified ?? true) !== 'false';
  const given = new Set((text('scope') ?? '').split(' '));
  const scopes = (Object.keys(SCOPES) as Scope[]).filter((scope) => given.has(tokenScope(scope)));
  return { id: text('sub') ?? text('client_id') ?? username ?? 'somebody', username, email: confirmed ? text('email') : null, scopes };
}

function respond(answer: ApiAnswer, id: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: answer.status,
    headers: {
      ...(answer.body === undefined ? {} : { 'content-type': 'application/json' }),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': id,
      ...answer.headers,
    },
    ...(answer.body === undefined ? {} : { body: typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body) }),
  };
}
