import { fileURLToPath } from 'node:url';

/** The programs of the campaign that run in processes of their own. */
const sources = {
  checker: './checker/checker.ts',
  'full-disk-work': './disk/full-disk-work.ts',
  racer: './product/racer.ts',
  'recorded-work': './power/recorded-work.ts',
  'weaken-sync': './power/weaken-sync.ts',
} as const;

const isBuilt = !import.meta.url.endsWith('.ts');

/** Built, they lie in `dist/verify` beside the folder this code is built into. */
export function program(name: keyof typeof sources): string {
  return fileURLToPath(new URL(isBuilt ? `../verify/${name}.js` : sources[name], import.meta.url));
}
