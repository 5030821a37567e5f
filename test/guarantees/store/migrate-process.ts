import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../../../electron/runtime/store/migrations/migrations.ts';

/** What a migration that came to its end has to say. */
export interface MigrateReport {
  readonly statements: number;
}

/**
 * Migrates a database; before its nth statement (0 = never) it kills itself, as a crash or a power cut would, and before
 * every statement it keeps the files as a kill would leave them, in folders numbered from 1. Prints how many statements
 * there were when it came to the end.
 */
const [file = '', n = '0', images = ''] = process.argv.slice(2);
let statements = 0;
let isMigrating = false;
const db = new Database(file, {
  verbose() {
    if (!isMigrating) return;
    statements += 1;
    if (images !== '') keepImage(join(images, String(statements)));
    if (statements === Number(n)) process.kill(process.pid, 'SIGKILL');
  },
});
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
isMigrating = true;
migrate(db);
isMigrating = false;
db.close();
process.stdout.write(JSON.stringify({ statements } satisfies MigrateReport));

function keepImage(folder: string): void {
  mkdirSync(folder);
  for (const end of ['', '-wal', '-shm'])
    if (existsSync(file + end)) copyFileSync(file + end, join(folder, `lanekeeper.db${end}`));
}
