/*
 * The page inside a mail's frame. Its own policy stands beside the sandbox and the sanitizer, each of which would be enough:
 * no script, no form, nothing from the network, pictures only out of the mail itself.
 */

/** `<i>` marks that this is our page and not the empty one before it. */
export const FRAME = `<!doctype html><html lang=""><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"><meta name="referrer" content="no-referrer"><title></title></head><body><i></i></body></html>`;

/** Comes after the mail's own rules, which are never `!important` any more. */
export const frameSheet = `
:root { color-scheme: light; background: #fff; overflow: auto; }
body { margin: 12px; font: 15px/1.45 system-ui, sans-serif; color: #1c1f22; overflow-wrap: anywhere; position: static !important; }
img { max-width: 100%; }
img.blocked { border: 1px dashed #8a9097; color: #5c6369; font-size: 12px; min-width: 24px; min-height: 18px; max-height: 160px; }
[data-link] { cursor: pointer; text-decoration: underline; }
[data-link]:focus-visible { outline: 2px solid #0f766e; outline-offset: 2px; }
desk-where { all: initial !important; display: inline !important; font: 12px/1.4 ui-monospace, monospace !important; color: #43484d !important; background: #eef0f1 !important; border-radius: 4px !important; padding: 0 4px !important; margin-inline-start: 4px !important; unicode-bidi: isolate !important; direction: ltr !important; overflow-wrap: anywhere !important; cursor: pointer !important; }
desk-where.misleads { color: #8c1d18 !important; background: #fbe9e7 !important; font-weight: 700 !important; }
`;
