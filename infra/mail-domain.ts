import { CnameRecord, HostedZone, type IHostedZone, MxRecord, TxtRecord } from 'aws-cdk-lib/aws-route53';
import { EmailIdentity, Identity, type IEmailIdentity } from 'aws-cdk-lib/aws-ses';
import { CfnOutput, Fn, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { DeskConfig } from './config.ts';

/*
 * The domain: SES's identity with DKIM, and what DNS has to say about it. With a Route 53 zone the stack says it there;
 * without one it prints every record as an output, for the owner to copy.
 */

/** An FQDN's record. MX and TXT values as zone files write them. */
type DnsRecord = { readonly id: string; readonly type: 'MX' | 'TXT' | 'CNAME'; readonly name: string; readonly value: string };

export class MailDomain extends Construct {
  readonly identity: IEmailIdentity;

  constructor(scope: Construct, id: string, config: DeskConfig) {
    super(scope, id);
    const records = [...this.inbound(config)];
    if (config.identity === 'existing') {
      this.identity = EmailIdentity.fromEmailIdentityName(this, 'Identity', config.domain);
    } else {
      const identity = new EmailIdentity(this, 'Identity', {
        identity: Identity.domain(config.domain),
        // Bounces come back through the configuration set, not as mail to the desk.
        feedbackForwarding: false,
        ...(config.mailFrom === null ? {} : { mailFromDomain: config.mailFrom }),
      });
      this.identity = identity;
      records.push(...this.outbound(config, identity));
    }
    const zone =
      config.hostedZone === null
        ? null
        : HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: config.hostedZone.id, zoneName: config.hostedZone.name });
    for (const record of records) zone === null ? this.print(record) : this.keep(record, zone);
  }

  private inbound({ domain }: DeskConfig): DnsRecord[] {
    return [{ id: 'Mx', type: 'MX', name: domain, value: `10 inbound-smtp.${Stack.of(this).region}.amazonaws.com` }];
  }

  private outbound({ domain, mailFrom }: DeskConfig, identity: EmailIdentity): DnsRecord[] {
    const dkim = identity.dkimRecords.map(({ name, value }, n): DnsRecord => ({ id: `Dkim${n + 1}`, type: 'CNAME', name, value }));
    // Reports only: a stricter policy is the owner's to choose once the reports are clean.
    const dmarc: DnsRecord = { id: 'Dmarc', type: 'TXT', name: `_dmarc.${domain}`, value: 'v=DMARC1; p=none' };
    if (mailFrom === null) return [...dkim, dmarc];
    return [
      ...dkim,
      dmarc,
      { id: 'MailFromMx', type: 'MX', name: mailFrom, value: `10 feedback-smtp.${Stack.of(this).region}.amazonses.com` },
      { id: 'MailFromSpf', type: 'TXT', name: mailFrom, value: 'v=spf1 include:amazonses.com ~all' },
    ];
  }

  private print({ id, type, name, value }: DnsRecord): void {
    new CfnOutput(this, id, {
      description: `DNS record to create: ${type}`,
      value: Fn.join(' ', [name, type, type === 'TXT' ? `"${value}"` : value]),
    }).overrideLogicalId(`Dns${id}`);
  }

  private keep({ id, type, name, value }: DnsRecord, zone: IHostedZone): void {
    // A final dot: these are whole names, the DKIM ones known only when SES has made them.
    const at = { zone, recordName: `${name}.` };
    if (type === 'TXT') new TxtRecord(this, id, { ...at, values: [value] });
    else if (type === 'CNAME') new CnameRecord(this, id, { ...at, domainName: value });
    else {
      const [priority, hostName] = value.split(' ') as [string, string];
      new MxRecord(this, id, { ...at, values: [{ priority: Number(priority), hostName }] });
    }
  }
}
