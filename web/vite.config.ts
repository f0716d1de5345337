import { build, defineConfig, type Plugin } from 'vite';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

/** Each page by the name of its file, and its address. */
const PATHS = {
  rapport: '/',
  karta: '/karta',
  utskrift: '/karta/utskrift',
  platser: '/platser',
  platsblad: '/platser/utskrift',
  prognos: '/prognos',
  kontroller: '/kontroller',
  vandringar: '/vandringar',
  vandringsblad: '/vandringar/protokoll',
  vandring: '/vandring',
  belysning: '/belysning',
  atgarder: '/atgarder',
  konto: '/konto',
  konton: '/konton',
  logg: '/logg',
  bilder: '/bilder',
  handlaggning: '/handlaggning',
  gallring: '/gallring',
  utlamnande: '/utlamnande',
  uppfoljning: '/uppfoljning',
};
const PAGES = Object.keys(PATHS) as (keyof typeof PATHS)[];

/** Header and footer are the same static HTML on every page: they need no JavaScript. */
function shell(): Plugin {
  return {
    name: 'tk-shell',
    transformIndexHtml: {
      order: 'pre',
      handler(html, ctx) {
        const page = PAGES.find((p) => ctx.filename.endsWith(`/${p}.html`)) ?? 'rapport';
        const path = PATHS[page];
        const part = (name: string) => {
          const text = readFileSync(new URL(`src/ui/${name}.html`, import.meta.url), 'utf8');
          return text.replaceAll('{{path}}', path)
            .replace('{{work}}', page === 'rapport' ? '' : '\n    <link rel="stylesheet" href="/src/style/work.css">').replaceAll('{{en_path}}', path === '/' ? '/en/' : `/en${path}`)
            .replaceAll(`{{current:${page}}}`, ' aria-current="page"').replace(/\{\{current:\w+\}\}/g, '');
        };
        return html.replace('<!--part:head-->', part('head')).replace('<!--part:header-->', part('header')).replace('<!--part:footer-->', part('footer'));
      },
    },
  };
}

/**
 * `/style.css`: a copy of the main stylesheet at a stable address for the pages the server renders
 * itself, and `/sw.js`: the service worker, one classic script that knows which files to keep.
 */
function stableFiles(): Plugin {
  return {
    name: 'tk-stable-files',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const names = Object.keys(bundle);
      // The bundler names it after whichever script chunk the pages share, so it is known by what it holds.
      const style = names.find((n) => {
        const file = bundle[n];
        return n.endsWith('.css') && file?.type === 'asset' && String(file.source).includes('.site-header');
      });
      if (!style) this.error(`the main stylesheet is missing from the build: ${names.join(' ')}`);
      const sheet = bundle[style];
      if (sheet?.type !== 'asset') this.error('the main stylesheet is not an asset');
      this.emitFile({ type: 'asset', fileName: 'style.css', source: sheet.source });

      // Everything the report page and the walk on the phone need offline; the map's 430 KB are left to the ordinary cache.
      const work = names.filter((n) => n.endsWith('.css') && n !== style && bundle[n]?.type === 'asset' && String(bundle[n].source).includes('@layer spots'));
      const wanted = new Set<string>([style, ...work, ...names.filter((n) => n.endsWith('.woff2'))]);
      const follow = (name: string) => {
        const file = bundle[name];
        // A script that holds style sheets alone is not written.
        if (!file || wanted.has(name) || (file.type === 'chunk' && file.moduleIds.every((id) => id.includes('.css')))) return;
        wanted.add(name);
        if (file.type === 'chunk') file.imports.forEach(follow);
      };
      for (const name of names) {
        const file = bundle[name];
        if (file?.type === 'chunk' && ['rapport', 'vandring'].includes(file.name)) follow(name);
        if (file?.type === 'chunk' && file.facadeModuleId?.includes('/i18n/en/')) follow(name);
      }
      const files = [...wanted].toSorted().map((n) => `/${n}`);
      const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 12);
      const worker = await build({
        configFile: false, logLevel: 'warn', publicDir: false,
        define: { __FILES__: JSON.stringify(files), __VERSION__: JSON.stringify(version) },
        build: { write: false, copyPublicDir: false, lib: { entry: 'sw.ts', formats: ['iife'], name: 'sw', fileName: () => 'sw.js' } },
      });
      const output = Array.isArray(worker) ? worker[0] : worker;
      if (!output || !('output' in output)) this.error('the service worker was not built');
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: output.output[0].code });
    },
  };
}

export default defineConfig({
  appType: 'mpa',
  base: '/',
  plugins: [shell(), stableFiles()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the CSP has no data: for fonts and scripts
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500, // maplibre-gl, loaded only when a map is asked for
    rolldownOptions: {
      input: Object.fromEntries(PAGES.map((p) => [p, `${p}.html`])),
    },
  },
});
