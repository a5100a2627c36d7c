import type { SurveyKind } from '../../events/survey-facts.ts';
import { LANGUAGES, type Language } from '../languages.ts';
import { oneLine } from '../mail/tame.ts';
import { wordsFor } from '../mail/words.ts';
import { COMMENT_CHARACTERS, type Notice, SCALE } from './answer.ts';
import { digits, label } from './label.ts';
import { STYLE, STYLE_HASH } from './style.ts';
import { PAGE_WORDS, type PageWords } from './words.ts';

/*
 * The survey's page: plain HTML, one request, no script, nothing from elsewhere. Every text from outside is escaped.
 */

export type Page = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** Whose page it is, in which language. `desk` is empty where even that could not be read. */
export type Frame = { readonly desk: string; readonly language: Language };

export type AnswerView = Frame & {
  readonly kind: SurveyKind;
  /** What is asked, as questionOf says it. */
  readonly question: string;
  readonly about: 'order' | 'ticket';
  /** The order's number or the ticket's subject. */
  readonly subject: string;
  readonly token: string;
  readonly nonce: string;
  readonly chosen: number | null;
  /** The answer that counts until now. */
  readonly before: number | null;
  readonly notice: Notice | null;
  readonly comment: string;
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** Fills `{name}`s with escaped values, each kept from turning the direction of the sentence around it. The template is ours. */
const filled = (template: string, values: Readonly<Record<string, string>>, isolate: 'bdi' | null = 'bdi'): string =>
  escaped(template).replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(values, name)) return whole;
    const value = escaped(values[name] ?? '');
    return isolate === null ? value : `<bdi>${value}</bdi>`;
  });

/** Forms go only to where the page came from; nothing is loaded, framed or run (CSP Level 3). */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src ${STYLE_HASH}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'strict-transport-security': 'max-age=31536000',
} as const;

function page(frame: Frame, status: number, title: string, main: string): Page {
  const { direction, locale } = wordsFor(frame.language);
  const body =
    `<!DOCTYPE html><html lang="${locale}" dir="${direction}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow">` +
    `<title>${title}${frame.desk === '' ? '' : ` · ${escaped(frame.desk)}`}</title><style>${STYLE}</style></head>` +
    `<body><main><p class="desk"><bdi>${escaped(frame.desk)}</bdi></p><div class="card">${main}</div></main></body></html>`;
  return { status, headers: { ...HEADERS, 'content-language': locale }, body };
}

/** Mouths from sad to glad, as a quadratic curve's ends and middle. */
const MOUTHS = ['M10 23q6-8 12 0', 'M10 22q6-4 12 0', 'M10 21h12', 'M10 20q6 4 12 0', 'M9 19q7 9 14 0'] as const;
const face = (score: number): string =>
  `<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="14"/><path d="M11 12v1M21 12v1"/><path d="${MOUTHS[score - 1]}"/></svg>`;

/** What no person sees, reaches with the keyboard or is read aloud; first in the form, so that whatever presses the first button presses this. */
const bait = (words: PageWords): string =>
  `<div class="bait" aria-hidden="true"><label>${escaped(words.bait)} <input name="extra" tabindex="-1" autocomplete="off"></label>` +
  `<button name="all" value="1" tabindex="-1">${escaped(words.bait)}</button></div>`;

/** The page that shows the score chosen and asks to press it once more. Opening it records nothing. */
export function answerPage(view: AnswerView): Page {
  const { language, kind, chosen } = view;
  const words = PAGE_WORDS[language];
  const { survey } = wordsFor(language);
  const named = { desk: view.desk, subject: oneLine(view.subject, 120), most: digits(language, COMMENT_CHARACTERS) };
  const question = filled(view.question, named);
  const { least, most } = SCALE[kind];
  const scores = Array.from({ length: most - least + 1 }, (_, n) => least + n);
  const shown = (score: number): string => escaped(label(language, kind, score));
  const buttons = scores
    .map((score) => `<button name="score" value="${score}">${kind === 'csat' ? face(score) : ''}<span>${shown(score)}</span></button>`)
    .join('');
  const [low, high] = survey.ends.nps;
  const ends =
    kind === 'nps'
      ? `<p class="ends"><span>${digits(language, least)}: ${escaped(low)}</span><span>${digits(language, most)}: ${escaped(high)}</span></p>`
      : '';
  const main =
    (view.notice === null ? '' : `<p class="note" role="alert">${filled(words.notice[view.notice], named)}</p>`) +
    `<p class="soft">${filled(survey.about[view.about], named)}</p><h1>${question}</h1>` +
    (view.before === null ? '' : `<p class="soft">${filled(words.before, { label: label(language, kind, view.before) })}</p>`) +
    (chosen === null
      ? ''
      : `<p class="choice">${kind === 'csat' ? face(chosen) : ''}<span>${filled(words.chosen, { label: label(language, kind, chosen) })}</span></p>`) +
    `<form method="post" action="${escaped(view.token)}">${bait(words)}<input type="hidden" name="page" value="${escaped(view.nonce)}">` +
    `<label for="c">${escaped(words.comment)}</label>` +
    `<textarea id="c" name="comment" maxlength="${COMMENT_CHARACTERS}">\n${escaped(view.comment.slice(0, COMMENT_CHARACTERS))}</textarea>` +
    `<fieldset><legend>${escaped(chosen === null ? words.choose : words.confirm)}</legend>` +
    `<div class="${kind === 'csat' ? 'faces' : 'scale'}">${buttons}</div>${ends}</fieldset></form>`;
  return page(view, view.notice === 'too-long' ? 413 : 200, filled(view.question, named, null), main);
}

/** Thanks, with the public review page where the desk offers one. */
export function thanksPage(view: Frame & { readonly kind: SurveyKind; readonly score: number; readonly review: string | null }): Page {
  const words = PAGE_WORDS[view.language];
  const review =
    view.review === null
      ? ''
      : `<p>${escaped(words.review)}</p><p><a class="go" rel="noopener noreferrer nofollow" href="${escaped(view.review)}">${escaped(words.reviewLink)}</a></p>`;
  const recorded = filled(words.recorded, { label: label(view.language, view.kind, view.score) });
  return page(
    view,
    200,
    escaped(words.thanks),
    `<h1>${escaped(words.thanks)}</h1><p>${recorded}</p><p class="soft">${escaped(words.change)}</p>${review}`,
  );
}

/** One and the same for a token that never was, is no more, or is too late: it tells nothing. */
export function gonePage(frame: Frame): Page {
  const words = PAGE_WORDS[frame.language];
  return page(frame, 404, escaped(words.gone), `<h1>${escaped(words.gone)}</h1><p>${escaped(words.goneWhy)}</p>`);
}

export function tooLargePage(frame: Frame): Page {
  const words = PAGE_WORDS[frame.language];
  const note = filled(words.notice['too-long'], { most: digits(frame.language, COMMENT_CHARACTERS) });
  return page(frame, 413, escaped(words.failed), `<h1>${note}</h1>`);
}

export function failedPage(frame: Frame, status: 500 | 503): Page {
  const words = PAGE_WORDS[frame.language];
  return page(frame, status, escaped(words.failed), `<h1>${escaped(words.failed)}</h1><p>${escaped(words.failedWhat)}</p>`);
}

/** Asks whether to stop; only a press on the button does. */
export function unsubscribePage(view: Frame & { readonly nonce: string; readonly again: boolean }): Page {
  const words = PAGE_WORDS[view.language];
  const main =
    (view.again ? `<p class="note" role="alert">${escaped(words.pressAgain)}</p>` : '') +
    `<h1>${escaped(words.unsubscribe)}</h1><p>${filled(words.unsubscribeWhat, { desk: view.desk })}</p>` +
    `<form method="post" action="unsubscribe">${bait(words)}<input type="hidden" name="page" value="${escaped(view.nonce)}">` +
    `<div class="two"><button name="do" value="keep">${escaped(words.keep)}</button><button name="do" value="stop">${escaped(words.stop)}</button></div></form>`;
  return page(view, 200, escaped(words.unsubscribe), main);
}

export function unsubscribedPage(view: Frame & { readonly stopped: boolean }): Page {
  const words = PAGE_WORDS[view.language];
  const said = filled(view.stopped ? words.stopped : words.kept, { desk: view.desk });
  return page(view, 200, escaped(words.unsubscribe), `<h1>${said}</h1>`);
}

/**
 * The language for a page about nothing known: the first of Accept-Language that the desk speaks (RFC 9110, 12.5.4),
 * weights left out, for browsers send them in order.
 */
export function acceptedLanguage(header: string | undefined, otherwise: Language): Language {
  for (const range of (header ?? '').slice(0, 200).split(',')) {
    const primary = range.trim().toLowerCase().split(/[-;]/)[0];
    const found = LANGUAGES.find((l) => l === primary);
    if (found) return found;
  }
  return otherwise;
}
