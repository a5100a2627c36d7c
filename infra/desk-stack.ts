import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Annotations, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Alarms, PERIOD } from './alarms.ts';
import { Api } from './api.ts';
import { ApiFunctions } from './api-functions.ts';
import type { Bundles } from './bundle.ts';
import { Bus } from './bus.ts';
import { type DeskConfig, INBOUND_REGIONS } from './config.ts';
import { dashboard } from './dashboard.ts';
import { Workshop } from './desk-function.ts';
import { Figures } from './figures.ts';
import { Identity } from './identity.ts';
import { Inbound } from './inbound.ts';
import { MailDomain } from './mail-domain.ts';
import { Outbound } from './outbound.ts';
import { Page } from './page.ts';
import { stackName } from './stack-name.ts';
import { Storage } from './storage.ts';
import { Surveys } from './surveys.ts';
import { Timers } from './timers.ts';

/** One desk: each capability a construct, in the order of the way through. */
export class DeskStack extends Stack {
  /** @param page folder of the built page */
  constructor(scope: Construct, config: DeskConfig, bundles: Bundles, page: string) {
    super(scope, stackName(config.desk), propsOf(config));
    const alarms = new Alarms(this, 'Alarms', config.alarmAddress);
    const workshop = new Workshop(bundles, alarms, {
      service: this.stackName,
      shards: String(config.shards),
      defaults: defaultsOf(config),
    });
    const storage = new Storage(this, 'Storage', config);
    workshop.offer({ table: storage.table.tableName, bucket: storage.mail.bucketName });

    const identity = new Identity(this, 'Identity', workshop, config);
    const api = new Api(this, 'Api', identity, alarms);
    const { url } = new Page(this, 'Page', { api, identity, bucket: storage.page, folder: page });
    workshop.offer({ site: url });

    new Inbound(this, 'Inbound', { workshop, storage, config });
    const bus = new Bus(this, 'Bus', workshop, storage);
    const domain = new MailDomain(this, 'Domain', config);
    const outbound = new Outbound(this, 'Outbound', { workshop, storage, bus, domain, config });
    new Timers(this, 'Timers', workshop, storage);
    const answers = new ApiFunctions(this, 'Answers', workshop, storage);
    const surveys = new Surveys(this, 'Surveys', { workshop, storage, bus });
    const figures = new Figures(this, 'Figures', { workshop, storage, bus });
    api.route(new Map([...answers.byName, ...surveys.byName, ...figures.byName]));

    alarms.raise(
      this,
      'Throttles',
      { metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period: PERIOD }), above: 0, periods: 3 },
      { notices: 'Everything is slow: this account runs as many functions at once as it may.', runbook: 'Functions are throttled' },
    );
    dashboard(this, 'Dashboard', { alarms, api, outbound, storage });
    this.warn(config);
  }

  private warn({ region, alarmAddress, agents }: DeskConfig): void {
    const notes = Annotations.of(this);
    if (region !== null && !INBOUND_REGIONS.includes(region)) {
      notes.addWarningV2('deskpulse:region', `SES may not take mail in ${region}. It does in ${INBOUND_REGIONS.join(', ')}.`);
    }
    if (alarmAddress === null) notes.addWarningV2('deskpulse:alarmAddress', 'Nobody is told of alarms: say -c alarmAddress=…');
    if (agents.length === 0)
      notes.addWarningV2('deskpulse:agents', 'Nobody is told of tickets: say -c agents=…, or save them in the settings');
  }
}

/** Without an account the stack can be synthesized anywhere and deployed wherever the credentials point. */
const propsOf = ({ account, region, desk }: DeskConfig): StackProps => ({
  description: `Deskpulse: the support desk "${desk}"`,
  env: { ...(account === null ? {} : { account }), ...(region === null ? {} : { region }) },
});

/** What a desk starts with until somebody saves settings. */
const defaultsOf = ({ deskName, timeZone, mailboxes, agents }: DeskConfig): string =>
  JSON.stringify({ name: deskName, zone: timeZone, mailboxes, agents });
