import type { Case } from '../../../desk/ticket/command.ts';
import { type Pointers, thread } from '../../../desk/ticket/thread.ts';
import type { TicketId } from '../../../events/ids.ts';
import { AGENT, after, mailFrom, SETTINGS, Story } from './desk.ts';

const story = (address: string, lead: (s: Story) => Story = (s) => s): Case => {
  const told = lead(new Story().do({ do: 'ReceiveMail', mail: mailFrom(address), mailbox: 'support', linkedTo: null }));
  if (!told.case) throw new Error('no ticket');
  return told.case;
};
const withId = (c: Case, id: string): Case => ({ ...c, ticket: { ...c.ticket, id: id as TicketId } });
const A = withId(story('ana@x.test'), 'T-AAAAA');
const B = withId(story('bo@x.test'), 'T-BBBBB');
const MERGED = withId(
  story('ana@x.test', (s) => s.do({ do: 'Merge', by: AGENT, into: 'T-BBBBB' as TicketId })),
  'T-MMMMM',
);
const RESOLVED = withId(
  story('ana@x.test', (s) => s.reply(true)),
  'T-RRRRR',
);
const REDIRECTED = withId(
  story('ana@x.test', (s) => s.do({ do: 'Redirect', by: AGENT, team: 'warehouse' })),
  'T-DDDDD',
);
const CASES = new Map([A, B, MERGED, RESOLVED, REDIRECTED].map((c): [TicketId, Case] => [c.ticket.id, c]));
const NONE: Pointers = { signed: null, byMessageId: [], bySubject: [] };
const ids = (...id: string[]) => id as TicketId[];

const to = (pointers: Partial<Pointers>, sender: string, kind: 'person' | 'machine' | 'hostile' = 'person', hours = 10): string => {
  const found = thread({ ...NONE, ...pointers }, CASES, sender, kind, after(hours), SETTINGS);
  return found.to ? `on ${found.to.ticket.id}` : `new${found.linkedTo ? ` linked to ${found.linkedTo}` : ''}`;
};

describe('a mail goes on with', () => {
  test.each<[string, Parameters<typeof to>, string]>([
    ['nothing when it points at nothing', [{}, 'ana@x.test'], 'new'],
    ['the ticket of a signed address, whoever writes', [{ signed: 'T-AAAAA' as TicketId }, 'colleague@y.test'], 'on T-AAAAA'],
    ['the ticket of a Message-ID, when the sender takes part', [{ byMessageId: ids('T-AAAAA') }, 'ana@x.test'], 'on T-AAAAA'],
    [
      'nothing of others: a forged Message-ID opens no conversation',
      [{ byMessageId: ids('T-AAAAA') }, 'eve@evil.test'],
      'new linked to T-AAAAA',
    ],
    [
      'nothing of others: a forged subject opens no conversation',
      [{ bySubject: ids('T-AAAAA') }, 'eve@evil.test'],
      'new linked to T-AAAAA',
    ],
    ['the ticket in its subject, when the sender takes part', [{ bySubject: ids('T-BBBBB') }, 'bo@x.test'], 'on T-BBBBB'],
    [
      'the first Message-ID of a ticket that the sender takes part in',
      [{ byMessageId: ids('T-BBBBB', 'T-AAAAA') }, 'ana@x.test'],
      'on T-AAAAA',
    ],
    [
      'the signed address before any Message-ID',
      [{ signed: 'T-BBBBB' as TicketId, byMessageId: ids('T-AAAAA') }, 'ana@x.test'],
      'on T-BBBBB',
    ],
    ['a Message-ID before the subject', [{ byMessageId: ids('T-AAAAA'), bySubject: ids('T-RRRRR') }, 'ana@x.test'], 'on T-AAAAA'],
    ['the ticket that its own was merged into', [{ signed: 'T-MMMMM' as TicketId }, 'ana@x.test'], 'on T-BBBBB'],
    ['a ticket resolved a fortnight ago at most', [{ signed: 'T-RRRRR' as TicketId }, 'ana@x.test', 'person', 14 * 24], 'on T-RRRRR'],
    ['a new one after that, linked', [{ signed: 'T-RRRRR' as TicketId }, 'ana@x.test', 'person', 14 * 24 + 2], 'new linked to T-RRRRR'],
    ['a new one when its own was handed to another team', [{ signed: 'T-DDDDD' as TicketId }, 'ana@x.test'], 'new linked to T-DDDDD'],
    [
      'its ticket as a bounce, from any sender, long after',
      [{ byMessageId: ids('T-RRRRR') }, 'mailer-daemon@y.test', 'machine', 9999],
      'on T-RRRRR',
    ],
    [
      'no ticket as a bounce that only names a reference',
      [{ bySubject: ids('T-AAAAA') }, 'mailer-daemon@y.test', 'machine'],
      'new linked to T-AAAAA',
    ],
    ['no ticket as spam, whatever it holds', [{ signed: 'T-AAAAA' as TicketId }, 'ana@x.test', 'hostile'], 'new linked to T-AAAAA'],
    ['nothing that is not there', [{ signed: 'T-ZZZZZ' as TicketId, byMessageId: ids('T-YYYYY') }, 'ana@x.test'], 'new'],
  ])('%s', (_, given, expected) => {
    expect(to(...given)).toBe(expected);
  });
});
