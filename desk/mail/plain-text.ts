/*
 * Text as it may be stored and shown: nothing in it that a program would choke on or obey.
 */

/** Control characters but tab and line feed: NUL, escape sequences, backspaces. */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/g;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Marks that turn the direction of what follows them: a file name `‮fdp.exe` reads `exe.pdf`. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** `\n` line ends; no NUL, no control characters, no lone surrogates. The same string when nothing was to do. */
export function clean(text: string): string {
  let result = text;
  if (result.includes('\r')) result = result.replace(/\r+\n?/g, '\n');
  if (CONTROLS.test(result)) result = result.replace(CONTROLS, '');
  CONTROLS.lastIndex = 0;
  return result.isWellFormed() ? result : result.replace(LONE, '');
}

/** One line: a subject, a name. Line breaks and controls are spaces. */
export function oneLine(text: string, most: number): string {
  return clean(text.slice(0, most * 4))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
    .replace(LONE, '');
}

/** A file name that is only a name: no folder, no turning marks, no more than 200 characters, its ending kept. */
export function fileName(name: string, fallback: string): string {
  const bare = oneLine(name.slice(-1000), 1000).replace(TURNING, '').split(/[/\\]/).at(-1) ?? '';
  const plain = bare
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^\.+/, '')
    .trim();
  if (plain === '') return fallback;
  if (plain.length <= 200) return plain;
  const dot = plain.lastIndexOf('.');
  const ending = dot > 0 && plain.length - dot <= 20 ? plain.slice(dot) : '';
  return (plain.slice(0, 200 - ending.length) + ending).replace(LONE, '');
}
