import { readFileSync } from 'node:fs';
import { ROUTES } from '../../events/routes.ts';
import { MANAGERS, tokenScope } from '../../events/scopes.ts';
import { INDEX, PROJECTED } from '../../functions/aws/table.ts';
import { ENV, METRIC, SES_SETUP_NOTE } from '../../functions/env.ts';
import { runbookAnchor } from '../../infra/alarms.ts';
import { cleanUp, desk, FUNCTIONS, grants, isPlacer, listed, type Properties, type Resource, references } from './desk.ts';

afterAll(cleanUp);
const made = desk();
const { of } = made;
const ids = (resources: readonly Resource[]): string[] => resources.map((resource) => resource.id);
/** Ids of the functions that a kind of resource calls. */
const functions = of('AWS::Lambda::Function').filter((one) => !isPlacer(one));
const named = (name: string): Resource => {
  const pascal = name.replace(/(^|-)(.)/g, (_all, _dash, letter: string) => letter.toUpperCase());
  const found = functions.filter((fn) => new RegExp(`${pascal}Function[0-9A-F]{8}$`).test(fn.id));
  expect(found).toHaveLength(1);
  return found[0] as Resource;
};

describe('what fails is kept, and somebody is told', () => {
  const queues = of('AWS::SQS::Queue');
  const redrives = queues.filter((queue) => queue.properties.RedrivePolicy !== undefined);
  const deadLetters = new Set(
    [
      ...redrives.map((queue) => queue.properties.RedrivePolicy),
      ...of('AWS::Lambda::EventInvokeConfig').map((config) => config.properties.DestinationConfig),
      ...of('AWS::Lambda::EventSourceMapping').map((mapping) => mapping.properties.DestinationConfig),
    ].flatMap((value) => [...references(value)]),
  );

  test('every queue has a dead-letter queue, or is one', () => {
    expect(queues.length).toBeGreaterThan(4);
    const without = queues.filter((queue) => queue.properties.RedrivePolicy === undefined && !deadLetters.has(queue.id));
    expect(ids(without)).toEqual([]);
  });

  test('every dead-letter queue has an alarm that goes off with the first message', () => {
    const watched = of('AWS::CloudWatch::Alarm')
      .filter((alarm) => alarm.properties.MetricName === 'ApproximateNumberOfMessagesVisible' && alarm.properties.Threshold === 0)
      .flatMap((alarm) => [...references(alarm.properties.Dimensions)]);
    expect([...deadLetters].sort()).toEqual([...new Set(watched)].sort());
  });

  test('every function that is called without anybody waiting has a failure destination, two more tries, and an age', () => {
    // The clock, the bus and SES call and go; API Gateway, queues, streams and deployments wait.
    const calls = [
      ...of('AWS::Events::Rule').map((rule) => rule.properties.Targets),
      ...of('AWS::SES::ReceiptRule').map((rule) => rule.properties.Rule),
    ].flatMap((value) => [...references(value)]);
    const unattended = ids(functions).filter((id) => calls.includes(id));
    expect(unattended.length).toBeGreaterThan(3);
    for (const id of unattended) {
      const config = of('AWS::Lambda::EventInvokeConfig').find((one) => references(one.properties.FunctionName).has(id));
      expect(config?.properties).toMatchObject({
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: expect.any(Number),
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
    }
  });

  test("shops' orders are heard from any source but our own, which repeats them", () => {
    const [rule] = of('AWS::Events::Rule').filter((one) => JSON.stringify(one.properties.EventPattern)?.includes('OrderDelivered'));
    expect(rule?.properties.EventPattern).toEqual({
      source: [{ 'anything-but': ['deskpulse'] }],
      'detail-type': ['OrderPlaced', 'OrderDelivered', 'OrderCancelled', 'OrderRefunded'],
    });
    expect(references(rule?.properties.EventBusName)).toEqual(new Set(ids(of('AWS::Events::EventBus'))));
    expect(references(rule?.properties.Targets)).toContain(named('take-order').id);
  });

  test('what a rule cannot hand over goes to a dead-letter queue as well', () => {
    for (const rule of of('AWS::Events::Rule')) {
      for (const target of rule.properties.Targets as Properties[]) expect(target.DeadLetterConfig).toBeDefined();
    }
  });

  test('a stream or queue that is read answers for each record, and a stream gives up a poisoned one', () => {
    const mappings = of('AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(4);
    for (const mapping of mappings) expect(mapping.properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    const stream = mappings.find((mapping) => mapping.properties.StartingPosition);
    expect(stream?.properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      MaximumRecordAgeInSeconds: 3600,
      MaximumRetryAttempts: 1000,
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"E#"}]}}}}' }] },
    });
  });

  test('a queue hides a message until the function that took it has surely ended', () => {
    const read = of('AWS::Lambda::EventSourceMapping').filter((one) => one.properties.StartingPosition === undefined);
    expect(read).toHaveLength(redrives.length);
    for (const mapping of read) {
      const queue = redrives.find(({ id }) => references(mapping.properties.EventSourceArn).has(id));
      const reader = functions.find(({ id }) => references(mapping.properties.FunctionName).has(id));
      expect(Number(queue?.properties.VisibilityTimeout)).toBeGreaterThanOrEqual(2 * Number(reader?.properties.Timeout));
    }
  });

  test('that a mail was sent is heard after its function has surely ended, and before its order may be taken over', () => {
    const sending = Number(named('send-mail').properties.Timeout);
    const [sent] = redrives.filter((queue) => queue.properties.DelaySeconds !== undefined);
    const orders = redrives.find(({ id }) => id.startsWith('OutboundOutbox'));
    const heard = Number(sent?.properties.DelaySeconds);
    expect(heard).toBeGreaterThanOrEqual(sending);
    // The next delivery only doubts the claim; the one after that takes it over.
    expect(heard + Number(named('hear-back').properties.Timeout)).toBeLessThan(2 * Number(orders?.properties.VisibilityTimeout));
    const rule = of('AWS::Events::Rule').find((one) => references(one.properties.Targets).has(sent?.id ?? ''));
    expect(rule?.properties.EventPattern).toMatchObject({ source: ['aws.ses'], detail: { eventType: ['Send'] } });
  });
});

describe('the dashboard', () => {
  const [page, ...more] = of('AWS::CloudWatch::Dashboard');
  /** Its widgets as text; what CloudFormation fills in stays as it is in the template. */
  const body = JSON.stringify(page?.properties.DashboardBody).replaceAll('\\', '');

  test('is one', () => expect([page !== undefined, more.length]).toEqual([true, 0]));

  test.each(Object.entries(METRIC))('shows %s', (_, name) => {
    expect(body).toContain(`"${name}"`);
  });

  test('shows the desk today, and how many lie in every dead-letter queue', () => {
    for (const label of ['new tickets', 'backlog', 'first reply, median, s', 'promises kept, %', 'CSAT, %']) expect(body).toContain(label);
    const dead = of('AWS::CloudWatch::Alarm').filter(
      ({ properties }) => properties.MetricName === 'ApproximateNumberOfMessagesVisible' && properties.Threshold === 0,
    );
    expect(dead.length).toBeGreaterThan(8);
    for (const { properties } of dead) {
      const [queue] = references(properties.Dimensions);
      expect(body).toContain(`"${queue}"`);
    }
  });
});

describe('every alarm', () => {
  const alarms = of('AWS::CloudWatch::Alarm');
  const headings = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('## '))
    .map((line) => line.slice(3));

  test.each(alarms.map((alarm) => [alarm.id, alarm.properties] as const))(
    '%s says what a person notices, names a heading of the runbook, and reaches somebody',
    (_id, alarm) => {
      const said = /^deskpulse-main: (?<notices>[A-Z].{20,}\.) What to do: (?<anchor>docs\/runbook\.md#[a-z0-9-]+)$/.exec(
        String(alarm.AlarmDescription),
      );
      expect(said?.groups?.notices).toBeDefined();
      expect(headings.map(runbookAnchor)).toContain(said?.groups?.anchor);
      expect(references(alarm.AlarmActions)).toEqual(new Set(ids(of('AWS::SNS::Topic')).filter((id) => id.startsWith('Alarms'))));
      expect(alarm.TreatMissingData).toBe('notBreaching');
    },
  );

  test('has its heading to itself, and every heading its alarm', () => {
    const anchors = alarms.map((alarm) => String(alarm.properties.AlarmDescription).split('What to do: ')[1]);
    expect(new Set(anchors).size).toBe(alarms.length);
    expect(headings.map(runbookAnchor).sort()).toEqual([...anchors].sort());
  });

  test('is mailed to the address in the context', () => {
    const mailed = of('AWS::SNS::Subscription').filter((one) => one.properties.Protocol !== 'sqs');
    expect(mailed.map((one) => one.properties)).toMatchObject([{ Protocol: 'email', Endpoint: 'ops@team.example' }]);
  });
});

describe('least privilege', () => {
  test('no action is a wildcard', () => {
    const actions = grants(made).flatMap(({ statement }) => listed(statement.Action));
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test('no resource is a wildcard but for the one action that has none, and objects end at a prefix of the bucket of mail', () => {
    const stars = grants(made).flatMap(({ statement }) =>
      listed(statement.Resource)
        .map((resource) => JSON.stringify(resource))
        .filter((resource) => resource.includes('*'))
        .map((resource) => ({ actions: listed(statement.Action), resource })),
    );
    for (const { actions, resource } of stars) {
      if (resource === '"*"') expect(actions).toEqual(['ses:DescribeActiveReceiptRuleSet', 'ses:SetActiveReceiptRuleSet']);
      // The page's files have a bucket to themselves.
      else if (resource.includes('StoragePage')) expect(actions).toEqual(['s3:PutObject']);
      else
        expect(resource).toMatch(
          /^\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["StorageMail[0-9A-F]{8}","Arn"\]\},"\/(incoming|mail|parts|quarantine)\/\*"\]\]\}$/,
        );
    }
    expect(stars.filter(({ resource }) => resource === '"*"')).toHaveLength(1);
  });

  test('no role has a policy of AWS or of another role', () => {
    for (const role of of('AWS::IAM::Role')) {
      expect(role.properties.ManagedPolicyArns).toBeUndefined();
      expect(role.properties.Policies).toBeUndefined();
    }
    // One each, and one for CDK's function that places the page's files.
    expect(of('AWS::IAM::Role')).toHaveLength(FUNCTIONS.length + 1);
  });

  test('mail is sent as the domain through the configuration set, and by one function only', () => {
    const sending = grants(made).filter(({ statement }) => listed(statement.Action).some((action) => action.startsWith('ses:Send')));
    expect(sending).toHaveLength(1);
    expect(sending[0]?.policy).toMatch(/SendMail/);
    expect(references(sending[0]?.statement.Resource)).toEqual(
      new Set([...ids(of('AWS::SES::EmailIdentity')), ...ids(of('AWS::SES::ConfigurationSet'))]),
    );
  });

  test('whoever calls a function is named down to the rule, the API or the account', () => {
    for (const permission of of('AWS::Lambda::Permission')) {
      const { Principal, SourceArn, SourceAccount } = permission.properties;
      expect(['events.amazonaws.com', 'apigateway.amazonaws.com', 'ses.amazonaws.com', 'cognito-idp.amazonaws.com']).toContain(Principal);
      expect(SourceArn ?? SourceAccount).toBeDefined();
    }
  });
});

describe('the API', () => {
  const routes = of('AWS::ApiGatewayV2::Route');

  test('has every route of the vocabulary and no other', () => {
    const keys = routes.map((route) => route.properties.RouteKey);
    expect(keys.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s asks for its scope, and reaches its function',
    (key, route) => {
      const { properties } = routes.find((one) => one.properties.RouteKey === key) as Resource;
      if (route.scope === null) {
        expect(properties.AuthorizationType).toBe('NONE');
        expect(properties.AuthorizationScopes).toBeUndefined();
      } else {
        expect(properties).toMatchObject({ AuthorizationType: 'JWT', AuthorizationScopes: [tokenScope(route.scope)] });
        expect(references(properties.AuthorizerId)).toEqual(new Set(ids(of('AWS::ApiGatewayV2::Authorizer'))));
      }
      const integration = of('AWS::ApiGatewayV2::Integration').find((one) => references(properties.Target).has(one.id));
      expect(integration?.properties).toMatchObject({ PayloadFormatVersion: '2.0', IntegrationType: 'AWS_PROXY' });
      expect(references(integration?.properties.IntegrationUri)).toContain(named(route.function).id);
    },
  );

  test('has one integration a function', () => {
    expect(of('AWS::ApiGatewayV2::Integration')).toHaveLength(new Set(ROUTES.map((route) => route.function)).size);
  });

  test('logs no path, no query and no address, and throttles', () => {
    const [stage] = of('AWS::ApiGatewayV2::Stage');
    const { Format: format } = (stage?.properties.AccessLogSettings ?? {}) as { Format: string };
    expect(JSON.parse(format)).toMatchObject({ route: '$context.routeKey', status: '$context.status' });
    expect(format).not.toMatch(/path|query|sourceIp|identity|email|username|sub\b/i);
    expect(stage?.properties.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 });
  });

  test('is not open to other sites', () => {
    for (const api of of('AWS::ApiGatewayV2::Api')) expect(api.properties.CorsConfiguration).toBeUndefined();
  });

  test('takes tokens of the two clients of the pool', () => {
    const [authorizer] = of('AWS::ApiGatewayV2::Authorizer');
    const { Audience } = (authorizer?.properties.JwtConfiguration ?? {}) as { Audience?: unknown };
    expect(references(Audience)).toEqual(new Set(ids(of('AWS::Cognito::UserPoolClient'))));
  });
});

describe('people and programs', () => {
  const client = (flow: string): Resource =>
    of('AWS::Cognito::UserPoolClient').find((one) => listed(one.properties.AllowedOAuthFlows).includes(flow)) as Resource;

  test('nobody signs up alone, and everybody has a second factor', () => {
    const [pool] = of('AWS::Cognito::UserPool');
    expect(pool?.properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      DeletionProtection: 'ACTIVE',
    });
  });

  test('pages get a code, programs a secret, and neither a password', () => {
    expect(client('code').properties).toMatchObject({ AllowedOAuthFlows: ['code'], GenerateSecret: false });
    expect(client('client_credentials').properties).toMatchObject({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true });
    for (const { properties } of of('AWS::Cognito::UserPoolClient')) {
      expect(listed(properties.ExplicitAuthFlows ?? []).filter((flow) => String(flow).includes('PASSWORD'))).toEqual([]);
    }
  });

  test('at every sign-in a function looks at the scopes, and one group has them all', () => {
    const [pool] = of('AWS::Cognito::UserPool');
    const config = pool?.properties.LambdaConfig as { PreTokenGenerationConfig: Properties } | undefined;
    expect(config?.PreTokenGenerationConfig.LambdaVersion).toBe('V2_0');
    expect(references(config?.PreTokenGenerationConfig.LambdaArn)).toEqual(new Set([named('grant-scopes').id]));
    expect(of('AWS::Cognito::UserPoolGroup').map((group) => group.properties.GroupName)).toEqual([MANAGERS]);
  });

  test('a program cannot change the desk itself', () => {
    expect(JSON.stringify(client('client_credentials').properties.AllowedOAuthScopes)).not.toContain('settings:write');
  });
});

describe('what is kept', () => {
  test('the table is on demand, recoverable, protected, streamed, and lists by its one index', () => {
    const [table] = of('AWS::DynamoDB::Table');
    expect(table?.whole.DeletionPolicy).toBe('Retain');
    expect(table?.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEX,
          KeySchema: [
            { AttributeName: 'gpk', KeyType: 'HASH' },
            { AttributeName: 'gsk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...PROJECTED] },
        },
      ],
    });
  });

  test('every bucket is private, encrypted and refuses plain HTTP', () => {
    const buckets = of('AWS::S3::Bucket');
    expect(buckets).toHaveLength(3);
    for (const bucket of buckets) {
      expect(bucket.whole.DeletionPolicy).toBe('Retain');
      expect(bucket.properties).toMatchObject({
        BucketEncryption: expect.anything(),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      const policy = of('AWS::S3::BucketPolicy').find((one) => references(one.properties.Bucket).has(bucket.id));
      expect(JSON.stringify(policy?.properties.PolicyDocument)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test('mail is versioned, its old versions go, quarantine empties, and no mail is ever cleared out of the tray', () => {
    const mail = of('AWS::S3::Bucket').find((bucket) => bucket.properties.VersioningConfiguration !== undefined);
    expect(mail?.properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    const { Rules: rules } = (mail?.properties.LifecycleConfiguration ?? { Rules: [] }) as { Rules: Properties[] };
    expect(rules.find((rule) => rule.NoncurrentVersionExpiration)).toMatchObject({
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    });
    expect(rules.filter((rule) => rule.ExpirationInDays).map((rule) => rule.Prefix)).toEqual(['quarantine/', SES_SETUP_NOTE]);
    expect(rules.map((rule) => rule.Prefix)).not.toContain('incoming/');
  });

  test('a desk that is thrown away keeps nothing', () => {
    const thrown = desk({ keepData: 'false' });
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool']) {
      for (const resource of thrown.of(type)) expect(resource.whole.DeletionPolicy).toBe('Delete');
    }
    expect(thrown.of('AWS::DynamoDB::Table')[0]?.properties.DeletionProtectionEnabled).toBe(false);
  });
});

describe('every function', () => {
  test('is made once', () => {
    expect(functions).toHaveLength(FUNCTIONS.length);
    for (const name of FUNCTIONS) named(name);
  });

  test.each(FUNCTIONS)('%s runs on Node 24 on arm64 untraced, knows which desk it is, and its log forgets', (name) => {
    const { properties } = named(name);
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Environment: { Variables: { [ENV.service]: 'deskpulse-main' } },
    });
    expect(properties.TracingConfig).toBeUndefined();
    const [log] = references((properties.LoggingConfig as Properties).LogGroup);
    expect(of('AWS::Logs::LogGroup').find((group) => group.id === log)?.properties.RetentionInDays).toBe(30);
  });

  test('has variables of functions/env.ts only, well below the 4 KB that Lambda allows', () => {
    const names: readonly string[] = Object.values(ENV);
    for (const fn of functions) {
      const variables = (fn.properties.Environment as { Variables: Properties }).Variables;
      expect(Object.keys(variables).filter((name) => !names.includes(name))).toEqual([]);
      expect(JSON.stringify(variables).length).toBeLessThan(2000);
    }
  });

  test('no log of anything is kept for ever', () => {
    const groups = of('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(FUNCTIONS.length);
    expect(groups.filter((group) => group.properties.RetentionInDays === undefined)).toEqual([]);
  });
});
