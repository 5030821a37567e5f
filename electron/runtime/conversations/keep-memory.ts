import type { AtMs } from '../../../shared/ids.ts';
import type { Change } from '../engine/engine-port.ts';
import type { RunState } from '../engine/states.ts';
import { sha256 } from '../json/canonical.ts';

/** What an agent remembers from now on, with the run it was learned in; written with the entry that says so. */
export function keeps(
  { runId, agentId, title }: Pick<RunState, 'runId' | 'agentId' | 'title'>,
  { memoryId, path, text }: { readonly memoryId: string; readonly path: string; readonly text: string },
  nowMs: AtMs,
): readonly Change[] {
  return [
    {
      put: 'memory',
      state: {
        memoryId,
        agentId,
        text,
        runId,
        source: { kind: 'run', id: runId, label: title, atMs: nowMs },
        changedBy: null,
        atMs: nowMs,
      },
    },
    {
      put: 'audit',
      entry: {
        kind: 'memory.kept',
        actor: { kind: 'agent', id: agentId },
        run: runId,
        step: path,
        payloads: { text: sha256(text) },
        facts: { memory: memoryId, agent: agentId },
      },
    },
  ];
}
