import { unpack } from '../../functions/aws/dynamo.ts';
import { ENGINES, type Engine, startEngine } from './aws/engines.ts';
import { type Got, SurveyDesk } from './survey-desk.ts';

/*
 * A zoo of mail scanners. Each gets a survey's mail and does what such programs do with the links in it and with the
 * pages behind them; none of them may leave an answer that counts, and none may unsubscribe anybody.
 */

// What is done here on purpose is told to the log; nobody needs to read it.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine(ENGINES[0] ?? '');
}, 60_000);
afterAll(() => engine.stop());

const DAY = 86_400;
type Kind = 'csat' | 'nps';
type Control = { readonly tag: string; readonly name: string; readonly value: string; readonly type: string };
type Form = { readonly action: string; readonly controls: readonly Control[] };

/** A scanner's own reading of a page: forms with their controls, in document order, whatever is hidden. */
function formsIn(html: string, at: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, attributes = '', inner = '']) => {
    const attribute = (text: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? '';
    const controls = [...inner.matchAll(/<(input|button|textarea|select)\b([^>]*)>/gi)].map(([, tag = '', given = '']) => ({
      tag: tag.toLowerCase(),
      name: attribute(given, 'name'),
      value: attribute(given, 'value'),
      type: attribute(given, 'type') || (tag.toLowerCase() === 'button' ? 'submit' : 'text'),
    }));
    return { action: new URL(attribute(attributes, 'action'), `https://desk.test${at}`).pathname, controls };
  });
}

const encoded = (fields: readonly Control[]): string =>
  new URLSearchParams(fields.map((f): [string, string] => [f.name, f.value])).toString();
const buttons = (form: Form): Control[] => form.controls.filter((c) => c.tag === 'button');
const fields = (form: Form): Control[] => form.controls.filter((c) => c.tag !== 'button');

/** One scanner at one survey. */
class Scanner {
  readonly desk: SurveyDesk;
  readonly links: readonly string[];
  readonly headers: Record<string, string>;
  /** What it waits before each thing it does. */
  readonly waitSeconds: number;

  constructor(desk: SurveyDesk, links: readonly string[], waitSeconds: number, headers: Record<string, string>) {
    this.desk = desk;
    this.links = links;
    this.waitSeconds = waitSeconds;
    this.headers = headers;
  }

  async ask(method: string, path: string, body?: string, type?: string): Promise<Got> {
    this.desk.pass(this.waitSeconds);
    return this.desk.call(`${method} ${path}`, {
      headers: this.headers,
      ...(body === undefined ? {} : { body }),
      ...(type ? { type } : {}),
    });
  }

  async open(): Promise<{ at: string; forms: Form[] }[]> {
    const pages = [];
    for (const at of this.links) pages.push({ at, forms: formsIn((await this.ask('GET', at)).body, at) });
    return pages;
  }
}

/** What scanners do. Each is told of in the field, or a worse relative of one that is. */
const ANIMALS: Readonly<Record<string, (s: Scanner) => Promise<unknown>>> = {
  'asks HEAD of every link': async (s) => {
    for (const at of s.links) await s.ask('HEAD', at);
  },
  'opens every link in order': (s) => s.open(),
  'opens every link backwards, twice': async (s) => {
    for (const at of [...s.links, ...s.links].reverse()) await s.ask('GET', at);
  },
  'posts nothing to every link': async (s) => {
    for (const at of s.links) await s.ask('POST', at, '');
  },
  'posts the score of the link to the link': async (s) => {
    for (const at of s.links) await s.ask('POST', at, at.split('?')[1] ?? '');
  },
  'posts every form with its defaults': async (s) => {
    for (const { forms } of await s.open()) for (const form of forms) await s.ask('POST', form.action, encoded(fields(form)));
  },
  'posts every form as a multipart form': async (s) => {
    for (const { forms } of await s.open()) {
      for (const form of forms) {
        const parts = form.controls.map((c) => `--b\r\nContent-Disposition: form-data; name="${c.name}"\r\n\r\n${c.value}\r\n`).join('');
        await s.ask('POST', form.action, `${parts}--b--\r\n`, 'multipart/form-data; boundary=b');
      }
    }
  },
  'posts every control at once': async (s) => {
    for (const { forms } of await s.open()) for (const form of forms) await s.ask('POST', form.action, encoded(form.controls));
  },
  'fills in every text field and presses the first button': async (s) => {
    for (const { forms } of await s.open()) {
      for (const form of forms) {
        const filled = fields(form).map((c) => (c.value === '' ? { ...c, value: 'test' } : c));
        await s.ask('POST', form.action, encoded([...filled, ...buttons(form).slice(0, 1)]));
      }
    }
  },
  'presses the first button of every form, and of every page that follows': async (s) => {
    for (const { at, forms } of await s.open()) await follow(s, at, forms, (all) => all.slice(0, 1));
  },
  'presses every button of every form, in order': async (s) => {
    for (const { forms } of await s.open())
      for (const form of forms) for (const b of buttons(form)) await s.ask('POST', form.action, encoded([...fields(form), b]));
  },
  'presses every button of every form, backwards': async (s) => {
    for (const { forms } of await s.open()) {
      for (const form of forms) for (const b of buttons(form).reverse()) await s.ask('POST', form.action, encoded([...fields(form), b]));
    }
  },
  'presses every button that people see, the middle ones first': async (s) => {
    for (const { forms } of await s.open()) {
      for (const form of forms) {
        const seen = buttons(form).slice(1);
        const order = [...seen].sort((a, b) => Math.abs(seen.indexOf(a) - seen.length / 2) - Math.abs(seen.indexOf(b) - seen.length / 2));
        for (const b of order) await s.ask('POST', form.action, encoded([...fields(form), b]));
      }
    }
  },
  'presses every button of every form and of every page that follows': async (s) => {
    for (const { at, forms } of await s.open()) await follow(s, at, forms, (all) => all);
  },
  'presses all buttons at the same moment': async (s) => {
    for (const { forms } of await s.open()) {
      for (const form of forms) await Promise.all(buttons(form).map((b) => s.ask('POST', form.action, encoded([...fields(form), b]))));
      // What came in together is told apart by what comes next: a scanner of this kind comes again.
      for (const form of forms) for (const b of buttons(form)) await s.ask('POST', form.action, encoded([...fields(form), b]));
    }
  },
  'sends a form again and again': async (s) => {
    for (const { forms } of await s.open())
      for (const form of forms) for (let n = 0; n < 5; n += 1) await s.ask('POST', form.action, encoded(fields(form)));
  },
  'sends the form of one page with the scores of all others': async (s) => {
    const pages = await s.open();
    const [first] = pages.flatMap((p) => p.forms);
    if (!first) throw new Error('no form');
    for (const { at } of pages) await s.ask('POST', first.action, `${encoded(fields(first))}&${at.split('?')[1] ?? 'score=1'}`);
  },
};

/** Two pages deep: what a page that followed asks for is done as well. */
async function follow(s: Scanner, at: string, forms: readonly Form[], choose: (all: Control[]) => Control[]): Promise<void> {
  for (const form of forms) {
    for (const b of choose(buttons(form))) {
      const next = await s.ask('POST', form.action, encoded([...fields(form), b]));
      for (const deeper of formsIn(next.body, at)) {
        for (const c of choose(buttons(deeper))) await s.ask('POST', deeper.action, encoded([...fields(deeper), c]));
      }
    }
  }
}

const WAITS = [
  ['within two seconds of delivery', 0, 0.1],
  ['after an hour, and patiently', 3600, 5],
] as const;
const DISGUISES: Readonly<Record<string, Record<string, string>>> = {
  'as a bot': { 'User-Agent': 'Mozilla/5.0 (compatible; SafeLinksBot/1.0)' },
  'as a browser with cookies': {
    'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/147.0 Safari/537.36',
    Cookie: 'seen=1; session=abc',
    'Sec-Fetch-User': '?1',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Site': 'none',
    'Sec-Purpose': 'prefetch',
    Accept: 'text/html,image/avif,*/*',
  },
};

let surveys = 0;
async function mailed(
  kind: Kind,
): Promise<{ desk: SurveyDesk; links: string[]; address: string; state: () => Promise<{ counting: number[]; unsubscribed: boolean }> }> {
  surveys += 1;
  const desk = new SurveyDesk(engine);
  const settings = await desk.parts.settings.now();
  desk.parts.settings.now = async () => ({ ...settings, surveys: { ...settings.surveys, order: { ...settings.surveys.order, kind } } });
  const address = `scanned-${surveys}@x.test`;
  const { stream } = (await desk.parts.asking.take(
    [{ event: 'delivered', number: `Z-${surveys}`, channel: 'shop', customer: { address, name: '' }, items: [] }],
    { now: desk.now, by: 'test' },
  )) as { stream: Parameters<typeof desk.parts.surveys.load>[0] };
  desk.pass(8 * DAY);
  await desk.parts.asking.fire(stream, desk.now);
  const { plan } = await desk.parts.surveys.load(stream);
  if (!plan) throw new Error('no plan');
  const order = { detail: { stream, event: { type: 'MailQueued', mail: plan.id } } };
  const { sendMails } = await import('../../functions/send-mail.ts');
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: String(desk.cloud.now.getTime()) };
  await sendMails(() => desk.parts)([{ messageId: 'm', body: JSON.stringify(order), attributes } as never], desk.trigger);
  const links = desk.links(address).map((l) => l.replace('https://desk.test', ''));
  const state = async () => {
    const { survey } = await desk.parts.surveys.load(stream);
    if (survey?.state !== 'asked') throw new Error(`it is ${survey?.state}`);
    return {
      counting: survey.answers.filter((a) => !a.withdrawn).map((a) => a.score),
      unsubscribed: survey.unsubscribed !== null || (await desk.parts.customers.get(address))?.unsubscribedAt !== null,
    };
  };
  return { desk, links, address, state };
}

describe.each(Object.keys(ANIMALS))('a scanner that %s', (name) => {
  const behave = ANIMALS[name];
  for (const [when, first, each] of WAITS) {
    for (const [disguise, headers] of Object.entries(DISGUISES)) {
      test(`${when}, ${disguise}, leaves no answer and unsubscribes nobody`, async () => {
        const { desk, links, state } = await mailed('csat');
        expect(links.length).toBeGreaterThanOrEqual(6);
        desk.pass(first);
        await behave?.(new Scanner(desk, links, each, headers));
        const after = await state();
        expect(after.counting).toEqual([]);
        expect(after.unsubscribed).toBe(false);
      });
    }
  }
});

test.each([
  'presses every button of every form, in order',
  'presses every button of every form, backwards',
  'presses the first button of every form, and of every page that follows',
  'posts every control at once',
])('NPS is as safe from one that %s', async (name) => {
  const { desk, links, state } = await mailed('nps');
  desk.pass(3600);
  await ANIMALS[name]?.(
    new Scanner(
      desk,
      links.filter((l) => /score=(0|6|10)$|unsubscribe/.test(l)),
      5,
      {},
    ),
  );
  expect(await state()).toEqual({ counting: [], unsubscribed: false });
});

test('a person who comes after a scanner that pressed everything is still heard', async () => {
  const { desk, links, state } = await mailed('csat');
  await ANIMALS['presses every button of every form and of every page that follows']?.(new Scanner(desk, links, 3, {}));
  const four = links.find((l) => l.endsWith('score=4')) ?? '';
  const person = new Scanner(desk, [four], 30, {});
  const [page] = await person.open();
  const [form] = page?.forms ?? [];
  if (!form) throw new Error('no form');
  const press = buttons(form).find((b) => b.value === '4' && b.name === 'score');
  const got = await person.ask('POST', form.action, encoded([...fields(form), ...(press ? [press] : [])]));
  expect([got.body.includes('Thank you!'), (await state()).counting]).toEqual([true, [4]]);
});

test('what a scanner left behind is no answer in any list or event that counts', async () => {
  const { desk, links, state } = await mailed('csat');
  await ANIMALS['presses every button of every form, backwards']?.(new Scanner(desk, links, 5, {}));
  expect((await state()).counting).toEqual([]);
  const said = (await desk.rows('E#')).flatMap((row) => unpack<{ events: { type: string }[] }>(row.d as never).events.map((e) => e.type));
  const count = (type: string): number => said.filter((t) => t === type).length;
  expect(count('SurveyAnswered') - count('SurveyAnswerWithdrawn')).toBe(1);
});
