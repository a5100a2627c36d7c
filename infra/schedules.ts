import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, type LambdaFunctionProps } from 'aws-cdk-lib/aws-events-targets';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { DeskFunction } from './desk-function.ts';

/*
 * What the clock sets off. Every trigger brings its time: the rule's `time`, which is when the tick was due.
 */

/** How a rule hands an event to a function: what cannot be handed over goes where the function's failures go. */
export function handTo(fn: DeskFunction, event?: RuleTargetInput): LambdaFunction {
  const props: LambdaFunctionProps = {
    ...(fn.deadLetters ? { deadLetterQueue: fn.deadLetters.queue } : {}),
    ...(fn.maxAge ? { maxEventAge: fn.maxAge } : {}),
    ...(event ? { event } : {}),
  };
  return new LambdaFunction(fn.lambda, props);
}

/** Calls a function at a steady pace. Without `says` it gets EventBridge's own event; with it, that and the tick's time. */
export function every(scope: Construct, id: string, pace: Duration, fn: DeskFunction, says?: Readonly<Record<string, unknown>>): Rule {
  const rule = new Rule(scope, id, {
    schedule: Schedule.rate(pace),
    targets: [handTo(fn, says ? RuleTargetInput.fromObject({ ...says, time: EventField.time }) : undefined)],
  });
  rule.applyRemovalPolicy(RemovalPolicy.DESTROY);
  return rule;
}
