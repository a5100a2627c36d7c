import type { components } from '../../web/src/api/schema.d.ts';

/*
 * A ticket with a conversation of any length, as the API answers it.
 */

type Ticket = components['schemas']['Ticket'];
type Message = components['schemas']['Message'];
const HOUR_MS = 3_600_000;
const PERSON = { name: 'Maeve Byrne', address: 'maeve@shop.test' };

const SAID = [
  'The lamp arrived yesterday, but the shade is cracked along the seam. I have attached two pictures.\n\nCould you send another one, or shall I return it all? I need it for the weekend.',
  'I am sorry to hear that. A new shade leaves our house today; there is no need to send the broken one back.\n\nYou will get the tracking number by mail: https://parcel.test/track?n=7741',
  'Thank you, that is quick! One more thing: does the shade come with the ring that holds it?',
  'It does. If the old ring is in good order you may keep it as a spare.',
];

/** @param count how many messages, customer and agent in turn */
export function conversation(id: string, count: number, nowMs: number): Ticket {
  const at = (n: number): string => new Date(nowMs - (count - n) * HOUR_MS).toISOString();
  const messages = Array.from({ length: count }, (_, n): Message => {
    const fromCustomer = n % 2 === 0;
    const text = SAID[n % SAID.length] ?? '';
    return {
      id: `m-${n}`,
      at: at(n),
      direction: fromCustomer ? 'in' : 'out',
      kind: fromCustomer ? 'customer' : 'reply',
      channel: 'email',
      agent: fromCustomer ? null : { id: 'agent1', name: 'Ana Pop' },
      from: fromCustomer ? PERSON : { name: 'Lumen & Loom', address: 'support@desk.test' },
      to: [fromCustomer ? { name: '', address: 'support@desk.test' } : PERSON],
      cc: [],
      subject: 'The lamp came broken',
      text: n < 2 ? text : `${text}\n\nOn Monday, Ana Pop wrote:\n> ${SAID[(n + 3) % 4]?.replaceAll('\n', '\n> ')}`,
      newText: text,
      shortened: false,
      html: fromCustomer,
      attachments:
        n === 0
          ? [
              {
                n: 0,
                filename: 'shade.jpg',
                mimeType: 'image/jpeg',
                bytes: 184_211,
                inline: false,
                contentId: null,
                href: `/tickets/${id}/messages/m-0/attachments/0`,
              },
            ]
          : [],
      delivery: fromCustomer ? null : 'sent',
      evidence: [],
      raw: fromCustomer ? `/tickets/${id}/messages/m-${n}/raw` : null,
    };
  });
  return {
    id,
    version: count,
    state: 'open',
    subject: 'The lamp came broken',
    requester: PERSON,
    participants: [PERSON],
    customer: 'c-1',
    channel: 'email',
    mailbox: 'support',
    origin: 'customer',
    language: 'en',
    type: 'delivery',
    priority: 'high',
    assignee: 'agent1',
    tags: ['lamp', 'broken'],
    openedAt: at(0),
    changedAt: at(count - 1),
    firstResolvedAt: null,
    resolvedAt: null,
    closedAt: null,
    pendedAt: null,
    waitingOn: null,
    expired: null,
    excluded: null,
    linkedTo: null,
    survey: null,
    absorbed: [],
    reopenings: 0,
    messagesIn: Math.ceil(count / 2),
    replies: Math.floor(count / 2),
    unansweredSince: null,
    dueAt: new Date(nowMs + 5 * HOUR_MS).toISOString(),
    clocks: [
      clock('firstReply', 'met', 2400, at(0), null),
      clock('resolution', 'running', 18 * 3600, at(0), new Date(nowMs + 5 * HOUR_MS).toISOString()),
    ],
    mails: [],
    messages,
    timeline: messages.map(({ at: when }, n) => {
      const by = { kind: 'agent', agent: 'agent1' } as const;
      const [from, to] = n % 2 === 0 ? (['normal', 'high'] as const) : (['high', 'normal'] as const);
      return {
        at: when,
        recordedAt: when,
        version: n + 1,
        by: { ...by, name: 'Ana Pop' },
        event: { type: 'PriorityChanged', at: when, by, from, to },
        words: `Priority is ${to}`,
      };
    }),
  };
}

function clock(
  name: 'firstReply' | 'resolution',
  state: 'met' | 'running',
  spentSeconds: number,
  startedAt: string,
  dueAt: string | null,
): Ticket['clocks'][number] {
  return {
    clock: name,
    state,
    policy: 'standard',
    calendar: 'office',
    measure: 'working',
    targetSeconds: name === 'firstReply' ? 4 * 3600 : 24 * 3600,
    spentSeconds,
    elapsedSeconds: spentSeconds,
    businessSeconds: spentSeconds,
    dueAt,
    breached: false,
    lateBySeconds: 0,
    escalations: 0,
    pausedAt: null,
    pausedSeconds: 0,
    startedAt,
    stoppedAt: dueAt === null ? startedAt : null,
    waited: null,
    warnAt: null,
    warned: false,
  };
}
