/*
 * Physical names, ARNs and addresses of the resources of a template, as AWS would give them; and where the local desk
 * stands in for an AWS address.
 */
import type { Identity, Json, Resolved } from './template.ts';

export const REGION = 'eu-west-1';
/** fauxqs, DynamoDB Local and the rest of the emulators live in this account. */
export const ACCOUNT = '000000000000';

/** What CloudFront would call the page's host. */
const EDGE = 'desklocal.cloudfront.net';

/** Where the parts of the local desk listen. */
export type Addresses = {
  /** Base URL of the HTTP API, and of the page before it. */
  readonly api: string;
  /** The OpenID issuer that stands in for Cognito. */
  readonly issuer: string;
  /** Base URL of the S3 and SQS emulator. */
  readonly storage: string;
};

type Rule = {
  /** The property that names the resource, when the template does. */
  readonly name?: string;
  /** Changes the name into one that the service allows. */
  readonly allowed?: (name: string) => string;
  readonly ref?: (name: string) => string;
  readonly arn?: (name: string) => string;
  readonly attributes?: (name: string) => Record<string, string>;
};

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const edgeFunction = (name: string): string => `arn:aws:cloudfront::${ACCOUNT}:function/${name}`;
const bucketName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .slice(0, 63)
    .replace(/-+$/, '');
const atMost = (length: number) => (name: string) => name.slice(0, length);

const table: Rule = {
  name: 'TableName',
  arn: (name) => arn('dynamodb', `table/${name}`),
  attributes: (name) => ({ StreamArn: arn('dynamodb', `table/${name}/stream/local`), TableId: name }),
};

function rules(addresses: Addresses): Record<string, Rule> {
  return {
    'AWS::DynamoDB::Table': table,
    'AWS::DynamoDB::GlobalTable': table,
    'AWS::S3::Bucket': {
      name: 'BucketName',
      allowed: bucketName,
      arn: (name) => `arn:aws:s3:::${name}`,
      attributes: (name) => ({
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
        WebsiteURL: `${addresses.storage}/${name}`,
      }),
    },
    'AWS::SQS::Queue': {
      name: 'QueueName',
      allowed: atMost(80),
      ref: (name) => `${addresses.storage}/${ACCOUNT}/${name}`,
      arn: (name) => arn('sqs', name),
      attributes: (name) => ({ QueueName: name, QueueUrl: `${addresses.storage}/${ACCOUNT}/${name}` }),
    },
    'AWS::Events::EventBus': { name: 'Name', arn: (name) => arn('events', `event-bus/${name}`), attributes: (name) => ({ Name: name }) },
    'AWS::Events::Rule': { name: 'Name', allowed: atMost(64), arn: (name) => arn('events', `rule/${name}`) },
    'AWS::Scheduler::Schedule': { name: 'Name', allowed: atMost(64), arn: (name) => arn('scheduler', `schedule/default/${name}`) },
    'AWS::Lambda::Function': { name: 'FunctionName', allowed: atMost(64), arn: (name) => arn('lambda', `function:${name}`) },
    'AWS::Lambda::EventSourceMapping': { attributes: (name) => ({ Id: name }) },
    'AWS::IAM::Role': {
      name: 'RoleName',
      allowed: atMost(64),
      arn: (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
      attributes: (name) => ({ RoleId: name }),
    },
    'AWS::IAM::ManagedPolicy': { ref: (name) => `arn:aws:iam::${ACCOUNT}:policy/${name}` },
    'AWS::ApiGatewayV2::Api': { allowed: () => 'desklocal', attributes: () => ({ ApiEndpoint: addresses.api, ApiId: 'desklocal' }) },
    'AWS::Cognito::UserPool': {
      allowed: () => `${REGION}_deskLocal`,
      arn: (name) => arn('cognito-idp', `userpool/${name}`),
      attributes: (name) => ({
        ProviderURL: addresses.issuer,
        ProviderName: `cognito-idp.${REGION}.amazonaws.com/${name}`,
        UserPoolId: name,
      }),
    },
    'AWS::Cognito::UserPoolClient': {
      allowed: (name) =>
        name
          .replace(/[^A-Za-z0-9]/g, '')
          .toLowerCase()
          .slice(-26),
      attributes: (name) => ({ ClientId: name }),
    },
    'AWS::Cognito::UserPoolDomain': { name: 'Domain' },
    'AWS::Cognito::UserPoolResourceServer': { name: 'Identifier' },
    'AWS::CloudFront::Distribution': {
      allowed: () => 'DESKLOCAL',
      arn: (name) => `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}`,
      attributes: (name) => ({ DomainName: EDGE, Id: name }),
    },
    'AWS::CloudFront::Function': { name: 'Name', arn: edgeFunction, attributes: (name) => ({ FunctionARN: edgeFunction(name) }) },
    'AWS::SES::ConfigurationSet': { name: 'Name', arn: (name) => arn('ses', `configuration-set/${name}`) },
    'AWS::SES::ReceiptRuleSet': { name: 'RuleSetName' },
    'AWS::SES::EmailIdentity': {
      name: 'EmailIdentity',
      arn: (name) => arn('ses', `identity/${name}`),
      attributes: (name) =>
        Object.fromEntries(
          [1, 2, 3].flatMap((n) => [
            [`DkimDNSTokenName${n}`, `local${n}._domainkey.${name}`],
            [`DkimDNSTokenValue${n}`, `local${n}.dkim.amazonses.com`],
          ]),
        ),
    },
    'AWS::SNS::Topic': {
      name: 'TopicName',
      ref: (name) => arn('sns', name),
      attributes: (name) => ({ TopicName: name, TopicArn: arn('sns', name) }),
    },
    'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name) => `${arn('logs', `log-group:${name}`)}:*` },
    'AWS::KMS::Key': { arn: (name) => arn('kms', `key/${name}`), attributes: (name) => ({ KeyId: name }) },
    'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: (name) => arn('cloudwatch', `alarm:${name}`) },
  };
}

/** Names every resource of a stack. @param stackName goes in front of generated names, as CloudFormation does it */
export function identify(stackName: string, addresses: Addresses): Identity {
  const known = rules(addresses);
  return (resource, attribute) => {
    const rule = known[resource.type] ?? {};
    const name = physicalName(stackName, resource, rule);
    if (attribute === null) return rule.ref ? rule.ref(name) : name;
    const own = rule.attributes?.(name)[attribute];
    if (own !== undefined) return own;
    if (attribute === 'Arn' || attribute.endsWith('Arn')) return rule.arn ? rule.arn(name) : arn('local', `${resource.type}/${name}`);
    if (resource.type.startsWith('Custom::') || resource.type === 'AWS::CloudFormation::CustomResource')
      return `${resource.id}.${attribute}`;
    if (known[resource.type]) throw new Error(`${resource.type} ${resource.id} has no attribute ${attribute} in the local desk`);
    return `${resource.id}.${attribute}`;
  };
}

function physicalName(stackName: string, resource: Resolved, rule: Rule): string {
  const given = rule.name === undefined ? undefined : resource.properties[rule.name];
  if (typeof given === 'string') return given;
  const generated = `${stackName}-${resource.id}`;
  return rule.allowed ? rule.allowed(generated) : generated;
}

/** Cognito's sign-in pages, which are the issuer's own here. */
const SIGN_IN_PAGES = new RegExp(`https://[a-z0-9-]+\\.auth\\.${REGION}\\.amazoncognito\\.com`, 'g');

/** Replaces the addresses under which AWS would host page, API and issuer by the local ones, wherever a value holds them. */
export function localize(value: Json, addresses: Addresses): Json {
  if (typeof value === 'string') {
    return value
      .replaceAll(`https://desklocal.execute-api.${REGION}.amazonaws.com`, addresses.api)
      .replaceAll(`https://${EDGE}`, addresses.api)
      .replaceAll(SIGN_IN_PAGES, addresses.issuer)
      .replaceAll(`https://cognito-idp.${REGION}.amazonaws.com/${REGION}_deskLocal`, addresses.issuer);
  }
  if (Array.isArray(value)) return value.map((item) => localize(item, addresses));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, localize(item, addresses)]));
  }
  return value;
}
