import { furnish, startSample } from '../../helpers/sample-runs.ts';
import { fillDisk, freeDisk } from '../../helpers/small-disk.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';

/** What a process found out on a small disk, which it filled and freed again. */
export interface FullDiskReport {
  /** Codes of the commands sent while the disk was full. */
  readonly whileFull: readonly string[];
  readonly acknowledged: number;
  readonly found: number;
  readonly health: readonly string[];
  readonly lost: number;
  readonly verified: boolean;
  readonly integrity: string;
}

const [disk = ''] = process.argv.slice(2);
const made = openTestEngine({ folder: disk });
await furnish(made.engine);
let acknowledged = 0;
await start(10);
fillDisk(disk);
const whileFull = new Set<string>();
for (let round = 0; round < 4; round += 1) for (const code of await start(20)) whileFull.add(code);
freeDisk(disk);
await start(10);
const report: FullDiskReport = {
  whileFull: [...whileFull],
  acknowledged,
  found: made.reader.prepare('SELECT count(*) FROM run').pluck().get() as number,
  health: [...new Set(made.health.map((error) => error?.code ?? 'well'))],
  lost: made.lost.length,
  verified: made.verify().ok,
  integrity: String(made.reader.pragma('integrity_check', { simple: true })),
};
made.close();
process.stdout.write(JSON.stringify(report));

/** Starts runs together; the codes of those that were refused. */
async function start(many: number): Promise<string[]> {
  const input = JSON.stringify({ text: 'x'.repeat(2_000) });
  const ends = await Promise.allSettled(Array.from({ length: many }, () => startSample(made.engine, { input })));
  acknowledged += ends.filter((end) => end.status === 'fulfilled').length;
  return ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as { code: string }).code] : []));
}
