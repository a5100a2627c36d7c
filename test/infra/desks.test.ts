import { cleanUp, type Desk, desk, type Properties, type Resource, references } from './desk.ts';

afterAll(cleanUp);

const shop = desk({ desk: 'shop' });
const club = desk({ desk: 'club', domain: 'club.example', receiptRuleSet: 'company-mail' });

/** Properties in which AWS keeps a name that must be unique in the account, the region or the world. */
const PHYSICAL = /^(.*Name|Domain|Identifier|ExportName)$/;
/** A name that is somebody else's, or unique only inside something of ours. */
const NOT_PHYSICAL =
  /^(AWS::ApiGatewayV2::(Stage|Route|Authorizer)|AWS::CloudWatch::Alarm|AWS::IAM::Policy|AWS::SES::ReceiptRule|AWS::Cognito::(UserPoolResourceServer|UserPoolGroup))$/;

/** Names that the template spells out, at the top of each resource's properties. */
const names = ({ of }: Desk, types: readonly string[]): string[] =>
  types.flatMap(of).flatMap(({ properties }) =>
    Object.entries(properties)
      .filter(([key, value]) => PHYSICAL.test(key) && references(value).size === 0)
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`),
  );
const typesOf = ({ template }: Desk): string[] => [
  ...new Set(Object.values(template.Resources as Record<string, { Type: string }>).map((one) => one.Type)),
];
const rule = ({ of }: Desk): Resource => of('AWS::SES::ReceiptRule')[0] as Resource;

describe('two desks in one account and region', () => {
  test('share no name', () => {
    const types = typesOf(shop).filter((type) => !NOT_PHYSICAL.test(type));
    const own = names(shop, types);
    const others = new Set(names(club, types));
    expect(own.filter((name) => others.has(name))).toEqual([]);
  });

  test('have generated names wherever AWS makes one, and their own where it does not', () => {
    const spelled = names(
      shop,
      typesOf(shop).filter((type) => !NOT_PHYSICAL.test(type)),
    );
    // A bus, a sign-in domain and an API must be named.
    expect(spelled.filter((name) => !name.includes('shop'))).toEqual([]);
    for (const type of [
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::IAM::Role',
    ]) {
      expect(names(shop, [type])).toEqual([]);
    }
  });

  test('tell their figures and alarms apart', () => {
    for (const alarm of shop.of('AWS::CloudWatch::Alarm')) expect(alarm.properties.AlarmDescription).toMatch(/^deskpulse-shop: /);
    const tray = shop.of('AWS::CloudWatch::Alarm').find((alarm) => alarm.properties.MetricName === 'TrayAge');
    expect(tray?.properties).toMatchObject({ Namespace: 'Deskpulse', Dimensions: [{ Name: 'service', Value: 'deskpulse-shop' }] });
  });

  test('hear only of their own mails', () => {
    const heard = shop.of('AWS::Events::Rule').find((one) => JSON.stringify(one.properties.EventPattern)?.includes('aws.ses'));
    expect(heard?.properties.EventBusName ?? 'default').toBe('default');
    expect([...references(heard?.properties.EventPattern)]).toEqual(shop.of('AWS::SES::ConfigurationSet').map((one) => one.id));
  });
});

describe('SES takes mail', () => {
  test('for the mailboxes, over TLS only, scanned, into the tray, and then says so where the function’s queue listens', () => {
    const { Rule } = rule(shop).properties as { Rule: Properties };
    expect(Rule).toMatchObject({ Recipients: ['support@desk.example'], Enabled: true, ScanEnabled: true, TlsPolicy: 'Require' });
    const [action, ...more] = Rule.Actions as { S3Action: Properties }[];
    expect(more).toEqual([]);
    expect(action?.S3Action.ObjectKeyPrefix).toBe('incoming/');
    const [heard] = shop.of('AWS::SNS::Subscription').filter(({ properties }) => properties.Protocol === 'sqs') as [Resource];
    expect(heard.properties).toMatchObject({ RawMessageDelivery: true, TopicArn: action?.S3Action.TopicArn });
    const fed = shop.of('AWS::Lambda::EventSourceMapping').find(({ id }) => id.startsWith('InboundReceiveMail'));
    expect(fed?.properties.EventSourceArn).toEqual(heard.properties.Endpoint);
  });

  test('and may say so before it is given the rule, in this account alone', () => {
    const [topic] = [...references((rule(shop).properties.Rule as { Actions: unknown }).Actions)].filter((id) => id.includes('InTheTray'));
    const policy = shop.of('AWS::SNS::TopicPolicy').find(({ properties }) => references(properties.Topics).has(topic ?? '')) as Resource;
    expect((policy.properties.PolicyDocument as { Statement: Properties[] }).Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' } },
      }),
    );
    expect(rule(shop).whole.DependsOn).toContain(policy.id);
  });

  test('by a rule set that the stack makes and has SES follow', () => {
    expect(shop.of('AWS::SES::ReceiptRuleSet')).toHaveLength(1);
    expect(references(shop.of('Custom::ActiveReceiptRules')[0]?.properties.RuleSetName)).toEqual(
      new Set(shop.of('AWS::SES::ReceiptRuleSet').map((one) => one.id)),
    );
  });

  test('or by one rule more in the set that the context names, and then no set is touched', () => {
    expect(rule(club).properties.RuleSetName).toBe('company-mail');
    expect(club.of('AWS::SES::ReceiptRuleSet')).toEqual([]);
    expect(club.of('Custom::ActiveReceiptRules')).toEqual([]);
    expect(JSON.stringify(club.template)).not.toContain('SetActiveReceiptRuleSet');
  });

  test('which may write to the tray alone', () => {
    const allowed = shop
      .of('AWS::S3::BucketPolicy')
      .flatMap((policy) => (policy.properties.PolicyDocument as { Statement: Properties[] }).Statement)
      .filter((statement) => JSON.stringify(statement.Principal).includes('ses.amazonaws.com'));
    expect(allowed).toHaveLength(1);
    expect(allowed[0]).toMatchObject({
      Action: 's3:PutObject',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(JSON.stringify(allowed[0]?.Resource)).toContain('/incoming/*"');
  });
});

describe('DNS', () => {
  test('is printed when there is no zone: MX, DKIM, DMARC and the domain that bounces go to', () => {
    const printed = Object.entries(shop.outputs).filter(([name]) => name.startsWith('Dns'));
    expect(printed.map(([name]) => name).sort()).toEqual([
      'DnsDkim1',
      'DnsDkim2',
      'DnsDkim3',
      'DnsDmarc',
      'DnsMailFromMx',
      'DnsMailFromSpf',
      'DnsMx',
    ]);
    expect(shop.outputs.DnsMx?.Value).toBe('desk.example MX 10 inbound-smtp.eu-west-1.amazonaws.com');
    expect(shop.outputs.DnsMailFromSpf?.Value).toBe('bounce.desk.example TXT "v=spf1 include:amazonses.com ~all"');
    expect(shop.of('AWS::Route53::RecordSet')).toEqual([]);
  });

  test('is kept in the zone when there is one, and nothing is printed', () => {
    const kept = desk({ domain: 'help.shop.example', hostedZoneId: 'Z0123456789ABC', hostedZoneName: 'shop.example' });
    const records = kept.of('AWS::Route53::RecordSet').map(({ properties }) => properties);
    expect(records.map(({ Type }) => Type).sort()).toEqual(['CNAME', 'CNAME', 'CNAME', 'MX', 'MX', 'TXT', 'TXT']);
    expect(records).toContainEqual(
      expect.objectContaining({
        Name: 'help.shop.example.',
        Type: 'MX',
        HostedZoneId: 'Z0123456789ABC',
        ResourceRecords: ['10 inbound-smtp.eu-west-1.amazonaws.com'],
      }),
    );
    expect(Object.keys(kept.outputs).filter((name) => name.startsWith('Dns'))).toEqual([]);
  });

  test('has only the MX to say for a domain that SES knows already', () => {
    const known = desk({ identity: 'existing' });
    expect(known.of('AWS::SES::EmailIdentity')).toEqual([]);
    expect(Object.keys(known.outputs).filter((name) => name.startsWith('Dns'))).toEqual(['DnsMx']);
  });
});

test('in the sandbox SES asks for the permission on the recipient as well', () => {
  const trying = desk({ testRecipients: 'me@team.example' });
  expect(JSON.stringify(trying.of('AWS::IAM::Policy'))).toContain('arn:aws:ses:eu-west-1:111122223333:identity/me@team.example');
  expect(JSON.stringify(shop.of('AWS::IAM::Policy'))).not.toContain('me@team.example');
});

test('a function that is not in the tree is missed by its name', () => {
  expect(() => desk({}, undefined, ['receive-mail'])).toThrow(/the stack wants the function [a-z-]+, and .*[a-z-]+\.ts does not exist/);
});
