import Database from 'better-sqlite3';
import { migrate } from '../../../electron/runtime/store/migrations/migrations.ts';

/** What a migration that came to its end has to say. */
export interface MigrateReport {
  readonly statements: number;
}

/**
 * Migrates a database and kills itself before its nth statement (0 = never), as a crash or a power cut would;
 * prints how many statements there were when it came to the end.
 */
const [file = '', n = '0'] = process.argv.slice(2);
let statements = 0;
let isMigrating = false;
const db = new Database(file, {
  verbose() {
    if (!isMigrating) return;
    statements += 1;
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
