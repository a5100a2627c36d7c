import { defaultSettings } from '../../../desk/default-settings.ts';
import type { Policy, Settings } from '../../../desk/settings.ts';
import { checkSettings } from '../../../desk/settings-check.ts';
import { expectBy, preview } from '../../../desk/sla/expect.ts';
import { type Matter, policyFor } from '../../../desk/sla/policy.ts';
import { on, policy, SETTINGS } from './clock-story.ts';

const anybody: Policy['when'] = { channel: null, mailbox: null, type: null, priority: null, customer: null };
const when = (id: string, conditions: Partial<Policy['when']>): Policy => policy(id, [4, 8, 24], { when: { ...anybody, ...conditions } });
const matter: Matter = {
  channel: 'email',
  mailbox: 'support',
  type: 'delivery',
  priority: 'normal',
  customer: { address: 'Ana@Shop.test', tags: ['VIP'] },
};
const withPolicies = (policies: Policy[], mailboxes = SETTINGS.mailboxes): Settings => ({ ...SETTINGS, policies, mailboxes });

describe('the first policy whose conditions all match is the policy', () => {
  test.each<[string, Partial<Policy['when']>, Partial<Matter>, boolean]>([
    ['no condition', {}, {}, true],
    ['its channel', { channel: ['chat', 'email'] }, {}, true],
    ['another channel', { channel: ['chat'] }, {}, false],
    ['its mailbox', { mailbox: ['support'] }, {}, true],
    ['another mailbox', { mailbox: ['sales'] }, {}, false],
    ['its type', { type: ['delivery'] }, {}, true],
    ['a type, on a ticket without one', { type: ['delivery'] }, { type: null }, false],
    ['its priority', { priority: ['normal'] }, {}, true],
    ['another priority', { priority: ['urgent'] }, {}, false],
    ['the customer’s address, in whatever case', { customer: ['ana@shop.test'] }, {}, true],
    ['another address', { customer: ['bo@shop.test'] }, {}, false],
    ['the customer’s domain', { customer: ['@shop.test'] }, {}, true],
    ['a domain that the customer’s only ends like', { customer: ['@op.test'] }, {}, false],
    ['a subdomain of the domain', { customer: ['@shop.test'] }, { customer: { address: 'x@mail.shop.test', tags: [] } }, false],
    ['the customer’s tag', { customer: ['#vip'] }, {}, true],
    ['another tag', { customer: ['#gold'] }, {}, false],
    ['one of several signs', { customer: ['#gold', '@shop.test'] }, {}, true],
    ['a customer, when nobody is known', { customer: ['@shop.test'] }, { customer: null }, false],
    ['all of several conditions', { channel: ['email'], priority: ['normal'], customer: ['#vip'] }, {}, true],
    ['all but one', { channel: ['email'], priority: ['urgent'], customer: ['#vip'] }, {}, false],
  ])('%s', (_, conditions, more, expected) => {
    const found = policyFor(withPolicies([when('p', conditions)]), { ...matter, ...more });
    expect(found?.id ?? null).toBe(expected ? 'p' : null);
  });

  test('in their order', () => {
    const settings = withPolicies([when('chat', { channel: ['chat'] }), when('mail', { channel: ['email'] }), when('any', {})]);
    expect(policyFor(settings, matter)?.id).toBe('mail');
  });

  test('a mailbox’s own comes before all', () => {
    const [support] = SETTINGS.mailboxes;
    if (!support) throw new Error('no mailbox');
    const settings = withPolicies([when('any', {}), when('chat', { channel: ['chat'] })], [{ ...support, policy: 'chat' }]);
    expect(policyFor(settings, matter)?.id).toBe('chat');
  });
});

describe('what a policy would mean', () => {
  test('when a first reply is to be expected', () => {
    expect(expectBy(SETTINGS, matter, null, on('fri 16:30'))).toBe(on('mon+1 12:30'));
    expect(expectBy(SETTINGS, { ...matter, priority: 'urgent' }, null, on('fri 16:30'))).toBe(on('mon+1 09:30'));
    expect(expectBy(withPolicies([]), matter, null, on('fri 16:30'))).toBeNull();
  });

  test('each clock’s due, warning and escalations, for a policy or a ticket’s particulars', () => {
    const escalations = {
      firstReply: [{ afterSeconds: 3600, notify: ['team'], priority: null, assign: null }],
      nextReply: [],
      resolution: [],
    };
    const one = policy('one', [4, 8, 24], { escalations });
    const expected = {
      policy: 'one',
      calendar: 'office',
      clocks: {
        firstReply: {
          targetSeconds: 14_400,
          measure: 'working',
          warnAt: on('fri 12:00'),
          dueAt: on('fri 13:00'),
          escalateAt: [on('fri 14:00')],
        },
        nextReply: { targetSeconds: 28_800, measure: 'working', warnAt: on('fri 15:00'), dueAt: on('fri 17:00'), escalateAt: [] },
        resolution: { targetSeconds: 86_400, measure: 'working', warnAt: on('tue+1 11:00'), dueAt: on('tue+1 17:00'), escalateAt: [] },
      },
    };
    expect(preview(withPolicies([one]), one, on('fri 09:00'))).toEqual(expected);
    expect(preview(withPolicies([one]), matter, on('fri 09:00'))).toEqual(expected);
  });

  test('no policy promises nothing', () => {
    expect(preview(SETTINGS, null, on('fri 09:00'))).toEqual({
      policy: 'none',
      calendar: null,
      clocks: { firstReply: null, nextReply: null, resolution: null },
    });
  });

  test('a warning can be given as a span before due', () => {
    const p = policy('p', [4, 8, 24]);
    const spans = {
      ...p,
      targets: { ...p.targets, firstReply: { seconds: 14_400, measure: 'working' as const, warn: { seconds: 5400 } } },
    };
    expect(preview(withPolicies([spans]), spans, on('fri 16:30')).clocks.firstReply?.warnAt).toBe(on('mon+1 11:00'));
  });
});

describe('settings that cannot be meant are refused, each by its field', () => {
  const standard = policy('standard', [4, 8, 24]);
  const change = (more: Partial<Policy>): Settings => withPolicies([{ ...standard, ...more }]);
  const target = (t: Partial<NonNullable<Policy['targets']['firstReply']>>): Partial<Policy> => ({
    targets: { ...standard.targets, firstReply: { seconds: 14_400, measure: 'working', warn: null, ...t } },
  });
  const step = { afterSeconds: 3600, notify: [], priority: null, assign: null };
  const steps = (...list: Policy['escalations']['firstReply']): Partial<Policy> => ({
    escalations: { firstReply: list, nextReply: [], resolution: [] },
  });
  const [support] = SETTINGS.mailboxes;
  if (!support) throw new Error('no mailbox');
  const own = [{ ...support, policy: 'vip' }];

  test.each<[string, Settings, string[]]>([
    ['an unknown calendar', change({ calendar: 'moon' }), ['policies.0.calendar']],
    [
      'working time without a calendar',
      change({ calendar: null }),
      ['policies.0.targets.firstReply.measure', 'policies.0.targets.nextReply.measure', 'policies.0.targets.resolution.measure'],
    ],
    ['a warning before the start', change(target({ warn: { seconds: 14_400 } })), ['policies.0.targets.firstReply.warn.seconds']],
    ['a target of eleven years', change(target({ seconds: 11 * 366 * 86_400 })), ['policies.0.targets.firstReply.seconds']],
    [
      'escalations without a target',
      change({ targets: { ...standard.targets, firstReply: null }, ...steps(step) }),
      ['policies.0.escalations.firstReply.0'],
    ],
    ['escalations out of order', change(steps(step, step)), ['policies.0.escalations.firstReply.1.afterSeconds']],
    [
      'an escalation to nobody known',
      change(steps({ ...step, notify: ['team', 'zoe'] })),
      ['policies.0.escalations.firstReply.0.notify.1'],
    ],
    ['an escalation assigned to nobody known', change(steps({ ...step, assign: 'zoe' })), ['policies.0.escalations.firstReply.0.assign']],
    ['an unknown mailbox', withPolicies([when('p', { mailbox: ['sales'] }), standard]), ['policies.0.when.mailbox.0', 'policies.0.when']],
    ['an unknown type', withPolicies([when('p', { type: ['moon'] }), standard]), ['policies.0.when.type.0']],
    ['a sign of no customer', withPolicies([when('p', { customer: ['ana'] }), standard]), ['policies.0.when.customer.0']],
    ['an empty list', withPolicies([when('p', { channel: [] }), standard]), ['policies.0.when.channel']],
    ['the desk’s own word for no policy', withPolicies([when('none', {})]), ['policies.0.id']],
    ['a policy twice', withPolicies([when('p', { channel: ['chat'] }), when('p', {})]), ['policies.1.id']],
    [
      'an escalation assigned to an agent who has gone',
      { ...change(steps({ ...step, assign: 'agent2' })), agents: SETTINGS.agents.map((a) => ({ ...a, active: a.id !== 'agent2' })) },
      ['policies.0.escalations.firstReply.0.assign'],
    ],
    ['a policy behind one that takes all', withPolicies([standard, when('p', { channel: ['chat'] })]), ['policies.1.when']],
    [
      'a policy behind a wider one',
      withPolicies([when('a', { channel: ['chat', 'email'] }), when('b', { channel: ['chat'], priority: ['urgent'] })]),
      ['policies.1.when'],
    ],
    [
      'an address behind its domain',
      withPolicies([when('a', { customer: ['@x.test'] }), when('b', { customer: ['ana@X.test'] })]),
      ['policies.1.when'],
    ],
    ['a mailbox behind all mailboxes there are', withPolicies([when('a', { mailbox: ['support'] }), when('b', {})]), ['policies.1.when']],
    [
      'a policy when every mailbox has its own',
      withPolicies([when('vip', {}), when('b', { channel: ['chat'] })], own),
      ['policies.1.when'],
    ],
    [
      'a mailbox with an unknown policy',
      withPolicies([standard], [{ ...support, policy: 'moon' }]),
      ['mailboxes.0.policy', 'policies.0.when'],
    ],
    ['a mailbox with an unknown agent', withPolicies([standard], [{ ...support, agents: ['zoe' as never] }]), ['mailboxes.0.agents.0']],
    ['an unknown zone', { ...SETTINGS, desk: { ...SETTINGS.desk, zone: 'Mars/Olympus' } }, ['desk.zone']],
    ['surveys at no hour', { ...SETTINGS, surveys: { ...SETTINGS.surveys, hours: { from: '20:00', to: '09:00' } } }, ['surveys.hours']],
    [
      'a calendar’s fault, by its place',
      {
        ...SETTINGS,
        calendars: SETTINGS.calendars.map((c) => ({
          ...c,
          hours: c.hours.map((h) => ({ ...h, week: { ...h.week, mon: [{ from: '09:00', to: '09:00' }] } })),
        })),
      },
      ['calendars.0.hours.0.week.mon.0'],
    ],
  ])('%s', (_, settings, fields) => {
    const faults = checkSettings(settings);
    expect(faults.map((f) => f.field)).toEqual(fields);
    for (const { why } of faults) expect(why).toMatch(/^[A-Z"0-9].*\.$/);
  });

  test.each<[string, Settings]>([
    [
      'the settings of a desk that nobody has touched',
      defaultSettings({ name: 'D', zone: 'Europe/Dublin', mailboxes: [{ id: 's', address: 's@desk.test' }], agents: [] }),
    ],
    ['three policies in order', SETTINGS],
    ['a narrow policy before a wide one', withPolicies([when('a', { channel: ['chat'], customer: ['#vip'] }), standard])],
    [
      'policies that overlap without one holding the other',
      withPolicies([when('a', { channel: ['chat'] }), when('b', { priority: ['urgent'] })]),
    ],
    ['a domain behind an address of it', withPolicies([when('a', { customer: ['ana@x.test'] }), when('b', { customer: ['@x.test'] })])],
    [
      'a policy behind all others that a mailbox names',
      withPolicies([standard, when('vip', {})], [...own, { ...support, id: 'sales', address: 'sales@desk.test' }]),
    ],
    ['no policy at all', withPolicies([])],
    [
      'elapsed time without a calendar',
      withPolicies([
        policy('p', [4, 8, 24], {
          calendar: null,
          targets: { firstReply: { seconds: 60, measure: 'elapsed', warn: null }, nextReply: null, resolution: null },
        }),
      ]),
    ],
  ])('and not %s', (_, settings) => {
    expect(checkSettings(settings)).toEqual([]);
  });
});
