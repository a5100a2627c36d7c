/* Doubles of the local desk's parts; they remember what was asked of them. */
import { failure, type Outcome } from '../../../infra/local/function-protocol.ts';
import type { Invocable } from '../../../infra/local/functions.ts';
import { HostedStack } from '../../../infra/local/stack.ts';
import type { Template } from '../../../infra/local/template.ts';

export const NOON = Date.parse('2026-11-21T12:00:00.000Z');
export const ADDRESSES = { api: 'http://127.0.0.1:1', issuer: 'http://127.0.0.1:2', storage: 'http://127.0.0.1:3' };

export const stackOf = (resources: Template['Resources'], outputs: Template['Outputs'] = {}): HostedStack =>
  new HostedStack([{ name: 'desk', template: { Resources: resources, Outputs: outputs } }], ADDRESSES, new Map());

export const ok = (payload: unknown = null): Outcome => ({ ok: true, payload: JSON.stringify(payload), wrote: false });
export const fail = (message = 'no'): Outcome => failure({ errorType: 'Error', errorMessage: message }, false);

/** Functions that answer by a rule of the test. */
export function functionsThat(
  answer: (event: unknown, name: string) => Outcome,
): Invocable & { readonly invoked: { name: string; event: unknown }[] } {
  const invoked: { name: string; event: unknown }[] = [];
  return {
    invoked,
    has: () => true,
    atOnce: () => 5,
    invoke: async (name, event) => {
      const parsed: unknown = JSON.parse(event);
      invoked.push({ name, event: parsed });
      return answer(parsed, name);
    },
  };
}

/** Lets everything that waits for nothing but its turn have it. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
