import Database from 'better-sqlite3';
import { appendFileSync } from 'node:fs';

// Loaded with --import into the runtime process and every thread that inherits its flags. Appends how long each
// transaction of a writer was open, from BEGIN IMMEDIATE to the end of its COMMIT, to LANEKEEPER_BENCH_TRANSACTIONS, ms.
const file = process.env['LANEKEEPER_BENCH_TRANSACTIONS'];
if (file !== undefined) watch(file);

function watch(target: string): void {
  const proto = Database.prototype as unknown as { prepare(sql: string): { run(...given: unknown[]): unknown } };
  const prepare = proto.prepare;
  let begunAt = 0;
  proto.prepare = function prepared(this: unknown, sql: string) {
    const statement = prepare.call(this, sql);
    if (sql !== 'BEGIN IMMEDIATE' && sql !== 'COMMIT') return statement;
    const run = statement.run.bind(statement);
    statement.run = (...given: unknown[]) => {
      if (sql === 'BEGIN IMMEDIATE') begunAt = performance.now();
      const value = run(...given);
      if (sql === 'COMMIT') appendFileSync(target, `${(performance.now() - begunAt).toFixed(3)}\n`);
      return value;
    };
    return statement;
  };
}
