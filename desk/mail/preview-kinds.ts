/** Mails that can be looked at before they are sent; apart from the words of seven languages, which only the preview needs. */
export const PREVIEWED = [
  'acknowledgement',
  'notification',
  'reply',
  'reminder',
  'survey',
  'warning',
  'breach',
  'escalation',
  'refusal',
] as const;
export type Previewed = (typeof PREVIEWED)[number];
/** Those of them that the owner may word. */
export const WORDED = ['acknowledgement', 'notification', 'reply', 'reminder', 'survey'] as const;
type Worded = (typeof WORDED)[number];
export const isWorded = (kind: Previewed): kind is Worded => (WORDED as readonly string[]).includes(kind);
