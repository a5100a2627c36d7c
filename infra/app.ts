import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Aspects, type IAspect } from 'aws-cdk-lib/core';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { type Bundles, bundleFunctions } from './bundle.ts';
import { ConfigError, type DeskConfig, localConfig, readConfig } from './config.ts';
import { DeskStack } from './desk-stack.ts';
import { buildPage } from './web.ts';

/*
 * The CDK app. Run by `cdk` it makes the desk that the context describes; in-process it makes the desk that it is given.
 */

const CDK_JSON = resolve(fileURLToPath(import.meta.url), '../../cdk.json');
/** CDK's feature flags, as `cdk` reads them: the desk is the same whichever way it is made. */
const flags = (): Record<string, unknown> => {
  const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8')) as { context: Record<string, unknown> };
  // An owner may keep the description of a desk there as well, and that is not this one's.
  return Object.fromEntries(Object.entries(context).filter(([key]) => key.startsWith('@aws-cdk')));
};

export type SynthesisOptions = {
  /** Folder of the built page: see web.ts. */
  readonly page: string;
  /** Checks the template against AWS's own schemas, and by these; a finding fails the synthesis. Without, none is made. */
  readonly checks?: readonly IAspect[];
  /** Where the functions' sources are; functions/ of the project unless said. */
  readonly functions?: string;
};

/**
 * Synthesizes a desk: `<outdir>/deskpulse-<desk>.template.json` and beside it the bundles as assets. Asks nobody and
 * needs no credentials.
 */
export function synthesize(config: DeskConfig, outdir: string, { page, checks, functions }: SynthesisOptions): CloudAssembly {
  const app = new App({
    outdir,
    context: flags(),
    analyticsReporting: false,
    treeMetadata: checks !== undefined,
    stackTraces: false,
    builtinCloudFormationValidation: checks !== undefined,
  });
  build(app, config, bundleFunctions(resolve(outdir, 'bundles'), functions), page, checks);
  return app.synth();
}

function build(app: App, config: DeskConfig, bundles: Bundles, page: string, checks: readonly IAspect[] = []): void {
  new DeskStack(app, config, bundles, page);
  for (const check of checks) Aspects.of(app).add(check);
}

/** `cdk` runs this file, and says by its environment where the assembly goes and where the credentials point. */
async function main(): Promise<void> {
  const app = new App({ context: flags(), analyticsReporting: false });
  const context = (key: string): unknown => app.node.tryGetContext(key);
  const config =
    String(context('local')) === 'true'
      ? localConfig()
      : readConfig(context, { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION });
  // Its rules take a third of a second to load, which only a deployment has to spend.
  const { AwsSolutionsChecks } = await import('cdk-nag');
  const page = resolve(app.outdir, 'page');
  await buildPage(page);
  build(app, config, bundleFunctions(resolve(app.outdir, 'bundles')), page, [new AwsSolutionsChecks()]);
  app.synth();
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    // What the owner can mend is said in words; what we have to mend, with its stack.
    console.error(error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : error);
    process.exitCode = 1;
  }
}
