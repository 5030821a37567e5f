import type { Db } from '../open.ts';

/** What names files inside a journal's results and a run's output is few among many, and is found by these. */
export function keptResults(db: Db): void {
  db.exec(`
    CREATE INDEX journal_keeps ON journal (run_id, ord)
      WHERE instr(result, '"$spilled":"') > 0 OR instr(result, '"$stored":"') > 0;
    CREATE INDEX run_keeps ON run (run_id)
      WHERE instr(output, '"$spilled":"') > 0 OR instr(output, '"$stored":"') > 0;
  `);
}
