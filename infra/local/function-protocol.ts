import type { Socket } from 'node:net';

/*
 * What the desk and the process that runs its functions say to each other. Environments come and go by way of the
 * process; invocations take each environment's own line, for every thread on the way would have to be woken up.
 */

export type FunctionSpec = {
  readonly name: string;
  readonly arn: string;
  /** File and export of the handler. */
  readonly file: string;
  readonly exported: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  /** How many invocations run at once; each has an environment of its own, as in Lambda. */
  readonly concurrency: number;
};

/** How calls to the database leave the functions: straight to the engine, or by way of the desk while it meddles or watches. */
export type Route = { readonly enginePort: number; readonly meddlingPort: number };

/** Where an environment tells the desk that it is loaded, and how it says which it is. */
export type Line = { readonly port: number; readonly environment: number; readonly key: string };

export type ToHost =
  | { readonly type: 'open'; readonly spec: FunctionSpec; readonly route: Route; readonly line: Line }
  | { readonly type: 'close'; readonly environment: number }
  | { readonly type: 'reroute'; readonly id: number; readonly on: boolean }
  | { readonly type: 'usage'; readonly id: number };

export type FunctionError = { readonly errorType: string; readonly errorMessage: string; readonly trace?: readonly string[] };

export type Outcome = {
  readonly ok: boolean;
  /** What the handler returned, or its error, as JSON text. */
  readonly payload: string;
  /** Whether the invocation may have written to the table. */
  readonly wrote: boolean;
  /** CPU of the environment's own thread, in milliseconds: the bundle's loading too, in the first one. */
  readonly cpuMs?: number;
};

/** Of the functions, with what their compiling and collecting takes; and of the thread that opens and closes their environments. */
export type CpuSeconds = { readonly functions: number; readonly host: number };

export type FromHost =
  | { readonly type: 'ready' }
  | { readonly type: 'gone'; readonly environment: number; readonly why: FunctionError }
  | { readonly type: 'rerouted'; readonly id: number }
  | { readonly type: 'usage'; readonly id: number; readonly cpuSeconds: CpuSeconds };

/** What an environment is asked over its line; it answers with an `Outcome`. */
export type Invocation = { readonly requestId: string; readonly event: string; readonly deadlineMs: number };

export type EnvironmentData = {
  readonly spec: FunctionSpec;
  readonly route: Route;
  readonly line: Line;
  /** One cell: 1 while calls to the database go by way of the desk. */
  readonly rerouted: SharedArrayBuffer;
};

export const failure = (error: FunctionError, wrote: boolean): Outcome => ({ ok: false, payload: JSON.stringify(error), wrote });

/** Hands over what comes in on a line, message by message: each is a line of text, JSON but for the first. */
export function onMessages(line: Socket, take: (text: string) => void): void {
  let begun = '';
  line.setNoDelay(true);
  line.setEncoding('utf8');
  line.on('data', (chunk: string) => {
    const texts = chunk.split('\n');
    texts[0] = begun + texts[0];
    begun = texts.pop() as string;
    for (const text of texts) take(text);
  });
}
