import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DeskFunction, type Workshop } from './desk-function.ts';
import { every } from './schedules.ts';
import type { Storage } from './storage.ts';

/** API Gateway gives up after 30 seconds; whoever waits so long has asked again already. */
const ANSWER = Duration.seconds(15);
/** Half a core: most of an answer is waiting, and a cold start is not. */
const ANSWER_MIB = 1024;

/** What agents and programs ask for by the API: read tickets, change them, keep the settings. */
export class ApiFunctions extends Construct {
  /** By name, as events/routes.ts calls them. */
  readonly byName: ReadonlyMap<string, DeskFunction>;

  constructor(scope: Construct, id: string, workshop: Workshop, storage: Storage) {
    super(scope, id);
    this.byName = new Map([
      ['answer-tickets', this.answerTickets(workshop, storage)],
      ['show-mail', this.showMail(workshop, storage)],
      ['keep-presence', this.keepPresence(workshop, storage)],
      ['take-command', this.takeCommand(workshop, storage)],
      ['keep-settings', this.keepSettings(workshop, storage)],
    ]);
  }

  private answerTickets(workshop: Workshop, storage: Storage): DeskFunction {
    const answer = new DeskFunction(this, workshop, {
      name: 'answer-tickets',
      description: 'Answers with tickets: lists, one with its conversation, links to raw mail and attachments',
      memoryMiB: ANSWER_MIB,
      timeout: ANSWER,
      environment: ['table', 'shards', 'bucket', 'defaults'],
      unattended: null,
    });
    storage.allowTable(answer, 'BatchGetItem', 'GetItem', 'PutItem', 'Query');
    storage.allowIndex(answer);
    // A signed link carries the permissions of whoever signed it.
    storage.allowLinks(answer, 'rest', 'quarantine', 'parts');
    return answer;
  }

  private showMail(workshop: Workshop, storage: Storage): DeskFunction {
    const show = new DeskFunction(this, workshop, {
      name: 'show-mail',
      description: 'Reads the HTML out of a raw mail when somebody opens it',
      memoryMiB: ANSWER_MIB,
      timeout: ANSWER,
      environment: ['table', 'shards', 'bucket'],
      unattended: null,
    });
    storage.allowTable(show, 'Query');
    storage.allowReading(show, 'rest', 'quarantine');
    return show;
  }

  private keepPresence(workshop: Workshop, storage: Storage): DeskFunction {
    const keep = new DeskFunction(this, workshop, {
      name: 'keep-presence',
      description: 'Keeps who is in which ticket, so that two agents do not answer one customer',
      memoryMiB: 512,
      timeout: ANSWER,
      environment: ['table', 'shards', 'defaults'],
      unattended: null,
    });
    storage.allowTable(keep, 'GetItem', 'PutItem', 'DeleteItem', 'Query');
    return keep;
  }

  private takeCommand(workshop: Workshop, storage: Storage): DeskFunction {
    const take = new DeskFunction(this, workshop, {
      name: 'take-command',
      description: 'Takes what agents ask for: open, answer, change, merge, redirect, release, erase',
      memoryMiB: ANSWER_MIB,
      // Erasing a customer of many years takes its time, and says how far it got.
      timeout: Duration.seconds(29),
      environment: ['table', 'shards', 'bucket', 'defaults'],
      unattended: null,
    });
    storage.allowTable(take, 'BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'DeleteItem', 'UpdateItem', 'Query');
    storage.allowIndex(take);
    storage.allowMail(take, ['PutObject'], 'parts');
    storage.allowErasing(take);
    return take;
  }

  private keepSettings(workshop: Workshop, storage: Storage): DeskFunction {
    const keep = new DeskFunction(this, workshop, {
      name: 'keep-settings',
      description: "Keeps the desk's settings and describes the API",
      memoryMiB: ANSWER_MIB,
      timeout: ANSWER,
      environment: ['table', 'defaults'],
      unattended: {
        maxAge: Duration.hours(6),
        notices: 'In some months the calendars may forget public holidays.',
        runbook: 'Holidays were not renewed',
      },
    });
    storage.allowTable(keep, 'GetItem', 'PutItem');
    every(this, 'Renew', Duration.days(7), keep, { renew: true });
    return keep;
  }
}
