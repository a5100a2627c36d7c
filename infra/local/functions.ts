/* The desk's side of its functions: the process in which they run, and their invocation. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Activity } from './activity.ts';
import { type Environment, greet, Pool } from './environments.ts';
import {
  type CpuSeconds,
  type FromHost,
  type FunctionError,
  type FunctionSpec,
  failure,
  type Outcome,
  type Route,
  type ToHost,
} from './function-protocol.ts';

/** So long the process of the functions may take to end by itself. */
const GRACE_MS = 2000;

/** What a function did since start. */
export type Usage = { readonly invocations: number; readonly errors: number; readonly cpuSeconds: number };
export const UNUSED: Usage = { invocations: 0, errors: 0, cpuSeconds: 0 };

/** Invokes functions in their own process, and starts that process again should it die. */
export class Functions {
  readonly #route: Route;
  readonly #activity: Activity;
  readonly #log: number;
  readonly #pools: ReadonlyMap<string, Pool>;
  readonly #environments = new Map<number, Environment>();
  readonly #lines = createServer((line) => greet(line, (key, number) => (key === this.#key ? this.#environments.get(number) : undefined)));
  readonly #key = randomUUID();
  readonly #asked = new Map<number, (answer: FromHost | null) => void>();
  readonly #counts = new Map<string, Usage>();
  #child: ChildProcess | undefined;
  #id = 0;
  #rerouted = false;
  #stopped = false;
  /** Called when an invocation may have written to the table, before it counts as ended. */
  onWrite: () => void = () => undefined;
  onFailure: (name: string, outcome: Outcome) => void = () => undefined;

  /** @param log file descriptor that takes what the functions print */
  constructor(specs: readonly FunctionSpec[], route: Route, activity: Activity, log: number) {
    this.#route = route;
    this.#activity = activity;
    this.#log = log;
    this.#pools = new Map(specs.map((spec) => [spec.name, new Pool(spec, (one, environment) => this.#open(one, environment))]));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#lines.listen(0, '127.0.0.1', resolve));
    await this.#begin();
  }

  async #begin(): Promise<void> {
    const child = fork(fileURLToPath(new URL('./functions-host.ts', import.meta.url)), [], {
      stdio: ['ignore', this.#log, this.#log, 'ipc'],
      // Such as `--cpu-prof --cpu-prof-dir=…`, to see what a function spends.
      execArgv: ['--disable-warning=ExperimentalWarning', ...(process.env.DESK_FUNCTION_FLAGS ?? '').split(' ').filter(Boolean)],
      env: { ...process.env, TZ: 'UTC', NODE_OPTIONS: '' },
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('the process of the functions ended before it was ready')));
      child.on('message', (message: FromHost) => (message.type === 'ready' ? resolve() : this.#heard(message)));
    });
    child.once('exit', () => {
      if (this.#stopped) return;
      for (const answer of this.#asked.values()) answer(null);
      this.#asked.clear();
      const why: FunctionError = { errorType: 'Runtime.ExitError', errorMessage: 'the process of the functions ended' };
      for (const environment of [...this.#environments.values()]) environment.gone(why);
      this.#environments.clear();
      void this.#begin();
    });
    if (this.#rerouted) await this.reroute(true);
  }

  /** Opens the first environment of each of these functions, so that the first mail does not wait for it. */
  warm(names: readonly string[]): void {
    for (const name of names) this.#pools.get(name)?.warm();
  }

  has(name: string): boolean {
    return this.#pools.has(name);
  }

  /** How many invocations of a function go on at once. */
  atOnce(name: string): number {
    return this.#pools.get(name)?.atOnce ?? 0;
  }

  /** Invokes once and waits: no retry. Counts as in flight until the answer is there. @param event JSON text */
  async invoke(name: string, event: string, requestId: string = randomUUID()): Promise<Outcome> {
    const end = this.#activity.begin('invocation');
    try {
      const outcome = await this.#outcome(name, event, requestId);
      const { invocations, errors, cpuSeconds } = this.#counts.get(name) ?? UNUSED;
      const spent = cpuSeconds + (outcome.cpuMs ?? 0) / 1000;
      this.#counts.set(name, { invocations: invocations + 1, errors: errors + (outcome.ok ? 0 : 1), cpuSeconds: spent });
      if (outcome.wrote) this.onWrite();
      if (!outcome.ok && !this.#stopped) this.onFailure(name, outcome);
      return outcome;
    } finally {
      end();
    }
  }

  #outcome(name: string, event: string, requestId: string): Promise<Outcome> | Outcome {
    // A desk that is being stopped invokes nothing more; what was asked of it comes again, as after a power cut.
    if (this.#stopped) return failure({ errorType: 'Local', errorMessage: 'the desk is stopping' }, false);
    const pool = this.#pools.get(name);
    if (!pool) return failure({ errorType: 'ResourceNotFoundException', errorMessage: `no function ${name}` }, false);
    return new Promise((answer) => pool.ask({ requestId, event, answer }));
  }

  /** Sends calls to the database by way of the desk, or straight to the engine. Resolves once every environment does. */
  async reroute(on: boolean): Promise<void> {
    this.#rerouted = on;
    await this.#ask((id) => ({ type: 'reroute', id, on }));
  }

  async usage(): Promise<{ cpuSeconds: CpuSeconds; environments: number; functions: Record<string, Usage> }> {
    const answer = await this.#ask((id) => ({ type: 'usage', id }));
    return {
      cpuSeconds: answer?.type === 'usage' ? answer.cpuSeconds : { functions: 0, host: 0 },
      environments: [...this.#pools.values()].reduce((sum, pool) => sum + pool.size, 0),
      functions: Object.fromEntries(this.#counts),
    };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#lines.close();
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await gone;
    clearTimeout(timer);
  }

  #open(spec: FunctionSpec, environment: Environment): { close(): void } {
    this.#id += 1;
    const id = this.#id;
    this.#environments.set(id, environment);
    const { port } = this.#lines.address() as AddressInfo;
    this.#send({ type: 'open', spec, route: this.#route, line: { port, environment: id, key: this.#key } });
    return { close: () => this.#send({ type: 'close', environment: id }) };
  }

  /** Asks the process; null when it ended, or is about to. */
  #ask(message: (id: number) => ToHost): Promise<FromHost | null> {
    if (this.#stopped) return Promise.resolve(null);
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#send(message(id));
    });
  }

  #send(message: ToHost): void {
    // What a process that has just ended was not told, its end answers.
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  #heard(message: FromHost): void {
    if (message.type === 'ready') return;
    if (message.type === 'gone') {
      this.#environments.get(message.environment)?.gone(message.why);
      this.#environments.delete(message.environment);
      return;
    }
    this.#asked.get(message.id)?.(message);
    this.#asked.delete(message.id);
  }
}

/** What parts that invoke functions need of them. */
export type Invocable = Pick<Functions, 'invoke' | 'has' | 'atOnce'>;
