import { fileURLToPath } from 'node:url';
import { transformAsync } from '@babel/core';
import { lingui } from '@lingui/vite-plugin';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import tailwindcss from '@tailwindcss/vite';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { catalogueOf } from './catalogues.ts';
import { makeChunkOf } from './chunks.ts';

const here = fileURLToPath(new URL('./', import.meta.url));
const words = 'virtual:words/';
// The React plugin no longer contains Babel, and the Lingui macros need it. Only files that import a macro pay.
// Such a file also imports the catalogue that has its words, so that a page loads the words it may say and no others.
function linguiMacros(): Plugin {
  return {
    name: 'gatehouse:lingui-macros',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(words) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${words}`)) return null;
      // English is loaded with the page; further languages would be imported when chosen.
      return `
        import { i18n } from '@lingui/core';
        import { messages } from '/src/locales/${id.slice(words.length + 1)}/en.po';
        i18n.load('en', messages);
      `;
    },
    async transform(code, id) {
      const file = id.split('?')[0] ?? '';
      if (!/\.tsx?$/.test(file) || !/@lingui\/(core|react)\/macro/.test(code)) return null;
      const result = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ['jsx', 'typescript'] },
        plugins: ['@lingui/babel-plugin-lingui-macro'],
      });
      if (!result?.code) return null;
      return { code: `${result.code}\nimport '${words}${catalogueOf(file.replace(here, ''))}';`, map: result.map };
    },
  };
}

export default defineConfig({
  resolve: {
    alias: {
      '@gatehouse/client': fileURLToPath(new URL('./packages/client/src/index.ts', import.meta.url)),
      '@': fileURLToPath(new URL('./src', import.meta.url)),
    },
  },
  plugins: [
    tanstackRouter({
      target: 'react',
      // Lazy pages make unit tests wait for a cold cache, so only the real app splits.
      autoCodeSplitting: !process.env.VITEST,
      routeFileIgnorePattern: '\\.test\\.',
      generatedRouteTree: './src/app/route-tree.gen.ts',
    }),
    react(),
    linguiMacros(),
    lingui(),
    { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' },
    tailwindcss(),
  ],
  build: {
    manifest: true,
    target: 'es2023',
    sourcemap: false,
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    // The policy allows no inline script, and every browser we support preloads modules by itself.
    modulePreload: { polyfill: false },
    // The start of the app names every part that can be loaded later, so their names are short.
    rollupOptions: {
      output: {
        chunkFileNames: 'assets/c[hash].js',
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ debugName: 'files of pages', name: makeChunkOf(`${here}src/main.tsx`) }],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      // The API, and the local outbox that the server links to.
      ['/api', '/dev'].map((path) => [
        path,
        { target: process.env.GATEHOUSE_API ?? 'http://localhost:8080', changeOrigin: false },
      ]),
    ),
  },
});
