import { questionOf } from '../survey/question.ts';
import type { OwedMail } from '../ticket/dossier.ts';
import { type Desk, valuesOf, wordingFor } from './desk-words.ts';
import { type Choice, given, type Letter, paragraph, textOf } from './letter.ts';
import { greetable, oneLine } from './tame.ts';
import { fillBlocks, fillLine } from './template.ts';
import { number } from './when.ts';

type Survey = Extract<OwedMail, { kind: 'survey' }>;

/** All of Unicode 6.1, which older phones and desktops draw too. */
const FACES = ['😞', '😕', '😐', '😊', '😀'] as const;

/** Where a survey is answered, and where no more are asked for. Throws without a site: a survey nobody can answer is not sent. */
export function surveyLinks(owed: Survey, site: string | null): { readonly page: string; readonly unsubscribe: string } {
  if (site === null) throw new Error('a survey needs the address of the site: settings.desk.site or SITE_URL');
  const page = `${site.replace(/\/+$/, '')}/s/${encodeURIComponent(owed.token.toWellFormed())}`;
  return { page, unsubscribe: `${page}/unsubscribe` };
}

/** How did it go? A link for each answer; what opens asks to confirm it, so that a scanner that follows links answers nothing. */
export function survey(owed: Survey, desk: Desk): Letter {
  const { words } = desk;
  const ours = words.survey;
  const text = wordingFor(desk, 'survey', ours);
  const { page, unsubscribe } = surveyLinks(owed, desk.site);
  const about = oneLine(owed.about, 150);
  const subject = given(about);
  const inner = valuesOf(desk, owed.ticket, { subject });
  const values = valuesOf(desk, owed.ticket, {
    subject,
    name: given(greetable(owed.name) || words.nameless),
    about: { is: 'paragraph', inlines: about === '' ? [] : fillLine(owed.ticket === null ? ours.about.order : ours.about.ticket, inner) },
    question: { is: 'paragraph', strong: true, inlines: fillLine(questionOf(desk.settings, desk.language, owed.survey), inner) },
    survey: {
      is: 'scale',
      choices: choices(owed.survey, page, desk),
      ends: owed.survey === 'csat' ? [ours.faces[0], ours.faces[4]] : ours.ends.nps,
    },
    unsubscribe: { is: 'link', text: ours.unsubscribe, href: unsubscribe },
  });
  const greeting = fillLine(text.greeting, values);
  const blocks = fillBlocks(text.body, values, ['survey']);
  const footer = fillLine(text.footer, values);
  const parting = footer.some((i) => typeof i !== 'string' && i.is === 'link' && i.href === unsubscribe);
  return {
    language: desk.language,
    words,
    subject: textOf(fillLine(text.subject, values)),
    preview: '',
    frame: 'card',
    heading: null,
    blocks: greeting.length > 0 ? [paragraph(...greeting), ...blocks] : blocks,
    // However the owner words it, the way out stays.
    footer: parting ? footer : [...footer, ...(footer.length > 0 ? ['\n'] : []), { is: 'link', text: ours.unsubscribe, href: unsubscribe }],
  };
}

function choices(kind: Survey['survey'], page: string, desk: Desk): Choice[] {
  const { words } = desk;
  if (kind === 'csat') {
    return FACES.map((face, n) => ({
      shown: number(n + 1, words),
      label: words.survey.faces[n as 0 | 1 | 2 | 3 | 4],
      face,
      href: `${page}?score=${n + 1}`,
    }));
  }
  const [low, high] = words.survey.ends.nps;
  return Array.from({ length: 11 }, (_, score) => ({
    shown: number(score, words),
    label: score === 0 ? low : score === 10 ? high : '',
    face: null,
    href: `${page}?score=${score}`,
  }));
}
