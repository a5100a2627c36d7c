import type { Settings } from './settings.ts';

/** What a quick reply may speak of, in braces. */
export const QUICK_REPLY_PLACEHOLDERS = ['reference', 'subject', 'name', 'desk', 'agent'] as const;
export type QuickReplyValues = { readonly [name in (typeof QUICK_REPLY_PLACEHOLDERS)[number]]: string };

/**
 * A quick reply of the settings, in the customer's language or else the desk's or else any it has, filled in.
 * What is filled in is not read again, so that a customer called `{desk}` stays one; unknown braces stay as they are.
 * @returns null when there is no such quick reply, or it has no text
 */
export function quickReply(settings: Settings, id: string, language: string, values: QuickReplyValues): string | null {
  const found = settings.quickReplies.find((reply) => reply.id === id);
  if (!found) return null;
  const texts: Readonly<Record<string, string | undefined>> = found.texts;
  const text = own(texts, language) ?? own(texts, settings.desk.language) ?? Object.values(texts).find((any) => any !== undefined);
  if (text === undefined) return null;
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => own(values, name) ?? whole);
}

const own = (values: Readonly<Record<string, string | undefined>>, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
