import { createRunReads } from '../../electron/runtime/store/read/run-reads.ts';
import { openReader } from '../../electron/runtime/store/open.ts';
import type { MethodArguments } from '../../shared/ipc/methods.ts';
import { join } from 'node:path';
import { agents, keptRuns, needle, runIdOf } from '../helpers/many-runs.ts';
import { createReport } from './report.ts';
import { percentile } from './sitting.ts';

const many = 1_000_000;
const few = 1_000;
const perRun = 40;
/** A page at the top, and one deep down. */
const places = { top: undefined, deep: runIdOf(many / 2) } as const;

const filters: Readonly<Record<string, MethodArguments<'run.list'>['filter']>> = {
  'no filter': {},
  agent: { agentId: agents.some },
  'agent with few runs': { agentId: agents.rare },
  'status, almost all': { status: ['succeeded'] },
  'status, few': { status: ['needs-attention'] },
  'status, live': { status: ['waiting-approval'] },
  'several statuses': { status: ['failed', 'cancelled', 'sleeping'] },
  'status and agent': { status: ['failed'], agentId: agents.rare },
  'word, common': { text: 'complaints of week 7' },
  'word, one run': { text: needle },
  'word, none': { text: 'unheard of' },
  'word and status': { text: 'week 7', status: ['failed'] },
  'word and agent': { text: 'week 7', agentId: agents.some },
};

/** Pages of the list of runs on a store of 1,000,000 runs beside one of 1,000 (P8, P9): reading alone, no thread between. */
export async function benchStore(runs: number): Promise<void> {
  const report = createReport('store');
  for (let run = 0; run < runs; run += 1) {
    report.canary();
    for (const count of [few, many]) {
      const folder = await keptRuns(count);
      const db = openReader(join(folder, 'lanekeeper.db'));
      const { list } = createRunReads(db, { artifactFolder: folder });
      for (const [name, filter] of Object.entries(filters))
        for (const [place, after] of Object.entries(places)) {
          if (count === few && place === 'deep') continue;
          const each: number[] = [];
          for (let call = 0; call < perRun; call += 1) {
            const began = performance.now();
            list({ filter, limit: 100, ...(after === undefined ? {} : { after }) });
            each.push(performance.now() - began);
          }
          report.add(
            `${name}, ${count.toLocaleString('en')} runs, ${place}: p95 of a page`,
            'ms',
            percentile(each, 0.95),
          );
        }
      db.close();
    }
  }
  const page = (name: string): number =>
    report.median(`${name}, ${many.toLocaleString('en')} runs, top: p95 of a page`);
  for (const name of Object.keys(filters))
    report.stands({ id: 'P9', what: `a page by ${name}, p95`, value: page(name), unit: ' ms', goal: 50, kind: 'most' });
  report.note('A page that looks for words stops after 50,000 runs and says where it got to; the next goes on there.');
  report.print();
}
