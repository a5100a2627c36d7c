import type { AwsAccount, Missing, Sending, Whereabouts } from '../../infra/aws-account.ts';
import { contextOf, deploy, writtenContext } from '../../infra/deploy.ts';

const HERE: Whereabouts = { account: '111122223333', region: 'eu-west-1' };
const READY: Sending = { perDay: 50_000, activeRuleSet: null, knowsDomain: false };
const ARGS = ['-c', 'domain=desk.example', '-c', 'timeZone=Europe/Dublin'];

type Account = { at?: Whereabouts | Missing; bootstrapped?: boolean; sending?: Partial<Sending>; cdkFails?: number };
/** Deploys into an account that is as said; tells what was said, and what cdk was asked. */
async function deploying(
  args: readonly string[],
  { at = HERE, bootstrapped = true, sending = {}, cdkFails = 0 }: Account = {},
  written = {},
) {
  const said: string[] = [];
  const ran: { args: readonly string[]; region: string }[] = [];
  const asked: unknown[] = [];
  const aws: AwsAccount = {
    whereabouts: async (region) => {
      asked.push({ region });
      return at;
    },
    isBootstrapped: async (where, qualifier) => {
      asked.push({ where, qualifier });
      return bootstrapped;
    },
    sending: async () => ({ ...READY, ...sending }),
  };
  const cdk = async (given: readonly string[], region: string): Promise<number> => {
    ran.push({ args: given, region });
    return cdkFails;
  };
  const code = await deploy({ args, written, aws, cdk, say: (line) => void said.push(line) });
  return { code, said: said.join('\n'), ran, asked };
}

test('deploys with the arguments that it was given, and says what comes next', async () => {
  const { code, ran, said } = await deploying([...ARGS, '--require-approval', 'never']);
  expect(code).toBe(0);
  expect(ran).toEqual([{ args: ['deploy', ...ARGS, '--require-approval', 'never'], region: 'eu-west-1' }]);
  expect(said).toMatch(/Deploying deskpulse-main to account 111122223333 in eu-west-1/);
  expect(said).toMatch(/DNS records/);
});

test("answers with cdk's own exit code, and then says nothing of what comes next", async () => {
  const { code, said } = await deploying(ARGS, { cdkFails: 3 });
  expect(code).toBe(3);
  expect(said).not.toMatch(/Next/);
});

describe('refuses in words, before anything is changed', () => {
  test.each<[string, readonly string[], Account, RegExp]>([
    ['a missing domain', ['-c', 'timeZone=UTC'], {}, /domain: missing; say -c domain=/],
    ['a wrong key', [...ARGS, '-c', 'shards=none'], {}, /shards: "none"/],
    ['no region', ARGS, { at: { missing: 'region', why: 'Region is missing' } }, /No AWS region.*-c region=/],
    [
      'no credentials',
      ARGS,
      { at: { missing: 'credentials', why: 'Could not load credentials' } },
      /Could not load credentials\n.*aws sso login/,
    ],
    [
      'the wrong account',
      [...ARGS, '-c', 'account=999988887777'],
      {},
      /wants account 999988887777, and your credentials are for 111122223333/,
    ],
    [
      'an account without bootstrap',
      ARGS,
      { bootstrapped: false },
      /npx cdk bootstrap aws:\/\/111122223333\/eu-west-1 -c domain=desk\.example/,
    ],
    ["somebody else's receipt rules", ARGS, { sending: { activeRuleSet: 'company-mail' } }, /-c receiptRuleSet=company-mail/],
    ["another desk's receipt rules", ARGS, { sending: { activeRuleSet: 'deskpulse-shop-InboundRulesX' } }, /follows one set only/],
    ['an identity that is not there', [...ARGS, '-c', 'identity=existing'], {}, /SES does not know desk\.example/],
  ])('%s', async (_what, args, account, words) => {
    const { code, ran, said } = await deploying(args, account);
    expect(code).toBe(1);
    expect(ran).toEqual([]);
    expect(said).toMatch(words);
    expect(said).not.toMatch(/\n\s+at /);
  });
});

describe('goes on, and says', () => {
  test.each<[string, readonly string[], Account, RegExp]>([
    ['that SES is in the sandbox', ARGS, { sending: { perDay: 200 } }, /sandbox.*testRecipients/],
    ['that SES may not take mail there', ARGS, { at: { ...HERE, region: 'eu-south-2' } }, /may not take mail in eu-south-2/],
    [
      'that nobody follows the set it joins',
      [...ARGS, '-c', 'receiptRuleSet=company-mail'],
      { sending: { activeRuleSet: 'other' } },
      /does not follow "company-mail" \(it follows other\)/,
    ],
  ])('%s', async (_what, args, account, words) => {
    const { code, ran, said } = await deploying(args, account);
    expect(code).toBe(0);
    expect(ran).toHaveLength(1);
    expect(said).toMatch(words);
  });

  test.each<[string, Account]>([
    ['its own rules are followed already', { sending: { activeRuleSet: 'deskpulse-main-InboundRules4A-9X' } }],
    ['the account does not tell', { sending: { activeRuleSet: undefined, perDay: null, knowsDomain: null } }],
    ['sending is without limit', { sending: { perDay: -1 } }],
  ])('nothing more when %s', async (_what, account) => {
    const { code, said } = await deploying(ARGS, account);
    expect(code).toBe(0);
    expect(said).not.toMatch(/Note:/);
  });
});

test('looks where the context says, and for the bootstrap that it names', async () => {
  const { asked } = await deploying([...ARGS, '-c', 'region=eu-west-2', '-c', '@aws-cdk/core:bootstrapQualifier=mine']);
  expect(asked).toEqual([{ region: 'eu-west-2' }, { where: HERE, qualifier: 'mine' }]);
});

test('what is written down counts, and the command line wins', async () => {
  const { said } = await deploying(['-c', 'desk=two'], {}, { domain: 'desk.example', timeZone: 'UTC', desk: 'one' });
  expect(said).toMatch(/Deploying deskpulse-two/);
});

test('context is read in all three spellings', () => {
  expect(contextOf(['-c', 'a=1', '--context', 'b=x=y', '--context=c=3', '--quiet'])).toEqual({ a: '1', b: 'x=y', c: '3' });
});

test("the project's own cdk.json describes no desk", () => {
  const written = writtenContext(new URL('../..', import.meta.url).pathname);
  expect(Object.keys(written).filter((key) => !key.startsWith('@aws-cdk'))).toEqual([]);
  expect(Object.keys(written).length).toBeGreaterThan(20);
});
