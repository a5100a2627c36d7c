import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Activity } from '../../../infra/local/activity.ts';
import { greet } from '../../../infra/local/environments.ts';
import type { FunctionSpec } from '../../../infra/local/function-protocol.ts';
import { Functions } from '../../../infra/local/functions.ts';

/*
 * What becomes of an invocation when its function, its environment or the process of them all comes to an end.
 */

const SOURCES = {
  echo: 'let n = 0; export const handler = async (event) => ({ event, n: ++n });',
  fails: 'export const handler = async () => { throw new TypeError("no such thing"); };',
  leaves: 'export const handler = async () => { setImmediate(() => process.exit(0)); return "said before"; };',
  dies: 'export const handler = () => { process.exit(1); };',
  throws: 'export const handler = () => { setImmediate(() => { throw new Error("out of the blue"); }); return new Promise(() => {}); };',
  sleeps: 'export const handler = () => new Promise(() => {});',
  kills: 'export const handler = (event) => { if (event.kill) process.kill(process.pid, "SIGKILL"); return Promise.resolve("alive"); };',
  garbles: 'export const handler = ;',
  long: 'export const handler = async (event) => event.text.repeat(event.times);',
} as const;
type Name = keyof typeof SOURCES;

const folder = mkdtempSync(join(tmpdir(), 'desk-environments-'));
const specs = Object.entries(SOURCES).map(([name, source]): FunctionSpec => {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  const timeoutSeconds = name === 'sleeps' ? 0.3 : 30;
  return { name, arn: `arn:${name}`, file, exported: 'handler', timeoutSeconds, memoryMegabytes: 128, environment: {}, concurrency: 1 };
});
const functions = new Functions(specs, { enginePort: 1, meddlingPort: 1 }, new Activity(), openSync(join(folder, 'log'), 'a'));
beforeAll(() => functions.start());
afterAll(async () => {
  await functions.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function said(name: Name, event: object = {}): Promise<unknown> {
  const { ok, payload } = await functions.invoke(name, JSON.stringify(event));
  const told = JSON.parse(payload) as { errorType: string; errorMessage: string };
  return ok ? told : `${told.errorType}: ${told.errorMessage}`;
}

test('an environment serves one invocation after the other, and keeps what it knows', async () => {
  expect(await Promise.all([said('echo', { a: 1 }), said('echo', { a: 2 })])).toEqual([
    { event: { a: 1 }, n: 1 },
    { event: { a: 2 }, n: 2 },
  ]);
});

test('long events and answers come whole, in letters of any length', async () => {
  expect(await said('long', { text: 'Bună ziua 👋\n', times: 100_000 })).toBe('Bună ziua 👋\n'.repeat(100_000));
});

test('what a function throws is told, and the environment lives on', async () => {
  expect(await said('fails')).toBe('TypeError: no such thing');
  expect(await said('fails')).toBe('TypeError: no such thing');
});

test('a function that leaves when it has answered is heard, and the next invocation begins anew', async () => {
  for (let n = 0; n < 5; n += 1) {
    expect(await said('leaves')).toBe('said before');
    await setTimeout(100);
  }
});

test.each<[Name, RegExp]>([
  ['dies', /^Runtime\.ExitError: the environment exited$/],
  ['throws', /^Runtime\.UnhandledError: out of the blue$/],
  ['sleeps', /^Sandbox\.Timedout: RequestId: \S+ Error: Task timed out after 0\.30 seconds$/],
  ['garbles', /^Runtime\.ImportModuleError: Unexpected token/],
])('a function that %s fails its invocation, each time', async (name, why) => {
  expect(await said(name)).toMatch(why);
  expect(await said(name)).toMatch(why);
});

test('what nobody hosts is told', async () => {
  expect(await said('elsewhere' as Name)).toBe('ResourceNotFoundException: no function elsewhere');
});

test('when the process of all functions is killed, what it was asked fails, and it is begun anew', async () => {
  const waiting = said('sleeps');
  expect(await said('kills', { kill: true })).toBe('Runtime.ExitError: the process of the functions ended');
  expect(await waiting).toMatch(/Runtime\.ExitError|Sandbox\.Timedout/);
  expect(await said('kills')).toBe('alive');
  expect((await functions.usage()).environments).toBeGreaterThan(0);
});

test('a process that cannot begin is told once, and not begun again', async () => {
  const log = join(folder, 'log of none');
  const none = new Functions(specs, { enginePort: 1, meddlingPort: 1 }, new Activity(), openSync(log, 'a'));
  process.env.DESK_FUNCTION_FLAGS = '--no-such-flag';
  try {
    await expect(none.start()).rejects.toThrow('ended before it was ready');
    await setTimeout(500);
    expect(readFileSync(log, 'utf8').match(/no-such-flag/g)).toHaveLength(1);
  } finally {
    delete process.env.DESK_FUNCTION_FLAGS;
    await none.stop();
  }
});

test('who calls on the line and is no environment is sent away', async () => {
  const server = createServer((line) => greet(line, () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const stranger = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const closed = new Promise((resolve) => stranger.on('close', resolve));
    stranger.write('GET / HTTP/1.1\n\n');
    await closed;
  } finally {
    server.close();
  }
});
