import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DeskFunction, type Workshop } from './desk-function.ts';
import { every } from './schedules.ts';
import type { Storage } from './storage.ts';

/** What is due fires: warnings, breaches, reminders, expiries, and orders to send that got lost on the way. */
export class Timers extends Construct {
  constructor(scope: Construct, id: string, workshop: Workshop, storage: Storage, outbox: IQueue) {
    super(scope, id);
    const fire = new DeskFunction(this, workshop, {
      name: 'fire-timers',
      description: 'Fires what is due, each minute, and gives lost orders to send again',
      memoryMiB: 1769,
      // A backlog after an outage is worked through in one go; the next ticks find less to do.
      timeout: Duration.minutes(2),
      environment: ['table', 'shards', 'defaults', 'outbox'],
      unattended: {
        maxAge: Duration.minutes(30),
        notices: 'Warnings and reminders come late, and silent tickets stay open; due times and figures stay true.',
        runbook: 'Timers did not fire',
      },
    });
    storage.allowTable(fire, 'BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem', 'UpdateItem');
    storage.allowIndex(fire);
    fire.allow(['sqs:SendMessage'], [outbox.queueArn]);
    every(this, 'Tick', Duration.minutes(1), fire);
  }
}
