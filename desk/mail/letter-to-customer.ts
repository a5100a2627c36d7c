import type { Instant } from '../../events/ids.ts';
import type { OwedMail } from '../ticket/dossier.ts';
import { type Desk, valuesOf, wordingFor } from './desk-words.ts';
import { type Block, given, type Image, type Inline, type Letter, paragraph } from './letter.ts';
import { plainSubject } from './subject-line.ts';
import { clipped, greetable, severalLines, withoutLinks } from './tame.ts';
import { fillBlocks, fillLine } from './template.ts';
import { promised, promisedDay } from './when.ts';

/*
 * What customers get about a ticket: that their message arrived, a person's answer, a reminder that we wait for theirs.
 */

type Of<K extends OwedMail['kind']> = Extract<OwedMail, { kind: K }>;

/** How much of a message an acknowledgement repeats. */
const RECEIVED = 300;
/** No answer is longer; what is, was not typed. */
const ANSWER = 2_000_000;

/**
 * We have your message. It repeats a little of it and no links: whoever forges a From must not be able to have the desk
 * deliver an advertisement to a third person.
 */
export function acknowledgement(owed: Of<'acknowledgement'>, desk: Desk): Letter {
  const { words } = desk;
  const text = wordingFor(desk, 'acknowledgement', words.acknowledgement);
  const received = clipped(withoutLinks(severalLines(owed.received, RECEIVED * 2)), RECEIVED);
  const subject = plainSubject(owed.subject, owed.ticket) || words.noSubject;
  const values = valuesOf(desk, owed.ticket, {
    subject: given(withoutLinks(subject)),
    name: name(owed, desk),
    by: { is: 'strong', text: promised(owed.expectBy, desk.at, desk.zone, words) },
    facts: { is: 'facts', rows: [{ label: words.label.reference, value: owed.ticket ?? '' }] },
    message: { is: 'quote', label: words.label.yourMessage, text: received },
  });
  return letter(desk, text, subject, values, ['facts', 'message']);
}

/** A person's answer. Their own address is taken out of it wherever it stands. */
export function reply(owed: Of<'reply'>, answer: { readonly text: string; readonly images: readonly Image[] }, desk: Desk): Letter {
  const { words } = desk;
  const subject = plainSubject(owed.subject, owed.ticket) || words.noSubject;
  const values = valuesOf(desk, owed.ticket, {
    subject: given(subject),
    name: name(owed, desk),
    message: { is: 'message', text: withoutAgents(severalLines(answer.text, ANSWER), desk), images: answer.images },
  });
  return { ...letter(desk, wordingFor(desk, 'reply', words.reply), subject, values, ['message']), frame: 'bare' };
}

/** We wrote, and wait for an answer. Says when the desk will stop waiting, where it does. */
export function reminder(owed: Of<'reminder'>, desk: Desk): Letter {
  const { words } = desk;
  const expire = desk.settings.tickets.expireAfterSeconds;
  const ours = words.reminder;
  const text = wordingFor(desk, 'reminder', expire === null ? { ...ours, body: ours.openEnded } : ours);
  const subject = plainSubject(owed.subject, owed.ticket) || words.noSubject;
  const ends = expire === null ? null : (new Date(Date.parse(owed.owedAt) + expire * 1000).toISOString() as Instant);
  const values = valuesOf(desk, owed.ticket, {
    subject: given(subject),
    name: name(owed, desk),
    by: ends === null ? '' : { is: 'strong', text: promisedDay(ends, desk.at, desk.zone, words) },
  });
  return letter(desk, text, subject, values, []);
}

const name = (owed: OwedMail, desk: Desk): Inline =>
  given(greetable(owed.to.length === 1 ? (owed.to[0]?.name ?? '') : '') || desk.words.nameless);

function letter(
  desk: Desk,
  text: ReturnType<typeof wordingFor>,
  subject: string,
  values: ReturnType<typeof valuesOf>,
  required: readonly string[],
): Letter {
  const greeting = fillLine(text.greeting, values);
  const blocks: Block[] = fillBlocks(text.body, values, required);
  return {
    language: desk.language,
    words: desk.words,
    // A header takes the subject as it came: programs thread by it.
    subject: fillLine(text.subject, new Map(values).set('subject', subject))
      .map((i) => (typeof i === 'string' ? i : i.text))
      .join(''),
    preview: '',
    frame: 'card',
    heading: null,
    blocks: greeting.length > 0 ? [paragraph(...greeting), ...blocks] : blocks,
    footer: fillLine(text.footer, values),
  };
}

const ADDRESS = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}[A-Za-z0-9]/g;
/** Agents' own addresses become the mailbox's, signatures and all: a customer's next mail must come to the desk. */
function withoutAgents(text: string, desk: Desk): string {
  if (!text.includes('@')) return text;
  const agents = new Set(desk.settings.agents.map((a) => a.address.toLowerCase()));
  return text.replace(ADDRESS, (found) => (agents.has(found.toLowerCase()) ? desk.mailbox.address : found));
}
