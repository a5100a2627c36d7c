import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DeskFunction, type Workshop } from './desk-function.ts';
import { every } from './schedules.ts';
import type { Storage } from './storage.ts';

/** What is due fires: warnings, breaches, reminders, expiries, and surveys to ask. */
export class Timers extends Construct {
  constructor(scope: Construct, id: string, workshop: Workshop, storage: Storage) {
    super(scope, id);
    const fire = new DeskFunction(this, workshop, {
      name: 'fire-timers',
      description: 'Fires what is due, each minute',
      memoryMiB: 1769,
      // A backlog after an outage is worked through in one go; the next ticks find less to do.
      timeout: Duration.minutes(2),
      environment: ['table', 'shards', 'defaults'],
      unattended: {
        maxAge: Duration.minutes(30),
        notices: 'Warnings and reminders come late, and silent tickets stay open; due times and figures stay true.',
        runbook: 'Timers did not fire',
      },
    });
    storage.allowTable(fire, 'BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem', 'UpdateItem', 'Query');
    storage.allowIndex(fire);
    every(this, 'Tick', Duration.minutes(1), fire);
  }
}
