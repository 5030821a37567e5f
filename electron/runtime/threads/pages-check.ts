import { writeFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { entryUrl } from '../entries.ts';
import type { PagesThreadData, PagesVerdict } from '../store/pages-thread.ts';
import { suspectFileIn } from '../store/suspect-file.ts';
import type { EngineLine } from './engine-line.ts';

/**
 * Reads every page of a large workspace while its console is used already; nothing is sent until it is over. A problem
 * leaves a mark, so that the next start checks before it opens anything and offers what a damaged workspace needs.
 */
export async function lookThroughPages(options: {
  readonly engine: Pick<EngineLine, 'opened' | 'tell'>;
  readonly database: string;
  readonly isClosing: () => boolean;
  readonly onDamaged: (reason: string) => void;
}): Promise<void> {
  const { engine, database, isClosing } = options;
  const left = engine.opened.pagesLeft;
  if (left.length === 0) return;
  const { problem, wrongCounts } = await checked({ database, files: left.filter((path) => path !== database) });
  if (isClosing()) return;
  if (problem === null) return engine.tell({ kind: 'pages-checked', wrongCounts });
  await writeFile(suspectFileIn(database), `${problem}\n`, { mode: 0o600 });
  options.onDamaged(`The database is damaged: ${problem}`);
}

function checked(data: PagesThreadData): Promise<PagesVerdict> {
  const worker = new Worker(entryUrl('pages-thread'), {
    workerData: data,
    name: 'pages',
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  return new Promise((resolve) => {
    const broken = (reason: string): void => resolve({ problem: reason, wrongCounts: [] });
    worker.once('message', resolve);
    worker.once('error', (error) => broken(String(error)));
    worker.once('exit', () => broken('the check ended before it answered'));
  });
}
