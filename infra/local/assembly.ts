/*
 * The cloud assembly that the local desk hosts: synthesized from the tree as it is, and kept under .desk/ by the content
 * of everything that goes into it, so that an unchanged tree starts at once.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');
/** What a synthesis reads. */
const SOURCES = ['desk', 'events', 'functions', 'infra', 'web', 'package-lock.json', 'tsconfig.json', 'cdk.json'];
const KEEP = 6;

/** What a local desk differs in from infra's local configuration. */
export type DeskOverrides = {
  readonly domain?: string;
  readonly deskName?: string;
  readonly timeZone?: string;
  readonly mailboxes?: readonly string[];
  readonly agents?: readonly string[];
};

/**
 * The folder of the assembly, synthesized when there is none for these sources.
 * @throws Error with what the synthesis printed
 */
export async function assemble(overrides: DeskOverrides): Promise<string> {
  const cache = join(ROOT, '.desk', 'assemblies');
  const folder = join(cache, fingerprint(overrides));
  if (existsSync(join(folder, 'manifest.json'))) {
    const now = new Date();
    utimesSync(folder, now, now);
    return folder;
  }
  mkdirSync(cache, { recursive: true });
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  const child = spawn(process.execPath, [fileURLToPath(new URL('./synthesize.ts', import.meta.url)), making, JSON.stringify(overrides)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the stack cannot be synthesized:\n${printed}`);
  try {
    renameSync(making, folder);
  } catch (error) {
    // Somebody else made the same one in the meantime.
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(join(folder, 'manifest.json'))) throw error;
  }
  forgetOld(cache);
  return folder;
}

function fingerprint(overrides: DeskOverrides): string {
  const hash = createHash('sha256').update(JSON.stringify(overrides)).update(process.version);
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) if (!(name === 'local' && path.endsWith('infra'))) add(join(path, name));
    } else {
      hash.update(path.slice(ROOT.length)).update(readFileSync(path));
    }
  };
  for (const source of SOURCES) add(join(ROOT, source));
  return hash.digest('hex').slice(0, 20);
}

function forgetOld(cache: string): void {
  const kept = readdirSync(cache)
    .map((name) => ({ path: join(cache, name), at: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  // One that is being made, or that a desk of an hour ago still runs from, stays.
  for (const { path, at } of kept.slice(KEEP)) if (Date.now() - at > 3_600_000) rmSync(path, { recursive: true, force: true });
}
