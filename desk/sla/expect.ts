import { CLOCKS, type ClockName } from '../../events/event.ts';
import type { Instant } from '../../events/ids.ts';
import type { Policy, Settings, Target } from '../settings.ts';
import { type Matter, measureOf, NO_POLICY, type Party, pin, policyFor } from './policy.ts';
import { type Dues, duesOf } from './stretch.ts';

/** When a person is to have answered a message that arrives now: the first reply's due instant, or null where none is promised. */
export function expectBy(settings: Settings, matter: Omit<Matter, 'customer'>, customer: Party | null, now: Instant): Instant | null {
  return duesOf(pin(settings, policyFor(settings, { ...matter, customer }), 'firstReply'), [], now).dueAt;
}

/** What a policy would promise for something that begins at an instant. */
export type SlaPreview = {
  readonly policy: string;
  readonly calendar: string | null;
  readonly clocks: Record<ClockName, (Dues & { readonly targetSeconds: number; readonly measure: Target['measure'] }) | null>;
};

/**
 * When each clock would be due, were it to start at `at`, so that a change can be seen before it is saved.
 * @param of a policy of these settings (null for no policy), or a ticket's particulars to be matched
 */
export function preview(settings: Settings, of: Policy | Matter | null, at: Instant): SlaPreview {
  const policy = of === null || 'targets' in of ? of : policyFor(settings, of);
  const clocks = Object.fromEntries(
    CLOCKS.map((name) => {
      const by = pin(settings, policy, name);
      return [name, by.target && { targetSeconds: by.target.seconds, measure: measureOf(by), ...duesOf(by, [], at) }];
    }),
  ) as SlaPreview['clocks'];
  return { policy: policy?.id ?? NO_POLICY, calendar: policy?.calendar ?? null, clocks };
}
