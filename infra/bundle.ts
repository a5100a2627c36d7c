import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, type Metafile } from 'esbuild';

/*
 * The functions as they are deployed: each one file of ESM, with everything it needs inside it, the SDK's clients too,
 * so that what was tested is what runs and nothing is resolved at cold start. One esbuild call makes them all: they
 * share most of their sources, and parsing those once takes a fraction of the time of a call each.
 */

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
/** What lies beside the functions and is none. */
const NOT_FUNCTIONS: readonly string[] = ['shell', 'env'];
/** esbuild leaves this where a CommonJS package asks for a builtin at run time: then the bundle needs a `require`. */
const ASKS_FOR_REQUIRE = 'Dynamic require of "';
const REQUIRE = "import{createRequire as __deskRequire}from'node:module';const require=__deskRequire(import.meta.url);\n";

export type Bundles = {
  readonly names: readonly string[];
  /** The folder to deploy: `index.mjs`, handler `index.handler`. Throws when functions/<name>.ts is not in the tree. */
  readonly folder: (name: string) => string;
  /** What went into which bundle, as esbuild counted it, by function. */
  readonly contents: (name: string) => Metafile['outputs'][string];
};

/** Names of the functions in a folder: `receive-mail` for `receive-mail.ts`. */
export const functionsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .filter((name) => !NOT_FUNCTIONS.includes(name))
    .sort();

/**
 * Bundles every function of a folder.
 * @param outdir gets a folder for each function
 * @throws what esbuild throws when a function does not compile, naming file and line
 */
export function bundleFunctions(outdir: string, folder: string = join(ROOT, 'functions')): Bundles {
  const names = functionsIn(folder);
  const built = buildSync({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: join(folder, `${name}.ts`), out: join(name, 'index') })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's ES modules: esbuild drops from them what is not called, which it cannot do with CommonJS.
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': join(ROOT, 'functions/aws/credentials.ts'),
      '@smithy/core/event-streams': join(ROOT, 'functions/aws/event-streams.ts'),
    },
    // A sketch could be written as a protocol buffer, and would ask for this then; ours are written by us.
    external: ['protobufjs/minimal'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const outputs = new Map(Object.entries(built.metafile.outputs).map(([path, output]) => [resolve(ROOT, path), output]));
  for (const { path, text } of built.outputFiles) {
    mkdirSync(resolve(path, '..'), { recursive: true });
    writeFileSync(path, text.includes(ASKS_FOR_REQUIRE) ? REQUIRE + text : text);
  }
  const known = (name: string): string => {
    if (names.includes(name)) return resolve(outdir, name);
    const file = join(folder, `${name}.ts`);
    throw new Error(existsSync(file) ? `${file} is no function` : `the stack wants the function ${name}, and ${file} does not exist`);
  };
  return {
    names,
    folder: known,
    contents: (name) => {
      const output = outputs.get(join(known(name), 'index.mjs'));
      if (!output) throw new Error(`esbuild made nothing of ${name}`);
      return output;
    },
  };
}
