import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { MethodInput, MethodName, MethodOutput } from '../../shared/ipc/methods.ts';
import type { RuntimeClient } from '../../electron/runtime/transports/runtime-client.ts';
import { allocatorVariables, runtimeFlags } from '../../electron/runtime/supervision/forked-runtime.ts';
import { connectSocket } from '../../electron/runtime/transports/socket-client.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import { pause } from './sitting.ts';

const root = join(import.meta.dirname, '../..');
/** Agents that do next to nothing, so that what is timed is the runtime. */
const agentIds = ['bench-noop', 'bench-steps', 'bench-pickup'] as const;

export type Call = <M extends MethodName>(method: M, input: MethodInput<M>) => Promise<MethodOutput<M>>;

/** The built runtime as a process of its own, with a person to act as. */
export interface BenchRuntime {
  readonly pid: number;
  readonly client: RuntimeClient;
  readonly call: Call;
  stop(): Promise<void>;
}

/** `execArgv`: Node's own flags for the process, for what is measured from inside. */
export async function startBenchRuntime(
  workspace: string,
  options: { readonly execArgv?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<BenchRuntime> {
  const child = fork(join(root, 'dist/runtime/process.js'), ['--workspace', workspace], {
    execArgv: [...runtimeFlags, ...(options.execArgv ?? [])],
    env: { ...process.env, ...allocatorVariables, ...options.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [told] = (await once(child, 'message')) as [{ kind: string; socketPath?: string; message?: string }];
  if (told.kind !== 'ready' || told.socketPath === undefined)
    throw new Error(`The runtime did not start: ${told.message ?? told.kind}`);
  const client = await connectSocket(told.socketPath);
  const call: Call = (method, input) => client.call(method, input, { as: 'ada', commandId: systemIds.uuid() });
  const { people } = await call('person.list', {});
  if (people.length === 0)
    await call('person.create', { personId: 'ada', printedName: 'Ada Lovelace', role: 'operator' });
  return {
    pid: child.pid ?? 0,
    client,
    call,
    async stop() {
      const ended = once(child, 'exit');
      client.close();
      child.send({ kind: 'shutdown' });
      await ended;
    },
  };
}

/** Adds the benchmarks' agents and runs each once, so that its host is there. */
export async function furnish(call: Call): Promise<void> {
  for (const agentId of agentIds) {
    await call('agent.add', { folder: join(import.meta.dirname, 'agents', agentId) });
    await call('run.start', { agentId, input: agentId === 'bench-steps' ? { steps: 50 } : {} });
  }
  await drained(call);
}

/** Fills every place at work with runs that only hold it, so that what is started stays queued; the result lets them go. */
export async function fillPlaces(call: Call): Promise<() => Promise<void>> {
  await call('agent.add', { folder: join(import.meta.dirname, 'agents', 'bench-hold') });
  const { capacity } = (await call('workspace.status', {})).lanes.background;
  const holding = await Promise.all(
    Array.from({ length: capacity }, () => call('run.start', { agentId: 'bench-hold', input: {} })),
  );
  while ((await call('workspace.status', {})).lanes.background.used < capacity) await pause(5);
  return async () => {
    for (const { runId } of holding) await call('run.cancel', { runId });
    await drained(call);
  };
}

/** Resolves when no run is queued or at work; looks every 5 ms, which is what a figure can be late by. */
export async function drained(call: Call): Promise<void> {
  for (;;) {
    const { used, queued } = (await call('workspace.status', {})).lanes.background;
    if (used === 0 && queued === 0) return;
    await pause(5);
  }
}
