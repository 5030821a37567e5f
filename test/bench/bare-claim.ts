import Database from 'better-sqlite3';

// What a process needs at the least before it can commit anything to a database: to start, to open it, to write a row.
const db = new Database(process.argv[2] ?? '');
db.pragma('synchronous = FULL');
db.prepare("UPDATE meta SET value = value WHERE key = 'owner-epoch'").run();
db.close();
