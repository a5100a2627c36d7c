/** Languages that the desk writes mails in, by their own names. */
const LANGUAGES = { en: 'English', ro: 'Română', fa: 'فارسی', th: 'ไทย', es: 'Español', de: 'Deutsch', fr: 'Français' } as const;
export type MailLanguage = keyof typeof LANGUAGES;

export const LANGUAGE_OPTIONS = Object.entries(LANGUAGES) as readonly (readonly [MailLanguage, string])[];
