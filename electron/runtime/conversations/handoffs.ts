import type { Contract } from '../../../shared/domain/agent.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { ReleaseState, RunState } from '../engine/states.ts';
import type { ConversationChange, HandoffContract, HandoffState, TurnState } from './states.ts';

/**
 * A run that goes on in the background for a turn. Its input met the contract it gives over before it was made, and its
 * host holds what comes back against the other before the run may succeed.
 */
export function serves(
  kind: HandoffState['kind'],
  { turnId, conversationId }: Pick<TurnState, 'turnId' | 'conversationId'>,
  made: {
    readonly run: Pick<RunState, 'runId'>;
    readonly release: Pick<ReleaseState, 'input' | 'output'>;
    readonly atMs: AtMs;
  },
): Extract<ConversationChange, { put: 'handoff' }> {
  const { run, release, atMs } = made;
  const [gives, returns] = [named(release.input), named(release.output)];
  return { put: 'handoff', state: { turnId, conversationId, runId: run.runId, kind, gives, returns, atMs } };
}

function named({ id, version, hash }: Contract): HandoffContract {
  return { id, version, hash };
}
