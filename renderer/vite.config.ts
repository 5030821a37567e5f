import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Relative addresses, so that the same files work under the loopback host and under `app://`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssMinify: true,
    reportCompressedSize: false,
    sourcemap: false,
  },
});
