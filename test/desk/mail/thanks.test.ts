import { isThanks } from '../../../desk/mail/thanks.ts';

describe('nothing but thanks', () => {
  test.each([
    'Thanks!',
    'thank you',
    'Thank you very much for your help.',
    'Thanks Anna',
    'Thanks, Anna!',
    'Hi Anna,\n\nthanks a lot for the quick reply!\n\nBest regards,\nJane Doe',
    'Thx 👍',
    'Great, thank you so much, it works now.',
    'Cheers\nTom',
    'Got it, thanks.',
    'Danke!',
    'Vielen Dank für Ihre schnelle Antwort.',
    'Hallo Frau Müller,\nvielen Dank, alles bestens.\nMit freundlichen Grüßen\nPeter Schmidt',
    'Super, danke euch!',
    'Besten Dank\nLG Tom',
    'Merci !',
    'Merci beaucoup pour votre aide, bonne journée',
    "Bonjour, c'est parfait, merci à toute l'équipe.\nCordialement,\nMarie",
    'Gracias',
    '¡Muchas gracias por la ayuda!',
    'Perfecto, mil gracias. Un saludo, Ana',
    'Mulțumesc',
    'Multumesc mult pentru ajutor!',
    'Mersi, o zi bună!',
    'Bună ziua, mulțumim pentru răspunsul rapid.\nCu stimă,\nIon Popescu',
    'ممنون',
    'سلام، خیلی ممنون از پاسخ سریع شما',
    'با تشکر از کمک شما',
    'ขอบคุณครับ',
    'ขอบคุณมากค่ะ',
    'ได้รับแล้ว ขอบคุณมากครับ 🙏',
  ])('%j', (text) => {
    expect(isThanks(text)).toBe(true);
  });
});

describe('thanks and more', () => {
  test.each([
    '',
    ' ',
    'ok',
    'Hello',
    'Best regards\nJane',
    'Thanks, but it is broken.',
    'Thanks! When does it arrive?',
    'Thanks in advance for sending the invoice',
    'Thanks for nothing',
    'Thank you. Order 4711',
    'Thanks. See https://x.test',
    'Thank you. Refund',
    'Thanks, call me',
    'No thanks, cancel',
    'Danke, aber das Paket fehlt.',
    'Danke! Wann kommt es',
    'Vielen Dank, bitte stornieren',
    'Merci mais il manque une pièce',
    "Merci, je n'ai rien reçu",
    'Gracias, pero no funciona',
    'Gracias, falta una pieza',
    'Mulțumesc, dar nu merge',
    'Multumesc, lipseste factura',
    'ممنون ولی هنوز نرسیده',
    'ممنون، کی می‌رسد؟',
    'ขอบคุณครับ แต่ยังไม่ได้รับของ',
    'ขอบคุณค่ะ ของเสีย',
    'Thanks. Не работает',
    'Thanks 谢谢 但是坏了',
    `Thanks ${'very '.repeat(60)}much`,
  ])('%j', (text) => {
    expect(isThanks(text)).toBe(false);
  });
});
