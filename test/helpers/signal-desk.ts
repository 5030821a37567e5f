import { createCommands, type CommandWorld } from '../../electron/runtime/engine/commands.ts';
import { nameCommand } from '../../electron/runtime/engine/command.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import type { EngineDesk } from './engine-desk.ts';
import { stepRecord } from './sample-runs.ts';

export interface Sending {
  readonly name?: string;
  readonly key?: string;
  readonly payload: unknown;
  readonly commandId?: string;
}

/** Sends a signal to a run, as Ada's command does; every payload meets its contract. */
export async function sendSignal(desk: EngineDesk, runId: string, sending: Sending): Promise<{ taken: boolean }> {
  const { made, activations, broker } = desk;
  const { engine } = made;
  // A signal touches nothing else of the world.
  const rest = {
    bulk: { handlers: {} },
    conversations: {},
    ids: systemIds,
    contracts: { ask: async () => ({ ok: true }) },
  };
  const world = { engine, stores: engine.stores, activations, broker, ...rest } as unknown as CommandWorld;
  const { name = 'go', key = '', payload, commandId } = sending;
  const input = { runId, name, key, payload: JSON.stringify(payload) };
  const method = 'signal.send';
  const command = commandId === undefined ? null : nameCommand(commandId, method, 'ada', input);
  return createCommands(world)({ method, input, as: 'ada', command }) as Promise<{ taken: boolean }>;
}

export async function sendGo(desk: EngineDesk, runId: string, payload: string): Promise<void> {
  await sendSignal(desk, runId, { payload });
}

/** The host of this activation waits for `go` at a path. */
export function waitForGo(
  { fromHost }: EngineDesk,
  runId: string,
  path: string,
  given: { readonly activation?: number; readonly dueInMs?: number; readonly key?: string } = {},
): void {
  const { activation = 1, dueInMs = null, key } = given;
  const record = stepRecord(path, {
    kind: 'signal',
    name: 'go',
    phase: 'waiting',
    result: null,
    dueInMs,
    ...(key === undefined ? {} : { key }),
  });
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
