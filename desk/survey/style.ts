import { createHash } from 'node:crypto';
import { COLOUR, DARK } from '../mail/palette.ts';

/*
 * The page's look, in the colours of the mails. It is inline and allowed by its hash alone, so that the page is one
 * request and nothing else can style it.
 */

const variables = (colours: Readonly<Record<keyof typeof COLOUR, string>>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** Text at 16 px and above, targets of 44 px and above (WCAG 2.2, 2.5.5), logical sides for right-to-left languages. */
const RULES = `
:root{color-scheme:light dark;${variables(COLOUR)}}
@media(prefers-color-scheme:dark){:root{${variables(DARK)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
main{max-width:34rem;margin:0 auto;padding:1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem}
.desk,.soft{color:var(--soft);margin:0 0 .75rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .75rem}
p{margin:0 0 1rem}
.note{border-inline-start:.25rem solid var(--link);background:var(--well);padding:.75rem;font-weight:600}
.choice{display:flex;align-items:center;gap:.75rem;font-weight:600}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend{padding:0;margin:0 0 .5rem;font-weight:600}
label{display:block;margin:0 0 .375rem}
textarea{width:100%;min-height:5.5rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:.5rem;padding:.625rem;margin:0 0 1rem}
button{font:inherit;color:inherit;background:var(--well);border:1px solid var(--soft);border-radius:.5rem;min-height:2.75rem;cursor:pointer;width:100%;padding:.375rem .75rem;text-align:start}
button:hover{border-color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.faces{display:grid;gap:.5rem}
.faces button{display:flex;align-items:center;gap:.75rem}
.scale{display:grid;grid-template-columns:repeat(6,1fr);gap:.25rem}
.scale button{text-align:center;padding:.375rem 0}
.ends{color:var(--soft);font-size:.9375rem;margin:.5rem 0 0}
.ends span{display:block}
@media(min-width:36rem){.scale{grid-template-columns:repeat(11,1fr)}.ends{display:flex;justify-content:space-between;gap:1rem}}
svg{width:2rem;height:2rem;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
a{color:var(--link)}
.go{display:inline-block;min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--link);border-radius:.5rem;font-weight:600}
.two{display:grid;gap:.5rem}
.two button{text-align:center}
.bait{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`;

export const STYLE: string = RULES.trim().replaceAll('\n', '');
export const STYLE_HASH: string = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
