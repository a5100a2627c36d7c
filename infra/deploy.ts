import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AwsAccount, awsAccount, type Sending, type Whereabouts } from './aws-account.ts';
import { ConfigError, type DeskConfig, INBOUND_REGIONS, readConfig } from './config.ts';
import { stackName } from './stack-name.ts';

/*
 * `npm run deploy -- -c domain=desk.shop.example -c timeZone=Europe/Dublin`: looks before it leaps, then runs cdk deploy.
 * What `cdk` would say after minutes, or in its own words, is said here at once and in ours.
 */

export type Deployment = {
  /** As given after `npm run deploy --`; passed on to cdk. */
  readonly args: readonly string[];
  /** Context that is written down: cdk.json, cdk.context.json. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly aws: AwsAccount;
  /** Runs cdk with these arguments in this region; its exit code. */
  readonly cdk: (args: readonly string[], region: string) => Promise<number>;
  readonly say: (line: string) => void;
};

/** CDK's own default for the bucket and roles that `cdk bootstrap` makes. */
const QUALIFIER = 'hnb659fds';
/** What SES lets an account send a day until AWS has looked at it. */
const SANDBOX_PER_DAY = 200;

/** Context on the command line: `-c key=value`, `--context key=value`, `--context=key=value`. */
export function contextOf(args: readonly string[]): Record<string, string> {
  const pairs = args.flatMap((arg, at) => {
    if (arg === '-c' || arg === '--context') return [args[at + 1] ?? ''];
    const [, joined] = /^--context=(.*)$/s.exec(arg) ?? [];
    return joined === undefined ? [] : [joined];
  });
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/**
 * Deploys, or says why not.
 * @returns the exit code: cdk's, or 1 for a refusal
 */
export async function deploy({ args, written, aws, cdk, say }: Deployment): Promise<number> {
  const context: Readonly<Record<string, unknown>> = { ...written, ...contextOf(args) };
  const refuse = (...lines: string[]): number => {
    for (const line of lines) say(line);
    return 1;
  };
  const config = read(context);
  if (config instanceof ConfigError) {
    return refuse(config.message, '', 'For example: npm run deploy -- -c domain=desk.shop.example -c timeZone=Europe/Dublin');
  }
  const at = await aws.whereabouts(config.region);
  if ('missing' in at) {
    return at.missing === 'region'
      ? refuse('No AWS region is set. Say -c region=eu-west-1, or set AWS_REGION.')
      : refuse(
          `AWS does not know who you are: ${at.why}`,
          'Sign in first: `aws sso login` or `aws configure`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
        );
  }
  if (config.account !== null && config.account !== at.account) {
    return refuse(`The context wants account ${config.account}, and your credentials are for ${at.account}.`);
  }
  const qualifier = context['@aws-cdk/core:bootstrapQualifier'] ?? QUALIFIER;
  if (!(await aws.isBootstrapped(at, String(qualifier)))) {
    return refuse(
      `Account ${at.account} is not prepared for CDK in ${at.region}. Prepare it once:`,
      `  npx cdk bootstrap aws://${at.account}/${at.region} ${args.join(' ')}`.trimEnd(),
    );
  }
  const sending = await aws.sending(at.region, config.domain);
  const { refusals, notes } = look(config, at, sending);
  if (refusals.length > 0) return refuse(...refusals);
  for (const note of notes) say(note);
  say(`Deploying ${stackName(config.desk)} to account ${at.account} in ${at.region}.`);
  const code = await cdk(['deploy', ...args], at.region);
  if (code === 0) for (const line of afterwards(config)) say(line);
  return code;
}

function read(context: Readonly<Record<string, unknown>>): DeskConfig | ConfigError {
  try {
    return readConfig((key) => context[key]);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** What speaks against it, and what an owner should know. */
function look(config: DeskConfig, { region }: Whereabouts, sending: Sending): { refusals: string[]; notes: string[] } {
  const refusals: string[] = [];
  const notes: string[] = [];
  const { activeRuleSet } = sending;
  const { receiptRuleSet, domain } = config;
  // CloudFormation names our own after the stack.
  const others = typeof activeRuleSet === 'string' && !activeRuleSet.startsWith(`${stackName(config.desk)}-`);
  if (receiptRuleSet === null && others) {
    refusals.push(
      `SES follows the receipt rule set "${activeRuleSet}" in ${region}, and follows one set only. Join it: -c receiptRuleSet=${activeRuleSet}`,
    );
  }
  if (receiptRuleSet !== null && activeRuleSet !== undefined && activeRuleSet !== receiptRuleSet) {
    notes.push(
      `Note: SES does not follow "${receiptRuleSet}" (it follows ${activeRuleSet ?? 'none'}), so no mail will come until it does.`,
    );
  }
  if (config.identity === 'existing' && sending.knowsDomain === false) {
    refusals.push(`SES does not know ${domain} in ${region}: leave out -c identity=existing, and the stack makes it known.`);
  }
  if (!INBOUND_REGIONS.includes(region)) notes.push(`Note: SES may not take mail in ${region}. It does in ${INBOUND_REGIONS.join(', ')}.`);
  if (sending.perDay !== null && sending.perDay >= 0 && sending.perDay <= SANDBOX_PER_DAY) {
    notes.push(
      'Note: SES is in the sandbox here: mail goes only to addresses that you verify and name with -c testRecipients=…, until AWS grants production access.',
    );
  }
  return { refusals, notes };
}

const afterwards = ({ hostedZone, domain, agents }: DeskConfig): string[] => [
  '',
  'Next:',
  ...(hostedZone === null
    ? [`- create the DNS records that the outputs beginning with Dns show; SES verifies ${domain} within the hour`]
    : []),
  `- invite ${agents[0]?.id ?? 'the first person'}: see "Inviting a person" in docs/runbook.md`,
  `- write to the desk, and read the ticket on the page at PageUrl`,
];

/** Context that cdk would read itself. */
export function writtenContext(root: string): Record<string, unknown> {
  const from = (file: string, pick: (json: Record<string, unknown>) => unknown): object => {
    const path = join(root, file);
    return existsSync(path) ? ((pick(JSON.parse(readFileSync(path, 'utf8'))) as object | undefined) ?? {}) : {};
  };
  return { ...from('cdk.json', (json) => json.context), ...from('cdk.context.json', (json) => json) };
}

/** The CDK of this project, run by the Node that runs this file. */
function runCdk(args: readonly string[], region: string): Promise<number> {
  const cli = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'inherit', env: { ...process.env, AWS_REGION: region } });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('exit', (code) => done(code ?? 1));
  });
}

if (import.meta.main) {
  const root = resolve(fileURLToPath(import.meta.url), '../..');
  process.exitCode = await deploy({
    args: process.argv.slice(2),
    written: writtenContext(root),
    aws: awsAccount,
    cdk: runCdk,
    say: (line) => console.log(line),
  });
}
