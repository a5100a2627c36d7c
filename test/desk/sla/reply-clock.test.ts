import { ClockStory, messageOf, on } from './clock-story.ts';

/*
 * First reply within 4 working hours, next reply within 8, Monday to Friday 9 to 17.
 */

const story = (): ClockStory => new ClockStory();
const H = 3600;

describe('the first reply clock', () => {
  test('runs from the arrival of the first message to the first reply by a person', () => {
    const s = story().mail('mon 10:00').mail('mon 11:00').reply('mon 12:30');
    expect(s.said('firstReply')).toEqual(['started mon 10:00 standard due mon 14:00', 'stopped mon 12:30 met']);
    expect(s.stops('firstReply')[0]).toMatchObject({
      elapsedSeconds: 2.5 * H,
      businessSeconds: 2.5 * H,
      waited: { us: 2.5 * H, customer: 0, thirdParty: 0 },
      agent: 'agent1',
      message: messageOf(s, 0),
      flags: [],
    });
  });

  test.each([
    ['exactly at due is met', 'mon 14:00', ['stopped mon 14:00 met']],
    [
      'a millisecond later is missed, dated at due',
      'mon 14:00:00.001',
      ['missed mon 14:00', 'stopped mon 14:00:00.001 missed late by 0.001'],
    ],
    [
      'a second before the next tick is missed all the same',
      'mon 14:00:59',
      ['missed mon 14:00', 'stopped mon 14:00:59 missed late by 59'],
    ],
    ['late by working time, not by the night', 'tue 10:00', ['missed mon 14:00', `stopped tue 10:00 missed late by ${4 * H}`]],
  ])('an answer %s', (_, at, expected) => {
    expect(story().mail('mon 10:00').reply(at).said('firstReply').slice(1)).toEqual(expected);
  });

  test('an answer in the night after a deadline at closing is missed, though late by no working time', () => {
    const s = story().mail('fri 13:00').reply('sat 11:00');
    expect(s.said('firstReply').slice(1)).toEqual(['missed fri 17:00', 'stopped sat 11:00 missed']);
    expect(s.stops('firstReply')[0]?.flags).toEqual(['outside-hours']);
  });

  test('a mail and its answer out of hours took no working time, and say so', () => {
    const [stop] = story().mail('sat 10:00').reply('sun 11:00').stops('firstReply');
    expect(stop).toMatchObject({ outcome: 'met', businessSeconds: 0, elapsedSeconds: 25 * H, flags: ['outside-hours'] });
  });

  test('a mail on Friday evening is due on Monday', () => {
    expect(story().mail('fri 16:30').said('firstReply')).toEqual(['started fri 16:30 standard due mon+1 12:30']);
  });

  test('no note, assignment, pause or acknowledgement is a response', () => {
    const s = story().mail('mon 10:00');
    s.do('mon 10:01', { do: 'AddNote', by: s.replies()[0]?.agent ?? ('agent1' as never), text: 'Look here' });
    s.do('mon 10:02', { do: 'Classify', by: 'agent1' as never, assignee: 'agent2' as never, type: 'delivery', tags: ['x'] });
    s.pend('mon 10:03');
    expect(s.said('firstReply')).toEqual(['started mon 10:00 standard due mon 14:00']);
    expect(s.clock('firstReply').state).toBe('running');
  });

  test('an answer dated before the mail it answers took no time, and says so', () => {
    const [stop] = story().mail('mon 10:00').reply('mon 09:00').stops('firstReply');
    expect(stop).toMatchObject({
      outcome: 'met',
      elapsedSeconds: 0,
      businessSeconds: 0,
      lateBySeconds: 0,
      waited: { us: 0, customer: 0, thirdParty: 0 },
      flags: ['ended-before-start'],
    });
  });

  test('an answer in the very instant took no time, and nothing is wrong with that', () => {
    expect(story().mail('mon 10:00').reply('mon 10:00').stops('firstReply')[0]).toMatchObject({ elapsedSeconds: 0, flags: [] });
  });

  test('a ticket that an agent began has none; the customer’s first answer starts the next reply clock', () => {
    const s = story().start('mon 10:00').mail('mon 11:00').reply('mon 12:00');
    expect(s.said('firstReply')).toEqual([]);
    expect(s.said('nextReply')).toEqual(['started mon 11:00 standard due tue 11:00', 'stopped mon 12:00 met']);
  });

  test('machine mail starts no clock', () => {
    const s = story().mail('mon 10:00', { kind: 'auto-reply' });
    expect(s.ticket.clocks).toEqual({});
    const t = story().mail('mon 10:00').reply('mon 11:00').mail('mon 12:00', { kind: 'auto-reply' });
    expect(t.said('nextReply')).toEqual([]);
  });
});

describe('closed without an answer', () => {
  test('in time: no sample, and no miss', () => {
    const s = story().mail('mon 10:00').resolve('mon 11:00');
    expect(s.said('firstReply')).toEqual(['started mon 10:00 standard due mon 14:00', 'taken back: closed']);
  });

  test('after due: no sample, but a miss, dated at due', () => {
    const s = story().mail('mon 10:00').resolve('mon 15:00');
    expect(s.said('firstReply').slice(1)).toEqual(['missed mon 14:00', 'taken back: closed with its miss']);
  });

  test('reopened, it goes on from the original arrival; the time in which it was closed does not count', () => {
    const s = story().mail('mon 10:00').resolve('mon 11:00').mail('tue 10:00').reply('tue 12:00');
    expect(s.said('firstReply').slice(2)).toEqual(['started mon 10:00 since tue 10:00 standard due tue 13:00', 'stopped tue 12:00 met']);
    expect(s.stops('firstReply')[0]).toMatchObject({ elapsedSeconds: 26 * H, businessSeconds: 3 * H, waited: { us: 3 * H } });
    expect(s.said('nextReply')).toEqual([]);
  });

  test('reopened after its miss, it is not missed a second time', () => {
    const s = story().mail('mon 10:00').resolve('mon 15:00').reopen('tue 10:00').tick('tue 11:00').reply('tue 12:00');
    expect(s.said('firstReply').filter((l) => l.startsWith('missed'))).toEqual(['missed mon 14:00']);
    expect(s.said('firstReply').at(-1)).toBe(`stopped tue 12:00 missed late by ${3 * H}`);
  });

  test('an answer without reopening is the first response all the same', () => {
    const s = story().mail('mon 10:00').resolve('mon 11:00').reply('mon 11:05');
    expect(s.said('firstReply').slice(1)).toEqual([
      'taken back: closed',
      'started mon 10:00 since mon 11:05 standard due mon 14:05',
      'stopped mon 11:05 met',
    ]);
    expect(s.stops('firstReply')[0]?.businessSeconds).toBe(H);
  });

  test('thanks on a resolved ticket starts nothing', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00', true).mail('mon 12:00', { thanks: true });
    expect(s.said('nextReply')).toEqual([]);
  });

  test('a question that was closed ends its wait without a sample', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').mail('mon 12:00').resolve('mon 13:00');
    expect(s.said('nextReply')).toEqual(['started mon 12:00 standard due tue 12:00', 'taken back: closed']);
  });
});

describe('the next reply clock', () => {
  test('runs from the oldest message that nobody has answered', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').mail('mon 12:00').mail('mon 16:00').reply('tue 12:00');
    expect(s.said('nextReply')).toEqual(['started mon 12:00 standard due tue 12:00', 'stopped tue 12:00 met']);
  });

  test('starts anew with each wait, and an answer that nobody waited for measures nothing', () => {
    const s = story()
      .mail('mon 10:00')
      .reply('mon 11:00')
      .reply('mon 11:10')
      .mail('mon 12:00')
      .reply('mon 13:00')
      .mail('tue 09:00')
      .reply('tue 09:30');
    expect(s.stops('firstReply')).toHaveLength(1);
    expect(s.stops('nextReply').map((e) => e.elapsedSeconds)).toEqual([H, 0.5 * H]);
  });

  test('is taken further back by a mail that arrived earlier and was read later', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').mail('mon 14:00').mail('mon 13:00');
    expect(s.said('nextReply').slice(1)).toEqual(['taken back: absorbed', 'started mon 13:00 standard due tue 13:00']);
  });
});

describe('a reply that bounced was no response', () => {
  test('the clock goes on from the original arrival', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').bounce('mon 11:05').reply('mon 15:00');
    expect(s.said('firstReply')).toEqual([
      'started mon 10:00 standard due mon 14:00',
      'stopped mon 11:00 met',
      'taken back: undelivered (stopped mon 11:00)',
      'started mon 10:00 standard due mon 14:00',
      'missed mon 14:00',
      `stopped mon 15:00 missed late by ${H}`,
    ]);
    expect(s.stops('firstReply')[1]).toMatchObject({ elapsedSeconds: 5 * H, businessSeconds: 5 * H });
  });

  test('a late reply that bounced takes its miss back and says it anew, once', () => {
    const s = story().mail('mon 10:00').tick('mon 14:01').reply('mon 15:00').bounce('mon 15:05').tick('mon 15:06').reply('mon 16:00');
    expect(s.said('firstReply').slice(2)).toEqual([
      'missed mon 14:00',
      `stopped mon 15:00 missed late by ${H}`,
      'taken back: undelivered (stopped mon 15:00) with its miss',
      'started mon 10:00 standard due mon 14:00',
      'warned mon 13:00',
      'missed mon 14:00',
      `stopped mon 16:00 missed late by ${2 * H}`,
    ]);
  });

  test('a later reply that arrived is the response, from the original arrival', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').reply('mon 13:00').bounce('mon 15:00', 0);
    expect(s.said('firstReply').slice(2)).toEqual([
      'taken back: undelivered (stopped mon 11:00)',
      'started mon 10:00 standard due mon 14:00',
      'stopped mon 13:00 met',
    ]);
    expect(s.stops('firstReply')[1]?.message).toBe(messageOf(s, 1));
  });

  test('what the customer wrote in between waits for the same first reply', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').mail('mon 12:00').bounce('mon 12:30', 0).reply('mon 13:00');
    expect(s.said('firstReply').slice(2)).toEqual([
      'taken back: undelivered (stopped mon 11:00)',
      'started mon 10:00 standard due mon 14:00',
      'stopped mon 13:00 met',
    ]);
    expect(s.said('nextReply')).toEqual(['started mon 12:00 standard due tue 12:00', 'taken back: undelivered']);
  });

  test('and a wait that a later reply ended belongs to the first', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').mail('mon 12:00').reply('mon 13:00').bounce('mon 15:00', 0);
    expect(s.said('firstReply').at(-1)).toBe('stopped mon 13:00 met');
    expect(s.said('nextReply').at(-1)).toBe('taken back: undelivered (stopped mon 13:00)');
  });

  test('a bounce of old leaves the wait that goes on alone', () => {
    const s = story()
      .mail('mon 10:00')
      .reply('mon 11:00')
      .mail('mon 12:00')
      .reply('mon 13:00')
      .mail('mon 14:00')
      .reply('mon 15:00')
      .mail('mon 16:00');
    s.bounce('tue 09:00', 1);
    expect(s.said('nextReply').slice(4)).toEqual([
      'started mon 16:00 standard due tue 16:00',
      'taken back: undelivered (stopped mon 13:00)',
      'taken back: undelivered (stopped mon 15:00)',
      'stopped mon 15:00 met',
    ]);
    expect(s.stops('nextReply').at(-1)).toMatchObject({ startedAt: on('mon 12:00'), elapsedSeconds: 3 * H });
    expect(s.clock('nextReply')).toMatchObject({ state: 'running', startedAt: on('mon 16:00'), dueAt: on('tue 16:00') });
  });

  test('and leaves a later wait that has ended alone', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').mail('mon 12:00').reply('mon 13:00').mail('mon 14:00').reply('mon 15:00');
    s.mail('tue 09:00').reply('tue 10:00').bounce('tue 11:00', 1);
    expect(s.said('nextReply').slice(6)).toEqual([
      'taken back: undelivered (stopped mon 13:00)',
      'taken back: undelivered (stopped mon 15:00)',
      'stopped mon 15:00 met',
    ]);
    expect(s.clock('nextReply')).toMatchObject({ state: 'met', startedAt: on('tue 09:00') });
  });

  test('nor does the miss of the old wait become the new one’s', () => {
    const s = story()
      .mail('mon 10:00')
      .reply('mon 11:00')
      .mail('mon 12:00')
      .reply('mon 13:00')
      .mail('tue 12:01')
      .reply('tue 13:00')
      .mail('tue 14:00');
    s.bounce('tue 15:00', 1).tick('tue 15:01');
    expect(s.said('nextReply').slice(-2)).toEqual(['missed tue 12:00', `stopped tue 13:00 missed late by ${H}`]);
    expect(s.clock('nextReply')).toMatchObject({ state: 'running', startedAt: on('tue 14:00'), breached: false });
    expect(s.tick('wed 14:01').said('nextReply').at(-1)).toBe('missed wed 14:00');
  });

  test('reported twice it changes nothing the second time, and a reply that stopped nothing changes nothing', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').reply('mon 11:30').bounce('mon 12:00', 1);
    expect(s.said('firstReply')).toHaveLength(2);
    const t = story().mail('mon 10:00').reply('mon 11:00').bounce('mon 12:00').bounce('mon 12:10');
    expect(t.said('firstReply')).toHaveLength(4);
  });

  test('on a resolved ticket nobody waits; reopened, the first reply is owed again', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00', true).bounce('mon 11:05');
    expect(s.said('firstReply').slice(2)).toEqual([
      'taken back: undelivered (stopped mon 11:00)',
      'started mon 10:00 standard due mon 14:00',
      'taken back: closed',
    ]);
    s.reopen('mon 12:00').reply('mon 12:30');
    expect(s.said('firstReply').slice(5)).toEqual(['started mon 10:00 since mon 12:00 standard due mon 15:00', 'stopped mon 12:30 met']);
  });

  test('a ticket that was resolved after due on a reply that bounced has missed it', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').resolve('mon 15:00').bounce('mon 16:00');
    expect(s.said('firstReply').slice(3)).toEqual([
      'started mon 10:00 standard due mon 14:00',
      'missed mon 14:00',
      'taken back: closed with its miss',
    ]);
    expect(s.clock('firstReply').state).toBe('voided');
  });

  test('a bounce on what was marked as spam waits for its release', () => {
    const s = story().mail('mon 10:00').reply('mon 11:00').spam('mon 11:30').bounce('mon 12:00').release('mon 13:00').reply('mon 13:30');
    expect(s.said('firstReply').slice(3)).toEqual([
      'started mon 10:00 standard due mon 14:00',
      'taken back: excluded',
      'started mon 10:00 standard due mon 14:00',
      'stopped mon 13:30 met',
    ]);
  });
});

describe('excluded, merged, released', () => {
  test('what is spam on arrival has no clock; released, it counts from its arrival', () => {
    const s = story().mail('mon 10:00', { kind: 'spam' });
    expect(s.ticket.clocks).toEqual({});
    s.release('mon 12:00').reply('mon 13:00');
    expect(s.said('firstReply')).toEqual(['started mon 10:00 standard due mon 14:00', 'stopped mon 13:00 met']);
    expect(s.said('resolution')).toEqual(['started mon 10:00 standard due thu 10:00']);
  });

  test('marked as spam, every clock is taken back with what it said; released, all goes on from the original arrival', () => {
    const s = story().mail('mon 10:00').tick('mon 14:01').spam('mon 15:00').tick('mon 16:00').release('tue 09:00').tick('tue 09:01');
    expect(s.said('firstReply')).toEqual([
      'started mon 10:00 standard due mon 14:00',
      'warned mon 13:00',
      'missed mon 14:00',
      'taken back: excluded with its miss',
      'started mon 10:00 standard due mon 14:00',
      'warned mon 13:00',
      'missed mon 14:00',
    ]);
    expect(s.said('resolution')).toEqual([
      'started mon 10:00 standard due thu 10:00',
      'taken back: excluded',
      'started mon 10:00 standard due thu 10:00',
    ]);
  });

  test('merged away, its clocks are taken back, and a redirected one’s too', () => {
    const target = story().mail('mon 09:00');
    const merged = story()
      .mail('mon 10:00')
      .do('mon 11:00', { do: 'Merge', by: 'agent1' as never, into: target.ticket.id });
    expect(merged.said('firstReply').at(-1)).toBe('taken back: excluded');
    const away = story()
      .mail('mon 10:00')
      .do('mon 11:00', { do: 'Redirect', by: 'agent1' as never, team: 'billing' });
    expect(away.said('resolution').at(-1)).toBe('taken back: excluded');
  });

  test('the target of a merge takes over the older wait', () => {
    const source = story().mail('mon 10:00');
    const target = story().mail('mon 11:00');
    target.do('mon 12:00', { do: 'Absorb', by: 'agent1' as never, from: source.ticket, dossier: source.case?.dossier as never });
    expect(target.said('firstReply')).toEqual([
      'started mon 11:00 standard due mon 15:00',
      'taken back: absorbed',
      'started mon 10:00 standard due mon 14:00',
    ]);
  });

  test('an answered target waits from the wait that came in; an older target keeps its own', () => {
    const source = story().mail('mon 10:00');
    const answered = story().mail('mon 09:00').reply('mon 09:30');
    answered.do('mon 12:00', { do: 'Absorb', by: 'agent1' as never, from: source.ticket, dossier: source.case?.dossier as never });
    expect(answered.said('nextReply')).toEqual(['started mon 10:00 standard due tue 10:00']);
    const older = story().mail('mon 09:00');
    older.do('mon 12:00', { do: 'Absorb', by: 'agent1' as never, from: source.ticket, dossier: source.case?.dossier as never });
    expect(older.said('firstReply')).toEqual(['started mon 09:00 standard due mon 13:00']);
  });
});
