import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeActiveReceiptRuleSetCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  SESClient,
} from '@aws-sdk/client-ses';

/*
 * What a deployment has to know about the account before it begins. Reads only.
 */

export type Whereabouts = { readonly account: string; readonly region: string };
export type Missing = { readonly missing: 'credentials' | 'region'; readonly why: string };
/** What SES says here; null where it does not say. */
export type Sending = {
  /** Mails a day: 200 in the sandbox. */
  readonly perDay: number | null;
  /** The receipt rule set that SES follows; undefined when it does not say. */
  readonly activeRuleSet: string | null | undefined;
  /** Whether it knows the domain already, verified or not. */
  readonly knowsDomain: boolean | null;
};
export type AwsAccount = {
  readonly whereabouts: (region: string | null) => Promise<Whereabouts | Missing>;
  readonly isBootstrapped: (at: Whereabouts, qualifier: string) => Promise<boolean>;
  readonly sending: (region: string, domain: string) => Promise<Sending>;
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
/** The answer, or what stands for "not told": a deployer may lack the permission to ask, which is no reason to refuse. */
const orElse = async <T, E>(asked: Promise<T>, otherwise: E): Promise<T | E> => asked.catch(() => otherwise);

export const awsAccount: AwsAccount = {
  async whereabouts(region) {
    const named = region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
    const client = new EventBridgeClient({ maxAttempts: 2, ...(named === undefined ? {} : { region: named }) });
    try {
      // The default bus is everywhere, and its ARN names account and region.
      const { Arn = '' } = await client.send(new DescribeEventBusCommand({}));
      const [, , , at = '', account = ''] = Arn.split(':');
      return { account, region: at };
    } catch (error) {
      const why = wordsOf(error);
      return { missing: /region is missing/i.test(why) ? 'region' : 'credentials', why };
    } finally {
      client.destroy();
    }
  },

  async isBootstrapped({ account, region }, qualifier) {
    const client = new S3Client({ region, maxAttempts: 2 });
    try {
      await client.send(new HeadBucketCommand({ Bucket: `cdk-${qualifier}-assets-${account}-${region}` }));
      return true;
    } catch (error) {
      // Forbidden is there, and moved is there.
      return nameOf(error) !== 'NotFound' && nameOf(error) !== 'NoSuchBucket';
    } finally {
      client.destroy();
    }
  },

  async sending(region, domain) {
    const client = new SESClient({ region, maxAttempts: 4 });
    try {
      const quota = await orElse(client.send(new GetSendQuotaCommand({})), null);
      const rules = await orElse(client.send(new DescribeActiveReceiptRuleSetCommand({})), null);
      const known = await orElse(client.send(new GetIdentityVerificationAttributesCommand({ Identities: [domain] })), null);
      return {
        perDay: quota?.Max24HourSend ?? null,
        activeRuleSet: rules === null ? undefined : (rules.Metadata?.Name ?? null),
        knowsDomain: known === null ? null : known.VerificationAttributes?.[domain] !== undefined,
      };
    } finally {
      client.destroy();
    }
  },
};
