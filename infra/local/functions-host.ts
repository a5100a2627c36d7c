/*
 * The process in which the desk's functions run, apart from the emulators, so that what they cost can be told from what
 * the emulators cost. Each function has a few environments, made when they are first needed.
 */
import { Worker } from 'node:worker_threads';
import {
  type EnvironmentData,
  type FromEnvironment,
  type FromHost,
  type FunctionSpec,
  failure,
  type Outcome,
  type Route,
  type ToEnvironment,
  type ToHost,
} from './function-protocol.ts';

type Waiting = { readonly id: number; readonly requestId: string; readonly event: string };

const rerouted = new SharedArrayBuffer(4);
const flag = new Int32Array(rerouted);
const tell = (message: FromHost): void => void process.send?.(message);

/** A thread and the invocation it is busy with. */
class Environment {
  readonly #worker: Worker;
  readonly #spec: FunctionSpec;
  readonly #onFree: (environment: Environment, dead: boolean) => void;
  #loaded = false;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(spec: FunctionSpec, route: Route, onFree: (environment: Environment, dead: boolean) => void) {
    this.#spec = spec;
    this.#onFree = onFree;
    const data: EnvironmentData = { spec, route, rerouted };
    this.#worker = new Worker(new URL('./function-environment.ts', import.meta.url), {
      workerData: data,
      env: { ...spec.environment },
      name: spec.name,
    });
    this.#worker.on('message', (message: FromEnvironment) => {
      if (message.type === 'done') this.#finish(message.outcome, false);
      else {
        this.#loaded = true;
        if (this.#current) this.#start(this.#current);
      }
    });
    this.#worker.on('error', (error) => this.#die('Runtime.UnhandledError', error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => this.#die('Runtime.ExitError', 'the environment exited'));
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  invoke(invocation: Waiting): void {
    this.#current = invocation;
    if (this.#loaded) this.#start(invocation);
  }

  #start({ requestId, event }: Waiting): void {
    const { timeoutSeconds } = this.#spec;
    const message: ToEnvironment = { requestId, event, deadlineMs: Date.now() + timeoutSeconds * 1000 };
    this.#timer = setTimeout(() => {
      // Lambda ends the environment with the invocation; the next one starts cold.
      this.#die('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
      void this.#worker.terminate();
    }, timeoutSeconds * 1000);
    this.#worker.postMessage(message);
  }

  #die(errorType: string, errorMessage: string): void {
    // What it wrote before it died is unknown, so the stream is looked at.
    this.#finish(failure({ errorType, errorMessage }, true), true);
  }

  #finish(outcome: Outcome, dead: boolean): void {
    clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = undefined;
    if (current) tell({ type: 'done', id: current.id, outcome });
    this.#onFree(this, dead);
  }
}

class Pool {
  readonly #spec: FunctionSpec;
  readonly #route: Route;
  readonly #environments = new Set<Environment>();
  readonly #queue: Waiting[] = [];

  constructor(spec: FunctionSpec, route: Route) {
    this.#spec = spec;
    this.#route = route;
  }

  get size(): number {
    return this.#environments.size;
  }

  invoke(invocation: Waiting): void {
    for (const environment of this.#environments) {
      if (environment.busy) continue;
      environment.invoke(invocation);
      return;
    }
    if (this.#environments.size < this.#spec.concurrency) this.#grow().invoke(invocation);
    else this.#queue.push(invocation);
  }

  /** Makes the first environment before anybody asks for it. */
  warm(): void {
    if (this.#environments.size === 0) this.#grow();
  }

  #grow(): Environment {
    const environment = new Environment(this.#spec, this.#route, (freed, dead) => this.#next(freed, dead));
    this.#environments.add(environment);
    return environment;
  }

  #next(freed: Environment, dead: boolean): void {
    if (dead) this.#environments.delete(freed);
    const waiting = this.#queue.shift();
    if (waiting) this.invoke(waiting);
  }
}

const pools = new Map<string, Pool>();

process.on('message', (message: ToHost) => {
  switch (message.type) {
    case 'define':
      for (const spec of message.functions) pools.set(spec.name, new Pool(spec, message.route));
      tell({ type: 'ready' });
      break;
    case 'warm':
      for (const name of message.names) pools.get(name)?.warm();
      break;
    case 'invoke': {
      const pool = pools.get(message.name);
      if (pool) pool.invoke(message);
      else
        tell({
          type: 'done',
          id: message.id,
          outcome: failure({ errorType: 'ResourceNotFoundException', errorMessage: `no function ${message.name}` }, false),
        });
      break;
    }
    case 'reroute':
      Atomics.store(flag, 0, message.on ? 1 : 0);
      tell({ type: 'rerouted', id: message.id });
      break;
    case 'usage': {
      const [whole, own] = [process.cpuUsage(), process.threadCpuUsage()].map(({ user, system }) => (user + system) / 1e6) as [
        number,
        number,
      ];
      const environments = [...pools.values()].reduce((sum, pool) => sum + pool.size, 0);
      tell({ type: 'usage', id: message.id, cpuSeconds: { functions: whole - own, relay: own }, environments });
    }
  }
});
// Ctrl-C reaches the whole group: the desk decides when its functions end.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
