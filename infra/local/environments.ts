/* The desk's side of the environments of its functions: a few for each, opened when they are first needed. */
import type { Socket } from 'node:net';
import { type FunctionError, type FunctionSpec, failure, type Invocation, type Outcome, onMessages } from './function-protocol.ts';

/** What is asked of a function, and who waits for its answer. */
export type Asked = { readonly requestId: string; readonly event: string; readonly answer: (outcome: Outcome) => void };

/** Has an environment opened, or closed whatever it is doing. */
export type Opener = (spec: FunctionSpec, environment: Environment) => { close(): void };

/** An environment and what it is busy with. */
export class Environment {
  readonly #spec: FunctionSpec;
  readonly #onFree: (environment: Environment, dead: boolean) => void;
  readonly #opened: { close(): void };
  #line: Socket | undefined;
  #current: Asked | undefined;
  #timer: NodeJS.Timeout | undefined;
  #gone: FunctionError | undefined;
  #dead = false;

  constructor(spec: FunctionSpec, open: Opener, onFree: (environment: Environment, dead: boolean) => void) {
    this.#spec = spec;
    this.#onFree = onFree;
    this.#opened = open(spec, this);
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  ask(asked: Asked): void {
    this.#current = asked;
    if (this.#line) this.#start(this.#line, asked);
  }

  /** It is loaded, and this is its line. */
  loaded(line: Socket): void {
    this.#line = line;
    line.on('close', () => {
      this.#line = undefined;
      if (this.#gone) this.#die(this.#gone);
      else this.#opened.close();
    });
    if (this.#current) this.#start(line, this.#current);
  }

  heard(outcome: Outcome): void {
    if (!this.#dead) this.#finish(outcome, false);
  }

  /** It ended. What it said before is still on its line, and read first. */
  gone(why: FunctionError): void {
    this.#gone = why;
    if (!this.#line) this.#die(why);
  }

  #start(line: Socket, { requestId, event }: Asked): void {
    const { timeoutSeconds } = this.#spec;
    const invocation: Invocation = { requestId, event, deadlineMs: Date.now() + timeoutSeconds * 1000 };
    this.#timer = setTimeout(() => {
      // Lambda ends the environment with the invocation; the next one starts cold.
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      this.#opened.close();
      this.#die({ errorType: 'Sandbox.Timedout', errorMessage });
    }, timeoutSeconds * 1000);
    line.write(`${JSON.stringify(invocation)}\n`);
  }

  #die(why: FunctionError): void {
    if (this.#dead) return;
    this.#dead = true;
    // What it wrote before it died is unknown, so the stream is looked at.
    this.#finish(failure(why, true), true);
  }

  #finish(outcome: Outcome, dead: boolean): void {
    clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = undefined;
    current?.answer(outcome);
    this.#onFree(this, dead);
  }
}

/** The environments of one function, and what waits for one of them. */
export class Pool {
  readonly #spec: FunctionSpec;
  readonly #open: Opener;
  readonly #environments = new Set<Environment>();
  readonly #queue: Asked[] = [];

  constructor(spec: FunctionSpec, open: Opener) {
    this.#spec = spec;
    this.#open = open;
  }

  get size(): number {
    return this.#environments.size;
  }

  /** How many invocations go on at once. */
  get atOnce(): number {
    return this.#spec.concurrency;
  }

  ask(asked: Asked): void {
    for (const environment of this.#environments) {
      if (environment.busy) continue;
      environment.ask(asked);
      return;
    }
    if (this.#environments.size < this.atOnce) this.#grow().ask(asked);
    else this.#queue.push(asked);
  }

  /** Opens the first environment before anybody asks for it. */
  warm(): void {
    if (this.#environments.size === 0) this.#grow();
  }

  #grow(): Environment {
    const environment = new Environment(this.#spec, this.#open, (freed, dead) => this.#next(freed, dead));
    this.#environments.add(environment);
    return environment;
  }

  #next(freed: Environment, dead: boolean): void {
    if (dead) this.#environments.delete(freed);
    const waiting = this.#queue.shift();
    if (waiting) this.ask(waiting);
  }
}

/** Takes the calls of environments, and tells each to the one that `find` knows by the number and key it gives. */
export function greet(line: Socket, find: (key: string, number: number) => Environment | undefined): void {
  let environment: Environment | undefined;
  onMessages(line, (text) => {
    if (environment) environment.heard(JSON.parse(text) as Outcome);
    else {
      const [key = '', number] = text.split(' ');
      environment = find(key, Number(number));
      if (environment) environment.loaded(line);
      else line.destroy();
    }
  });
  // The line of an environment that is brought down breaks off; its close says all there is to say.
  line.on('error', () => undefined);
}
