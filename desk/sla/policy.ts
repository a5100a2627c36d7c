import type { Channel, ClockName, Priority } from '../../events/event.ts';
import type { Calendar, Escalation, Policy, Settings, Target } from '../settings.ts';

/** What a policy is chosen by. */
export type Matter = {
  readonly channel: Channel;
  readonly mailbox: string;
  readonly type: string | null;
  readonly priority: Priority;
  readonly customer: Party | null;
};
/** The customer as policies see them; null when not known, and then no policy for particular customers matches. */
export type Party = { readonly address: string; readonly tags: readonly string[] };

/** What stands in an event where no policy matched: the clocks measure, nothing is due. */
export const NO_POLICY = 'none';

/**
 * The policy for a ticket: its mailbox's own where it has one, else the first in order whose conditions all match.
 * @returns null for no policy
 */
export function policyFor(settings: Settings, matter: Matter): Policy | null {
  const own = settings.mailboxes.find((m) => m.id === matter.mailbox)?.policy ?? null;
  if (own !== null) return settings.policies.find((p) => p.id === own) ?? null;
  return settings.policies.find((p) => matches(p, matter)) ?? null;
}

/** Whether all conditions that are not null match. */
export function matches({ when }: Policy, matter: Matter): boolean {
  return (
    (when.channel?.includes(matter.channel) ?? true) &&
    (when.mailbox?.includes(matter.mailbox) ?? true) &&
    (when.type === null || (matter.type !== null && when.type.includes(matter.type))) &&
    (when.priority?.includes(matter.priority) ?? true) &&
    (when.customer === null || (matter.customer !== null && when.customer.some((sign) => isParty(sign, matter.customer))))
  );
}

/** `#tag` of the customer, `@domain` exactly (no subdomain), or a whole address; letter case says nothing. */
function isParty(sign: string, party: Party | null): boolean {
  if (party === null) return false;
  const wanted = sign.toLowerCase();
  const address = party.address.toLowerCase();
  if (wanted.startsWith('#')) return party.tags.some((tag) => tag.toLowerCase() === wanted.slice(1));
  return wanted.startsWith('@') ? address.endsWith(wanted) : address === wanted;
}

/** What a clock goes by, fixed when it starts. */
export type Pin = {
  readonly policy: string;
  readonly settingsVersion: number;
  readonly calendar: Calendar | null;
  readonly target: Target | null;
  readonly escalations: readonly Escalation[];
  readonly quietOutsideHours: boolean;
};

/** The pin for a clock under a policy; without one, nothing is due and there is no working time. */
export function pin(settings: Settings, policy: Policy | null, clock: ClockName): Pin {
  return {
    policy: policy?.id ?? NO_POLICY,
    settingsVersion: settings.version,
    calendar: settings.calendars.find((c) => c.id === policy?.calendar) ?? null,
    target: policy?.targets[clock] ?? null,
    escalations: policy?.escalations[clock] ?? [],
    quietOutsideHours: policy?.quietOutsideHours ?? false,
  };
}

/** The pin of a clock that runs already, out of the settings it was pinned to. */
export const pinById = (settings: Settings, policy: string, clock: ClockName): Pin => ({
  ...pin(settings, settings.policies.find((p) => p.id === policy) ?? null, clock),
  policy,
});

/** In what a target is measured; without a calendar only elapsed time can be. */
export const measureOf = ({ target, calendar }: Pin): Target['measure'] =>
  target?.measure === 'working' && calendar !== null ? 'working' : 'elapsed';
