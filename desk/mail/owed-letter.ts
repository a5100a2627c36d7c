import type { Instant } from '../../events/ids.ts';
import type { Settings } from '../settings.ts';
import type { OwedMail } from '../ticket/dossier.ts';
import type { Desk } from './desk-words.ts';
import type { Image, Letter } from './letter.ts';
import { type Report, report } from './letter-report.ts';
import { survey } from './letter-survey.ts';
import { alarm, notification, refusal } from './letter-to-agent.ts';
import { acknowledgement, reminder, reply } from './letter-to-customer.ts';
import { withReference } from './subject-line.ts';
import { oneLine } from './tame.ts';
import { wordsFor } from './words.ts';

/*
 * A mail that is owed, as a letter: what is sent, and what the settings show of it before.
 */

/** The desk that writes. Throws when it has no mailbox. */
export function deskOf(owed: OwedMail, { settings, at, site }: { settings: Settings; at: Instant; site: string | null }): Desk {
  const mailbox = settings.mailboxes.find((m) => m.id === owed.mailbox) ?? settings.mailboxes[0];
  if (!mailbox) throw new Error('the settings hold no mailbox');
  const { language } = owed;
  return { settings, mailbox, language, words: wordsFor(language), zone: settings.desk.zone, at, site };
}

export type Carried = {
  /** For kind `reply`. */
  readonly answer: { readonly text: string; readonly images: readonly Image[] };
  /** For kind `report`. */
  readonly report: Report | undefined;
};

/** The letter with its subject as it is sent. Throws when a report comes without its figures, or a survey without a site. */
export function letterOf(owed: OwedMail, desk: Desk, carried: Carried): Letter {
  const letter = written(owed, desk, carried);
  return { ...letter, subject: oneLine(withReference(letter.subject, owed.kind === 'survey' ? null : owed.ticket), 250) };
}

function written(owed: OwedMail, desk: Desk, carried: Carried): Letter {
  switch (owed.kind) {
    case 'acknowledgement':
      return acknowledgement(owed, desk);
    case 'notification':
      return notification(owed, desk);
    case 'reply':
      return reply(owed, carried.answer, desk);
    case 'refusal':
      return refusal(owed, desk);
    case 'warning':
    case 'breach':
    case 'escalation':
      return alarm(owed, desk);
    case 'reminder':
      return reminder(owed, desk);
    case 'survey':
      return survey(owed, desk);
    case 'report':
      if (!carried.report) throw new Error('a report is composed from its figures');
      return report(carried.report, desk);
  }
}
