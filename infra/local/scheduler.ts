/* Schedules of the stack: rules of the default bus, and EventBridge Scheduler's own. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { envelope, inputOf, ruleProperties, type Target } from './bus.ts';
import type { DeskClock } from './clock.ts';
import type { Deliver } from './invoker.ts';
import { type NextFire, parseSchedule } from './schedule-expression.ts';
import type { HostedStack } from './stack.ts';

const scheduleProperties = z.looseObject({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z._default(z.string(), 'UTC'),
  State: z._default(z.string(), 'ENABLED'),
  Target: z.looseObject({ Arn: z.string(), Input: z.optional(z.string()) }),
});

type Fire = (at: number) => void;

/** Arms every schedule on the desk's clock; each arms itself again when it has fired. @returns how many there are */
export function armSchedules(stack: HostedStack, clock: DeskClock, deliver: Deliver): number {
  const schedules: [NextFire, Fire][] = [];
  for (const { arn, properties } of stack.of('AWS::Events::Rule', ruleProperties)) {
    if (properties.ScheduleExpression === undefined || properties.State === 'DISABLED') continue;
    schedules.push([parseSchedule(properties.ScheduleExpression), (at) => fireRule(arn, properties.Targets, at, deliver)]);
  }
  for (const { arn, properties } of stack.of('AWS::Scheduler::Schedule', scheduleProperties)) {
    if (properties.State === 'DISABLED') continue;
    const { Arn, Input } = properties.Target;
    schedules.push([
      parseSchedule(properties.ScheduleExpression, properties.ScheduleExpressionTimezone),
      (at) => deliver(Arn, withContext(Input ?? '{}', arn, at)),
    ]);
  }
  for (const [next, fire] of schedules) arm(clock, next, fire, clock.now());
  return schedules.length;
}

function arm(clock: DeskClock, next: NextFire, fire: Fire, after: number): void {
  const due = next(after);
  if (due === null) return;
  clock.at(due, () => {
    // A clock set far ahead skips what lay between: a schedule that was missed fires once, and goes on from the present.
    const now = clock.now();
    const at = now - due < MISSED_MS ? due : now;
    fire(at);
    arm(clock, next, fire, Math.max(due, at));
  });
}

const MISSED_MS = 60_000;

function fireRule(arn: string, targets: readonly Target[], at: number, deliver: Deliver): void {
  const event = envelope(randomUUID(), { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [arn] }, at);
  const whole = JSON.stringify(event);
  for (const target of targets) deliver(target.Arn, inputOf(target, event, whole));
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function withContext(input: string, arn: string, at: number): string {
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'))
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}
