import { existsSync } from 'node:fs';

// `npm start`. JavaScript, because reading the first line of TypeScript costs Node half a tenth of a second: what is
// built is run as it was built, and only a tree whose sources say something else begins with them.
const built = new URL('../../dist/host/start.js', import.meta.url);
const program = existsSync(built) ? await import(built.href) : null;
const { start } = program?.isUpToDate() === true ? program : await import('./start.ts');
await start(process.argv.slice(2));
