import type { InboundMail } from '../../desk/ticket/command.ts';
import { decide } from '../../desk/ticket/decide.ts';
import type { ApiDesk } from './api-desk.ts';

/*
 * Tickets that came by mail, on a desk that is asked by the API alone.
 */

/** A mail as it was read, with an attachment. */
export const mail = (over: Partial<InboundMail> = {}): InboundMail => ({
  kind: 'customer',
  mayAnswer: true,
  evidence: [],
  from: { name: 'Ann', address: 'mail@customer.test' },
  to: [{ name: '', address: 'support@desk.test' }],
  cc: [],
  subject: 'Broken',
  text: 'It is broken.\n> quoted',
  newText: 'It is broken.',
  html: true,
  textKey: null,
  thanks: false,
  language: 'en',
  rfcMessageId: '<1@customer.test>',
  inReplyTo: null,
  references: [],
  claimedAt: null,
  attachments: [
    { filename: 'foto "1".png', mimeType: 'image/png', bytes: 5, key: 'parts/2026/03/02/m1/0', contentId: 'cid1', inline: true },
  ],
  raw: 'mail/2026/03/02/m1',
  ...over,
});

/** A ticket opened by a mail. */
export async function receive(desk: ApiDesk, given: InboundMail, seed: string): Promise<string> {
  const settings = await desk.parts.settings.now();
  const context = { now: desk.now, settings, pinned: new Map(), customer: null, seed };
  const decision = decide(null, { do: 'ReceiveMail', mail: given, mailbox: 'support', linkedTo: null }, context);
  if ('refused' in decision) throw new Error(decision.why);
  expect(await desk.parts.tickets.commit([{ before: null, decision, wakeAt: null, dueAt: null }], { now: desk.now, by: seed })).toBe(
    'committed',
  );
  return decision.ticket.id;
}
