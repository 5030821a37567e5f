import { queueOfAgent } from '../queues/decide-queue.ts';
import { systemActor } from './audit-entry.ts';
import type { Decide } from './engine-port.ts';
import type { ReleaseState } from './states.ts';

export interface Registration {
  readonly release: ReleaseState;
  readonly bytes: number;
  readonly addedBy: string;
}

/** Puts a release in force, with the queue its manifest names; one that is in force already is answered as it is. */
export function registerRelease(
  { release: given, bytes, addedBy }: Registration,
  inForce: (agentId: string) => string | undefined,
): Decide<{ release: string }, ReleaseState> {
  return ({ release, queue }, env) => {
    const state: ReleaseState = { ...given, addedBy, addedAtMs: release?.addedAtMs ?? env.nowMs };
    const { agentId, releaseHash, builtIn } = state;
    if (release !== null && inForce(agentId) === releaseHash) return { ok: true, changes: [], reply: release };
    const actor = builtIn ? systemActor : { kind: 'person' as const, id: addedBy };
    const { version } = state.manifest;
    return {
      ok: true,
      changes: [
        { put: 'release', state, inForce: true },
        ...queueOfAgent(state.manifest.queue, queue, { actor, env }),
        {
          put: 'audit',
          entry: { kind: 'release.stored', actor, facts: { agent: agentId, release: releaseHash, bytes } },
        },
        {
          put: 'audit',
          entry: { kind: 'agent.added', actor, facts: { agent: agentId, version, release: releaseHash, builtIn } },
        },
      ],
      reply: state,
    };
  };
}
