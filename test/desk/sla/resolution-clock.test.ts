import { ClockStory, on, policy, SETTINGS } from './clock-story.ts';

/*
 * Resolved within 24 working hours (three days), Monday to Friday 9 to 17.
 */

const story = (): ClockStory => new ClockStory();
const H = 3600;

describe('the resolution clock', () => {
  test('runs from opening to resolution, and is the last replier’s', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').resolve('tue 10:00');
    expect(s.said('resolution')).toEqual(['started mon 10:00 standard due thu 10:00', 'stopped tue 10:00 met']);
    expect(s.stops('resolution')[0]).toMatchObject({ elapsedSeconds: 24 * H, businessSeconds: 8 * H, agent: 'agent1', message: null });
  });

  test('runs for a ticket that an agent began, too', () => {
    expect(story().start('mon 10:00').said('resolution')).toEqual(['started mon 10:00 standard due thu 10:00']);
  });

  test('resolved after due, the miss is dated at due though nobody noticed', () => {
    const s = story().mail('mon 10:00').resolve('fri 10:00');
    expect(s.said('resolution').slice(1)).toEqual(['missed thu 10:00', `stopped fri 10:00 missed late by ${8 * H}`]);
  });

  test('a noticed miss is not said twice', () => {
    const s = story().mail('mon 10:00').tick('thu 10:01').resolve('fri 10:00');
    expect(s.said('resolution').filter((l) => l.startsWith('missed'))).toHaveLength(1);
  });
});

describe('pauses', () => {
  test('waiting on the customer moves due by the working time that was left, not by the wall clock', () => {
    // Paused Friday 16:00 to Monday 10:00: two working hours passed, 66 on the wall.
    const s = story().mail('wed 16:00').pend('fri 16:00').mail('mon+1 10:00');
    expect(s.said('resolution')).toEqual([
      'started wed 16:00 standard due mon+1 16:00',
      'paused fri 16:00 for the customer',
      'resumed mon+1 10:00 due tue+1 10:00',
    ]);
    expect(s.clock('resolution').pausedSeconds).toBe(66 * H);
  });

  test('waiting on the customer and on a third party are told apart', () => {
    const s = story().mail('mon 10:00').pend('mon 11:00').pend('mon 13:00', 'third-party').reopen('mon 14:00').resolve('mon 15:00');
    expect(s.said('resolution').slice(1)).toEqual([
      'paused mon 11:00 for the customer',
      'resumed mon 13:00 due thu 12:00',
      'paused mon 13:00 for the third-party',
      'resumed mon 14:00 due thu 13:00',
      'stopped mon 15:00 met',
    ]);
    expect(s.stops('resolution')[0]).toMatchObject({
      elapsedSeconds: 5 * H,
      businessSeconds: 2 * H,
      waited: { us: 2 * H, customer: 2 * H, thirdParty: H },
    });
  });

  test('only the resolution clock pauses', () => {
    const s = story().mail('mon 10:00').pend('mon 11:00').tick('mon 14:01');
    expect(s.said('firstReply')).toEqual(['started mon 10:00 standard due mon 14:00', 'warned mon 13:00', 'missed mon 14:00']);
  });

  test('a pause that never ends is never late', () => {
    const s = story().mail('mon 10:00').pend('mon 11:00', 'third-party').tick('mon+3 10:00').resolve('mon+4 10:00');
    expect(s.said('resolution').slice(2)).toEqual(['stopped mon+4 10:00 met']);
    expect(s.stops('resolution')[0]?.waited.thirdParty).toBe((28 * 24 - 1) * H);
  });

  test('paused exactly at due, it has kept its promise; a millisecond later it has not', () => {
    const at = story().mail('mon 10:00').pend('thu 10:00').tick('thu 11:00').resolve('fri 10:00');
    expect(at.said('resolution').at(-1)).toBe('stopped fri 10:00 met');
    const after = story().mail('mon 10:00').pend('thu 10:00:00.001').tick('thu 11:00').resolve('fri 10:00');
    expect(after.said('resolution').slice(1)).toEqual([
      'paused thu 10:00:00.001 for the customer',
      'warned wed 12:00',
      'missed thu 10:00',
      'stopped fri 10:00 missed late by 0.001',
    ]);
  });

  test('resumed after a pause at due, the next working second is late', () => {
    const s = story().mail('mon 10:00').pend('thu 10:00').reopen('thu 20:00').tick('fri 09:01');
    expect(s.said('resolution').slice(2)).toEqual(['resumed thu 20:00 due fri 09:00', 'warned wed 12:00', 'missed fri 09:00']);
  });

  test('a pause over a holiday gives back only working time', () => {
    const closed = new ClockStory().save((settings) => ({
      calendars: settings.calendars.map((c) => ({ ...c, hours: c.hours.map((h) => ({ ...h, dates: { '2026-03-03': [] } })) })),
    }));
    const s = closed.mail('mon 10:00').pend('mon 16:00').mail('wed 10:00');
    expect(s.said('resolution')).toEqual([
      'started mon 10:00 standard due fri 10:00',
      'paused mon 16:00 for the customer',
      'resumed wed 10:00 due fri 12:00',
    ]);
  });

  test('excluded while it paused, the pause lasts until the release', () => {
    const s = story().mail('mon 10:00').pend('mon 11:00').spam('mon 12:00').release('mon 15:00').resolve('mon 16:00');
    expect(s.said('resolution').slice(2)).toEqual([
      'taken back: excluded',
      'started mon 10:00 since mon 15:00 standard due thu 14:00',
      'stopped mon 16:00 met',
    ]);
    expect(s.stops('resolution')[0]?.waited).toEqual({ us: 2 * H, customer: 4 * H, thirdParty: 0 });
  });

  test('an answer on a pending ticket takes it up again', () => {
    const s = story().mail('mon 10:00').pend('mon 11:00').reply('mon 12:00');
    expect(s.said('resolution').at(-1)).toBe('resumed mon 12:00 due thu 11:00');
  });
});

describe('reopening', () => {
  test('goes on from the original opening; the time in which it was resolved is not ours', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00', true).mail('wed 11:00').resolve('wed 12:00');
    expect(s.said('resolution')).toEqual([
      'started mon 10:00 standard due thu 10:00',
      'stopped mon 11:00 met',
      'started mon 10:00 since wed 11:00 standard due mon+1 10:00',
      'stopped wed 12:00 met',
    ]);
    expect(s.stops('resolution').map((e) => [e.elapsedSeconds, e.businessSeconds, e.waited.us])).toEqual([
      [H, H, H],
      [50 * H, 2 * H, 2 * H],
    ]);
  });

  test('once missed it stays missed, and is missed once', () => {
    const s = story().mail('mon 10:00').resolve('fri 10:00').reopen('fri 11:00').tick('fri 12:00').resolve('fri 12:30');
    expect(s.said('resolution').slice(1)).toEqual([
      'missed thu 10:00',
      `stopped fri 10:00 missed late by ${8 * H}`,
      'started mon 10:00 since fri 11:00 standard due thu 10:00',
      `stopped fri 12:30 missed late by ${9.5 * H}`,
    ]);
  });

  test('missed in the night after a deadline at closing, it is missed once', () => {
    const s = story().mail('fri 17:00').resolve('wed+1 18:00').reopen('thu+1 10:00').tick('thu+1 12:00').resolve('thu+1 13:00');
    expect(s.said('resolution').filter((l) => l.startsWith('missed'))).toEqual(['missed wed+1 17:00']);
  });

  test('resolved exactly at due, reopened, it is due as soon as work goes on', () => {
    const s = story().mail('mon 10:00').resolve('thu 10:00').reopen('thu 19:00').tick('fri 12:00');
    expect(s.said('resolution').slice(1)).toEqual([
      'stopped thu 10:00 met',
      'started mon 10:00 since thu 19:00 standard due fri 09:00',
      'warned wed 12:00',
      'missed fri 09:00',
    ]);
  });

  test('missed only after reopening, it is dated then', () => {
    const s = story().mail('mon 10:00').resolve('wed 16:00').reopen('thu 16:00').tick('mon+1 16:00');
    expect(s.said('resolution').slice(2)).toEqual([
      'started mon 10:00 since thu 16:00 standard due fri 10:00',
      'warned wed 12:00',
      'missed fri 10:00',
    ]);
  });

  test('pauses before the resolution stay out of it', () => {
    const s = story().mail('mon 10:00').pend('mon 11:00').resolve('mon 13:00').reopen('tue 10:00').resolve('tue 11:00');
    expect(s.stops('resolution')[1]?.waited).toEqual({ us: 2 * H, customer: 2 * H, thirdParty: 0 });
  });
});

test('expired for silence, it stops, is nobody’s, and has only its own time spent', () => {
  const s = story().mail('mon 10:00').reply('mon 11:00').pend('mon 12:00').tick('sat 12:01').tick('thu+1 12:02');
  expect(s.events.filter((e) => e.type === 'TicketExpired').map((e) => e.at)).toEqual([on('thu+1 12:01')]);
  const [stop] = s.stops('resolution');
  expect(stop).toMatchObject({ at: on('thu+1 12:01'), outcome: 'met', agent: null, businessSeconds: 2 * H });
  expect(stop?.waited).toEqual({ us: 2 * H, customer: 240 * H + 60, thirdParty: 0 });
});

describe('a changed type or priority', () => {
  test('starts the clocks again with the new policy, from their original start, and says so', () => {
    const s = story().mail('mon 10:00').priority('mon 10:30', 'urgent');
    expect(s.said('firstReply')).toEqual([
      'started mon 10:00 standard due mon 14:00',
      'taken back: repinned',
      'started mon 10:00 urgent due mon 11:00',
    ]);
    expect(s.said('resolution').at(-1)).toBe('started mon 10:00 urgent due tue 10:00');
  });

  test('to one with the same policy changes nothing', () => {
    expect(story().mail('mon 10:00').priority('mon 10:30', 'high').said('firstReply')).toHaveLength(1);
  });

  test('raised so late that it is late at once, the miss is dated at the new due', () => {
    const s = story().mail('mon 10:00').priority('mon 12:00', 'urgent').tick('mon 12:01');
    expect(s.said('firstReply').slice(2)).toEqual(['started mon 10:00 urgent due mon 11:00', 'warned mon 10:45', 'missed mon 11:00']);
  });

  test('raised after a miss, the miss is that of the new policy, and one', () => {
    const s = story().mail('mon 10:00').tick('mon 14:01').priority('mon 15:00', 'urgent').tick('mon 15:01');
    expect(s.said('firstReply').slice(2)).toEqual([
      'missed mon 14:00',
      'taken back: repinned with its miss',
      'started mon 10:00 urgent due mon 11:00',
      'warned mon 10:45',
      'missed mon 11:00',
    ]);
  });

  test.each([
    ['noticed', (s: ClockStory) => s.tick('mon 14:01')],
    ['not yet noticed', (s: ClockStory) => s],
  ])('lowered after a miss, %s, the miss stands', (_, and) => {
    const s = and(story().mail('mon 10:00')).priority('mon 14:02', 'low').tick('mon 14:03').reply('mon 15:00');
    expect(s.said('firstReply').filter((l) => !l.startsWith('warned'))).toEqual([
      'started mon 10:00 standard due mon 14:00',
      'missed mon 14:00',
      `stopped mon 15:00 missed late by ${H}`,
    ]);
    // The resolution was not due yet, and takes the new policy.
    expect(s.said('resolution').at(-1)).toBe('started mon 10:00 slow due mon+2 10:00');
  });

  test('while paused it stays paused, and what was spent stays spent', () => {
    const s = story().mail('mon 10:00').pend('mon 11:00').priority('mon 15:00', 'urgent').reopen('tue 09:00');
    expect(s.said('resolution').slice(1)).toEqual([
      'paused mon 11:00 for the customer',
      'taken back: repinned',
      'started mon 10:00 urgent due tue 10:00',
      'paused mon 11:00 for the customer',
      'resumed tue 09:00 due tue 16:00',
    ]);
    expect(s.clock('resolution').pausedSeconds).toBe(22 * H);
  });

  test('after the end moves no past figure', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00', true);
    const before = s.ticket.clocks;
    s.priority('mon 12:00', 'urgent');
    expect(s.ticket.clocks).toEqual(before);
  });

  test('raised by an escalation, it does not judge the miss that caused it', () => {
    const escalating = policy('standard', [4, 8, 24], {
      escalations: { firstReply: [{ afterSeconds: H, notify: ['team'], priority: 'urgent', assign: null }], nextReply: [], resolution: [] },
    });
    const s = new ClockStory({ ...SETTINGS, policies: [...SETTINGS.policies.slice(0, 2), escalating] });
    s.mail('mon 10:00').tick('mon 15:01');
    expect(s.ticket.priority).toBe('urgent');
    expect(s.said('firstReply')).toEqual([
      'started mon 10:00 standard due mon 14:00',
      'warned mon 13:00',
      'missed mon 14:00',
      'escalated 0 mon 15:00',
    ]);
  });
});

describe('what a clock was promised by is pinned when it starts', () => {
  test('changing policy and calendar moves no due, no outcome and no figure of a clock that runs', () => {
    const change = (s: ClockStory): ClockStory =>
      s.save(({ calendars }) => ({
        policies: [policy('standard', [1, 1, 1])],
        calendars: calendars.map((c) => ({
          ...c,
          hours: c.hours.map((h) => ({ ...h, week: { ...h.week, mon: [{ from: '06:00', to: '07:00' }], tue: [] } })),
        })),
      }));
    const led = (s: ClockStory): ClockStory => s.pend('mon 12:00').mail('mon 13:00').reply('tue 10:00').resolve('fri 12:00');
    const untouched = led(story().mail('mon 10:00'));
    const changed = led(change(story().mail('mon 10:00')));
    expect(changed.said('firstReply')).toEqual(untouched.said('firstReply'));
    expect(changed.said('resolution')).toEqual(untouched.said('resolution'));
    const figures = (s: ClockStory) => [...s.stops('firstReply'), ...s.stops('resolution')].map(({ message: _, ...rest }) => rest);
    expect(figures(changed)).toEqual(figures(untouched));
  });

  test('nor of one that has ended and goes on: reopened, bounced, released', () => {
    const led = (s: ClockStory): string[] => {
      s.bounce('mon 11:30').spam('mon 12:00').release('mon 12:30').reply('mon 13:00', true).reopen('tue 10:00').resolve('tue 11:00');
      return [...s.said('firstReply'), ...s.said('resolution')];
    };
    const begun = (): ClockStory => story().mail('mon 10:00').reply('mon 11:00');
    expect(led(begun().save(() => ({ policies: [policy('standard', [1, 1, 1])] })))).toEqual(led(begun()));
  });

  test('a clock that starts after the change goes by the new settings', () => {
    const s = story()
      .mail('mon 10:00')
      .reply('mon 11:00')
      .save(() => ({ policies: [policy('standard', [1, 2, 3])] }))
      .mail('mon 12:00');
    expect(s.said('nextReply')).toEqual(['started mon 12:00 standard due mon 14:00']);
    expect(s.clock('nextReply').settingsVersion).toBe(2);
    expect(s.clock('resolution').settingsVersion).toBe(1);
  });

  test('a policy that was deleted goes on for the clocks that have it', () => {
    const s = story()
      .mail('mon 10:00')
      .save(() => ({ policies: [] }))
      .tick('mon 14:01')
      .reply('mon 15:00');
    expect(s.said('firstReply').slice(2)).toEqual(['missed mon 14:00', `stopped mon 15:00 missed late by ${H}`]);
  });
});

describe('without a policy', () => {
  const free = (): ClockStory => new ClockStory({ ...SETTINGS, policies: [] });

  test('the clocks still measure, nothing is due, and there is no working time', () => {
    const s = free().mail('mon 10:00').tick('mon+1 10:00').reply('tue+1 10:00', true);
    expect(s.said('firstReply')).toEqual(['started mon 10:00 none due -', 'stopped tue+1 10:00 no-target']);
    expect(s.stops('firstReply')[0]).toMatchObject({ elapsedSeconds: 8 * 24 * H, businessSeconds: null, lateBySeconds: 0, policy: 'none' });
    expect(s.said('resolution')).toEqual(['started mon 10:00 none due -', 'stopped tue+1 10:00 no-target']);
  });

  test('a target left out is no target, but working time is counted where there is a calendar', () => {
    const only = policy('replies', [4, 8, 24]);
    const s = new ClockStory({ ...SETTINGS, policies: [{ ...only, targets: { ...only.targets, resolution: null } }] });
    s.mail('mon 10:00').reply('tue 10:00', true);
    expect(s.stops('resolution')[0]).toMatchObject({ outcome: 'no-target', businessSeconds: 8 * H, dueAt: null });
  });

  test('in elapsed time a weekend counts', () => {
    const elapsed = policy('round-the-clock', [1, 1, 1], {
      targets: { firstReply: { seconds: 4 * H, measure: 'elapsed', warn: null }, nextReply: null, resolution: null },
    });
    const s = new ClockStory({ ...SETTINGS, policies: [elapsed] }).mail('fri 16:00').reply('sat 10:00');
    expect(s.said('firstReply')).toEqual([
      'started fri 16:00 round-the-clock due fri 20:00',
      'missed fri 20:00',
      `stopped sat 10:00 missed late by ${14 * H}`,
    ]);
    expect(s.stops('firstReply')[0]?.businessSeconds).toBe(H);
  });
});
