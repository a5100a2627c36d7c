import fc from 'fast-check';
import { newText } from '../../../desk/mail/new-text.ts';

const reply = (text: string, subject = 'Re: lamp'): string => newText(text, { subject, isReply: true });
const first = (text: string, subject = 'lamp'): string => newText(text, { subject, isReply: false });

/** What programs in the desk's languages, and in some of their neighbours', write above a quote. */
const ATTRIBUTIONS = [
  'On Sat, Nov 21, 2026 at 10:00 AM Desk <support@desk.test> wrote:',
  'On Sat, Nov 21, 2026 at 10:00 AM Desk Support Team\n<support@desk.test> wrote:',
  'On Saturday, November 21st, 2026 at 10:00, Desk <support@desk.test> wrote:',
  'Am Sa., 21. Nov. 2026 um 10:00 Uhr schrieb Desk <support@desk.test>:',
  'Am 21.11.2026 um 10:00 schrieb Desk:',
  'Desk <support@desk.test> schrieb am Sa., 21. Nov. 2026, 10:00:',
  'Le sam. 21 nov. 2026 à 10:00, Desk <support@desk.test> a écrit :',
  'El sáb, 21 nov 2026 a las 10:00, Desk (<support@desk.test>) escribió:',
  'În sâm., 21 nov. 2026 la 10:00, Desk <support@desk.test> a scris:',
  'Pe sâm., 21 nov. 2026 la 10:00 Desk <support@desk.test> a scris:',
  'در تاریخ شنبه ۲۱ نوامبر ۲۰۲۶ ساعت 10:00 Desk <support@desk.test> نوشت:',
  'ในวันที่ ส. 21 พ.ย. 2026 เวลา 10:00 Desk <support@desk.test> เขียนว่า:',
  'Il giorno sab 21 nov 2026 alle ore 10:00 Desk <support@desk.test> ha scritto:',
  'Op za 21 nov. 2026 om 10:00 schreef Desk <support@desk.test>:',
  'Em sáb., 21 de nov. de 2026 às 10:00, Desk <support@desk.test> escreveu:',
  'Den lör 21 nov. 2026 kl 10:00 skrev Desk <support@desk.test>:',
  'W dniu 21.11.2026 o 10:00, Desk pisze:',
  'сб, 21 нояб. 2026 г. в 10:00, Desk <support@desk.test> пишет:',
  '2026年11月21日(土) 10:00 Desk <support@desk.test>のメール:',
];

const HEADERS = [
  'From: Desk <support@desk.test>\nSent: Saturday, November 21, 2026 10:00 AM\nTo: Jane\nSubject: lamp',
  '*From:* Desk <support@desk.test>\n*Sent:* Saturday, November 21, 2026 10:00 AM\n*To:* Jane\n*Subject:* lamp',
  'Von: Desk <support@desk.test>\nGesendet: Samstag, 21. November 2026 10:00\nAn: Jane\nBetreff: lamp',
  'De : Desk <support@desk.test>\nEnvoyé : samedi 21 novembre 2026 10:00\nÀ : Jane\nObjet : lamp',
  'De: Desk <support@desk.test>\nEnviado: sábado, 21 de noviembre de 2026 10:00\nPara: Jane\nAsunto: lamp',
  'De la: Desk <support@desk.test>\nTrimis: sâmbătă, 21 noiembrie 2026 10:00\nCătre: Jane\nSubiect: lamp',
  'از: Desk <support@desk.test>\nتاریخ: 21 November 2026 10:00\nبه: Jane\nموضوع: lamp',
  'จาก: Desk <support@desk.test>\nส่ง: 21 พฤศจิกายน 2026 10:00\nถึง: Jane\nเรื่อง: lamp',
  '-----Original Message-----\nFrom: Desk\nSent: 21 November 2026 10:00\nTo: Jane\nSubject: lamp',
  '________________________________\nSaatja: Desk <support@desk.test>\nSaadetud: 21. november 2026 10:00\nAdressaat: Jane\nTeema: lamp',
];

describe('the quote below an answer is cut', () => {
  test.each(ATTRIBUTIONS)('marked, under %j', (attribution) => {
    expect(reply(`Still broken.\n\n${attribution}\n\n> We have it.\n> Desk\n`)).toBe('Still broken.');
  });

  test.each(ATTRIBUTIONS)('not marked, under %j', (attribution) => {
    expect(reply(`Still broken.\n\n${attribution}\n\nWe have it.\nDesk\n`)).toBe('Still broken.');
  });

  test.each(HEADERS)('under the header %j', (header) => {
    expect(reply(`Still broken.\n\nJane\n\n${header}\n\nWe have it.\n`)).toBe('Still broken.\n\nJane');
  });

  test('with nothing above it but a blank line', () => {
    expect(reply('Still broken.\n\n> We have it.\n>\n> Desk')).toBe('Still broken.');
  });

  test('with a signature between answer and quote, and a footer below it', () => {
    expect(reply(`Still broken.\n\n-- \nJane\n\n${ATTRIBUTIONS[0]}\n> We have it.\n\nSent from my iPhone`)).toBe('Still broken.');
  });

  test('of quotes within quotes', () => {
    expect(reply(`Still broken.\n\n${ATTRIBUTIONS[0]}\n> Ok.\n> On Friday Jane wrote:\n>> It broke.\n>>> Old.\n`)).toBe('Still broken.');
  });
});

describe('an answer is never lost', () => {
  test.each(ATTRIBUTIONS)('below the quote under %j', (attribution) => {
    expect(reply(`${attribution}\n> Which lamp?\n\nThe red one.`)).toBe('The red one.');
  });

  test('amid the quote, with the question beside it', () => {
    const text = `Hi,\n\n${ATTRIBUTIONS[0]}\n> Which lamp?\nThe red one.\n> And when?\nMonday.\n> Regards\n> Desk`;
    expect(reply(text)).toBe(`Hi,\n\n${ATTRIBUTIONS[0]}\n> Which lamp?\nThe red one.\n> And when?\nMonday.`);
  });

  test.each([
    ['See my answers below.', HEADERS[0]],
    ['Meine Antworten unten in rot.', HEADERS[2]],
    ['Mes réponses en rouge ci-dessous', HEADERS[3]],
    ['Mis respuestas abajo', HEADERS[4]],
    ['Am răspuns mai jos', HEADERS[5]],
    ['پاسخ‌ها در زیر', HEADERS[6]],
    ['ตอบด้านล่างครับ', HEADERS[7]],
    ['Answers inline', ATTRIBUTIONS[0]],
  ])('when %j announces that it stands in the unmarked quote', (announcement, header) => {
    expect(reply(`${announcement}\n\n${header}\n\nWhich lamp? The red one.`)).toContain('The red one.');
  });

  test.each(HEADERS)('when nothing stands above the header %j', (header) => {
    expect(reply(`${header}\n\nWhich lamp?\n\nThe red one.`)).toContain('The red one.');
  });

  test('however answers and quotes take turns', () => {
    const quote = fc.nat({ max: 99 }).map((n) => `> question ${n}`);
    const answer = fc.nat({ max: 9999 }).map((n) => `answer${n}`);
    const blank = fc.constant('');
    const line = fc.oneof(quote, answer, blank);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), fc.constantFrom(...ATTRIBUTIONS, ''), fc.boolean(), (lines, attribution, isReply) => {
        const text = [...(attribution ? [attribution] : []), ...lines].join('\n');
        const kept = newText(text, { subject: 'Re: x', isReply });
        for (const word of text.match(/answer\d+/g) ?? []) expect(kept.split('\n')).toContain(word);
      }),
      { numRuns: 500 },
    );
  });

  test('when the customer writes about somebody who wrote', () => {
    const text = 'Hello,\nOn Monday your colleague wrote:\nwe refund you.\nNothing came.';
    expect(reply(text)).toBe(text);
  });

  test('when he shows something in a quote of his own', () => {
    const text = 'It says this:\n> Error 500\n> Try again';
    expect(reply(text)).toBe(text);
    expect(first('It says this.\n\n> Error 500')).toBe('It says this.\n\n> Error 500');
  });

  test('when he lists things with colons', () => {
    const text = 'Please change\nFrom: Dublin\nTo: Cork\n\nThank you';
    expect(reply(text)).toBe(text);
  });

  test.each(['Fwd: lamp', 'WG: lamp', 'TR: lamp', 'RV: lamp'])('when he passes a mail on as %j', (subject) => {
    for (const header of HEADERS) expect(reply(`See this\n\n${header}\n\nYou paid twice.`, subject)).toContain('You paid twice.');
  });

  test('when the mail answers nothing', () => {
    for (const header of HEADERS) expect(first(`See this\n\n${header}\n\nYou paid twice.`)).toContain('You paid twice.');
  });

  test('when a line begins with From and a mailbox put a mark before it', () => {
    expect(reply('Hi\n>From the start it was broken')).toContain('From the start');
  });

  test('when nothing would be left', () => {
    const quote = '> We have it.\n> Desk';
    expect(reply(quote)).toBe(quote);
    expect(first('-- \nJane')).toBe('-- \nJane');
    expect(first('Sent from my iPhone')).toBe('Sent from my iPhone');
  });
});

describe('what stands below the text is cut', () => {
  test.each([
    '-- \nJane Doe\nHead of Lamps',
    '--\nJane',
    'Sent from my iPhone',
    'Get Outlook for Android',
    'Sent with Proton Mail secure email.',
    'Von meinem iPhone gesendet',
    'Gesendet mit der Telekom Mail App',
    'Envoyé de mon iPhone',
    'Enviado desde mi iPhone',
    'Trimis de pe iPhone-ul meu',
    'ارسال شده از iPhone من',
    'ส่งจาก iPhone ของฉัน',
    'Virus-free. www.avast.com',
    '________________________________',
    'This e-mail is intended solely for the addressee. If you are not the intended recipient please delete it at once.',
    'Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, vernichten Sie sie bitte.',
    'Ce message et ses pièces jointes peuvent contenir des informations confidentielles ou privilégiées et ne doivent pas être diffusés.',
    'Este mensaje contiene información confidencial y va dirigido exclusivamente a su destinatario; si no lo es, bórrelo.',
    'Acest mesaj conține informații confidențiale și este destinat exclusiv persoanei căreia îi este adresat.',
    '-- \nJane\n\nThis message may contain confidential information and is intended only for the person it is addressed to.\n\nPlease consider the environment before printing',
  ])('%j', (footer) => {
    expect(first(`The lamp is broken.\n\n${footer}\n`)).toBe('The lamp is broken.');
  });

  test.each([
    'Best regards\nJane',
    'Sent from my account on Monday, without an answer',
    'Is my data confidential?',
    '--\nA much longer paragraph after a rule, which says what the customer really wants, and it goes on and on.',
    `-- \n${Array.from({ length: 20 }, (_, i) => `point ${i}`).join('\n')}`,
  ])('but not %j', (ending) => {
    const text = `The lamp is broken.\n\n${ending}`;
    expect(first(text)).toBe(text);
  });
});

describe('for any text', () => {
  const line = fc.oneof(
    fc.constantFrom(
      ...ATTRIBUTIONS,
      ...HEADERS,
      '-- ',
      '--',
      '',
      ' ',
      '> q',
      '>> q',
      '>',
      'Sent from my iPhone',
      '____________',
      '---',
      'Thanks',
      'intended recipient confidentiality notice '.repeat(4),
      'a: b',
      ':',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const text = fc.array(line, { maxLength: 25 }).map((l) => l.join('\n'));

  test('what is new is lines of it in their order, and something unless there was nothing', () => {
    fc.assert(
      fc.property(text, fc.boolean(), fc.constantFrom('Re: x', 'Fwd: x', 'x'), (whole, isReply, subject) => {
        const kept = newText(whole, { subject, isReply });
        expect(kept.trim() === '').toBe(whole.trim() === '');
        if (kept !== whole) expect(whole).toContain(kept.trim());
      }),
      { numRuns: 500 },
    );
  });

  test('cutting again cuts no more than a footer', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const once = newText(whole, { subject: 'x', isReply: false });
        expect(once).toContain(newText(once, { subject: 'x', isReply: false }).trim());
      }),
    );
  });

  test('it is the very same string when nothing is cut', () => {
    const whole = 'One\ntwo';
    expect(Object.is(reply(whole), whole)).toBe(true);
  });
});
