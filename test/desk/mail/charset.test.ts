import fc from 'fast-check';
import { actualCharset, decodeUnlabelled } from '../../../desk/mail/charset.ts';

const SAMPLES = {
  'windows-1252': 'Grüße, wo bleibt meine Bestellung? Könnten Sie das prüfen? Ça va être très long à attendre.',
  'windows-1250': 'Bună ziua, aş dori să ştiu când ajunge comanda şi dacă aţi primit plata. Mulţumesc.',
  'windows-1251': 'Добрый день, посылка не пришла, помогите пожалуйста разобраться.',
  'koi8-r': 'Добрый день, посылка не пришла, помогите пожалуйста разобраться.',
  'windows-1253': 'Καλημέρα, πού είναι η παραγγελία μου; Ευχαριστώ πολύ.',
  'windows-1254': 'Siparişim nerede? Işık lambası kırık çıktı, değiştirmek istiyorum. Teşekkürler.',
  'windows-1255': 'שלום, איפה ההזמנה שלי? תודה רבה לכם',
  'windows-1256': 'سلام، سفارش من کجاست؟ لطفا پاسخ بدهند',
  'windows-874': 'สวัสดีครับ พัสดุของผมอยู่ที่ไหนครับ',
  big5: '您好，我的訂單還沒有收到，請問什麼時候發貨？謝謝。',
  gb18030: '您好，我的订单还没有收到，请问什么时候发货？谢谢。',
  shift_jis: 'こんにちは。注文した商品がまだ届いていません。よろしくお願いします。',
  'euc-kr': '안녕하세요. 제 주문이 아직 도착하지 않았습니다. 확인해 주세요.',
} as const;

/** Bytes of a text in a charset, found by decoding every one- and two-byte code. */
function encode(text: string, charset: string): Uint8Array {
  const decoder = new TextDecoder(charset);
  const codes = new Map<string, number[]>();
  for (let a = 0; a < 256; a += 1) codes.set(decoder.decode(Uint8Array.of(a)), [a]);
  if (/gb|jis|euc|big5/.test(charset)) {
    for (let a = 0x81; a < 0xff; a += 1) {
      for (let b = 0x40; b < 0xff; b += 1) {
        const character = decoder.decode(Uint8Array.of(a, b));
        if ([...character].length === 1 && !codes.has(character)) codes.set(character, [a, b]);
      }
    }
  }
  return Uint8Array.from([...text].flatMap((c) => codes.get(c) ?? [0x3f]));
}

describe('a text without a label', () => {
  test.each(Object.entries(SAMPLES))('in %s is known by its bytes', (charset, text) => {
    expect(decodeUnlabelled(encode(text, charset))).toBe(text);
  });

  test('in UTF-8 is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\x1b'));
        expect(decodeUnlabelled(Buffer.from(text))).toBe(text);
      }),
    );
  });

  test('in UTF-8 with a few characters cut in two is still UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('Où est ma commande déjà payée ? '), Buffer.from([0xc3]), Buffer.from(' très déçu')]);
    expect(decodeUnlabelled(bytes)).toBe('Où est ma commande déjà payée ? \ufffd très déçu');
  });

  test('of arbitrary bytes is some text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeUnlabelled(bytes).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('a label', () => {
  test.each([
    ['is believed when it fits', encode(SAMPLES['windows-1250'], 'windows-1250'), 'windows-1250', null],
    ['is believed for plain ASCII', Buffer.from('hello'), 'windows-1251', null],
    ['iso-8859-1 is believed for a few accents', encode(SAMPLES['windows-1252'], 'windows-1252'), 'iso-8859-1', null],
    ['iso-8859-1 is not believed for a text of Cyrillic', encode(SAMPLES['windows-1251'], 'windows-1251'), 'iso-8859-1', 'windows-1251'],
    ['of one byte is not believed for UTF-8', Buffer.from('déjà payé'), 'windows-1252', 'utf-8'],
    ['of two bytes is not believed for a text of UTF-8', Buffer.from('您好，我的订单'), 'gb2312', 'utf-8'],
    ['of two bytes is believed for two characters that may be either', Uint8Array.of(0xc1, 0xaa, 0xcd, 0xa8), 'gb2312', null],
    ['utf-8 is not believed for what cannot be it', encode(SAMPLES['windows-1252'], 'windows-1252'), 'utf-8', 'windows-1252'],
    ['us-ascii is not believed for what is beyond', encode(SAMPLES['windows-874'], 'windows-874'), 'us-ascii', 'windows-874'],
    ['utf-16 is not believed for ASCII', Buffer.from('hello'), 'utf-16', 'utf-8'],
    ['utf-16 is believed for UTF-16', Buffer.from('hello', 'utf16le'), 'utf-16le', null],
    ['that nobody knows leaves it to the bytes', Buffer.from('déjà'), 'x-none', 'utf-8'],
    ['that only the parser knows is left to it', encode(SAMPLES.shift_jis, 'shift_jis'), 'cp932', null],
  ] as const)('%s', (_, bytes, label, charset) => {
    expect(actualCharset(bytes, label)).toBe(charset);
  });

  test('is not missed for ISO-2022-JP, which shows by its escapes', () => {
    expect(actualCharset(Buffer.from('\x1b$B2YJ*\x1b(B', 'latin1'), '')).toBe('iso-2022-jp');
  });
});
