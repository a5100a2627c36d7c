import type { Instant } from '../../events/ids.ts';
import type { Address, OwedMail } from '../ticket/dossier.ts';
import { type Desk, valuesOf, wordingFor } from './desk-words.ts';
import { type Block, given, type Letter, paragraph, textOf } from './letter.ts';
import { plainSubject } from './subject-line.ts';
import { oneLine, severalLines } from './tame.ts';
import { fillBlocks, fillLine } from './template.ts';
import { distance, moment, number } from './when.ts';
import type { RefusalReason, Text, Words } from './words.ts';

/*
 * What agents get: somebody wrote, something is due or late, their own mail was not passed on. They answer each by
 * answering the mail itself, whose Reply-To is their signed address.
 */

type Of<K extends OwedMail['kind']> = Extract<OwedMail, { kind: K }>;
type Row = { readonly label: string; readonly value: string };

const EXCERPT = 4_000;

export function notification(owed: Of<'notification'>, desk: Desk): Letter {
  const { words } = desk;
  const text = wordingFor(desk, 'notification', words.notification);
  const rows = [
    row(words.label.customer, person(owed.from)),
    row(words.label.subject, subjectOf(owed, words)),
    ...(owed.dueAt === null ? [] : [due(owed.dueAt, desk)]),
    ...(owed.attachments > 0 ? [row(words.label.attachments, number(owed.attachments, words))] : []),
    ...reference(owed, words),
  ];
  const excerpt = severalLines(owed.excerpt, EXCERPT);
  return letter(owed, desk, text, words.notification.heading[owed.why], excerpt, {
    name: given(nameOf(owed.from, words)),
    facts: facts(rows),
    message: { is: 'quote', label: words.label.message, text: excerpt },
  });
}

/** Due soon, overdue, still overdue. */
export function alarm(owed: Of<'warning' | 'breach' | 'escalation'>, desk: Desk): Letter {
  const { words } = desk;
  const ours = words[owed.kind];
  const clock = Object.hasOwn(words.clock, owed.clock) ? words.clock[owed.clock as keyof Words['clock']] : oneLine(owed.clock, 60);
  const rows = [
    due(owed.dueAt, desk),
    row(words.label.clock, clock),
    row(words.label.customer, person(owed.requester)),
    row(words.label.subject, subjectOf(owed, words)),
    ...reference(owed, words),
  ];
  return letter(owed, desk, ours, ours.heading, textOf([due(owed.dueAt, desk).value]), { clock, facts: facts(rows) });
}

export function refusal(owed: Of<'refusal'>, desk: Desk): Letter {
  const { words } = desk;
  const { reasons } = words.refusal;
  const why = Object.hasOwn(reasons, owed.why) ? reasons[owed.why as RefusalReason] : oneLine(owed.why, 500);
  return letter(owed, desk, words.refusal, words.refusal.heading, why, { why });
}

type Letters = Of<'notification' | 'warning' | 'breach' | 'escalation' | 'refusal'>;

function letter(owed: Letters, desk: Desk, text: Text, heading: string, preview: string, more: Parameters<typeof valuesOf>[2]): Letter {
  const values = valuesOf(desk, owed.ticket, { subject: given(subjectOf(owed, desk.words)), ...more });
  const greeting = fillLine(text.greeting, values);
  const blocks = fillBlocks(text.body, values, ['facts', 'message']);
  return {
    language: desk.language,
    words: desk.words,
    subject: textOf(fillLine(text.subject, values)),
    preview: oneLine(preview, 140),
    frame: 'card',
    heading: fillLine(heading, values),
    blocks: greeting.length > 0 ? [paragraph(...greeting), ...blocks] : blocks,
    footer: fillLine(text.footer, values),
  };
}

const subjectOf = (owed: Letters, words: Words): string => plainSubject(owed.subject, owed.ticket) || words.noSubject;
const row = (label: string, value: string): Row => ({ label, value });
const facts = (rows: readonly Row[]): Block => ({ is: 'facts', rows: rows.filter((r) => r.value !== '') });
const reference = (owed: Letters, words: Words): Row[] => (owed.ticket === null ? [] : [row(words.label.reference, owed.ticket)]);

/** Name and address, so that a display name alone can deceive nobody. */
function person(who: Address | null): string {
  if (who === null) return '';
  const [name, address] = [oneLine(who.name, 120), oneLine(who.address, 254)];
  return name === '' || name === address ? address : `${name} <${address}>`;
}

/** The name for a sentence. */
export function nameOf(who: Address | null, words: Words): string {
  if (who === null) return words.somebody;
  return oneLine(who.name, 80) || oneLine(who.address, 80) || words.somebody;
}

function due(at: Instant, desk: Desk): Row {
  const { words } = desk;
  const label = at <= desk.at ? words.label.wasDue : words.label.due;
  return row(label, `${moment(at, desk.at, desk.zone, words)} (${distance(at, desk.at, words)})`);
}
