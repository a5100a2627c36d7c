/* `npm start`: the desk on this machine, until Ctrl-C; with `-- --demo` a desk with a history. */
import { parseArgs } from 'node:util';
import { playDemo, SEED, SHOP_DESK, shopPlan, tellProgress } from './demo/demo.ts';
import { beginKept, finishKept, keptHistory } from './demo/kept.ts';
import { type DeskOptions, startDesk } from './desk.ts';
import { dynoxideBinary } from './engine.ts';

/** @throws Error naming the variable that is no port */
function port(name: string): { port: number } | null {
  const text = process.env[name];
  if (text === undefined || text === '') return null;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new Error(`${name} is a port, not ${text}`);
  return { port: number };
}

/** The options that the environment and DESK_OPTIONS (JSON, for programs) say. */
function optionsFromEnvironment(): DeskOptions {
  const [smtp, http, outbox, control] = [
    port('DESK_SMTP_PORT'),
    port('DESK_HTTP_PORT'),
    port('DESK_OUTBOX_PORT'),
    port('DESK_CONTROL_PORT'),
  ];
  const { DESK_DYNAMODB: engine, DESK_DATA: data, DESK_FORWARD_SMTP: forward, DESK_DOMAIN: domain, DESK_ASSEMBLY: assembly } = process.env;
  return {
    warm: process.send === undefined,
    ports: {
      ...(smtp ? { smtp: smtp.port } : {}),
      ...(http ? { http: http.port } : {}),
      ...(outbox ? { outbox: outbox.port } : {}),
      ...(control ? { control: control.port } : {}),
    },
    ...(engine ? { engine } : {}),
    ...(data ? { data } : {}),
    ...(forward ? { forward } : {}),
    ...(domain ? { domain } : {}),
    ...(assembly ? { assembly } : {}),
    ...(JSON.parse(process.env.DESK_OPTIONS ?? '{}') as DeskOptions),
  };
}

/** A season is many small writes, which dynoxide takes at a quarter of the cost. */
const engineFor = (wanted: string | undefined): { engine?: string } =>
  wanted !== undefined ? { engine: wanted } : dynoxideBinary() ? { engine: 'dynoxide' } : {};

const began = performance.now();
let ending = false;
try {
  const { values } = parseArgs({ options: { demo: { type: 'boolean', default: false }, seed: { type: 'string', default: SEED } } });
  const options = optionsFromEnvironment();
  const kept = keptHistory(options.data, values.demo);
  const plan = values.demo && kept === null ? shopPlan(values.seed, Date.now()) : null;
  const desk = await startDesk({
    ...options,
    ...(plan || kept ? { ...SHOP_DESK, ...engineFor(options.engine ?? kept?.engine) } : {}),
    ...(plan ? { clock: { now: new Date(plan.days.start).toISOString(), running: false } } : {}),
  });
  const { stop, ...where } = desk;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
  process.on('disconnect', () => void end());
  if (plan) {
    beginKept(options.data, desk.engine.kind);
    const { played, seconds } = await playDemo(desk, plan, tellProgress(process.stdout, plan));
    finishKept(options.data, desk.engine.kind);
    for (const refusal of played.refused.slice(0, 5)) console.error(`The desk refused: ${refusal}`);
    console.log(
      `${plan.days.count} days of ${plan.tickets.length} tickets and ${played.acts} acts were played in ${seconds.toFixed(0)} s.\n`,
    );
  }
  if (process.send) process.send(where);
  else {
    const engine = { local: 'DynamoDB Local', dynoxide: 'dynoxide', endpoint: 'the database' }[desk.engine.kind] ?? desk.engine.kind;
    console.log(`The desk is up, after ${((performance.now() - began) / 1000).toFixed(1)} s.

  page         ${desk.http}/   managers and agents sign in with one click
  mail in      smtp://${desk.smtp.host}:${desk.smtp.port}   npm run send -- --from a@x.test --to support@desk.test --subject Hello
  mail sent    ${desk.outbox}
  API          ${desk.http}   npm run token -- --scope "tickets:read tickets:write"
  control      ${desk.control}
  table        ${desk.engine.endpoint} (${engine})
  objects      ${desk.storage}
  events       ${desk.bus.endpoint} (bus ${desk.bus.name})
  logs         ${desk.log}
${desk.notHosted.length ? `\n  In the template, and not hosted here: ${desk.notHosted.join(', ')}\n` : ''}
Ctrl-C ends it.`);
  }
} catch (error) {
  // A history that is interrupted ends with the desk that it was played on.
  if (!ending) {
    console.error(explain(error));
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port: taken } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${taken} is taken: is another desk running? Choose others with DESK_SMTP_PORT, DESK_HTTP_PORT, DESK_OUTBOX_PORT and DESK_CONTROL_PORT.`;
  return process.env.DESK_DEBUG ? (error.stack ?? error.message) : error.message;
}
