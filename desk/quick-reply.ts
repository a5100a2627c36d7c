import { greetable } from './mail/tame.ts';
import type { Agent, Settings } from './settings.ts';
import type { Case } from './ticket/command.ts';

/** What a quick reply may speak of, in braces. */
export const QUICK_REPLY_PLACEHOLDERS = ['reference', 'subject', 'name', 'desk', 'agent'] as const;
export type QuickReplyValues = { readonly [name in (typeof QUICK_REPLY_PLACEHOLDERS)[number]]: string };
export type QuickReply = { readonly id: string; readonly name: string; readonly language: string; readonly text: string };

/**
 * A quick reply of the settings, in the customer's language or else the desk's or else any it has, filled in.
 * What is filled in is not read again, so that a customer called `{desk}` stays one; unknown braces stay as they are, and
 * what is empty goes with the blank before it.
 * @returns null when there is no such quick reply, or it has no text
 */
export function quickReply(settings: Settings, id: string, language: string, values: QuickReplyValues): QuickReply | null {
  const found = settings.quickReplies.find((reply) => reply.id === id);
  if (!found) return null;
  const texts: Readonly<Record<string, string | undefined>> = found.texts;
  const spoken = [language, settings.desk.language, ...Object.keys(texts)].find((one) => own(texts, one) !== undefined);
  if (spoken === undefined) return null;
  const text = (own(texts, spoken) ?? '').replace(/([ \t]?)\{([a-z]+)\}/g, (whole, blank: string, name: string) => {
    const value = own(values, name);
    return value === undefined ? whole : value === '' ? '' : blank + value;
  });
  return { id, name: found.name, language: spoken, text };
}

/** A quick reply for a ticket, by an agent. The customer's name is left out when it does not look like one. */
export function quickReplyFor({ ticket, dossier }: Case, settings: Settings, id: string, by: Agent, language?: string): QuickReply | null {
  return quickReply(settings, id, language ?? ticket.language, {
    reference: ticket.id,
    subject: dossier.subject,
    name: greetable(dossier.requester?.name ?? ''),
    desk: settings.desk.name,
    agent: by.name,
  });
}

/** The quick reply, then the agent's own words. */
export const withWords = (quick: string, words: string): string => (words.trim() === '' ? quick : `${quick}\n\n${words}`);

const own = (values: Readonly<Record<string, string | undefined>>, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
