import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/*
 * The page as it is deployed: web/ built by Vite. Files under assets/ are named after their content, so that the same
 * sources give the same files, and a browser may keep them for ever.
 */

const WEB = resolve(fileURLToPath(import.meta.url), '../../web');

/**
 * Builds the page.
 * @param outdir gets index.html and what it loads
 * @throws what Vite throws when the page does not compile, naming file and line
 */
export async function buildPage(outdir: string, web: string = WEB): Promise<void> {
  await build({ root: web, mode: 'production', logLevel: 'warn', build: { outDir: outdir, emptyOutDir: true } });
}
