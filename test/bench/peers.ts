import { join } from 'node:path';
import Database from 'better-sqlite3';
import { OpenWorkflow } from 'openworkflow';
import { BackendSqlite } from 'openworkflow/sqlite';
import { better, defineQueue, defineWorker } from 'plainjob';
import { payload } from './floors.ts';
import { emptyFolder, pause, perSecond, percentile } from './sitting.ts';

const quiet = { debug() {}, info() {}, warn() {}, error: console.error };

/** plainjob with every commit flushed: jobs a second from enqueue (batches of 100) to done, and its pick-up when idle, ms. */
export async function measurePlainjob(jobs: number): Promise<{ jobsPerSecond: number; pickupP50Ms: number }> {
  const db = new Database(join(emptyFolder('peer-plainjob'), 'plainjob.db'));
  const queue = defineQueue({ connection: better(db), logger: quiet });
  // It sets NORMAL itself when it opens.
  db.pragma('synchronous = FULL');
  let left = jobs;
  let onJob: () => void = () => {};
  const worker = defineWorker('noop', async () => onJob(), { queue, logger: quiet });
  const batch = Array.from({ length: 100 }, () => JSON.parse(payload) as object);
  const began = performance.now();
  for (let done = 0; done < jobs; done += batch.length) queue.addMany('noop', batch);
  await new Promise<void>((resolve) => {
    onJob = () => {
      left -= 1;
      if (left === 0) resolve();
    };
    void worker.start();
  });
  const jobsPerSecond = perSecond(jobs, performance.now() - began);
  const waits: number[] = [];
  for (let at = 0; at < 3; at += 1) {
    await pause(20 + at * 137);
    const asked = performance.now();
    await new Promise<void>((resolve) => {
      onJob = resolve;
      queue.add('noop', batch[0]);
    });
    waits.push(performance.now() - asked);
  }
  await worker.stop();
  queue.close();
  return { jobsPerSecond, pickupP50Ms: percentile(waits, 0.5) };
}

/** OpenWorkflow on its SQLite backend with every commit flushed: steps a second of 10-step workflows, 50 at a time. */
export async function measureOpenWorkflow(
  workflows: number,
): Promise<{ stepsPerSecond: number; runsPerSecond: number }> {
  const backend = BackendSqlite.connect(join(emptyFolder('peer-openworkflow'), 'openworkflow.db'));
  const engine = new OpenWorkflow({ backend });
  let left = 0;
  let finish: () => void = () => {};
  const oneDone = (): void => {
    left -= 1;
    if (left === 0) finish();
  };
  const ten = engine.defineWorkflow({ name: 'ten' }, async ({ step }) => {
    for (let at = 0; at < 10; at += 1) await step.run({ name: `s${at}` }, async () => at);
    oneDone();
    return null;
  });
  const noop = engine.defineWorkflow({ name: 'noop' }, async () => {
    oneDone();
    return null;
  });
  async function drain(count: number): Promise<number> {
    left = count;
    const worker = engine.newWorker({ concurrency: 50 });
    const began = performance.now();
    const done = new Promise<void>((resolve) => (finish = resolve));
    await worker.start();
    await done;
    const elapsed = performance.now() - began;
    await worker.stop();
    return elapsed;
  }
  for (let at = 0; at < workflows; at += 1) await ten.run({});
  const stepsPerSecond = perSecond(workflows * 10, await drain(workflows));
  const began = performance.now();
  for (let at = 0; at < workflows; at += 1) await noop.run(JSON.parse(payload));
  const enqueued = performance.now() - began;
  const runsPerSecond = perSecond(workflows, enqueued + (await drain(workflows)));
  await backend.stop();
  return { stepsPerSecond, runsPerSecond };
}
