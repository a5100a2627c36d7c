import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { NagSuppressions } from 'cdk-nag/lib/nag-suppressions.js';
import type { Construct } from 'constructs';
import { type Identity, PAGE_SCOPES } from './identity.ts';

/*
 * The page's files on their way into the bucket, in two steps: what the page loads first, then the page, so that no page
 * asks for what is not there yet. Nothing is deleted: a page that was opened yesterday still finds what it loads.
 */

export type PageFiles = {
  readonly bucket: IBucket;
  readonly folder: string;
  readonly identity: Identity;
  readonly apiBase: string;
};

/** Where Vite puts what is named after its content. */
const NAMED_BY_CONTENT = 'assets/*';

export function placeFiles(scope: Construct, { bucket, folder, identity, apiBase }: PageFiles): void {
  const logGroup = new LogGroup(scope, 'PlacerLog', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(scope, 'PlacerRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }));
  const config = {
    issuer: identity.pool.userPoolProviderUrl,
    clientId: identity.people.userPoolClientId,
    scopes: PAGE_SCOPES,
    apiBase,
  };
  const given = {
    destinationBucket: bucket,
    // CDK would grant whole families of actions on both buckets; it needs two, and one archive.
    role: role.withoutPolicyUpdates(),
    logGroup,
    prune: false,
    retainOnDelete: true,
  };
  const files = readBy(role, Source.asset(folder));
  const assets = new BucketDeployment(scope, 'Assets', {
    ...given,
    sources: [files],
    exclude: ['*'],
    include: [NAMED_BY_CONTENT],
    cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
  });
  const rest = new BucketDeployment(scope, 'Rest', {
    ...given,
    sources: [files, readBy(role, Source.jsonData('config.json', config))],
    exclude: [NAMED_BY_CONTENT],
    cacheControl: [CacheControl.noCache()],
  });
  assets.node.addDependency(role);
  rest.node.addDependency(assets);
  NagSuppressions.addResourceSuppressions(
    role,
    [{ id: 'AwsSolutions-IAM5', reason: "The page's files have the bucket to themselves, and the next page's names are not known" }],
    true,
  );
  // One function of CDK's own places the files of both.
  for (const placer of Stack.of(scope).node.children.filter(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'))) {
    NagSuppressions.addResourceSuppressions(
      placer,
      [{ id: 'AwsSolutions-L1', reason: "CDK's own function, in the Python that this version of CDK was tested with" }],
      true,
    );
  }
}

/** Lets a role read what a source turns out to be, and nothing beside it. */
const readBy = (role: Role, source: ISource): ISource => ({
  bind: (scope, context) => {
    const bound = source.bind(scope, context);
    role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: [bound.bucket.arnForObjects(bound.zipObjectKey)] }));
    return bound;
  },
});
