/** The languages that the desk writes in. */
export const LANGUAGES = ['en', 'ro', 'fa', 'th', 'es', 'de', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];
