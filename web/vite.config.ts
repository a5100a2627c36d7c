import { defineConfig, type Plugin } from 'vite';
import { en } from './src/words/en.ts';
import { ro } from './src/words/ro.ts';

/** A text that one catalogue has and another lacks fails the build. */
const catalogues: Plugin = {
  name: 'catalogues',
  buildStart() {
    for (const [name, catalogue] of Object.entries({ ro })) {
      const missing = keysOf(en).filter((key) => !keysOf(catalogue).includes(key));
      const unknown = keysOf(catalogue).filter((key) => !keysOf(en).includes(key));
      if (missing.length > 0) this.error(`words/${name}.ts lacks ${missing.join(', ')}`);
      if (unknown.length > 0) this.error(`words/${name}.ts has ${unknown.join(', ')}, which no page asks for`);
    }
  },
};

const keysOf = (words: object, above = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${above}${key}.`) : [`${above}${key}`],
  );

export default defineConfig({
  root: import.meta.dirname,
  plugins: [catalogues],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The strict content security policy has no place for inlined data.
  build: {
    target: 'es2024',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // On a busy machine the bundler would say that it is slow, where a deployment says nothing but what matters.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  // `npm run page` beside `npm start`: the page as it is edited, the desk as it runs.
  server: { port: 3010, proxy: Object.fromEntries(['/api', '/config.json', '/s/'].map((path) => [path, 'http://127.0.0.1:3000'])) },
});
