/* What the local desk shows instead of Cognito's sign-in page. */
import { createHash } from 'node:crypto';

export type SignInPage = { readonly html: string; readonly csp: string };
export type Choice = { readonly id: string; readonly name: string; readonly isManager: boolean; readonly href: string };

const STYLE = `:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center}
main{max-width:24rem;padding:1.5rem}
h1{font-size:1.25rem;margin:0 0 .5rem}
ul{list-style:none;margin:1.5rem 0 0;padding:0;display:grid;gap:.5rem}
a{display:block;padding:.75rem 1rem;border:1px solid;border-radius:.5rem;color:inherit;text-decoration:none}
a:hover,a:focus-visible{outline:3px solid Highlight}`;
const CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** One press for each agent. */
export function signInPage(choices: readonly Choice[]): SignInPage {
  const links = choices.map(({ id, name, isManager, href }) => {
    const who = name === id ? id : `${name}, ${id}`;
    return `<li><a href="${escaped(href)}" data-agent="${escaped(id)}">${isManager ? 'Manager' : 'Agent'} (${escaped(who)})</a></li>`;
  });
  return page(
    'Who are you?',
    '<p>This is the desk on your own machine: it asks for no password. In AWS, Cognito asks for yours here.</p>',
    choices.length === 0 ? '<p>This desk has no agents.</p>' : `<ul>${links.join('')}</ul>`,
  );
}

export const refusalPage = (why: string): SignInPage => page('You cannot sign in here', `<p>${escaped(why)}</p>`);

function page(title: string, ...body: readonly string[]): SignInPage {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · local desk</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${body.join('')}</main></body></html>`;
  return { html, csp: CSP };
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
