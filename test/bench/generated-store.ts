import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameCommand } from '../../electron/runtime/engine/command.ts';
import { appendRecord } from '../../electron/runtime/engine/journal-rows.ts';
import { startRun } from '../../electron/runtime/engine/start-run.ts';
import { evolveRun } from '../../electron/runtime/engine/run-events.ts';
import type { ReleaseState, RunState } from '../../electron/runtime/engine/states.ts';
import { keptReply } from '../../electron/runtime/store/kept-reply.ts';
import { migrate } from '../../electron/runtime/store/migrations/migrations.ts';
import { openWriter, type Db } from '../../electron/runtime/store/open.ts';
import { createStores, type Stores } from '../../electron/runtime/store/stores.ts';
import { enterWorkspace, type WorkspaceMeta } from '../../electron/runtime/store/workspace-meta.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import { furnish, startBenchRuntime } from './bench-runtime.ts';
import { benchFolder } from './sitting.ts';

export interface GeneratedStore {
  readonly kind: 'finished' | 'waiting';
  readonly runs: number;
}

const perTransaction = 5_000;
const agentId = 'bench-noop';
const longAwayMs = 40 * 365 * 86_400_000;

/** A workspace with that many runs, written once for each schema into the ignored cache; what is added to it stays. */
export async function generatedStore(asked: GeneratedStore): Promise<string> {
  const folder = join(benchFolder, 'stores', `${asked.kind}-${asked.runs}-${schemaHash()}`);
  const marker = join(folder, 'generated');
  if (existsSync(marker)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  console.error(`generating a store of ${asked.runs.toLocaleString('en')} ${asked.kind} runs, once`);
  const runtime = await startBenchRuntime(folder);
  await furnish(runtime.call);
  await runtime.stop();
  const db = openWriter(join(folder, 'lanekeeper.db'));
  fill(db, asked);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  writeFileSync(marker, '');
  return folder;
}

/** Changes with the schema and with this file: a store of another shape is generated anew. */
function schemaHash(): string {
  const file = join(benchFolder, `schema-${process.pid}.db`);
  mkdirSync(benchFolder, { recursive: true });
  const db = openWriter(file);
  migrate(db);
  const sql = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').pluck().all();
  db.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  const hash = createHash('sha256')
    .update(sql.join('\n'))
    .update(readFileSync(import.meta.filename));
  return hash.digest('hex').slice(0, 12);
}

/** All rows that such runs leave, through the product's own stores: state, command with its reply, events, chained audit. */
function fill(db: Db, { kind, runs }: GeneratedStore): void {
  const meta = enterWorkspace(db);
  const stores = createStores(db, meta.instanceId);
  const agent = stores.workspace.agent(agentId);
  if (agent === null) throw new Error(`There is no agent ${agentId} to generate runs of.`);
  const startedMs = Date.now();
  for (let done = 0; done < runs; done += perTransaction) {
    const moment = { wallMs: startedMs + done / perTransaction, monotonicMs: done, bootId: meta.instanceId };
    db.exec('BEGIN IMMEDIATE');
    const count = Math.min(perTransaction, runs - done);
    for (let at = 0; at < count; at += 1) {
      const state = putRun(stores, agent, meta, moment, kind);
      stores.log.batch(`run ${state.runId} ${state.status} ${state.activation} ${state.nextOrd}`);
    }
    stores.counters.add('run', count);
    stores.counters.add(kind === 'finished' ? 'run:succeeded' : 'run:sleeping', count);
    stores.workspace.countRuns(agentId, count);
    stores.log.closeGroup(moment);
    db.exec('COMMIT');
    if (done % 100_000 === 0) db.pragma('wal_checkpoint(PASSIVE)');
  }
}

function putRun(
  stores: Stores,
  agent: ReleaseState,
  meta: WorkspaceMeta,
  moment: Parameters<Stores['log']['closeGroup']>[0],
  kind: GeneratedStore['kind'],
): RunState {
  const env = { ...meta, nowMs: moment.wallMs, uuid: systemIds.uuid, nonce: systemIds.nonce };
  const started = startRun({
    runId: systemIds.uuid(),
    agentId,
    title: agent.manifest.title,
    input: '{}',
    file: null,
    sample: false,
    actor: { kind: 'person', id: 'ada' },
    role: 'operator',
  })(
    { agent, agentPauses: [], queue: stores.queues.load, count: () => 0 } as unknown as Parameters<
      ReturnType<typeof startRun>
    >[0],
    env,
  );
  if (!started.ok) throw new Error(started.error.message);
  let queued: RunState | null = null;
  for (const change of started.changes) {
    if (change.put === 'run') queued = change.state;
    else if (change.put === 'audit') stores.log.audit(change.entry, moment);
  }
  if (queued === null) throw new Error('A start made no run.');
  const claimed = evolveRun(queued, { kind: 'claimed', epoch: meta.epoch, atMs: moment.wallMs });
  const state = kind === 'finished' ? finished(claimed, moment.wallMs) : sleeping(stores, claimed, env);
  stores.runs.insert(state);
  stores.commands.put(
    nameCommand(systemIds.uuid(), 'run.start', 'ada', { agentId }),
    keptReply(started.reply),
    moment.wallMs,
  );
  stores.log.events(3);
  return state;
}

function finished(claimed: RunState, atMs: number): RunState {
  return evolveRun(claimed, { kind: 'finished', output: 'null', atMs });
}

/** Waits in its first entry for a time far away, out of any host. */
function sleeping(stores: Stores, claimed: RunState, env: Parameters<typeof appendRecord>[1]): RunState {
  const dueAtMs = env.nowMs + longAwayMs;
  const wait = { path: '0', kind: 'sleep', name: 'sleep', argsHash: '', phase: 'waiting', attempt: 1 } as const;
  const entry = { ...wait, result: null, error: null, durationMs: null, dueAtMs };
  const { row, state } = appendRecord(claimed, env, entry);
  stores.journal.append(row);
  stores.journal.setTimer(dueAtMs, claimed.runId, row.path, claimed.lineageId);
  return evolveRun(state, { kind: 'waits', status: 'sleeping', wakeAtMs: dueAtMs });
}
