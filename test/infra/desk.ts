import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IAspect } from 'aws-cdk-lib/core';
import { synthesize } from '../../infra/app.ts';
import { functionsIn } from '../../infra/bundle.ts';
import { readConfig } from '../../infra/config.ts';

/*
 * A synthesized desk to look at. Its functions are one-liners: what the stack says about them does not depend on what
 * is in them, and bundles.test.ts looks at the real ones.
 */

/** Every function of the tree. */
export const FUNCTIONS: readonly string[] = functionsIn(new URL('../../functions', import.meta.url).pathname);

/** CDK's own function, which puts the page's files into their bucket. */
export const isPlacer = ({ id }: { readonly id: string }): boolean => id.startsWith('CustomCDKBucketDeployment');

export type Properties = Readonly<Record<string, unknown>>;
export type Resource = { readonly id: string; readonly type: string; readonly properties: Properties; readonly whole: Properties };
export type Desk = {
  readonly template: Properties;
  readonly outdir: string;
  readonly of: (type: string) => Resource[];
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
};

const made: string[] = [];
/** A folder that goes with the test file: call `cleanUp` in afterAll. */
export const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'desk-stack-'));
  made.push(path);
  return path;
};
export const cleanUp = (): void => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
};

/** A folder of functions that do nothing. */
export function idleFunctions(names: readonly string[] = FUNCTIONS): string {
  const at = join(folder(), 'functions');
  mkdirSync(at);
  for (const name of names) writeFileSync(join(at, `${name}.ts`), `export const handler = async () => '${name}';\n`);
  return at;
}

/** A page with nothing on it. */
export function idlePage(): string {
  const at = join(folder(), 'page');
  mkdirSync(join(at, 'assets'), { recursive: true });
  writeFileSync(join(at, 'index.html'), '<!doctype html><title>Idle</title><script type="module" src="/assets/idle-1.js"></script>');
  writeFileSync(join(at, 'assets', 'idle-1.js'), `${'// nothing to do\n'.repeat(200)}`);
  return at;
}

export const GIVEN: Properties = {
  domain: 'desk.example',
  timeZone: 'Europe/Dublin',
  alarmAddress: 'ops@team.example',
  agents: 'ann@team.example',
};

/** The desk that this context describes. */
export function desk(context: Properties = {}, checks?: readonly IAspect[], names?: readonly string[]): Desk {
  const given: Properties = { ...GIVEN, ...context };
  const outdir = folder();
  const config = readConfig((key) => given[key], { account: '111122223333', region: 'eu-west-1' });
  const assembly = synthesize(config, outdir, { page: idlePage(), functions: idleFunctions(names), ...(checks ? { checks } : {}) });
  const template = JSON.parse(readFileSync(assembly.stacks[0]?.templateFullPath ?? '', 'utf8'));
  const all: Resource[] = Object.entries(template.Resources as Record<string, Properties>).map(([id, whole]) => ({
    id,
    type: String(whole.Type),
    properties: (whole.Properties ?? {}) as Properties,
    whole,
  }));
  return { template, outdir, of: (type) => all.filter((resource) => resource.type === type), outputs: template.Outputs ?? {} };
}

/** Every logical id that a value refers to. */
export function references(value: unknown): Set<string> {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (typeof node === 'object' && node !== null) {
      const { Ref, 'Fn::GetAtt': att } = node as Properties;
      if (typeof Ref === 'string') found.add(Ref);
      if (Array.isArray(att)) found.add(String(att[0]));
      Object.values(node).forEach(walk);
    }
  };
  walk(value);
  return found;
}

export type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
};
export const listed = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : [value as T]);

/** Statements of every role's policy, with the function it belongs to. */
export const grants = ({ of }: Desk): { policy: string; statement: Statement }[] =>
  of('AWS::IAM::Policy').flatMap((policy) =>
    (policy.properties.PolicyDocument as { Statement: Statement[] }).Statement.map((statement) => ({ policy: policy.id, statement })),
  );
