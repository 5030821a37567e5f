import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectSocket } from '../../electron/runtime/transports/socket-client.ts';
import { scriptedEndpoint } from './model-desk.ts';
import { callerOf, type RuntimeCaller } from './runtime-caller.ts';
import type { ModelRequest, ScriptedModel } from './scripted-model/server.ts';

/** Has a running product ask the scripted model for every answer; what it says stands as long as the test lets it. */
export async function converseWith(server: ScriptedModel, workspace: string, as: string): Promise<void> {
  await calling(workspace, (runtime) =>
    runtime.call(
      'settings.change',
      {
        egress: [{ origin: server.origin, isPrivate: true }],
        modelEndpoints: [scriptedEndpoint(server.baseUrl, { timeoutMs: 300_000 })],
        modelChains: [{ purpose: 'chat', ofLabels: [], links: [{ endpointId: 'first', model: 'scripted' }] }],
        // A slow machine moves nothing to the background by itself.
        latencyBudgetMs: 600_000,
      },
      { as },
    ),
  );
}

/** Speaks to the runtime of a running product beside its console. */
async function calling<T>(workspace: string, act: (runtime: RuntimeCaller) => Promise<T>): Promise<T> {
  const { socketPath } = JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8')) as { socketPath: string };
  const client = await connectSocket(socketPath);
  try {
    return await act(callerOf(client));
  } finally {
    client.close();
  }
}

/** What a model was asked: everything a person said, and whether a tool has answered since. */
export function askedOf({ body }: ModelRequest): { readonly said: readonly string[]; readonly isToolDone: boolean } {
  const items = body['input'] as readonly { readonly type?: string; readonly role?: string }[];
  return {
    said: items.filter(({ role }) => role === 'user').map((item) => JSON.stringify(item)),
    isToolDone: items.at(-1)?.type === 'function_call_output',
  };
}
