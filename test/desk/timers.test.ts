import type { Escalation, Settings } from '../../desk/settings.ts';
import type { OwedMail } from '../../desk/ticket/dossier.ts';
import { nextWake, timers } from '../../desk/timers.ts';
import type { Instant } from '../../events/ids.ts';
import { ClockStory, on, policy, SETTINGS } from './sla/clock-story.ts';

/*
 * First reply within 4 working hours, warning after 3; Monday to Friday 9 to 17.
 */

const H = 3600;
const step = (afterSeconds: number, more: Partial<Escalation> = {}): Escalation => ({
  afterSeconds,
  notify: ['team'],
  priority: null,
  assign: null,
  ...more,
});
const withSteps = (steps: Escalation[], quiet = false): Settings => ({
  ...SETTINGS,
  policies: [
    policy('standard', [4, 8, 24], { escalations: { firstReply: steps, nextReply: [], resolution: [] }, quietOutsideHours: quiet }),
  ],
});
const told = (s: ClockStory) => s.last?.mails.map((m) => [m.kind, m.to.map((a) => a.name).join('+')]);
const wake = (s: ClockStory): Instant | null => nextWake(s.ticket, s.settings);

describe('timers come from the ticket alone', () => {
  test('a new ticket waits for the warnings and dues of its clocks', () => {
    const s = new ClockStory().mail('mon 10:00');
    expect(timers(s.ticket, s.settings).map((t) => ('clock' in t ? [t.kind, t.clock, t.at] : t))).toEqual([
      ['warn', 'firstReply', on('mon 13:00')],
      ['breach', 'firstReply', on('mon 14:00')],
      ['warn', 'resolution', on('wed 12:00')],
      ['breach', 'resolution', on('thu 10:00')],
    ]);
    expect(wake(s)).toBe(on('mon 13:00'));
  });

  test('a miss is ripe a millisecond after due, since at due an answer is in time', () => {
    const s = new ClockStory().mail('mon 10:00').tick('mon 13:00');
    expect(wake(s)).toBe(on('mon 14:00:00.001'));
    expect(s.tick('mon 14:00').last?.events).toEqual([]);
    expect(s.tick('mon 14:00:00.001').said('firstReply').at(-1)).toBe('missed mon 14:00');
  });

  test.each<[string, (s: ClockStory) => ClockStory, Instant | null]>([
    ['answered, only the resolution is left', (s) => s.reply('mon 10:30'), on('wed 12:00')],
    ['pending on the customer, the reminder', (s) => s.reply('mon 10:30').pend('mon 10:30'), on('sat 10:30')],
    ['pending on a third party, nothing', (s) => s.reply('mon 10:30').pend('mon 10:30', 'third-party'), null],
    ['resolved, the closing after fourteen days', (s) => s.reply('mon 10:30', true), on('mon+2 10:30:00.001')],
    ['closed, nothing', (s) => s.reply('mon 10:30', true).tick('tue+2 10:31'), null],
    ['excluded, nothing', (s) => s.spam('mon 10:30'), null],
  ])('%s', (_, lead, expected) => {
    expect(wake(lead(new ClockStory().mail('mon 10:00')))).toBe(expected);
  });

  test('reminders and expiry can be off', () => {
    const off = (more: Partial<Settings['tickets']>): Settings => ({ ...SETTINGS, tickets: { ...SETTINGS.tickets, ...more } });
    const pending = (settings: Settings): ClockStory => new ClockStory(settings).mail('mon 10:00').reply('mon 10:30').pend('mon 11:00');
    expect(wake(pending(off({ remindAfterSeconds: null, expireAfterSeconds: null })))).toBeNull();
    expect(wake(pending(off({ remindAfterSeconds: null })))).toBe(on('sat 11:00'));
    expect(wake(pending(off({ expireAfterSeconds: null })).tick('sat 11:00'))).toBeNull();
  });
});

describe('who is told', () => {
  test('the team when nobody has the ticket, and one mail in each language', () => {
    const languages = SETTINGS.agents.map((a, n) => ({ ...a, language: n === 0 ? ('en' as const) : ('fa' as const) }));
    const s = new ClockStory({ ...SETTINGS, agents: languages }).mail('mon 10:00').tick('mon 13:00');
    expect(told(s)).toEqual([
      ['warning', 'One'],
      ['warning', 'Two'],
    ]);
    expect(s.last?.mails.map((m) => m.language)).toEqual(['en', 'fa']);
    expect(new Set(s.last?.mails.map((m) => m.id)).size).toBe(2);
  });

  test('the assignee alone, unless gone', () => {
    const assigned = (): ClockStory =>
      new ClockStory().mail('mon 10:00').do('mon 10:01', { do: 'Classify', by: 'agent1' as never, assignee: 'agent2' as never });
    expect(told(assigned().tick('mon 13:00'))).toEqual([['warning', 'Two']]);
    const gone = assigned().save(({ agents }) => ({ agents: agents.map((a) => (a.id === 'agent2' ? { ...a, active: false } : a)) }));
    expect(told(gone.tick('mon 13:00'))).toEqual([['warning', 'One']]);
  });

  test('what the mail says', () => {
    const s = new ClockStory().mail('mon 10:00').tick('mon 14:01');
    const breach = s.last?.mails[0] as Extract<OwedMail, { kind: 'breach' }>;
    expect(breach).toMatchObject({
      kind: 'breach',
      clock: 'firstReply',
      dueAt: on('mon 14:00'),
      subject: 'Where is order 7?',
      requester: { address: 'ana@x.test' },
      owedAt: on('mon 14:01'),
    });
  });
});

describe('firing', () => {
  test('late, everything is dated when it was due, in order, and only the breach is told', () => {
    const s = new ClockStory().mail('mon 10:00').tick('tue 09:00');
    expect(s.said('firstReply').slice(1)).toEqual(['warned mon 13:00', 'missed mon 14:00']);
    expect(told(s)).toEqual([['breach', 'One+Two']]);
  });

  test('a second time says nothing', () => {
    const s = new ClockStory().mail('mon 10:00').tick('mon 14:01').tick('mon 14:02');
    expect(s.last?.events).toEqual([]);
    expect(s.last?.mails).toEqual([]);
  });

  test('a reminder is sent once, to the customer, and the wait for an answer begins with it', () => {
    const s = new ClockStory().mail('mon 10:00').reply('mon 10:30').pend('mon 11:00').tick('sun 15:00');
    expect(told(s)).toEqual([['reminder', 'Ana']]);
    expect(s.tick('sun 15:01').last?.mails).toEqual([]);
    expect(wake(s)).toBe(on('fri+1 15:00'));
  });

  test('an answer in time takes reminder and expiry away, and the next silence has its own', () => {
    const s = new ClockStory()
      .mail('mon 10:00')
      .reply('mon 10:30')
      .pend('mon 11:00')
      .tick('sat 11:00')
      .mail('sun 10:00')
      .reply('sun 11:00');
    expect(timers(s.ticket, s.settings).map((t) => t.kind)).not.toContain('expire');
    s.pend('mon+1 10:00');
    expect(timers(s.ticket, s.settings).find((t) => t.kind === 'remind')?.at).toBe(on('sat+1 10:00'));
  });

  test('a customer who was erased is not reminded, and the ticket does not wait for ever', () => {
    const s = new ClockStory().mail('mon 10:00').reply('mon 10:30').pend('mon 11:00');
    if (!s.case) throw new Error('no case');
    s.case = { ...s.case, dossier: { ...s.case.dossier, requester: null, participants: [] } };
    s.tick('sat 11:00');
    expect(s.last?.mails).toEqual([]);
    expect(s.last?.events.map((e) => [e.type, e.at])).toContainEqual(['TicketExpired', on('sat 11:00')]);
  });

  test('after a long outage a silent ticket is reminded first, not expired unheard', () => {
    const s = new ClockStory().mail('mon 10:00').reply('mon 10:30').pend('mon 11:00').tick('mon+3 11:00');
    expect(told(s)).toEqual([['reminder', 'Ana']]);
    expect(s.ticket.state).toBe('pending');
  });
});

describe('escalation', () => {
  test('steps fire each at its working time after due, to whom they name', () => {
    const s = new ClockStory(withSteps([step(H, { notify: ['assignee'] }), step(4 * H, { notify: ['team', 'agent2'] })])).mail('mon 10:00');
    s.do('mon 10:01', { do: 'Classify', by: 'agent2' as never, assignee: 'agent1' as never });
    expect(told(s.tick('mon 15:00'))).toEqual([
      ['breach', 'One'],
      ['escalation', 'One'],
    ]);
    expect(told(s.tick('tue 10:00'))).toEqual([['escalation', 'One+Two']]);
    expect(s.said('firstReply').slice(-2)).toEqual(['escalated 0 mon 15:00', 'escalated 1 tue 10:00']);
  });

  test('raises the priority and hands the ticket on, once, at once, and by rule', () => {
    const s = new ClockStory(withSteps([step(H, { priority: 'high', assign: 'agent2' })]))
      .mail('mon 10:00')
      .tick('mon 15:00')
      .tick('mon 15:01');
    expect(s.ticket).toMatchObject({ priority: 'high', assignee: 'agent2' });
    const changes = s.events.filter((e) => e.type === 'PriorityChanged' || e.type === 'AssigneeChanged');
    expect(changes.map((e) => [e.type, e.at, e.by])).toEqual([
      ['PriorityChanged', on('mon 15:00'), { kind: 'rule', rule: 'escalation' }],
      ['AssigneeChanged', on('mon 15:00'), { kind: 'rule', rule: 'escalation' }],
    ]);
  });

  test('is not reached by an answer before it', () => {
    const s = new ClockStory(withSteps([step(H)])).mail('mon 10:00').reply('mon 14:30').tick('mon 16:00');
    expect(s.said('firstReply').filter((l) => l.startsWith('escalated'))).toEqual([]);
  });
});

describe('quiet outside working hours', () => {
  // In elapsed time a ticket of Friday 15:00 is late on Friday evening.
  const quiet = (): Settings => ({
    ...SETTINGS,
    policies: [
      policy('standard', [4, 8, 24], {
        targets: { firstReply: { seconds: 4 * H, measure: 'elapsed', warn: { share: 0.75 } }, nextReply: null, resolution: null },
        escalations: { firstReply: [step(H, { assign: 'agent2' })], nextReply: [], resolution: [] },
        quietOutsideHours: true,
      }),
    ],
  });

  test('what happens is said when it happens; only the mails wait for Monday, and the warning not even that', () => {
    const s = new ClockStory(quiet()).mail('fri 15:00').tick('fri 18:00').tick('fri 19:01').tick('fri 20:00');
    expect(s.said('firstReply').slice(1)).toEqual(['warned fri 18:00', 'missed fri 19:00', 'escalated 0 fri 20:00']);
    expect(s.ticket.assignee).toBe('agent2');
    expect(s.events.filter((e) => e.type === 'MailQueued').map((e) => e.kind)).toEqual(['acknowledgement', 'notification']);
    expect(wake(s)).toBe(on('mon+1 09:00'));
    s.tick('mon+1 09:00');
    expect(told(s)).toEqual([
      ['breach', 'Two'],
      ['escalation', 'One+Two'],
    ]);
    expect(s.said('firstReply').slice(-2)).toEqual(['notified of breach mon+1 09:00', 'notified of escalation mon+1 09:00']);
    expect(s.tick('mon+1 09:01').last?.mails).toEqual([]);
    expect(wake(s)).toBeNull();
  });

  test('answered over the weekend, nobody is told on Monday', () => {
    const s = new ClockStory(quiet()).mail('fri 15:00').tick('fri 19:01').reply('sat 10:00').tick('mon+1 09:00');
    expect(s.last?.mails).toEqual([]);
  });

  test('in working hours the mails go at once', () => {
    const s = new ClockStory(quiet()).mail('fri 10:00').tick('fri 13:00');
    expect(told(s)).toEqual([['warning', 'One+Two']]);
  });

  test('a warning alone waits too', () => {
    const s = new ClockStory(quiet()).mail('fri 15:00').tick('fri 18:00');
    expect(s.last?.mails).toEqual([]);
    expect(wake(s)).toBe(on('fri 19:00:00.001'));
  });
});
