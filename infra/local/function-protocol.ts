/* What the desk and the process that runs its functions say to each other. Events and answers travel as JSON text. */

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

export type ToHost =
  | { readonly type: 'define'; readonly functions: readonly FunctionSpec[]; readonly route: Route }
  | { readonly type: 'warm'; readonly names: readonly string[] }
  | { readonly type: 'invoke'; readonly id: number; readonly name: string; readonly requestId: string; readonly event: string }
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

/** Of the functions, with what their compiling and collecting takes; and of the thread that only hands over what the desk says. */
export type CpuSeconds = { readonly functions: number; readonly relay: number };

export type FromHost =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly outcome: Outcome }
  | { readonly type: 'rerouted'; readonly id: number }
  | { readonly type: 'usage'; readonly id: number; readonly cpuSeconds: CpuSeconds; readonly environments: number };

export type ToEnvironment = { readonly requestId: string; readonly event: string; readonly deadlineMs: number };
export type FromEnvironment = { readonly type: 'loaded' } | { readonly type: 'done'; readonly outcome: Outcome };

export type EnvironmentData = {
  readonly spec: FunctionSpec;
  readonly route: Route;
  /** One cell: 1 while calls to the database go by way of the desk. */
  readonly rerouted: SharedArrayBuffer;
};

export const failure = (error: FunctionError, wrote: boolean): Outcome => ({ ok: false, payload: JSON.stringify(error), wrote });
