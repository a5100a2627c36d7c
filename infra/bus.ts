import { EventBus } from 'aws-cdk-lib/aws-events';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { PREFIX } from '../functions/aws/table.ts';
import { PERIOD } from './alarms.ts';
import { DeadLetters } from './dead-letters.ts';
import { DeskFunction, type Workshop } from './desk-function.ts';
import type { Storage } from './storage.ts';

/** What was committed is published: the table's stream, read in order, onto the desk's own bus. */
export class Bus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, workshop: Workshop, storage: Storage) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'What the desk says: an event for every fact, source deskpulse' });
    workshop.offer({ bus: this.bus.eventBusName });

    const publish = new DeskFunction(this, workshop, {
      name: 'publish-events',
      description: 'Publishes what was committed, from the table stream to the bus',
      memoryMiB: 512,
      timeout: Duration.minutes(1),
      environment: ['bus'],
      unattended: null,
    });
    publish.allow(['events:PutEvents'], [this.bus.eventBusArn]);

    const lost = new DeadLetters(this, 'Unpublished', workshop.alarms, {
      notices: 'Acknowledgements and replies leave minutes late, and whoever else listens to the bus has missed events.',
      runbook: 'Events were not published',
    });
    const stream = storage.table.tableStreamArn ?? '';
    publish.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], [stream]);
    publish.lambda.addEventSourceMapping('Stream', {
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith(PREFIX.commit) } } },
        }),
      ],
      batchSize: 100,
      // Order matters within a ticket only, and its rows share a partition key.
      parallelizationFactor: 4,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      // The bound is the age: an outage of the bus should be waited out, a poisoned record must not hold up its shard for a day.
      maxRecordAge: Duration.hours(1),
      retryAttempts: 1000,
      onFailure: new SqsDlq(lost.queue),
    });
    workshop.alarms.raise(
      this,
      'Behind',
      { metric: publish.lambda.metric('IteratorAge', { statistic: 'Maximum', period: PERIOD }), above: 5 * 60_000 },
      { notices: 'Acknowledgements and replies leave more than five minutes late.', runbook: 'Publishing is behind' },
    );
  }
}
