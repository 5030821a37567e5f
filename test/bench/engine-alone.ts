import { defaultHostLimits } from '../../shared/domain/agent.ts';
import { nameCommand } from '../../electron/runtime/engine/command.ts';
import { claimRun, endRun } from '../../electron/runtime/engine/run-decisions.ts';
import { startRun } from '../../electron/runtime/engine/start-run.ts';
import { systemClock, systemIds } from '../../electron/runtime/system-ports.ts';
import { migrate } from '../../electron/runtime/store/migrations/migrations.ts';
import { openWriter } from '../../electron/runtime/store/open.ts';
import { createSqliteEngine, type SqliteEngine } from '../../electron/runtime/store/sqlite-engine.ts';
import { createStores } from '../../electron/runtime/store/stores.ts';
import { enterWorkspace } from '../../electron/runtime/store/workspace-meta.ts';
import { join } from 'node:path';
import { inFlight, perSecond } from './sitting.ts';

const agentId = 'bench-noop';

/** Runs a second at the engine port itself: no socket, no thread, no agent. */
export interface AloneRates {
  readonly oneByOne: number;
  readonly hundred: number;
  readonly lifecycles: number;
}

/** The engine port on this thread: what the transactions cost, with all their rows. */
export async function engineAlone(folder: string): Promise<AloneRates> {
  const db = openWriter(join(folder, 'lanekeeper.db'));
  // Nobody checkpoints here; the log is bounded as the maintenance thread bounds it.
  db.pragma('wal_autocheckpoint = 4000');
  migrate(db);
  const meta = enterWorkspace(db);
  const engine = createSqliteEngine({
    db,
    stores: createStores(db, meta.instanceId),
    clock: systemClock,
    ids: systemIds,
    ...meta,
    bootId: systemIds.uuid(),
    onLost: (error) => console.error(error),
    onDegraded: (error) => console.error(error),
  });
  await register(engine);
  for (let at = 0; at < 500; at += 1) await start(engine);
  const single = performance.now();
  for (let at = 0; at < 2_000; at += 1) await start(engine);
  const oneByOne = perSecond(2_000, performance.now() - single);
  const together = performance.now();
  for (let at = 0; at < 60; at += 1) await inFlight(100, 100, () => start(engine));
  const hundred = perSecond(6_000, performance.now() - together);
  const whole = performance.now();
  await inFlight(6_000, 100, async () => {
    const run = await engine.transact({ run: (await start(engine)).runId }, claimRun);
    if (run === null) throw new Error('A run that was just started could not be claimed.');
    await engine.transact({ run: run.runId }, endRun(run.activation, { kind: 'finished', output: 'null' }, null));
  });
  const lifecycles = perSecond(6_000, performance.now() - whole);
  db.close();
  return { oneByOne, hundred, lifecycles };
}

function start(engine: SqliteEngine): Promise<{ readonly runId: string }> {
  const request = {
    runId: systemIds.uuid(),
    agentId,
    title: 'No-op',
    input: '{}',
    file: null,
    sample: false,
    actor: { kind: 'person', id: 'ada' },
    role: 'operator',
  } as const;
  return engine.transact({ agent: agentId }, startRun(request), {
    front: true,
    command: nameCommand(systemIds.uuid(), 'run.start', 'ada', request),
  });
}

function register(engine: SqliteEngine): Promise<unknown> {
  const contract = { id: agentId, version: '1', hash: '', schema: {} };
  const manifest = {
    id: agentId,
    title: 'No-op',
    description: '',
    version: '1',
    module: 'agent.ts',
    isolation: 'thread',
    tools: [],
    signals: {},

    budgets: {},
  } as const;
  return engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [
      {
        put: 'release',
        inForce: true,
        state: {
          releaseHash: 'a'.repeat(64),
          agentId,
          manifest: { ...manifest, tools: [...manifest.tools], spawns: [], limits: defaultHostLimits },
          input: contract,
          output: contract,
          takesFile: false,
          builtIn: false,
          addedBy: 'ada',
          addedAtMs: env.nowMs,
        },
      },
    ],
    reply: null,
  }));
}
