/* The whole desk on one machine, started by a program: every part of the template wired to every other. */
import { mkdirSync, openSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { Activity } from './activity.ts';
import { assemble, type DeskOverrides, ROOT } from './assembly.ts';
import { Bus } from './bus.ts';
import { DeskClock } from './clock.ts';
import { recallClock, rememberClock } from './clock-memory.ts';
import { Control } from './control.ts';
import { createTables, EngineClient, meddlingServer } from './database.ts';
import { Edge } from './edge.ts';
import { type Engine, startEngine } from './engine.ts';
import { Faults } from './faults.ts';
import { Forwarder } from './forwarder.ts';
import { accessKeyOf, functionName, functionSpecs } from './function-specs.ts';
import { Functions, UNUSED } from './functions.ts';
import { Gateway } from './gateway.ts';
import { Inbound } from './inbound.ts';
import { type Deliver, Invoker } from './invoker.ts';
import { Outbox, summary } from './outbox.ts';
import { Queues } from './queues.ts';
import { armSchedules } from './scheduler.ts';
import { SesEvents } from './ses-events.ts';
import { SignIn } from './sign-in.ts';
import { MailServer } from './smtp.ts';
import { readAssembly } from './stack.ts';
import { createStores, startStorage } from './storage.ts';
import { Streams } from './streams.ts';
import { Tokens } from './tokens.ts';
import { Topics } from './topics.ts';
import { UserPool } from './user-pool.ts';

export type DeskOptions = DeskOverrides & {
  /** Ports to listen on; 0 takes a free one. */
  readonly ports?: { readonly smtp?: number; readonly http?: number; readonly outbox?: number; readonly control?: number };
  /** `local`, `dynoxide` or an endpoint's URL; undefined takes what this machine can run. */
  readonly engine?: string;
  /** `memory`, or a folder that survives a restart. */
  readonly data?: string;
  /** Where the desk's clock begins (RFC 3339), and whether it runs; real time when absent. */
  readonly clock?: { readonly now?: string; readonly running?: boolean };
  /** `host:port` of a mail server that gets every mail sent, as its recipients would. */
  readonly forward?: string;
  /** Loads the functions that mail goes through at start, so that the first mail is as quick as the second. */
  readonly warm?: boolean;
  /** Functions of which one invocation runs at a time, where two would only wait for each other. */
  readonly single?: readonly string[];
  /** A cloud assembly that is there already. */
  readonly assembly?: string;
};

/** Where a desk is, and how to end it. Everything else goes through these addresses: see client.ts. */
export type StartedDesk = {
  readonly smtp: { readonly host: string; readonly port: number };
  readonly http: string;
  readonly outbox: string;
  readonly control: string;
  readonly issuer: string;
  readonly engine: { readonly kind: string; readonly endpoint: string };
  readonly storage: string;
  /** Where the bus takes events, and its name there. */
  readonly bus: { readonly endpoint: string; readonly name: string };
  readonly log: string;
  /** Resource types of the template that nothing here hosts. */
  readonly notHosted: readonly string[];
  readonly stop: () => Promise<void>;
};

const HOST = '127.0.0.1';
const MAIL_PATH = ['receive-mail', 'publish-events', 'send-mail'];

/**
 * Starts a desk. One a process: the outbox page keeps one store for all.
 * @throws Error in words when something is missing or the template holds what cannot be hosted
 */
export async function startDesk(options: DeskOptions = {}): Promise<StartedDesk> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    return await start(options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: DeskOptions, stops: (() => Promise<void> | void)[], stop: () => Promise<void>): Promise<StartedDesk> {
  const data = options.data === undefined || options.data === 'memory' ? null : options.data;
  if (data) mkdirSync(data, { recursive: true });
  const { ports = {}, forward } = options;

  // What takes longest goes on side by side: the assembly, and the engine's start.
  const engineStarting = startEngine(options.engine, data && join(data, 'table'));
  const assembling = options.assembly === undefined ? assemble(overridesOf(options)) : Promise.resolve(options.assembly);
  engineStarting.catch(() => undefined);
  assembling.catch(() => undefined);
  const remembered = data ? recallClock(data) : null;
  const clock = new DeskClock(
    options.clock?.now === undefined ? (remembered?.now ?? Date.now()) : Date.parse(options.clock.now),
    options.clock?.running ?? remembered?.running ?? true,
  );
  stops.push(() => clock.stop());
  if (data) stops.push(rememberClock(clock, data));
  const activity = new Activity();
  clock.onRetries = (running) => activity.level('retry', running);
  const httpPort = await reserve(ports.http ?? 3000);
  const api = `http://${HOST}:${httpPort}`;
  const tokens = new Tokens();
  // Beside the page's port, so that a page that was open before a restart finds its issuer again.
  const issuer = await tokens.listen(ports.http === 0 ? 0 : httpPort + 20, data && join(data, 'issuer-key.json'));
  stops.push(() => tokens.stop());

  const callers = new Map<string, string>();
  const faults = new Faults(callers);
  const storage = await startStorage(clock, faults, data && join(data, 'objects'));
  stops.push(() => storage.stop());
  const stack = readAssembly(await assembling, { api, issuer, storage: storage.url });
  createStores(stack, storage);

  const outbox = new Outbox(clock, faults, data && join(data, 'outbox'));
  await outbox.listen(ports.outbox ?? 8005);
  stops.push(() => outbox.stop());

  const engine: Engine = await engineStarting;
  stops.push(() => engine.stop());
  const client = new EngineClient(engine.port);
  stops.push(() => client.close());
  const tables = await createTables(stack, client);
  const meddling = await listenAnywhere(meddlingServer(engine.port, faults));
  stops.push(() => meddling.close());

  // Parts that deliver to each other: a queue, a bus or a function, told by its ARN.
  const deliver: Deliver = (arn, body, at) => {
    if (arn.includes(':sqs:')) queues.send(arn, body, at);
    else if (arn.includes(':lambda:')) invoker.invoke(arn, body);
    else if (arn.includes(':event-bus/'))
      bus.put({ source: 'lambda', detailType: 'Lambda Function Invocation Result', detail: JSON.parse(body), bus: arn });
    else throw new Error(`the local desk cannot deliver to ${arn}`);
  };
  const bus = new Bus(stack, clock, faults, deliver);
  const eventbridge = await bus.listen();
  stops.push(() => bus.stop());

  const specs = functionSpecs(
    stack,
    {
      dynamodb: engine.endpoint,
      s3: storage.url,
      sqs: storage.url,
      ses: `http://${HOST}:${outbox.port}`,
      eventbridge,
    },
    options.single,
  );
  for (const { id, label } of specs) callers.set(accessKeyOf(id), label);
  const logFile = join(data ?? join(ROOT, '.desk'), 'functions.log');
  mkdirSync(dirname(logFile), { recursive: true });
  const functions = new Functions(specs, { enginePort: engine.port, meddlingPort: meddling.port }, activity, openSync(logFile, 'a'));
  stops.push(() => functions.stop());
  await functions.start();
  faults.onAttention = (attention) => functions.reroute(attention);
  tokens.open(new SignIn(new UserPool(stack, functions), tokens));
  functions.onFailure = (name, { payload }) =>
    process.stderr.write(`${specs.find((spec) => spec.name === name)?.label ?? name} failed: ${payload.slice(0, 400)}\n`);

  if (options.warm) functions.warm(specs.filter(({ label }) => MAIL_PATH.includes(label)).map(({ name }) => name));

  const invoker = new Invoker(stack, functions, clock, deliver);
  const queues = new Queues(stack, storage, functions, clock, activity);
  const streams = new Streams({ stack, client, functions, clock, activity, deliver }, tables, data && join(data, 'stream'));
  functions.onWrite = () => streams.poke();
  await streams.start();
  stops.push(() => streams.stop());
  queues.start();

  const sesEvents = new SesEvents(stack, bus);
  const forwarder = forward ? new Forwarder(forward, activity) : null;
  if (forwarder) stops.push(() => forwarder.stop());
  outbox.onSent = (mail) => {
    const recipients = sesEvents.sent(mail);
    forwarder?.send(mail, recipients);
  };

  const inbound = new Inbound(stack, storage, new Topics(stack, deliver), clock);
  const smtp = new MailServer(inbound, activity);
  await smtp.listen(ports.smtp ?? 2525);
  stops.push(() => smtp.stop());
  const gateway = new Gateway({ stack, functions, tokens, clock, activity, edge: Edge.of(stack) });
  await gateway.listen(httpPort);
  stops.push(() => gateway.stop());
  const nameOf = (arn: string): string => specs.find(({ name }) => name === functionName(arn))?.label ?? arn;
  const schedules = armSchedules(stack, clock, deliver, nameOf);
  stops.push(() => activity.settled(10_000).catch(() => undefined));

  const clients = stack.of('AWS::Cognito::UserPoolClient', z.looseObject({}));
  const servers = stack.of('AWS::Cognito::UserPoolResourceServer', z.looseObject({ Identifier: z.string() }));
  const started: StartedDesk = {
    smtp: { host: HOST, port: smtp.port },
    http: api,
    outbox: `http://${HOST}:${outbox.port}`,
    get control() {
      return `http://${HOST}:${control.port}`;
    },
    issuer,
    engine: { kind: engine.kind, endpoint: engine.endpoint },
    storage: storage.url,
    bus: { endpoint: eventbridge, name: bus.name },
    log: logFile,
    notHosted: stack.unknownTypes,
    stop,
  };
  const control = new Control({
    clock,
    activity,
    faults,
    settle: () => activity.settled(),
    schedules,
    token: ({ scope, agent, lifetimeSeconds }) => {
      const prefix = servers[0]?.properties.Identifier;
      const scopes = scope
        .split(/\s+/)
        .filter(Boolean)
        .map((one) => (prefix === undefined || one.startsWith(`${prefix}/`) ? one : `${prefix}/${one}`));
      return tokens.mint({ scopes, agent, client: clients[0]?.ref ?? 'local', lifetimeSeconds });
    },
    stats: async () => {
      const usage = await functions.usage();
      const own = process.cpuUsage();
      const byLabel = Object.fromEntries(specs.map(({ name, label }) => [label, usage.functions[name] ?? UNUSED]));
      return {
        cpuSeconds: {
          functions: usage.cpuSeconds.functions,
          desk: (own.user + own.system) / 1e6 + usage.cpuSeconds.host,
          engine: engine.cpuSeconds(),
        },
        environments: usage.environments,
        functions: byLabel,
        mails: { received: smtp.received, sent: outbox.count },
        queues: queues.depths(),
        schedules: schedules.length,
        retriesWaiting: clock.retriesWaiting,
        inFlight: activity.inFlight(),
      };
    },
    sent: (after) => outbox.mails.slice(after).map(summary),
    addresses: () => ({ ...started, stop: undefined, outputs: stack.outputs }),
  });
  await control.listen(ports.control ?? 3001);
  stops.push(() => control.stop());
  return started;
}

const overridesOf = ({ domain, deskName, timeZone, mailboxes, agents }: DeskOptions): DeskOverrides => ({
  ...(domain === undefined ? {} : { domain }),
  ...(deskName === undefined ? {} : { deskName }),
  ...(timeZone === undefined ? {} : { timeZone }),
  ...(mailboxes === undefined ? {} : { mailboxes }),
  ...(agents === undefined ? {} : { agents }),
});

async function listenAnywhere(server: http.Server): Promise<{ port: number; close: () => void }> {
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The API's address is part of the environment of the functions, so its port is settled before anything listens on it. */
async function reserve(port: number): Promise<number> {
  if (port !== 0) return port;
  const held = await listenAnywhere(http.createServer());
  held.close();
  return held.port;
}
