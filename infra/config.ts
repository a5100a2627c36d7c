import * as z from 'zod/mini';

/*
 * What an owner says about a desk before it exists: CDK context (`-c domain=shop.example`, or "context" in cdk.json),
 * checked whole, so that every mistake is told at once and by its key.
 */

export type DeskConfig = {
  /** Tells desks of one account and region apart: in the stack's name and so in every physical name. */
  readonly desk: string;
  readonly deskName: string;
  readonly domain: string;
  readonly mailboxes: readonly { readonly id: string; readonly address: string }[];
  readonly agents: readonly { readonly id: string; readonly name: string; readonly address: string }[];
  /** IANA time zone in which the desk's days begin and end. */
  readonly timeZone: string;
  /** Null: where the caller's credentials point. */
  readonly region: string | null;
  readonly account: string | null;
  /** Who is mailed when an alarm goes off. */
  readonly alarmAddress: string | null;
  /** How many partitions the hot keys of the table are spread over. Never lower it on a desk that has data. */
  readonly shards: number;
  /** Route 53 zone in which the stack keeps the desk's DNS records; null prints them as outputs. */
  readonly hostedZone: { readonly id: string; readonly name: string } | null;
  /** SES identity of the domain: made by the stack, or there already. */
  readonly identity: 'create' | 'existing';
  /** Receipt rule set to join; null makes one and activates it. */
  readonly receiptRuleSet: string | null;
  /** Subdomain that bounces go to (custom MAIL FROM), so that SPF aligns with the domain; null uses amazonses.com. */
  readonly mailFrom: string | null;
  /** Verified recipients that a desk in the SES sandbox may write to: there SES asks for a permission on them too. */
  readonly testRecipients: readonly string[];
  /** Pages beside the desk's own that people may be sent back to after signing in. */
  readonly callbackUrls: readonly string[];
  /** Table, mail and people stay when the stack is deleted. Off only for desks that are thrown away. */
  readonly keepData: boolean;
};

export type Problem = { readonly key: string; readonly problem: string };

/** The context is not a desk. The message has a line for each key. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(['The desk is not described well enough to build:', ...problems.map((p) => `  ${p.key}: ${p.problem}`)].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Regions in which SES takes mail, as known in 2025; in others the stack warns and lets AWS decide.
 * https://docs.aws.amazon.com/general/latest/gr/ses.html
 */
export const INBOUND_REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
];

const DOMAIN = /^(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** No plus: SES hands `support+anything@` to the rule of `support@`, and the desk signs its reply addresses there. */
const LOCAL_PART = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;
const ADDRESS = /^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]{1,190}$/;

const isZone = (name: string): boolean => {
  try {
    return /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
};

const text = (pattern: RegExp, says: string) => z.string().check(z.trim(), z.regex(pattern, says));
const domainName = z.string().check(z.trim(), z.toLowerCase(), z.regex(DOMAIN, 'a domain name, such as desk.shop.example'));
const address = z.string().check(z.trim(), z.toLowerCase(), z.regex(ADDRESS, 'e-mail addresses'));
/** A list as people type it on a command line, or as JSON holds it. */
const list = (item: z.core.$ZodType<string, string>) =>
  z.pipe(
    z.pipe(
      z.union([z.array(z.string()), z.string()]),
      z.transform((given) => (typeof given === 'string' ? given.split(',') : given).map((one) => one.trim()).filter((one) => one !== '')),
    ),
    z.array(item),
  );
const yesNo = z.pipe(
  z.union([z.boolean(), z.literal(['true', 'false'])], 'true or false'),
  z.transform((given) => given === true || given === 'true'),
);
const whole = z.pipe(
  z.union([z.number(), z.string().check(z.regex(/^\d+$/, 'a whole number'))]),
  z.transform((given) => Number(given)),
);

const schema = z.object({
  desk: z._default(text(/^[a-z][a-z0-9-]{0,19}$/, 'up to 20 lower-case letters, digits and dashes, a letter first'), 'main'),
  deskName: z._default(z.string().check(z.trim(), z.minLength(1), z.maxLength(120)), 'Support'),
  domain: domainName,
  mailboxes: z.optional(list(address)),
  agents: z._default(list(z.string()), []),
  timeZone: z.string().check(z.refine(isZone, 'an IANA time zone, such as Europe/Dublin')),
  region: z.optional(text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region, such as eu-west-1')),
  account: z.optional(
    z.pipe(z.union([z.string(), z.number()]), z.pipe(z.transform(String), text(/^\d{12}$/, 'an AWS account, 12 digits'))),
  ),
  alarmAddress: z.optional(address),
  shards: z._default(z.pipe(whole, z.int().check(z.gte(1, 'from 1 to 64'), z.lte(64, 'from 1 to 64'))), 2),
  hostedZoneId: z.optional(text(/^Z[A-Z0-9]{5,31}$/, 'the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ')),
  hostedZoneName: z.optional(domainName),
  identity: z._default(z.literal(['create', 'existing'], 'create or existing'), 'create'),
  receiptRuleSet: z.optional(text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9]$/, 'the name of an SES receipt rule set')),
  mailFrom: z._default(text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'one label below the domain, such as bounce; or none'), 'bounce'),
  testRecipients: z._default(list(z.string().check(z.toLowerCase())), []),
  callbackUrls: z._default(
    list(z.string().check(z.regex(/^(https:\/\/|http:\/\/localhost)[^\s*]+$/, 'https:// addresses, or http://localhost'))),
    [],
  ),
  keepData: z._default(yesNo, true),
});
type Given = z.infer<typeof schema>;

/** Every key that describes a desk, for whoever has to collect them. */
export const CONFIG_KEYS = Object.keys(schema.shape) as (keyof Given)[];

/**
 * Reads a desk from CDK context.
 * @param context looks a key up; undefined when it was not given
 * @param environment account and region that the caller's credentials point at, when known
 * @throws ConfigError with every key that is missing or wrong
 */
export function readConfig(
  context: (key: string) => unknown,
  environment: { readonly account?: string | undefined; readonly region?: string | undefined } = {},
): DeskConfig {
  const given = Object.fromEntries(
    CONFIG_KEYS.map((key) => [key, context(key)]).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => ({ key: String(issue.path[0]), problem: complaint(String(issue.path[0]), given, issue.message) })),
    );
  }
  const read = parsed.data;
  const problems = contradictions(read);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    desk: read.desk,
    deskName: read.deskName,
    domain: read.domain,
    mailboxes: mailboxesOf(read).map((mailbox) => ({ id: localPart(mailbox), address: mailbox })),
    agents: read.agents.map(readAgent),
    timeZone: read.timeZone,
    region: read.region ?? environment.region ?? null,
    account: read.account ?? environment.account ?? null,
    alarmAddress: read.alarmAddress ?? null,
    shards: read.shards,
    hostedZone: read.hostedZoneId === undefined ? null : { id: read.hostedZoneId, name: read.hostedZoneName ?? read.domain },
    identity: read.identity,
    receiptRuleSet: read.receiptRuleSet ?? null,
    mailFrom: read.mailFrom === 'none' ? null : `${read.mailFrom}.${read.domain}`,
    testRecipients: read.testRecipients,
    callbackUrls: read.callbackUrls,
    keepData: read.keepData,
  };
}

const EXAMPLE: Partial<Record<string, string>> = { domain: 'desk.shop.example', timeZone: 'Europe/Dublin' };

function complaint(key: string, given: Record<string, unknown>, message: string): string {
  if (given[key] === undefined) return `missing; say -c ${key}=${EXAMPLE[key] ?? '…'}`;
  return `${JSON.stringify(given[key])} is not what it should be: ${message}`;
}

const localPart = (of: string): string => of.slice(0, of.lastIndexOf('@'));
const domainOf = (of: string): string => of.slice(of.lastIndexOf('@') + 1);
const mailboxesOf = (read: Given): readonly string[] => read.mailboxes ?? [`support@${read.domain}`];

/** `Ann Lee <ann@team.example>` or a bare address. The id is what the desk calls the agent and how the agent signs in. */
function readAgent(given: string): DeskConfig['agents'][number] {
  const named = /^(.*?)\s*<([^<>]+)>$/.exec(given);
  const mail = (named?.[2] ?? given).trim().toLowerCase();
  const id = localPart(mail)
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  return { id: id.slice(0, 63), name: named?.[1]?.trim() || localPart(mail), address: mail };
}

/** What no single key is to blame for. */
function contradictions(read: Given): Problem[] {
  const problems: Problem[] = [];
  const say = (key: string, problem: string): void => void problems.push({ key, problem });
  const mailboxes = mailboxesOf(read);
  // SES takes 100 recipients a receipt rule.
  if (mailboxes.length < 1 || mailboxes.length > 100) say('mailboxes', 'from 1 to 100 addresses');
  for (const mailbox of mailboxes) {
    if (domainOf(mailbox) !== read.domain) say('mailboxes', `${mailbox} is not at ${read.domain}, and SES takes mail for that domain only`);
    else if (!LOCAL_PART.test(localPart(mailbox))) say('mailboxes', `${mailbox}: letters, digits, dot, dash and underscore before the @`);
  }
  if (new Set(mailboxes).size < mailboxes.length) say('mailboxes', 'the same address twice');
  const agents = read.agents.map(readAgent);
  for (const agent of agents) {
    if (!ADDRESS.test(agent.address) || agent.id === '') say('agents', `"${agent.address}" is no e-mail address`);
    if (domainOf(agent.address) === read.domain && mailboxes.includes(agent.address)) {
      say('agents', `${agent.address} is a mailbox of the desk: notices would come back as tickets`);
    }
  }
  const ids = agents.map((agent) => agent.id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) say('agents', `two agents would both be called "${twice}"`);
  // Lambda allows 4 KB for all variables of a function, and these are one of them.
  if (JSON.stringify([mailboxes, mailboxes, agents]).length > 3000) {
    say('agents', 'too many people and mailboxes to begin with; name a few here and save the others in the settings');
  }
  if (read.hostedZoneName !== undefined && read.hostedZoneId === undefined)
    say('hostedZoneId', 'missing; hostedZoneName alone finds no zone');
  const zone = read.hostedZoneName ?? read.domain;
  if (read.hostedZoneId !== undefined && read.domain !== zone && !read.domain.endsWith(`.${zone}`)) {
    say('hostedZoneName', `${read.domain} does not lie in ${zone}`);
  }
  if (read.alarmAddress !== undefined && mailboxes.includes(read.alarmAddress)) {
    say('alarmAddress', `${read.alarmAddress} is a mailbox of the desk: when the desk fails, so would its alarms`);
  }
  return problems;
}

/** The desk on one machine: nothing to look up, nobody to ask. */
export const localConfig = (): DeskConfig => readConfig((key) => LOCAL[key], { account: '000000000000', region: 'eu-west-1' });

const LOCAL: Readonly<Record<string, unknown>> = {
  desk: 'local',
  domain: 'desk.test',
  mailboxes: 'support@desk.test',
  agents: 'agent1@team.test,agent2@team.test',
  timeZone: 'Europe/Dublin',
  // The page as it is edited: `npm run page`.
  callbackUrls: 'http://localhost:3010/',
};
