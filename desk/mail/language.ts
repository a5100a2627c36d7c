import type { Language } from '../languages.ts';
import type { ReadMail } from './read.ts';

/*
 * Which of the desk's languages a customer writes. Scripts tell Thai and Persian; little words tell the rest. Neighbours that the desk
 * does not speak are known too, so that Italian is not answered in Spanish.
 */

/** Enough to tell by, and little to count. */
const READ = 1200;
/** Little words by language; only those that no neighbour shares count much, and shared ones count for each. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'the and is you have not for with this that was my i are please thanks hello order would could when but it from your can received',
  de: 'der die das und ist nicht ich sie mit für auf ein eine habe bitte danke hallo wir haben von dem den zu meine mein bestellung wann noch aber wurde auch',
  fr: 'le la les et est vous je pas pour dans une des que qui mon ma avec bonjour merci ne nous votre sur commande mais été avez suis du cette',
  es: 'el la los las y es no que en una por con para mi hola gracias pedido he usted está pero lo se del su me ha tengo cuando buenos',
  ro: 'și si nu este sunt am pentru cu că mi vă va rog bună buna ziua mulțumesc multumesc comanda în de la un o care dar mai ați ati pe din fost meu mea când',
  it: 'il lo gli è sono non che per con una mio mia ciao grazie ordine di della nel ho hanno ma questo quando vostro buongiorno anche',
  pt: 'o os as e é não que em uma para com meu minha olá obrigado obrigada pedido do da no na foi estou mas você quando seu bom dia',
  nl: 'de het een en is niet ik van voor met mijn hallo bedankt dank bestelling u heb wij maar wanneer nog op te dat zijn kunt graag',
  pl: 'nie jest i w z na się do że moje mój dzień dobry dziękuję proszę zamówienie czy ale kiedy jestem dla',
  sv: 'och är inte jag det att för med min mitt hej tack beställning har ni på men när som kan av till',
  da: 'og er ikke jeg det at for med min mit hej tak bestilling har i på men hvornår som kan af til',
};
const SPOKEN: readonly string[] = ['en', 'ro', 'es', 'de', 'fr'];

let scores: Map<string, readonly string[]> | undefined;
/** Languages of each little word. */
const byWord = (): Map<string, readonly string[]> => {
  if (scores) return scores;
  const made = new Map<string, string[]>();
  for (const [language, words] of Object.entries(WORDS)) {
    for (const word of new Set(words.split(' '))) made.set(word, [...(made.get(word) ?? []), language]);
  }
  scores = made;
  return made;
};

/** The language of a mail: of what the customer wrote, else of what his program says it is. Null when neither tells, or it is none of ours. */
export function customerLanguage(mail: Pick<ReadMail, 'newText' | 'subject' | 'header'>): Language | null {
  const told = textLanguage(`${mail.newText.slice(0, READ)}\n${mail.subject}`);
  if (told === 'other') return null;
  return told ?? headerLanguage(mail);
}

const WORD = /[a-z\u00df-\u00f6\u00f8-\u024f]+/g;

/** Letters of a text by script, by the ranges of Unicode; property classes would cost every cold start a millisecond each. */
function scripts(text: string): { latin: number; thai: number; arabic: number; all: number } {
  const count = { latin: 0, thai: 0, arabic: 0, all: 0 };
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const lower = code | 0x20;
    if (
      (lower >= 0x61 && lower <= 0x7a) ||
      (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7) ||
      (code >= 0x1e00 && code <= 0x1eff)
    ) {
      count.latin += 1;
    } else if (code >= 0xe01 && code <= 0xe4e) count.thai += 1;
    else if (code >= 0x620 && code <= 0x6ff && !(code >= 0x660 && code <= 0x66d)) count.arabic += 1;
    else if (code < 0x250 || (code >= 0x2000 && code <= 0x303f) || (code >= 0xd800 && code <= 0xdfff) || code >= 0xfe00) continue;
    count.all += 1;
  }
  return count;
}

/** The language of a text; `other` when it is surely none of ours; null when it does not tell. */
export function textLanguage(text: string): Language | 'other' | null {
  const begin = text.slice(0, READ);
  const plain = /@|:\/\//.test(begin) ? begin.replace(/https?:\S+|\S{1,64}@\S+/g, ' ') : begin;
  const { latin, thai, arabic, all } = scripts(plain);
  if (all < 2) return null;
  if (thai > all * 0.3) return 'th';
  if (arabic > all * 0.3) return arabicScript(plain);
  return latin < all * 0.5 ? 'other' : latinScript(plain);
}

/** Letters that only Persian has, and those that only Arabic has. */
function arabicScript(text: string): 'fa' | 'other' | null {
  const persian = text.match(/[پچژگکی\u200c]/g)?.length ?? 0;
  const arabic = text.match(/[ةكيىأإ]/g)?.length ?? 0;
  const urdu = text.match(/[ٹڈڑںےھہ]/g)?.length ?? 0;
  if (urdu > persian / 2) return 'other';
  if (persian === arabic) return /سلام|ممنون|لطفا|سفارش|است/.test(text) ? 'fa' : null;
  return persian > arabic ? 'fa' : 'other';
}

/** Least weight of evidence: one word that only this language has and another that it shares. */
const ENOUGH = 1.4;
const AHEAD = 1.2;

function latinScript(text: string): Language | 'other' | null {
  const weights = new Map<string, number>();
  const add = (language: string, weight: number): void => {
    weights.set(language, (weights.get(language) ?? 0) + weight);
  };
  const index = byWord();
  for (const word of text.normalize('NFC').toLowerCase().match(WORD) ?? []) {
    const languages = index.get(word);
    for (const language of languages ?? []) add(language, 1 / (languages?.length ?? 1));
  }
  for (const [language, marks] of MARKS) add(language, Math.min(text.match(marks)?.length ?? 0, 6) * 0.5);
  const [best, second] = [...weights].sort(([, a], [, b]) => b - a);
  if (!best || best[1] < ENOUGH || best[1] < (second?.[1] ?? 0) * AHEAD) return null;
  return SPOKEN.includes(best[0]) ? (best[0] as Language) : 'other';
}

/** Letters and signs that few languages have. */
const MARKS: readonly (readonly [language: string, marks: RegExp])[] = [
  ['ro', /[șțşţăȘȚĂ]/g],
  ['de', /ß|[äü](?=[a-z])/g],
  ['es', /[ñ¿¡]|ción\b/g],
  ['fr', /[çœêèù]|\b[cdjlmnqst]['’](?=[a-zà-ÿ])/g],
  ['pt', /[ãõ]|ção\b/g],
  ['pl', /[łśżźćńęą]/g],
  ['sv', /å/g],
  ['da', /[åøæ]/g],
];

const LANGUAGES: readonly string[] = ['en', 'ro', 'fa', 'th', 'es', 'de', 'fr'];

/** Content-Language (RFC 3282), then what Outlook and others write. */
function headerLanguage(mail: Pick<ReadMail, 'header'>): Language | null {
  for (const name of ['content-language', 'accept-language', 'x-accept-language']) {
    const tag = /^\s*([a-z]{2,3})(?:[-_,; ]|$)/i.exec(mail.header(name)[0] ?? '')?.[1]?.toLowerCase();
    if (tag && LANGUAGES.includes(tag)) return tag as Language;
  }
  return null;
}
