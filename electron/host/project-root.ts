import { join } from 'node:path';

/** The folder that holds package.json and dist/: two levels up from here, in the sources and in dist/host alike. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/** Where the built programs are. */
export const distFolder = join(projectRoot, 'dist');
