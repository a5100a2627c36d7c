/*
 * One execution environment of a function: a thread with its own module graph, process.env and globals, which takes one
 * invocation at a time. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
import { writeSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { connect } from 'node:net';
import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import { type EnvironmentData, failure, type Invocation, type Outcome, onMessages } from './function-protocol.ts';

const { spec, route, line, rerouted } = workerData as EnvironmentData;
const flag = new Int32Array(rerouted);
let wrote = false;

/** Operations that leave the table as it was. */
const READS = /\.(Get|Query|Scan|BatchGet|TransactGet|Describe|List)/;

/*
 * The network of the environment. Calls to the database go straight to the engine; while the desk injects faults or watches,
 * they take the way through it. Nothing stands in between otherwise, so that what is measured is the engine.
 */
const request = http.request;
http.request = ((options: http.RequestOptions, ...rest: []) => {
  if (Number(options.port) !== route.enginePort) return request(options, ...rest);
  const headers = options.headers as Record<string, unknown> | undefined;
  if (!READS.test(String(headers?.['x-amz-target']))) wrote = true;
  return Atomics.load(flag, 0) === 1 ? request({ ...options, port: route.meddlingPort }, ...rest) : request(options, ...rest);
}) as typeof http.request;
syncBuiltinESMExports();

/** What is printed goes straight to the log, as Lambda's runtime writes it; a thread's own streams would go by way of another thread. */
for (const [stream, fd] of [
  [process.stdout, 1],
  [process.stderr, 2],
] as const) {
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    writeSync(fd, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
}

type Callback = (error: unknown, result: unknown) => void;
type Handler = (event: unknown, context: unknown, callback: Callback) => unknown;

let spentMs = 0;
/** CPU since it was last asked. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  const before = spentMs;
  spentMs = (user + system) / 1000;
  return spentMs - before;
}

function describe(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)) {
    const { name, message, stack } = error as Error;
    return { errorType: name, errorMessage: message, trace: (stack ?? '').split('\n').slice(0, 12) };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

const contextOf = ({ requestId, deadlineMs }: Invocation): Record<string, unknown> => ({
  functionName: spec.name,
  functionVersion: '$LATEST',
  invokedFunctionArn: spec.arn,
  memoryLimitInMB: String(spec.memoryMegabytes),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${spec.name}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
});

function run(handler: Handler, invocation: Invocation): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = handler(JSON.parse(invocation.event), contextOf(invocation), (error, result) =>
      error ? reject(error) : resolve(result),
    );
    if (typeof returned === 'object' && returned !== null && 'then' in returned) (returned as Promise<unknown>).then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

/** Tells the desk that this environment is there, and answers what it asks, one after the other. */
function serve(answer: (invocation: Invocation) => Promise<Outcome>): void {
  const socket = connect(line.port, '127.0.0.1');
  socket.write(`${line.key} ${line.environment}\n`);
  onMessages(socket, (text) => {
    void answer(JSON.parse(text) as Invocation).then((outcome) => socket.write(`${JSON.stringify(outcome)}\n`));
  });
  socket.on('error', () => undefined);
  socket.on('close', () => process.exit(0));
}

try {
  const module = (await import(pathToFileURL(spec.file).href)) as Record<string, unknown> & { default?: Record<string, unknown> };
  const handler = (module[spec.exported] ?? module.default?.[spec.exported]) as Handler | undefined;
  if (typeof handler !== 'function') throw new Error(`${spec.exported} is not exported by ${spec.file}`);
  serve((invocation) => {
    wrote = false;
    process.env._X_AMZN_TRACE_ID = `Root=1-${invocation.requestId.slice(0, 8)}-${invocation.requestId.replaceAll('-', '').slice(8)};Sampled=0`;
    return run(handler, invocation).then(
      (result) => ({ ok: true, payload: JSON.stringify(result) ?? 'null', wrote, cpuMs: cpuMs() }),
      (error: unknown) => ({ ...failure(describe(error), wrote), cpuMs: cpuMs() }),
    );
  });
} catch (error) {
  // As in Lambda, a bundle that cannot be loaded fails the invocation that wanted it.
  const reason = describe(error);
  serve(() => Promise.resolve(failure({ ...reason, errorType: 'Runtime.ImportModuleError' }, false)));
}
