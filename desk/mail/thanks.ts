/*
 * Whether a message says nothing but thanks, in the desk's languages. One word that is not polite noise, and it says more.
 */

const LONGEST = 400;
const MOST_WORDS = 40;

const THANKS =
  /\b(?:thanks?|thx|thankyou|cheers|ty|danke|dankeschön|dank|merci|gracias|mulțumesc|multumesc|mulțumim|multumim|mersi|mercy)\b|ممنون|متشکر|تشکر|سپاس|مرسی|ขอบคุณ|ขอบพระคุณ/i;

/** Words that may stand beside thanks without saying anything. */
const NOISE = `thanks thank thankyou thx ty cheers you u so very much many a an lot lots million again for your the this that all of it its really truly kind kindly help
  support assistance reply response answer answers quick fast prompt swift speedy great perfect excellent awesome wonderful brilliant amazing super good nice lovely
  best regards kind warm sincerely yours love wishes hi hello hey dear team all everyone sir madam have day weekend evening one appreciated appreciate we i
  received got ok okay yes and to from in advance helping replying getting back me us time effort info information update clarification solved fixed sorted works
  working now everything fine is was be job service
  danke dankeschön dank vielen herzlichen besten schönen lieben für die ihre eure deine ihren eueren schnelle prompte rasche hilfe antwort rückmeldung unterstützung info
  mühe nochmals nochmal sehr viele liebe beste freundliche freundlichen herzliche schöne grüße grüßen gruß mit und lg mfg vg hallo guten tag liebes team super toll
  prima klasse perfekt alles gut bestens erledigt hat geklappt funktioniert jetzt wieder das ist sie ihnen euch dir schönes wochenende einen noch
  merci beaucoup bien infiniment mille pour votre vos ta aide réponse retour rapide rapidité soutien encore et à vous toi bonjour bonsoir cordialement bien cordialement
  salutations sincères bonne journée soirée parfait super génial excellent c est tout bon résolu réglé ça marche l équipe la les le de tous toute toutes très un grand
  gracias muchas mil muchísimas por su tu vuestra la ayuda respuesta rápida atención apoyo de nuevo otra vez un saludo saludos cordiales atentamente hola buenos buenas
  días tardes noches equipo perfecto genial excelente todo bien solucionado resuelto funciona ya y gran cordial el lo muy amable amables
  mulțumesc multumesc mulțumim multumim mersi mult mii de multe frumos pentru ajutor ajutorul răspuns răspunsul raspuns raspunsul rapid promptitudine sprijin sprijinul
  din nou încă o dată bună buna ziua seara salut o zi bună frumoasă weekend plăcut cu stimă stima respect drag toate cele bune perfect excelent super rezolvat s a
  rezolvat totul e este bine acum funcționează functioneaza dumneavoastră dvs și si va vă echipa
  ممنون ممنونم متشکر متشکرم تشکر مرسی سپاس سپاسگزارم سپاسگزار خیلی بسیار زیاد از شما کمک کمکتون کمکتان پاسخ پاسختان پاسختون جواب سریع بابت راهنمایی لطف لطفتون لطفتان
  و با احترام سلام عالی درست شد حل است هست بود همه چیز خوب وقت بخیر روز خوبی داشته باشید دارم می کنم میکنم که دادید تیم پشتیبانی دستتون درد نکنه نکند عزیز`;
let known: Set<string> | undefined;
const isPolite = (word: string): boolean => {
  known ??= new Set(NOISE.split(/\s+/));
  return known.has(word);
};
/** Thai is written without spaces, so its noise is taken out piece by piece, the longest first. */
const THAI_NOISE =
  /ขอขอบพระคุณ|ขอบพระคุณ|ขอขอบคุณ|ขอบคุณ|เป็นอย่างสูง|เป็นอย่างมาก|อย่างยิ่ง|ที่ช่วยเหลือ|ความช่วยเหลือ|สำหรับ|คำตอบ|ช่วยเหลือ|รวดเร็ว|มากมาย|มาก|สวัสดี|เรียบร้อยแล้ว|เรียบร้อย|ได้รับแล้ว|ครับผม|ครับ|คร้าบ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|นะ|ๆ|ทีมงาน|ทุกคน|ทุกท่าน|ด้วย|แล้ว|ที่|และ|ความ|ตอบ|เร็ว/g;

/** A greeting or thanks, after which a name may follow. */
const BEFORE_NAME =
  /^(?:thanks|thank|you|thx|cheers|hi|hello|hey|dear|danke|dank|hallo|liebe|lieber|guten|tag|herr|frau|mr|mrs|ms|merci|bonjour|monsieur|madame|gracias|hola|mulțumesc|multumesc|mersi|bună|buna|salut|domnule|doamnă|regards|wishes|grüße|grüßen|gruß|lg|mfg|cordialement|salutations|saludo|saludos|atentamente|stimă|stima|drag)$/;
const TITLES = new Set(['herr', 'frau', 'mr', 'mrs', 'ms', 'monsieur', 'madame', 'señor', 'señora', 'domnule', 'doamnă', 'dr']);
const LONGEST_NAME = 30;
/** Begins with a capital. */
const isName = (word: string): boolean => word.length <= LONGEST_NAME && word[0] !== word[0]?.toLowerCase();
const MOST_NAMES = 3;

/** True when a message (its new text) is thanks and nothing else: no question, no other word than greetings, names and politeness. */
export function isThanks(text: string): boolean {
  const short = text.trim();
  if (short.length === 0 || short.length > LONGEST || /[?？؟\d@]|https?:/.test(short) || !THANKS.test(short)) return false;
  const lines = short.split('\n').filter((line) => line.trim() !== '');
  const noise = lines.every(
    (line, index) => (index > 0 && index >= lines.length - 2 && isNameAlone(line)) || line.split(SENTENCE).every(isNoise),
  );
  return noise && wordsOf(short).length <= MOST_WORDS;
}

/** Whatever is no punctuation, symbol or emoji: letters of any script make words, so that what nobody here reads counts as saying more. */
const BETWEEN = new RegExp(
  '[\\s\\u0000-\\u0026\\u0028-\\u002c\\u002f-\\u0040\\u005b-\\u0060\\u007b-\\u00a9\\u00ab-\\u00b4\\u00b6-\\u00b9\\u00bb-\\u00bf\\u060c\\u061b' +
    '\\u200e-\\u2018\\u201a-\\u2bff\\u3000-\\u303f\\ud800-\\udfff\\ufe00-\\ufe0f\\uff01-\\uff0f]+',
);

const wordsOf = (line: string): string[] =>
  line
    .normalize('NFC')
    .replace(THAI_NOISE, ' ')
    .split(BETWEEN)
    .flatMap((word) => word.replace(/['’]s$/, '').split(/['’]|\.(?=.)|-/))
    .map((word) => word.replace(/^[.'’-]+|[.'’-]+$/g, ''))
    .filter((word) => word !== '');

/** A name does not follow from one sentence into the next: `Thank you. Refund` is no name. */
const SENTENCE = /[.!;:…]+(?=\s|$)/;

function isNameAlone(line: string): boolean {
  const words = wordsOf(line);
  return words.length <= MOST_NAMES && words.every(isName);
}

/** Nothing but polite words, and names where somebody is greeted or thanked. */
function isNoise(sentence: string): boolean {
  let names = 0;
  let afterGreeting = false;
  for (const word of wordsOf(sentence)) {
    const lower = word.toLowerCase();
    if (isPolite(lower) || TITLES.has(lower)) {
      afterGreeting = BEFORE_NAME.test(lower);
      continue;
    }
    if (!afterGreeting || !isName(word) || names >= MOST_NAMES) return false;
    names += 1;
  }
  return true;
}
