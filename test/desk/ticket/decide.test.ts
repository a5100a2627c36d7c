import fc from 'fast-check';
import type { Command } from '../../../desk/ticket/command.ts';
import { decide } from '../../../desk/ticket/decide.ts';
import { evolve, isActive } from '../../../desk/ticket/ticket.ts';
import { AGENT, after, context, decided, isRefusal, mailFrom, OTHER, SETTINGS, Story } from './desk.ts';

const kinds = (story: Story) => story.decision.mails.map((m) => m.kind);
const moved = (story: Story) => story.decision.events.map((e) => e.type).filter((t) => !t.startsWith('Clock') && t !== 'MailQueued');

describe("a customer's first mail", () => {
  test('opens a ticket, owes an acknowledgement to the customer and a notification to the team', () => {
    const story = new Story().mail();
    expect(story.ticket).toMatchObject({
      state: 'new',
      version: 1,
      channel: 'email',
      messagesIn: 1,
      replies: 0,
      unansweredSince: after(0),
    });
    expect(story.decision.mails.map((m) => [m.kind, m.to.map((t) => t.address)])).toEqual([
      ['acknowledgement', ['ana@x.test']],
      ['notification', ['agent1@team.test', 'agent2@team.test']],
    ]);
    expect(story.decision.customer).toMatchObject({ address: 'ana@x.test', version: 0, acknowledged: [{ at: after(0) }] });
  });

  test('promises in the acknowledgement when a person is due: four working hours after Monday ten', () => {
    const ack = new Story().mail().decision.mails[0];
    expect(ack?.kind === 'acknowledgement' && ack.expectBy).toBe(after(4));
  });

  test('that came again decides the same, id for id', () => {
    const once = decided(
      null,
      { do: 'ReceiveMail', mail: mailFrom('a@x.test'), mailbox: 'support', linkedTo: null },
      context(after(0), 's'),
    );
    const twice = decided(
      null,
      { do: 'ReceiveMail', mail: mailFrom('a@x.test'), mailbox: 'support', linkedTo: null },
      context(after(0), 's'),
    );
    expect(twice).toEqual(once);
  });

  test.each([
    ['spam', 'spam'],
    ['virus', 'virus'],
    ['auto-reply', 'machine'],
    ['bounce', 'machine'],
    ['list', 'machine'],
    ['loop', 'machine'],
    ['complaint', 'machine'],
    ['agent', 'machine'],
  ] as const)('of kind %s is kept, excluded as %s, and nobody is written to', (kind, reason) => {
    const story = new Story().mail({ kind, mayAnswer: false });
    expect(story.ticket).toMatchObject({ state: 'excluded', reason, messagesIn: 0, unansweredSince: null });
    expect(story.decision.mails).toEqual([]);
    expect(story.decision.messages).toHaveLength(1);
  });

  test('that a machine may have passed on is a ticket with a clock, but gets no acknowledgement', () => {
    const story = new Story().mail({ mayAnswer: false });
    expect(story.ticket).toMatchObject({ state: 'new', unansweredSince: after(0) });
    expect(kinds(story)).toEqual(['notification']);
    expect(story.types).toContain('AcknowledgementSkipped');
  });
});

describe('acknowledgements', () => {
  const ackAt = (hour: number, subject: string, before: { hour: number; subject: string }[], suppressed = false) => {
    const customer = {
      ...(new Story().mail().decision.customer ?? never()),
      version: 1,
      acknowledged: before.map((b) => ({ at: after(b.hour), subject: b.subject })),
      suppressed: suppressed ? { at: after(0), reason: 'bounce' as const } : null,
    };
    const story = new Story()
      .at(hour)
      .do({ do: 'ReceiveMail', mail: mailFrom('ana@x.test', { subject }), mailbox: 'support', linkedTo: null }, customer);
    const skipped = story.decision.events.find((e) => e.type === 'AcknowledgementSkipped');
    return skipped?.type === 'AcknowledgementSkipped' ? skipped.reason : 'sent';
  };
  const many = (n: number, from: number, step: number) =>
    Array.from({ length: n }, (_, i) => ({ hour: from + i * step, subject: `s${i}` }));

  test.each([
    ['one of the same subject within the hour', 0.9, 'Re: Hello', [{ hour: 0, subject: 'hello' }], 'same-subject-this-hour'],
    ['the same subject after an hour', 1.1, 'Hello', [{ hour: 0, subject: 'hello' }], 'sent'],
    ['three within the hour', 0.9, 'new', many(3, 0, 0.1), 'hourly-cap'],
    ['two within the hour', 0.9, 'new', many(2, 0, 0.1), 'sent'],
    ['ten within the day', 23, 'new', many(10, 0, 2), 'daily-cap'],
    ['ten, the first of them over a day ago', 24.5, 'new', many(10, 0, 2), 'sent'],
  ])('after %s: %#', (_, hour, subject, before, expected) => {
    expect(ackAt(hour, subject, before)).toBe(expected);
  });

  test('never go to a suppressed address', () => {
    expect(ackAt(5, 'x', [], true)).toBe('suppressed');
  });
});

describe('the life of a ticket', () => {
  test('a reply answers, opens, takes the ticket, and owes the customer one mail', () => {
    const story = new Story().mail().reply();
    expect(story.ticket).toMatchObject({ state: 'open', replies: 1, unansweredSince: null, assignee: AGENT });
    expect(kinds(story)).toEqual(['reply']);
  });

  test("the customer's next message waits from its own arrival, and the one after it does not start the wait again", () => {
    const story = new Story().mail().reply().at(5).mail().at(9).mail();
    expect(story.ticket).toMatchObject({ unansweredSince: after(5), messagesIn: 3 });
    expect(story.decision.mails.map((m) => m.to.map((t) => t.address))).toEqual([['agent1@team.test']]);
  });

  test('a message on a pending ticket brings it back', () => {
    const story = new Story().mail().reply().do({ do: 'Pend', by: AGENT, waitingOn: 'customer' }).mail();
    expect(story.ticket.state).toBe('open');
    expect(moved(story)).toEqual(['TicketResumed', 'MessageReceived']);
  });

  test.each([
    ['a question reopens', { thanks: false }, 1, 'open'],
    ['thanks within 48 hours does not', { thanks: true }, 47, 'resolved'],
    ['thanks after 48 hours does', { thanks: true }, 49, 'open'],
    ['an out-of-office never does', { kind: 'auto-reply' as const, mayAnswer: false }, 60, 'resolved'],
    ['a bounce never does', { kind: 'bounce' as const, mayAnswer: false }, 60, 'resolved'],
  ])('after a resolution %s', (_, more, hours, state) => {
    const story = new Story()
      .mail()
      .reply(true)
      .at(1 + hours)
      .mail(more);
    expect(story.ticket.state).toBe(state);
    expect(story.ticket.reopenings).toBe(state === 'open' ? 1 : 0);
    expect(story.decision.messages).toHaveLength(1);
  });

  test('what reopens a ticket waits to be answered; thanks that does not, waits for nobody', () => {
    expect(new Story().mail().reply(true).at(9).mail().ticket.unansweredSince).toBe(after(9));
    expect(new Story().mail().reply(true).at(9).mail({ thanks: true }).ticket.unansweredSince).toBeNull();
  });

  test('resolved without any answer is marked as closed unanswered', () => {
    const story = new Story().mail().do({ do: 'Resolve', by: AGENT });
    expect(story.decision.events.find((e) => e.type === 'TicketResolved')).toMatchObject({ unanswered: true });
  });

  test('a reply that bounced was no response: the customer waits from when they did', () => {
    const story = new Story().mail().reply();
    const message = story.ticket.lastReply?.message ?? never();
    const undelivered: Command = { do: 'RecordUndelivered', message, sentAt: after(1), reason: 'bounce' };
    story.do(undelivered);
    expect(story.ticket).toMatchObject({ replies: 0, unansweredSince: after(0) });
    expect(kinds(story)).toEqual(['notification']);
    expect(story.do(undelivered).decision.events).toEqual([]);
  });

  test('spam released counts from when it came', () => {
    const story = new Story().mail({ kind: 'spam', mayAnswer: false }).at(20).do({ do: 'Release', by: AGENT });
    expect(story.ticket).toMatchObject({ state: 'new', messagesIn: 1, unansweredSince: after(0), openedAt: after(0) });
  });

  test('a virus is not released', () => {
    const story = new Story().mail({ kind: 'virus', mayAnswer: false }).do({ do: 'Release', by: AGENT });
    expect(story.last).toMatchObject({ refused: 'conflict' });
  });

  test('a merge leads the people and the oldest wait into the other ticket', () => {
    const a = new Story().mail();
    const b = new Story().at(3).do({ do: 'ReceiveMail', mail: mailFrom('bo@x.test'), mailbox: 'support', linkedTo: null });
    a.at(5).do({ do: 'Merge', by: AGENT, into: b.ticket.id });
    const from = new Story().mail();
    b.at(5).do({ do: 'Absorb', by: AGENT, from: from.ticket, dossier: from.case?.dossier ?? never() });
    expect(a.ticket).toMatchObject({ state: 'excluded', reason: 'merged', into: b.ticket.id });
    expect(b.ticket).toMatchObject({ unansweredSince: after(0), absorbed: [from.ticket.id] });
    expect(b.case?.dossier.participants.map((p) => p.address)).toEqual(['bo@x.test', 'ana@x.test']);
  });
});

describe("an agent's mail", () => {
  test('is relayed to the customer and nobody else, and counts as the response', () => {
    const story = new Story().mail().agentMail('It leaves today.');
    expect(story.ticket).toMatchObject({ replies: 1, unansweredSince: null, assignee: AGENT });
    expect(story.decision.mails.map((m) => [m.kind, m.to.map((t) => t.address)])).toEqual([['reply', ['ana@x.test']]]);
    expect(JSON.stringify(story.decision.mails)).not.toContain('agent1@team.test');
  });

  test.each([
    ['#note\nCustomer called.', ['NoteAdded'], 'new'],
    ['#resolve\nDone.', ['ReplySent', 'AssigneeChanged', 'TicketResolved'], 'resolved'],
    ['#pending\nPlease send the number.', ['ReplySent', 'AssigneeChanged', 'TicketPended'], 'pending'],
  ])('whose first line is a directive does what it says: %j', (text, events, state) => {
    const story = new Story().mail().agentMail(text);
    expect(moved(story)).toEqual(events);
    expect(story.ticket.state).toBe(state);
    expect(story.decision.messages[0]?.newText.startsWith('#')).toBe(false);
  });

  test('with a quick reply says that, filled in, and then its own words', () => {
    const story = new Story({ ...SETTINGS, quickReplies: [{ id: 'late', name: 'Late', texts: { en: '{reference} is late.' } }] }).mail();
    story.agentMail('#quick late\n#resolve\nSorry!');
    expect(story.decision.messages[0]).toMatchObject({ direction: 'out', newText: `${story.ticket.id} is late.\n\nSorry!` });
    expect(story.ticket.state).toBe('resolved');
  });

  test.each([
    ['a quick reply that there is not', (s: Story) => s.agentMail('#quick nope\nHello')],
    ['a quick reply that it does not name', (s: Story) => s.agentMail('#quick\nHello')],
    ['nothing in it', (s: Story) => s.agentMail('  \n')],
    ['an excluded ticket', (s: Story) => s.do({ do: 'MarkSpam', by: AGENT }).agentMail('Hello')],
  ])('with %s is not relayed: the agent is told, and the words are kept as a note', (_, act) => {
    const story = act(new Story().mail());
    expect(kinds(story)).toEqual(['refusal']);
    expect(story.decision.messages[0]).toMatchObject({ direction: 'note' });
    expect(story.ticket.replies).toBe(0);
  });
});

describe('an agent who asks for what cannot be is told why', () => {
  const conflictOn = (lead: (s: Story) => Story, command: Command) => lead(new Story().mail()).do(command).last;
  test.each<[string, (s: Story) => Story, Command, string]>([
    ['resolve twice', (s) => s.reply(true), { do: 'Resolve', by: AGENT }, 'state'],
    ['reopen what is open', (s) => s, { do: 'Reopen', by: AGENT }, 'state'],
    ['pend what is resolved', (s) => s.reply(true), { do: 'Pend', by: AGENT, waitingOn: 'customer' }, 'state'],
    ['release what is not excluded', (s) => s, { do: 'Release', by: AGENT }, 'state'],
    ['answer spam', (s) => s.do({ do: 'MarkSpam', by: AGENT }), { do: 'Reply', by: AGENT, text: 'x', resolve: false }, 'state'],
    ['an empty answer', (s) => s, { do: 'Reply', by: AGENT, text: ' ', resolve: false }, 'text'],
    ['an unknown type', (s) => s, { do: 'Classify', by: AGENT, type: 'nonsense' }, 'type'],
    ['an unknown assignee', (s) => s, { do: 'Classify', by: AGENT, assignee: 'nobody' as typeof AGENT }, 'assignee'],
  ])('%s', (_, lead, command, field) => {
    expect(conflictOn(lead, command)).toMatchObject({ field });
  });

  test('merging a ticket into itself', () => {
    const story = new Story().mail();
    expect(story.do({ do: 'Merge', by: AGENT, into: story.ticket.id }).last).toMatchObject({ refused: 'invalid', field: 'into' });
  });

  test('anything on a ticket that is not there', () => {
    expect(decide(null, { do: 'Resolve', by: AGENT }, context(after(0), 's'))).toMatchObject({ refused: 'not-found' });
  });
});

describe('for any history', () => {
  const command: fc.Arbitrary<(s: Story) => Story> = fc.constantFrom<(s: Story) => Story>(
    (s) => s.mail(),
    (s) => s.mail({ thanks: true }),
    (s) => s.mail({ kind: 'auto-reply', mayAnswer: false }),
    (s) => s.reply(),
    (s) => s.reply(true),
    (s) => s.agentMail('Hello'),
    (s) => s.agentMail('#resolve\nBye'),
    (s) => s.do({ do: 'AddNote', by: OTHER, text: 'note' }),
    (s) => s.do({ do: 'Classify', by: AGENT, priority: 'high', type: 'order', assignee: OTHER }),
    (s) => s.do({ do: 'Resolve', by: AGENT }),
    (s) => s.do({ do: 'Reopen', by: AGENT }),
    (s) => s.do({ do: 'Pend', by: AGENT, waitingOn: 'customer' }),
    (s) => s.do({ do: 'Pend', by: AGENT, waitingOn: 'third-party' }),
    (s) => s.do({ do: 'MarkSpam', by: AGENT }),
    (s) => s.do({ do: 'Release', by: AGENT }),
    (s) => s.do({ do: 'Redirect', by: AGENT, team: 'warehouse' }),
    (s) => s.do({ do: 'FireTimers' }),
    (s) =>
      s.do({
        do: 'RecordUndelivered',
        message: s.ticket.lastReply?.message ?? ('m-0000000000' as never),
        sentAt: after(0),
        reason: 'bounce',
      }),
  );
  const history = fc.array(fc.tuple(command, fc.integer({ min: 1, max: 200 })), { maxLength: 25 });
  const play = (steps: [(s: Story) => Story, number][], each: (s: Story) => void): void => {
    const story = new Story().mail();
    let hour = 0;
    each(story);
    for (const [step, gap] of steps) {
      hour += gap;
      step(story.at(hour));
      each(story);
    }
  };

  test('the events alone give the ticket, and no event holds an address, a name, a subject or a text', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let folded: ReturnType<typeof evolve> | null = null;
        play(steps, (story) => {
          if (!story.last || isRefusal(story.last) || (folded && story.last.events.length === 0)) return;
          folded = evolve(folded, story.ticket.id, story.last.events);
          expect(folded).toEqual(story.ticket);
          expect(JSON.stringify(story.last.events)).not.toMatch(/@|Ana|order 7|on its way|Where is/);
        });
      }),
      { numRuns: 150 },
    );
  });

  test('a ticket waits for an answer only while it is active, and counts no fewer messages and replies than none', () => {
    fc.assert(
      fc.property(history, (steps) => {
        play(steps, ({ ticket }) => {
          if (!isActive(ticket) && ticket.state !== 'excluded') expect(ticket.unansweredSince).toBeNull();
          expect(ticket.replies).toBeGreaterThanOrEqual(0);
          expect(ticket.messagesIn).toBeGreaterThanOrEqual(1);
          expect(ticket.reopenings).toBeLessThanOrEqual(ticket.messagesIn + steps.length);
        });
      }),
      { numRuns: 150 },
    );
  });

  test('only what is owed is queued, one event for each mail, and a mail never goes to an agent and a customer at once', () => {
    fc.assert(
      fc.property(history, (steps) => {
        play(steps, (story) => {
          if (!story.last || isRefusal(story.last)) return;
          const queued = story.last.events.flatMap((e) => (e.type === 'MailQueued' ? [e.mail] : []));
          expect(queued).toEqual(story.last.mails.map((m) => m.id));
          expect(new Set(queued).size).toBe(queued.length);
          for (const mail of story.last.mails) {
            const sides = new Set(mail.to.map((t) => SETTINGS.agents.some((a) => a.address === t.address)));
            expect(sides.size).toBe(1);
          }
        });
      }),
      { numRuns: 150 },
    );
  });
});

function never(): never {
  throw new Error('not there');
}
