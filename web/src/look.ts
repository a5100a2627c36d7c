import { en, type Words } from './words/en.ts';

/*
 * How the reader wants the page: language, colours, direction, locale. Kept in this browser; nothing of it is personal.
 */

export const LANGUAGES = { en: 'English', ro: 'Română' } as const;
export type Language = keyof typeof LANGUAGES;

export type Look = {
  readonly language: Language;
  readonly theme: 'system' | 'light' | 'dark';
  readonly direction: 'language' | 'ltr' | 'rtl';
  /** BCP 47; null takes the browser's. */
  readonly locale: string | null;
};

const PLACE = 'deskpulse.look';

export function readLook(): Look {
  const language = navigator.languages.map((one) => one.slice(0, 2)).find((one): one is Language => one in LANGUAGES) ?? 'en';
  const usual: Look = { language, theme: 'system', direction: 'language', locale: null };
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Look>;
    return { ...usual, ...kept, language: kept.language && kept.language in LANGUAGES ? kept.language : language };
  } catch {
    return usual;
  }
}

/** Puts it on the document, where the styles look for it. */
export function wear(look: Look): void {
  const root = document.documentElement;
  root.lang = look.language;
  root.dir = look.direction === 'language' ? 'ltr' : look.direction;
  if (look.theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = look.theme;
}

export function keepLook(look: Look): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(look));
  } catch {
    // A browser that keeps nothing still shows the page.
  }
  wear(look);
}

/** Whether Intl knows what to do with it; a browser may be started as `en-US@posix`. */
const isLocale = (tag: string): boolean => {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
};

/** A browser that calls its language by a name that Intl refuses gets one that it takes: libraries ask for it as they are loaded. */
export function mendLanguage(): void {
  if (!isLocale(navigator.language))
    Object.defineProperty(navigator, 'language', { value: navigator.languages.find(isLocale) ?? 'en-GB', configurable: true });
}

/** The reader's locale: the chosen one, the browser's own variant of the language, or the language. */
export const localeOf = ({ language, locale }: Look, browser: readonly string[] = navigator.languages): string =>
  [locale, browser.find((one) => one.slice(0, 2) === language)].find((tag) => tag !== null && tag !== undefined && isLocale(tag)) ??
  (language === 'en' ? 'en-GB' : language);

/** The catalogue; English comes with the page, others when they are wanted. */
export const wordsIn = async (language: Language): Promise<Words> => (language === 'ro' ? (await import('./words/ro.ts')).ro : en);
