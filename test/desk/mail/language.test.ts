import fc from 'fast-check';
import { customerLanguage, textLanguage } from '../../../desk/mail/language.ts';

describe('the language of a text', () => {
  test.each([
    ['en', 'Hello, I ordered a lamp last week and it has not arrived yet. Where is it?'],
    ['en', 'please cancel my order, thanks'],
    ['de', 'Guten Tag, ich habe letzte Woche eine Lampe bestellt und sie ist noch nicht da.'],
    ['de', 'Wo bleibt meine Bestellung?'],
    ['fr', "Bonjour, je n'ai pas encore reçu ma commande de la semaine dernière."],
    ['fr', 'où est ma commande ? merci'],
    ['es', 'Hola, hice un pedido la semana pasada y todavía no ha llegado. ¿Dónde está?'],
    ['es', 'quiero cancelar mi pedido por favor, gracias'],
    ['ro', 'Bună ziua, am comandat o lampă săptămâna trecută și nu a ajuns încă.'],
    ['ro', 'Buna ziua, nu am primit comanda. Va rog sa imi spuneti cand ajunge.'],
    ['fa', 'سلام، هفته گذشته یک چراغ سفارش دادم و هنوز نرسیده است. کجاست؟'],
    ['th', 'สวัสดีครับ ผมสั่งซื้อโคมไฟเมื่อสัปดาห์ที่แล้วแต่ยังไม่ได้รับ'],
    ['th', 'สั่ง iPhone 15 Pro Max ไปแล้วยังไม่ได้ของ'],
    ['other', 'Buongiorno, ho ordinato una lampada la settimana scorsa e non è ancora arrivata.'],
    ['other', 'Olá, fiz um pedido na semana passada e ainda não chegou. Quando você vai enviar?'],
    ['other', 'Hallo, ik heb vorige week een lamp besteld en die is nog niet aangekomen.'],
    ['other', 'Dzień dobry, zamówiłem lampę w zeszłym tygodniu i jeszcze nie dotarła. Kiedy będzie?'],
    ['other', 'Здравствуйте, я заказал лампу на прошлой неделе, и она ещё не пришла.'],
    ['other', 'مرحبا، لقد طلبت مصباحا الأسبوع الماضي ولم يصل إلى الآن. أين هو؟'],
    ['other', '先週ランプを注文しましたが、まだ届いていません。'],
    [null, 'Lamp 4711'],
    [null, 'OK'],
    [null, ''],
    [null, '12345 !!! 😀'],
    [null, 'https://the-and-is.test/you/have jane@x.test'],
  ] as const)('%s: %s', (language, text) => {
    expect(textLanguage(text)).toBe(language);
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void textLanguage(text)));
  });
});

describe("a customer's language", () => {
  const mail = (newText: string, fields: Record<string, string> = {}, subject = '') => ({
    newText,
    subject,
    header: (name: string) => (fields[name] === undefined ? [] : [fields[name]]),
  });
  test.each([
    ['is that of the words, whatever his program is set to', mail('Wo bleibt meine Bestellung?', { 'content-language': 'en-US' }), 'de'],
    ['is that of the subject when the text is short', mail('?', {}, 'Unde este comanda mea, vă rog'), 'ro'],
    ['is that of the header when the words do not tell', mail('Lamp 4711', { 'content-language': 'fr-FR, en' }), 'fr'],
    ['is that which the program accepts', mail('Lamp 4711', { 'accept-language': 'es-ES,en;q=0.5' }), 'es'],
    ['is not known from a header that we do not speak', mail('Lamp 4711', { 'content-language': 'it' }), null],
    [
      'is none of ours when the words are of another, whatever the header says',
      mail('Buongiorno, non ho ancora ricevuto il mio ordine, grazie', { 'content-language': 'es' }),
      null,
    ],
  ])('%s', (_, given, language) => {
    expect(customerLanguage(given)).toBe(language);
  });
});
