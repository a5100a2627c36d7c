import { ConfigError, localConfig, readConfig } from '../../infra/config.ts';

type Context = Readonly<Record<string, unknown>>;
const LEAST: Context = { domain: 'desk.example', timeZone: 'Europe/Dublin' };
const read = (context: Context, environment = {}) => readConfig((key) => context[key], environment);
/** Problems by key; empty when there are none. */
function problems(context: Context): [string, string][] {
  try {
    read(context);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ key, problem }) => [key, problem]);
    throw error;
  }
}

test('a domain and a time zone make a desk; the rest has sensible values', () => {
  expect(read(LEAST)).toEqual({
    desk: 'main',
    deskName: 'Support',
    domain: 'desk.example',
    mailboxes: [{ id: 'support', address: 'support@desk.example' }],
    agents: [],
    timeZone: 'Europe/Dublin',
    region: null,
    account: null,
    alarmAddress: null,
    shards: 2,
    hostedZone: null,
    identity: 'create',
    receiptRuleSet: null,
    mailFrom: 'bounce.desk.example',
    testRecipients: [],
    callbackUrls: [],
    keepData: true,
  });
});

test('every key can be said on a command line, where all is text', () => {
  const config = read({
    desk: 'shop-eu',
    deskName: 'The Shop',
    domain: 'Desk.Shop.Example',
    mailboxes: 'support@desk.shop.example, Returns@desk.shop.example',
    agents: 'Ann Lee <Ann@team.example>,bob@team.example',
    timeZone: 'America/Sao_Paulo',
    region: 'eu-central-1',
    account: '012345678901',
    alarmAddress: 'ops@team.example',
    shards: '8',
    hostedZoneId: 'Z0123456789ABC',
    hostedZoneName: 'shop.example',
    identity: 'existing',
    receiptRuleSet: 'company-mail',
    mailFrom: 'none',
    testRecipients: 'me@team.example',
    callbackUrls: 'https://desk.shop.example/',
    keepData: 'false',
  });
  expect(config).toMatchObject({
    desk: 'shop-eu',
    domain: 'desk.shop.example',
    mailboxes: [
      { id: 'support', address: 'support@desk.shop.example' },
      { id: 'returns', address: 'returns@desk.shop.example' },
    ],
    agents: [
      { id: 'ann', name: 'Ann Lee', address: 'ann@team.example' },
      { id: 'bob', name: 'bob', address: 'bob@team.example' },
    ],
    account: '012345678901',
    shards: 8,
    hostedZone: { id: 'Z0123456789ABC', name: 'shop.example' },
    identity: 'existing',
    mailFrom: null,
    keepData: false,
  });
});

test('lists may be JSON, as cdk.json holds them', () => {
  expect(read({ ...LEAST, mailboxes: ['a@desk.example', 'b@desk.example'] }).mailboxes.map((mailbox) => mailbox.id)).toEqual(['a', 'b']);
});

test('account and region come from the credentials unless the context says', () => {
  const environment = { account: '111122223333', region: 'eu-west-2' };
  expect(read(LEAST, environment)).toMatchObject(environment);
  expect(read({ ...LEAST, region: 'eu-west-1' }, environment)).toMatchObject({ region: 'eu-west-1', account: '111122223333' });
});

test('what is missing is told at once, by key, with what to say', () => {
  expect(problems({})).toEqual([
    ['domain', 'missing; say -c domain=desk.shop.example'],
    ['timeZone', 'missing; say -c timeZone=Europe/Dublin'],
  ]);
});

test.each<[string, unknown, RegExp]>([
  ['domain', 'shop', /a domain name/],
  ['domain', 'shop..example', /a domain name/],
  ['desk', 'Main', /lower-case/],
  ['desk', 'a-name-that-is-far-too-long', /20/],
  ['timeZone', 'Mars/Olympus', /IANA/],
  ['timeZone', '+01:00', /IANA/],
  ['region', 'ireland', /AWS region/],
  ['account', '1234', /12 digits/],
  ['shards', '0', /1 to 64/],
  ['shards', 'many', /whole number/],
  ['shards', 2.5, /./],
  ['mailboxes', 'support', /e-mail/],
  ['mailboxes', 'support@elsewhere.example', /not at desk\.example/],
  ['mailboxes', 'support+eu@desk.example', /before the @/],
  ['mailboxes', 'support@desk.example,SUPPORT@desk.example', /twice/],
  ['agents', 'ann', /no e-mail address/],
  ['agents', 'ann@a.example,ann@b.example', /both be called "ann"/],
  ['agents', 'support@desk.example', /mailbox of the desk/],
  ['alarmAddress', 'support@desk.example', /mailbox of the desk/],
  ['alarmAddress', 'nobody', /e-mail/],
  ['hostedZoneId', 'example.com', /Route 53/],
  ['identity', 'mine', /create or existing/],
  ['receiptRuleSet', '-x', /receipt rule set/],
  ['mailFrom', 'a.b', /one label/],
  ['callbackUrls', 'http://shop.example/', /https/],
  ['keepData', 'maybe', /true or false/],
])('%s=%j is refused by its key', (key, value, says) => {
  const [[at, problem] = ['nothing', '']] = problems({ ...LEAST, [key]: value });
  expect(at).toBe(key);
  expect(problem).toMatch(says);
});

test('an empty value on the command line is no value', () => {
  expect(read({ ...LEAST, mailboxes: '', alarmAddress: '' })).toEqual(read(LEAST));
});

test('more people than a function has room for in its variables are refused, before AWS does', () => {
  const agents = Array.from({ length: 60 }, (_, n) => `agent-${n}@team.example`);
  expect(problems({ ...LEAST, agents })).toEqual([['agents', expect.stringContaining('save the others in the settings')]]);
  expect(problems({ ...LEAST, agents: agents.slice(0, 20) })).toEqual([]);
});

test("a zone's name without its id finds no zone", () => {
  expect(problems({ ...LEAST, hostedZoneName: 'desk.example' })).toEqual([['hostedZoneId', expect.stringContaining('finds no zone')]]);
});

test('a zone that does not hold the domain is refused', () => {
  expect(problems({ ...LEAST, hostedZoneId: 'Z0123456789ABC', hostedZoneName: 'other.example' })).toEqual([
    ['hostedZoneName', 'desk.example does not lie in other.example'],
  ]);
});

test('the desk on one machine needs nothing said', () => {
  expect(localConfig()).toMatchObject({
    desk: 'local',
    domain: 'desk.test',
    mailboxes: [{ id: 'support', address: 'support@desk.test' }],
    agents: [
      { id: 'agent1', address: 'agent1@team.test' },
      { id: 'agent2', address: 'agent2@team.test' },
    ],
    timeZone: 'Europe/Dublin',
    region: 'eu-west-1',
    account: '000000000000',
  });
});
