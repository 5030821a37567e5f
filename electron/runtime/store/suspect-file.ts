import { dirname, join } from 'node:path';

/** A mark that a check beside the open console found something: the next start checks first, whatever the size. */
export function suspectFileIn(database: string): string {
  return join(dirname(database), 'pages-suspect');
}
