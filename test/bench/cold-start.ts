import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleFunctions } from '../../infra/bundle.ts';
import { type Line, median } from './line.ts';

/*
 * What importing a deployed bundle costs, against a bundle of just the SDK clients and commands that it uses, bundled as they
 * come. Counted in CPU, which importing all but consists of, and which other work on the machine disturbs least.
 */

const ROUNDS = 15;
const MEASURED = ['receive-mail', 'send-mail', 'take-answer'];
const LIMIT = 1.25;
const MEGABYTES = 1.2;

type Took = { readonly cpu: number; readonly wall: number };

/** Milliseconds to import a module in a process of its own. */
function importMillis(file: string): Took {
  const script = `const c=process.cpuUsage(),t=performance.now();await import(${JSON.stringify(file)});const wall=performance.now()-t,{user,system}=process.cpuUsage(c);console.log(JSON.stringify({cpu:(user+system)/1000,wall}))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, AWS_REGION: 'eu-west-1' },
  });
  if (!stdout) throw new Error(stderr.slice(-600));
  return JSON.parse(stdout) as Took;
}

/** What the sources in a bundle import from SDK clients, as one module that does nothing else. */
function sdkAlone(sources: readonly string[]): string {
  const names = new Map<string, Set<string>>();
  for (const source of sources) {
    for (const [, list = '', client = ''] of readFileSync(source, 'utf8').matchAll(/import \{([^}]+)\} from '(@aws-sdk\/[a-z0-9-]+)'/g)) {
      const values = list
        .split(',')
        .map((n) => n.trim())
        .filter((n) => n !== '' && !n.startsWith('type '));
      for (const value of values) names.set(client, (names.get(client) ?? new Set()).add(value));
    }
  }
  return [...names]
    .filter(([, values]) => values.size > 0)
    .map(([client, values]) => `export { ${[...values].join(', ')} } from '${client}';`)
    .join('\n');
}

export async function benchColdStart(): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'deskpulse-bench-'));
  try {
    const bundles = bundleFunctions(folder);
    const lines: Line[] = [];
    for (const name of bundles.names) {
      const file = join(bundles.folder(name), 'index.mjs');
      const bytes = statSync(file).size;
      const contents = Object.keys(bundles.contents(name).inputs);
      const clients = new Set(contents.flatMap((input) => /@aws-sdk\/(client-[a-z0-9-]+)/.exec(input)?.[1] ?? []));
      lines.push({
        name: `${name}: size of the bundle`,
        value: bytes / 1e6,
        unit: 'MB',
        ...(MEASURED.includes(name) ? { limit: MEGABYTES } : {}),
        detail: `clients inside: ${[...clients].join(', ') || 'none'}`,
      });
      if (!MEASURED.includes(name)) continue;
      const sdk = sdkAlone(contents.filter((input) => input.startsWith('functions/')).map((input) => resolve(input)));
      const alone = join(folder, `${name}-sdk.mjs`);
      buildSync({
        stdin: { contents: sdk, resolveDir: process.cwd(), loader: 'ts' },
        outfile: alone,
        bundle: true,
        platform: 'node',
        target: 'node24',
        format: 'esm',
        mainFields: ['module', 'main'],
        minify: true,
        logLevel: 'silent',
        banner: { js: "import{createRequire as __deskRequire}from'node:module';const require=__deskRequire(import.meta.url);" },
      });
      const ours: Took[] = [];
      const theirs: Took[] = [];
      for (let round = -2; round < ROUNDS; round += 1) {
        const b = importMillis(alone);
        const a = importMillis(file);
        if (round < 0) continue;
        ours.push(a);
        theirs.push(b);
      }
      const ratio = (by: keyof Took): number => median(ours.map((took, n) => took[by] / (theirs[n]?.[by] ?? Number.NaN)));
      const of = (all: readonly Took[]): string => median(all.map(({ cpu }) => cpu)).toFixed(1);
      lines.push({
        name: `${name}: import against its SDK clients alone (CPU)`,
        ratio: ratio('cpu'),
        limit: LIMIT,
        detail: `${of(ours)} ms of CPU against ${of(theirs)} ms, medians of ${ROUNDS} processes each, in turn; ${ratio('wall').toFixed(2)}× by the clock`,
      });
    }
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
