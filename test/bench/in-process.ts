import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRuntime } from '../../electron/runtime/runtime.ts';
import { takeOwnership } from '../../electron/runtime/store/ownership.ts';
import { stderrLogger, systemIds } from '../../electron/runtime/system-ports.ts';
import type { MethodArguments } from '../../shared/ipc/methods.ts';
import type { Call } from './bench-runtime.ts';

/** The same engine and threads inside this process: what the socket and its checks cost is the difference. */
export async function openInProcess(workspace: string): Promise<{ readonly call: Call; close(): Promise<void> }> {
  const ownership = takeOwnership(workspace);
  if (ownership === null) throw new Error(`${workspace} is owned by another process.`);
  const folder = process.cwd();
  // A thread under --permission may read its process's working folder, so there must be nothing in it.
  mkdirSync(join(workspace, 'empty'));
  process.chdir(join(workspace, 'empty'));
  const runtime = await createRuntime({
    workspace,
    version: 'bench',
    agentFolders: [],
    log: stderrLogger,
    onFatal(reason) {
      throw new Error(reason);
    },
    onRefused({ message }) {
      throw new Error(message);
    },
  });
  const call: Call = (method, input) =>
    runtime.commands(method, input as MethodArguments<typeof method>, { as: 'ada', commandId: systemIds.uuid() });
  await call('person.create', { personId: 'ada', printedName: 'Ada Lovelace', role: 'operator' });
  return {
    call,
    async close() {
      await runtime.close();
      ownership.release();
      process.chdir(folder);
    },
  };
}
