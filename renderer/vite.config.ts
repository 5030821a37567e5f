import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

/** What the bundler knows of the modules while it makes files of them. */
interface Modules {
  getModuleInfo(
    id: string,
  ): { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[] } | null;
}

const entry = join(import.meta.dirname, 'src', 'main.tsx').replaceAll('\\', '/');
const firstPage = /\/renderer\/src\/start\.tsx$/;

/**
 * What the first page is made of, after the schemas and React, is one file: some thirty small ones take longer to be
 * asked for than to be read.
 */
function ofFirstPage(): (id: string, modules: Modules) => string | null {
  let known: ReadonlySet<string> | null = null;
  return (id, modules) => {
    known ??= firstPageOf(entry, modules);
    return known.has(id) ? 'first-page' : null;
  };
}

function firstPageOf(main: string, modules: Modules): ReadonlySet<string> {
  const before = new Set<string>();
  const page = new Set<string>();
  reach(main, modules, before);
  const later = modules.getModuleInfo(main)?.dynamicallyImportedIds ?? [];
  for (const id of later) if (!firstPage.test(id)) reach(id, modules, before);
  for (const id of later) if (firstPage.test(id)) reach(id, modules, page);
  return new Set([...page].filter((id) => !before.has(id)));
}

function reach(id: string, modules: Modules, found: Set<string>): void {
  if (found.has(id)) return;
  found.add(id);
  for (const next of modules.getModuleInfo(id)?.importedIds ?? []) reach(next, modules, found);
}

/** What the entry loads one after the other is asked for all at once; only its evaluation has an order. */
function askedForAtOnce(): Plugin {
  return {
    name: 'asked-for-at-once',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {}, chunk }) {
        const files = new Set<string>();
        for (const file of chunk?.dynamicImports ?? []) withImports(file, bundle, files);
        const known = new Set([chunk?.fileName, ...(chunk?.imports ?? [])]);
        return [...files]
          .filter((file) => !known.has(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
            injectTo: 'head',
          }));
      },
    },
  };
}

function withImports(file: string, bundle: Rolldown.OutputBundle, found: Set<string>): void {
  const chunk = bundle[file];
  if (found.has(file) || chunk?.type !== 'chunk') return;
  found.add(file);
  for (const next of chunk.imports) withImports(next, bundle, found);
}

/** Relative addresses, so that the same files work under the loopback host and under `app://`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), askedForAtOnce()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssMinify: true,
    reportCompressedSize: false,
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ debugName: 'first page', name: ofFirstPage() }],
        },
      },
    },
  },
});
