/*
 * What an agent's mail asks for in its first lines, before the words for the customer: `#resolve`, `#pend`, `#note`, and
 * `#quick <id>` for a quick reply of the settings. One of each, in any order.
 */

export type Directives = {
  readonly act: 'note' | 'resolve' | 'pend' | null;
  /** The quick reply's id in lower case; empty when none was named. */
  readonly quick: string | null;
  /** What stands below. */
  readonly text: string;
};

const ACT = /^\s*#(note|resolved?|close|pend(?:ing)?)\b[ \t]*\r?\n?/i;
const QUICK = /^\s*#quick\b[ \t]*(\S*)[ \t]*(?:\r?\n|$)/i;

/** @param newText an agent's mail without what it quotes */
export function directivesOf(newText: string): Directives {
  let text = newText;
  let act: Directives['act'] = null;
  let quick: string | null = null;
  for (;;) {
    const named: RegExpExecArray | null = quick === null ? QUICK.exec(text) : null;
    const said: RegExpExecArray | null = act === null && named === null ? ACT.exec(text) : null;
    if (named) quick = (named[1] ?? '').toLowerCase();
    else if (said) act = actOf((said[1] ?? '').toLowerCase());
    else return { act, quick, text: quick === null ? text : text.trim() };
    text = text.slice((named ?? said)?.[0].length ?? 0);
  }
}

const actOf = (word: string): Directives['act'] => (word === 'note' ? 'note' : word.startsWith('pend') ? 'pend' : 'resolve');
