import { createCommands, type CommandWorld } from '../../electron/runtime/engine/commands.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import type { EngineDesk } from './engine-desk.ts';
import { stepRecord } from './sample-runs.ts';

/** Sends the signal `go` to a run, as a command does. */
export async function sendGo({ made, activations, broker }: EngineDesk, runId: string, payload: string): Promise<void> {
  const { engine } = made;
  // A signal touches nothing else of the world.
  const rest = { bulk: { handlers: {} }, ids: systemIds };
  const world = { engine, stores: engine.stores, activations, broker, ...rest } as unknown as CommandWorld;
  const input = { runId, name: 'go', payload: JSON.stringify(payload) };
  await createCommands(world)({ method: 'signal.send', input, as: null, command: null });
}

/** The host of this activation waits for `go` at a path. */
export function waitForGo(
  { fromHost }: EngineDesk,
  runId: string,
  path: string,
  given: { readonly activation?: number; readonly dueInMs?: number } = {},
): void {
  const { activation = 1, dueInMs = null } = given;
  const record = stepRecord(path, { kind: 'signal', name: 'go', phase: 'waiting', result: null, dueInMs });
  fromHost({ kind: 'record', runId, activation, record });
}

/** How each wait ended, in the order of the journal. */
export function endsOf({ made }: EngineDesk, runId: string): string[] {
  const { journal, runs } = made.engine.stores;
  return journal
    .lineage(runId, runs.load(runId)?.lineageId ?? '')
    .filter((row) => row.phase === 'done')
    .map((row) => `${row.path} ${row.result}`);
}

export function keptSignals({ made }: EngineDesk): number {
  return made.reader.prepare('SELECT count(*) FROM signal WHERE consumed_path IS NULL').pluck().get() as number;
}
