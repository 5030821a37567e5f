import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GenerateRequest, GenerateResult, ModelEvent } from '../../shared/domain/model-call.ts';
import { ModelError } from '../../shared/domain/model-failure.ts';
import type { BackgroundResponse, Models } from '../../electron/runtime/ports.ts';
import { createRuntime } from '../../electron/runtime/runtime.ts';
import { takeOwnership } from '../../electron/runtime/store/ownership.ts';
import { stderrLogger } from '../../electron/runtime/system-ports.ts';
import { sessionsOf } from '../../electron/runtime/transports/session.ts';
import { listenSocket } from '../../electron/runtime/transports/socket-server.ts';
import type { FromModels, ToModels } from './scripted-models.ts';

/** A runtime whose models are answered by the test that started it, over the line to its parent. */
const { values } = parseArgs({ options: { workspace: { type: 'string' } } });
const workspace = values.workspace ?? '';
takeOwnership(workspace);
const open = new Map<number, { hear(message: ToModels): void }>();
let seq = 0;
const tell = (message: FromModels): void => void process.send?.(message);

function ask<T>(
  what: FromModels['what'],
  facts: { request?: GenerateRequest; as?: string | null; response?: BackgroundResponse },
  { signal, onEvent = () => {} }: { signal: AbortSignal; onEvent?: (event: ModelEvent) => void },
): Promise<T> {
  seq += 1;
  const asked = seq;
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => {
      tell({ kind: 'model', what: 'stopped', seq: asked });
      reject(new ModelError('model-stopped', 'It was stopped.', { endpointId: 'scripted' }));
    };
    signal.addEventListener('abort', stop, { once: true });
    open.set(asked, {
      hear(message) {
        if (message.event !== undefined) return onEvent(message.event);
        signal.removeEventListener('abort', stop);
        open.delete(asked);
        if (message.fault === undefined) return resolve(message.value as T);
        const { code, retryAfterMs = null } = message.fault;
        reject(new ModelError(code, `It failed: ${code}.`, { endpointId: 'scripted', retryAfterMs }));
      },
    });
    tell({ kind: 'model', what, seq: asked, ...facts });
  });
}

const models: Models = {
  estimate: async () => ({ tokens: 1_000, money: ['0.01 EUR'] }),
  generate: (request, { as, ...listening }) => ask<GenerateResult>('generate', { request, as }, listening),
  begin: (request, { signal }) => ask<BackgroundResponse | null>('begin', { request }, { signal }),
  follow: (response, { request, ...listening }) => ask<GenerateResult>('follow', { request, response }, listening),
  cancel: (response, signal) => ask<void>('cancel', { response }, { signal }),
};

const agents = join(import.meta.dirname, '../../dist/agents');
const runtime = await createRuntime({
  workspace,
  version: '0.0.0',
  agentFolders: existsSync(agents) ? readdirSync(agents).map((id) => join(agents, id)) : [],
  log: stderrLogger,
  models,
  onFatal: () => process.exit(70),
  onRefused: () => process.exit(1),
});
const socketPath = join(workspace, 'runtime.sock');
await listenSocket(socketPath, sessionsOf(runtime, 'command-line'));
process.on('message', (message: ToModels | { readonly kind: 'shutdown' }) => {
  if (message.kind === 'shutdown') return void runtime.close().then(() => process.exit(0));
  return open.get(message.seq)?.hear(message);
});
process.send?.({ kind: 'ready', socketPath });
