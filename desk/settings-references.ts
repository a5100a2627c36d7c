import type { Policy, Settings } from './settings.ts';

/** What is wrong with settings whose shape is right: the field, as a dotted path, and why. */
export type Fault = { readonly field: string; readonly why: string };

/**
 * Whether everything that the settings name exists, once: ids, addresses, agents, policies, calendars, types.
 * Working hours and targets are judged by the rules of desk/sla.
 */
export function referenceFaults(settings: Settings): Fault[] {
  const ids = (list: readonly { readonly id: string }[]): ReadonlySet<string> => new Set(list.map((one) => one.id));
  const known = {
    mailbox: ids(settings.mailboxes),
    agent: ids(settings.agents),
    type: ids(settings.types),
    calendar: ids(settings.calendars),
    policy: ids(settings.policies),
  };
  const faults: Fault[] = [
    ...doubles('mailboxes', settings.mailboxes, 'id'),
    ...doubles('mailboxes', settings.mailboxes, 'address'),
    ...doubles('agents', settings.agents, 'id'),
    ...doubles('agents', settings.agents, 'address'),
    ...doubles('types', settings.types, 'id'),
    ...doubles('calendars', settings.calendars, 'id'),
    ...doubles('policies', settings.policies, 'id'),
    ...doubles('quickReplies', settings.quickReplies, 'id'),
  ];
  const need = (what: keyof typeof known, id: string | null, field: string): void => {
    if (id !== null && !known[what].has(id)) faults.push({ field, why: `There is no ${what} "${id}".` });
  };
  const own = new Set(settings.mailboxes.map((mailbox) => mailbox.address));
  settings.agents.forEach((agent, n) => {
    // A mail from a mailbox of ours is a loop, never an agent's answer.
    if (own.has(agent.address)) faults.push({ field: `agents.${n}.address`, why: 'This is the address of a mailbox.' });
  });
  settings.mailboxes.forEach((mailbox, n) => {
    need('policy', mailbox.policy, `mailboxes.${n}.policy`);
    mailbox.agents?.forEach((id, m) => void need('agent', id, `mailboxes.${n}.agents.${m}`));
  });
  settings.policies.forEach((policy, n) => void policyReferences(policy, `policies.${n}`, need));
  settings.report.to.forEach((address, n) => {
    if (own.has(address)) faults.push({ field: `report.to.${n}`, why: 'This is the address of a mailbox.' });
  });
  return faults;
}

type Need = (what: 'mailbox' | 'agent' | 'type' | 'calendar' | 'policy', id: string | null, field: string) => void;

function policyReferences(policy: Policy, at: string, need: Need): void {
  need('calendar', policy.calendar, `${at}.calendar`);
  policy.when.mailbox?.forEach((id, n) => void need('mailbox', id, `${at}.when.mailbox.${n}`));
  policy.when.type?.forEach((id, n) => void need('type', id, `${at}.when.type.${n}`));
  for (const [clock, steps] of Object.entries(policy.escalations)) {
    steps.forEach((step, n) => {
      need('agent', step.assign, `${at}.escalations.${clock}.${n}.assign`);
      step.notify.forEach((whom, m) => {
        if (whom !== 'assignee' && whom !== 'team') need('agent', whom, `${at}.escalations.${clock}.${n}.notify.${m}`);
      });
    });
  }
}

function doubles<K extends string>(list: string, all: readonly { readonly [name in K]: string }[], key: K): Fault[] {
  const seen = new Map<string, number>();
  return all.flatMap((one, n) => {
    const first = seen.get(one[key]);
    if (first === undefined) {
      seen.set(one[key], n);
      return [];
    }
    return [{ field: `${list}.${n}.${key}`, why: `"${one[key]}" stands at ${list}.${first} already.` }];
  });
}
