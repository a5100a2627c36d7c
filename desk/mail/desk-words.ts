import type { Instant, TicketId } from '../../events/ids.ts';
import type { Language } from '../languages.ts';
import type { Mailbox, Settings } from '../settings.ts';
import { type Block, given, type Inline } from './letter.ts';
import type { Values } from './template.ts';
import type { Text, Words } from './words.ts';

/** The desk as a letter needs it: who writes, in which language, and what time it is. */
export type Desk = {
  readonly settings: Settings;
  readonly mailbox: Mailbox;
  readonly language: Language;
  readonly words: Words;
  readonly zone: string;
  /** The trigger's time: "today" is measured from it. */
  readonly at: Instant;
  /** Base address for links, without a slash at its end; null when there is none. */
  readonly site: string | null;
};

/** Our wording, with the owner's in place of what the owner has written. */
export function wordingFor(desk: Desk, kind: keyof Settings['wording'], ours: Text): Text {
  const theirs = desk.settings.wording[kind]?.[desk.language];
  return theirs === undefined
    ? ours
    : {
        subject: theirs.subject || ours.subject,
        greeting: theirs.greeting ?? ours.greeting,
        body: theirs.body || ours.body,
        footer: theirs.footer ?? ours.footer,
      };
}

/** What the placeholders stand for. Those that the owner may use everywhere are always known, if only as nothing. */
export function valuesOf(desk: Desk, ticket: TicketId | null, more: Readonly<Record<string, Inline | Block>>): Values {
  const values = new Map<string, Inline | Block>([
    ['reference', ticket === null ? '' : { is: 'given', text: ticket, strong: true }],
    ['subject', ''],
    ['name', ''],
    ['by', ''],
    ['survey', ''],
    ['desk', given(desk.settings.desk.name)],
    ['mailbox', given(desk.mailbox.address)],
  ]);
  for (const [key, value] of Object.entries(more)) values.set(key, value);
  return values;
}
