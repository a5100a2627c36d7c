/*
 * The synthesized stack as the local desk hosts it: every resource by type, with its name, ARN and plain properties.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ACCOUNT, type Addresses, identify, localize, REGION } from './identity.ts';
import { type Json, type Resolved, resolveOutputs, resolveTemplate, type Template } from './template.ts';

export type Hosted<T> = {
  readonly id: string;
  readonly ref: string;
  readonly arn: string;
  readonly properties: T;
};

/** Hosted: a part of the local desk builds something from each of these. */
const HOSTED = new Set([
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::Scheduler::Schedule',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'Custom::CDKBucketDeployment',
  'AWS::SES::ReceiptRuleSet',
  'AWS::SES::ReceiptRule',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::Cognito::UserPoolGroup',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
]);

/** Known to have no meaning on one machine: rights of services, watching, publishing, and what only a deployment does. */
const WITHOUT_MEANING = [
  /^AWS::Lambda::(Permission|LayerVersion)$/,
  /^AWS::(S3::BucketPolicy|SQS::QueuePolicy|Events::EventBusPolicy|SNS::TopicPolicy|KMS::.*|IAM::ManagedPolicy)$/,
  /^AWS::(CloudWatch|Logs|XRay|Route53|CertificateManager|Budgets|Synthetics)::/,
  /^AWS::Cognito::(UserPoolDomain|UserPoolUser|ManagedLoginBranding|UserPoolUserToGroupAttachment)$/,
  /^AWS::SES::(EmailIdentity|Template)$/,
  /^AWS::CloudFront::OriginAccessControl$/,
  /^AWS::Scheduler::ScheduleGroup$/,
  /^AWS::CDK::Metadata$/,
  /^AWS::CloudFormation::(CustomResource|WaitCondition|WaitConditionHandle)$/,
  /^Custom::/,
];

export class HostedStack {
  readonly #resources: readonly (Resolved & { readonly ref: string; readonly arn: string })[];
  /** Resource types that nothing here hosts, and nobody knows to be meaningless: named once at start. */
  readonly unknownTypes: readonly string[];
  readonly outputs: Readonly<Record<string, Json>>;
  /** Folder of a bundled asset by the key under which it would lie in the assets bucket. */
  readonly #assets: ReadonlyMap<string, string>;

  constructor(templates: readonly { name: string; template: Template }[], addresses: Addresses, assets: ReadonlyMap<string, string>) {
    const outputs: Record<string, Json> = {};
    this.#resources = templates.flatMap(({ name, template }) => {
      const identity = identify(name, addresses);
      const around = { region: REGION, account: ACCOUNT, stackName: name };
      Object.assign(outputs, localize(resolveOutputs(template, around, identity), addresses));
      return resolveTemplate(template, around, identity).map((resource) => ({
        ...resource,
        properties: localize(resource.properties, addresses) as Resolved['properties'],
        ref: String(identity(resource, null)),
        arn: String(identity(resource, 'Arn')),
      }));
    });
    this.outputs = outputs;
    this.#assets = assets;
    const strange = this.#resources.filter(({ type }) => !HOSTED.has(type) && !WITHOUT_MEANING.some((shape) => shape.test(type)));
    this.unknownTypes = [...new Set(strange.map(({ type }) => type))].sort();
  }

  /**
   * Every resource of a type, its properties read by a schema.
   * @throws Error naming the resource and the property that is not supported
   */
  of<S extends z.ZodMiniType>(type: string, schema: S): Hosted<z.infer<S>>[] {
    return this.#resources
      .filter((resource) => resource.type === type)
      .map(({ id, ref, arn, properties }) => {
        const read = schema.safeParse(properties);
        if (!read.success) throw new Error(`the local desk cannot host ${type} ${id}: ${z.prettifyError(read.error)}`);
        return { id, ref, arn, properties: read.data };
      });
  }

  /** The folder that would be zipped and uploaded under `key`. */
  asset(key: string): string {
    const folder = this.#assets.get(key);
    if (folder === undefined) throw new Error(`the assembly holds no asset ${key}`);
    return folder;
  }
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.optional(z.looseObject({ templateFile: z.optional(z.string()), stackName: z.optional(z.string()) })),
    }),
  ),
});
const assetsSchema = z.object({
  files: z._default(
    z.record(
      z.string(),
      z.object({
        source: z.looseObject({ path: z.optional(z.string()), packaging: z.optional(z.string()) }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    ),
    {},
  ),
});

/** Reads a cloud assembly, the folder that `cdk synth` writes. */
export function readAssembly(folder: string, addresses: Addresses): HostedStack {
  const json = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const { artifacts } = manifestSchema.parse(json('manifest.json'));
  const templates: { name: string; template: Template }[] = [];
  const assets = new Map<string, string>();
  for (const [name, artifact] of Object.entries(artifacts)) {
    const file = artifact.properties?.templateFile;
    if (artifact.type !== 'aws:cloudformation:stack' || file === undefined) continue;
    templates.push({ name: artifact.properties?.stackName ?? name, template: json(file) as Template });
    const manifest = Object.entries(artifacts).find(([id]) => id === `${name}.assets`);
    if (!manifest) continue;
    for (const { source, destinations } of Object.values(assetsSchema.parse(json(`${name}.assets.json`)).files)) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(folder, source.path));
    }
  }
  if (templates.length === 0) throw new Error(`no stack in ${folder}`);
  return new HostedStack(templates, addresses, assets);
}
