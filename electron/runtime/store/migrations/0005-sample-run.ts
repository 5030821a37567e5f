import type { Db } from '../open.ts';

/** Whether there is a sample run is asked by every frame: among a million other runs it must not be looked for. */
export function sampleRun(db: Db): void {
  db.exec('CREATE INDEX run_sample ON run (run_id) WHERE is_sample = 1');
}
