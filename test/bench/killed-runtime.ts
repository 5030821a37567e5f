import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openReader, type Db } from '../../electron/runtime/store/open.ts';
import { startBenchRuntime } from './bench-runtime.ts';
import { pause, perSecond } from './sitting.ts';

/** Starts under way when the process is killed: some of them committed and not answered. */
const startsInFlight = 512;
/** Runs that have to end after the restart before the store is looked through. */
const endsAfter = 500;
const lookEveryMs = 2;

export interface Recovered {
  readonly startsPerSecond: number;
  /** A process that does nothing else: from its start to its commit. */
  readonly bareMs: number;
  /** From the start of the new process to the first row that it has claimed. */
  readonly firstClaimMs: number;
  readonly readyMs: number;
  /** Runs that the dead process had at work. */
  readonly takenOver: number;
  readonly lost: number;
  readonly twice: number;
}

/** Starts that many runs, kills the runtime when they are acknowledged, and starts it again. */
export async function killAndRecover(workspace: string, runs: number): Promise<Recovered> {
  const database = join(workspace, 'lanekeeper.db');
  const first = await startBenchRuntime(workspace);
  await first.call('agent.add', { folder: join(import.meta.dirname, 'agents', 'bench-two-steps') });
  const acknowledged: string[] = [];
  const began = performance.now();
  await startUntil(runs, acknowledged, first);
  const startsPerSecond = perSecond(acknowledged.length, performance.now() - began);

  const bareFrom = performance.now();
  spawnSync(process.execPath, [join(import.meta.dirname, 'bare-claim.ts'), database]);
  const bareMs = performance.now() - bareFrom;

  const db = openReader(database);
  const epoch = Number(db.prepare("SELECT value FROM meta WHERE key = 'owner-epoch'").pluck().get());
  const takenOver = count(db, "status = 'running'");
  const ended = count(db, "status = 'succeeded'");
  const from = performance.now();
  const starting = startBenchRuntime(workspace);
  const claimed = firstClaim(db, epoch).then(() => performance.now() - from);
  const second = await starting;
  const readyMs = performance.now() - from;
  const firstClaimMs = await claimed;
  while (count(db, "status = 'succeeded'") < ended + endsAfter) await pause(20);
  const result = { startsPerSecond, bareMs, firstClaimMs, readyMs, takenOver, ...lookThrough(db, acknowledged) };
  db.close();
  await second.stop();
  return result;
}

/** Starts runs until so many are acknowledged, and kills the process in the middle of the next ones. */
async function startUntil(
  runs: number,
  acknowledged: string[],
  { call, pid }: Awaited<ReturnType<typeof startBenchRuntime>>,
): Promise<void> {
  let isKilled = false;
  const starter = async (): Promise<void> => {
    while (!isKilled) {
      const answer = await call('run.start', { agentId: 'bench-two-steps', input: {} }).catch(() => null);
      if (answer !== null) acknowledged.push(answer.runId);
      if (acknowledged.length < runs || isKilled) continue;
      isKilled = true;
      process.kill(pid, 'SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: startsInFlight }, starter));
}

async function firstClaim(db: Db, epoch: number): Promise<void> {
  const claim = db
    .prepare(
      "SELECT 1 FROM run WHERE finished_at_ms IS NULL AND status = 'running' AND owner_epoch > ? AND activation > 0 LIMIT 1",
    )
    .pluck();
  while (claim.get(epoch) === undefined) await pause(lookEveryMs);
}

function lookThrough(db: Db, acknowledged: readonly string[]): Pick<Recovered, 'lost' | 'twice'> {
  const find = db.prepare('SELECT 1 FROM run WHERE run_id = ?').pluck();
  const twice = db
    .prepare(
      "SELECT count(*) FROM (SELECT 1 FROM journal_all WHERE phase = 'done' GROUP BY run_id, lineage_id, path HAVING count(*) > 1)",
    )
    .pluck();
  return {
    lost: acknowledged.filter((runId) => find.get(runId) === undefined).length,
    twice: twice.get() as number,
  };
}

function count(db: Db, where: string): number {
  return db.prepare(`SELECT count(*) FROM run WHERE ${where}`).pluck().get() as number;
}
