import { resolve } from 'node:path';
import { App, Aspects, type IAspect } from 'aws-cdk-lib/core';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { type Bundles, bundleFunctions } from './bundle.ts';
import { ConfigError, type DeskConfig, localConfig, readConfig } from './config.ts';
import { DeskStack } from './desk-stack.ts';

/*
 * The CDK app. Run by `cdk` it makes the desk that the context describes; in-process it makes the desk that it is given.
 */

/** CDK's recommendations for new projects that touch what the desk is made of. In code, so that every way in has them. */
const FLAGS: Readonly<Record<string, unknown>> = {
  '@aws-cdk/core:target-partitions': ['aws'],
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:includePrefixInUniqueNameGeneration': true,
  '@aws-cdk/core:aspectPrioritiesMutating': true,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:annotationsInValidationReport': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-s3:publicAccessBlockedByDefault': true,
  '@aws-cdk/aws-events:eventsTargetQueueSameAccount': true,
  '@aws-cdk/aws-events:requireEventBusPolicySid': true,
  '@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard': true,
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true,
};

export type SynthesisOptions = {
  /** Checks the template against AWS's own schemas, and by these; a finding fails the synthesis. Without, none is made. */
  readonly checks?: readonly IAspect[];
  /** Where the functions' sources are; functions/ of the project unless said. */
  readonly functions?: string;
};

/**
 * Synthesizes a desk: `<outdir>/deskpulse-<desk>.template.json` and beside it the bundles as assets. Asks nobody and
 * needs no credentials.
 */
export function synthesize(config: DeskConfig, outdir: string, { checks, functions }: SynthesisOptions = {}): CloudAssembly {
  const app = new App({
    outdir,
    context: FLAGS,
    analyticsReporting: false,
    treeMetadata: checks !== undefined,
    stackTraces: false,
    builtinCloudFormationValidation: checks !== undefined,
  });
  build(app, config, bundleFunctions(resolve(outdir, 'bundles'), functions), checks);
  return app.synth();
}

function build(app: App, config: DeskConfig, bundles: Bundles, checks: readonly IAspect[] = []): void {
  new DeskStack(app, config, bundles);
  for (const check of checks) Aspects.of(app).add(check);
}

/** `cdk` runs this file, and says by its environment where the assembly goes and where the credentials point. */
async function main(): Promise<void> {
  const app = new App({ context: FLAGS, analyticsReporting: false });
  const context = (key: string): unknown => app.node.tryGetContext(key);
  const config =
    String(context('local')) === 'true'
      ? localConfig()
      : readConfig(context, { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION });
  // Its rules take a third of a second to load, which only a deployment has to spend.
  const { AwsSolutionsChecks } = await import('cdk-nag');
  build(app, config, bundleFunctions(resolve(app.outdir, 'bundles')), [new AwsSolutionsChecks()]);
  app.synth();
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    // What the owner can mend is said in words; what we have to mend, with its stack.
    console.error(error instanceof ConfigError ? error.message : error);
    process.exitCode = 1;
  }
}
