import PostalMime from 'postal-mime';
import { newSettings } from '../../../desk/api/new-settings.ts';
import { composeMail } from '../../../desk/mail/write.ts';
import { NO_FILE } from '../../../desk/survey/file.ts';
import { answerPage } from '../../../desk/survey/page.ts';
import { questionOf } from '../../../desk/survey/question.ts';
import { unhappyTicket } from '../../../desk/survey/unhappy.ts';
import type { CustomerId, MailId } from '../../../events/ids.ts';
import { about } from '../mail/written.ts';
import { context, folded, SETTINGS } from './samples.ts';

/*
 * The owner's own question stands wherever the customer is asked, or is told to have been asked.
 */

const MINE = 'Did {desk} pack the <b>lamp</b> well?';
const settings = { ...SETTINGS, surveys: { ...SETTINGS.surveys, questions: { en: { csat: MINE } } } };
const ASKED = 'Did Morning Shop pack the <b>lamp</b> well?';

test('in its language and for its kind; all others keep ours', () => {
  expect(questionOf(settings, 'en', 'csat')).toBe(MINE);
  for (const [language, kind] of [
    ['en', 'nps'],
    ['de', 'csat'],
  ] as const) {
    expect(questionOf(settings, language, kind)).toBe(questionOf(SETTINGS, language, kind));
  }
  const emptied = { ...settings, surveys: { ...settings.surveys, questions: { en: { csat: '' } } } };
  expect(questionOf(emptied, 'en', 'csat')).toBe(questionOf(SETTINGS, 'en', 'csat'));
});

test('in the mail, with the desk’s name in it and as text', async () => {
  const owed = {
    id: 'o-1234567' as MailId,
    kind: 'survey',
    survey: 'csat',
    ticket: null,
    to: [{ name: 'Ann', address: 'ann@x.test' }],
    language: 'en',
    mailbox: 'support',
    owedAt: about.at,
    thread: [],
    token: 'A'.repeat(22),
    about: '1001',
    name: 'Ann',
  } as const;
  const mail = await PostalMime.parse(await composeMail(owed, { ...about, settings }));
  expect(mail.text).toContain(ASKED);
  expect(mail.html).toContain('the &lt;b&gt;lamp&lt;/b&gt; well?');
});

test('on the page and in its title, as text', () => {
  const view = { desk: 'Morning Shop', language: 'en', kind: 'csat', about: 'order', subject: '1001', token: 't', nonce: 'n' } as const;
  const { body } = answerPage({
    ...view,
    question: questionOf(settings, 'en', 'csat'),
    chosen: 4,
    before: null,
    notice: null,
    comment: '',
  });
  expect(body).toContain('<h1>Did <bdi>Morning Shop</bdi> pack the &lt;b&gt;lamp&lt;/b&gt; well?</h1>');
  expect(body).toContain('<title>Did Morning Shop pack the &lt;b&gt;lamp&lt;/b&gt; well? · Morning Shop</title>');
});

test('on the ticket of an unhappy answer, which a setting switches off', () => {
  const { stream, now } = { ...context('2026-03-02T12:00:00.000Z' as never) };
  const under = { kind: 'csat', about: 'order', channel: 'shop', ticketType: null, product: null } as const;
  const who = { customer: 'c-12345678' as CustomerId, mail: 'o-1234567' as MailId };
  const survey = folded(
    stream,
    [{ type: 'SurveyScheduled', at: now, kind: 'csat', about: 'order', customer: who.customer, ticket: null, askAt: now }],
    [{ type: 'SurveyAsked', at: now, ...under, agents: [], ...who }],
    [
      {
        type: 'SurveyAnswered',
        at: now,
        ...under,
        agents: [],
        askedAt: now,
        score: 1,
        change: 0,
        comment: false,
        replaces: null,
        press: 'p',
      },
    ],
  );
  const file = {
    ...NO_FILE,
    asked: { to: { name: 'Ann', address: 'ann@x.test' }, language: 'en', about: '1001', mailbox: 'support' },
  } as const;
  expect(unhappyTicket(survey, file, settings)).toMatchObject({ text: `${ASKED}\n1 · Very unhappy`, survey: stream, linkedTo: null });
  expect(unhappyTicket(survey, file, { ...settings, surveys: { ...settings.surveys, unhappyTicket: false } })).toBeNull();
});

test('is kept with the settings, and one too long is refused by name', () => {
  const kept = newSettings(settings, SETTINGS);
  expect('value' in kept && kept.value.surveys.questions).toEqual({ en: { csat: MINE } });
  const long = { ...settings, surveys: { ...settings.surveys, questions: { fa: { nps: 'x'.repeat(201) } } } };
  const refused = newSettings(long, SETTINGS);
  expect('answer' in refused && JSON.stringify(refused.answer.body)).toContain('surveys.questions.fa.nps');
});
