import { CLOCKS } from '../../events/event.ts';
import type { Escalation, Policy, Settings, Target } from '../settings.ts';
import type { Fault } from '../settings-references.ts';
import { NO_POLICY } from './policy.ts';

/** A promise beyond that is a slip of the finger, and its due instant may leave the calendar. */
const LONGEST_SECONDS = 10 * 366 * 86_400;

/** What the policies promise, and whether they can ever match. That what they name exists is checked with the references. */
export function policyFaults(settings: Settings): Fault[] {
  const faults = settings.policies.flatMap((policy, n) => prefixed(`policies.${n}`, ofPolicy(policy, settings)));
  settings.policies.forEach((policy, n) => {
    const why = neverMatches(policy, settings.policies.slice(0, n), settings);
    if (why !== null) faults.push({ field: `policies.${n}.when`, why });
  });
  return faults;
}

const prefixed = (at: string, faults: readonly Fault[]): Fault[] => faults.map(({ field, why }) => ({ field: `${at}.${field}`, why }));

function ofPolicy(policy: Policy, settings: Settings): Fault[] {
  const faults: Fault[] = [];
  const { when, calendar } = policy;
  if (policy.id === NO_POLICY)
    faults.push({ field: 'id', why: `"${NO_POLICY}" is what the desk says where no policy matches; choose another id.` });
  for (const [field, list] of Object.entries(when)) {
    if (list !== null && list.length === 0)
      faults.push({ field: `when.${field}`, why: 'An empty list can never match; null matches everything.' });
  }
  (when.customer ?? []).forEach((sign, i) => {
    if (!/^(#.+|[^@\s]*@[^@\s]+)$/.test(sign)) {
      faults.push({ field: `when.customer.${i}`, why: 'An address, @domain, or #tag of the customer.' });
    }
  });
  for (const clock of CLOCKS) {
    const target = policy.targets[clock];
    if (target) faults.push(...prefixed(`targets.${clock}`, ofTarget(target, calendar)));
    faults.push(...prefixed(`escalations.${clock}`, ofEscalations(policy.escalations[clock], target, settings)));
  }
  return faults;
}

function ofTarget({ seconds, measure, warn }: Target, calendar: string | null): Fault[] {
  const faults: Fault[] = [];
  if (seconds > LONGEST_SECONDS) faults.push({ field: 'seconds', why: 'At most ten years.' });
  if (measure === 'working' && calendar === null) faults.push({ field: 'measure', why: 'Working time needs a calendar.' });
  if (warn && 'seconds' in warn && warn.seconds >= seconds) {
    faults.push({ field: 'warn.seconds', why: 'A warning this long before due would come before the clock starts.' });
  }
  return faults;
}

function ofEscalations(steps: readonly Escalation[], target: Target | null, { agents }: Settings): Fault[] {
  if (target === null && steps.length > 0) return [{ field: '0', why: 'Without a target nothing is due, and nothing escalates.' }];
  return steps.flatMap((step, i): Fault[] => {
    const faults: Fault[] = [];
    const before = steps[i - 1];
    if (before && step.afterSeconds <= before.afterSeconds)
      faults.push({ field: `${i}.afterSeconds`, why: 'Each step comes later than the one before.' });
    if (step.afterSeconds > LONGEST_SECONDS) faults.push({ field: `${i}.afterSeconds`, why: 'At most ten years.' });
    if (agents.some((a) => a.id === step.assign && !a.active)) {
      faults.push({ field: `${i}.assign`, why: `The agent "${step.assign}" is not active.` });
    }
    return faults;
  });
}

/** Why no ticket can ever have this policy, or null. */
function neverMatches(policy: Policy, earlier: readonly Policy[], { mailboxes }: Settings): string | null {
  if (mailboxes.some((m) => m.policy === policy.id)) return null;
  const free = mailboxes.filter((m) => m.policy === null).map((m) => m.id);
  if (!(policy.when.mailbox ?? free).some((id) => free.includes(id))) {
    return 'This policy can never match: its mailboxes have policies of their own.';
  }
  const before = earlier.find((other) => covers(other, policy, free));
  return before ? `This policy can never match: all of it goes to ${before.id}, which comes first.` : null;
}

/** Whether every ticket that `policy` matches is matched by `other` too. */
function covers(other: Policy, policy: Policy, mailboxes: readonly string[]): boolean {
  const wider = (wide: readonly string[] | null, narrow: readonly string[] | null): boolean =>
    wide === null || (narrow?.every((item) => wide.includes(item)) ?? false);
  const [a, b] = [other.when, policy.when];
  return (
    wider(a.channel, b.channel) &&
    wider(a.mailbox, b.mailbox ?? mailboxes) &&
    wider(a.type, b.type) &&
    wider(a.priority, b.priority) &&
    (a.customer === null || (b.customer?.every((sign) => a.customer?.some((wide) => coversParty(wide, sign))) ?? false))
  );
}

function coversParty(wide: string, narrow: string): boolean {
  const [w, n] = [wide.toLowerCase(), narrow.toLowerCase()];
  return w === n || (w.startsWith('@') && !n.startsWith('#') && n.endsWith(w));
}
