import type { Person } from '../../../shared/domain/person.ts';
import type { WireError } from '../../../shared/errors.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Decide, Keys } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import { by } from '../verbs/by.ts';
import type { TurnState } from './states.ts';

/** A turn that waits does not begin any more: a person took it back, or its run cannot be started. */
export function dropTurn(
  because: { readonly person: Person } | { readonly error: WireError },
  /** Looked up inside the transaction. */
  look: () => TurnState,
): Decide<Keys, { turnId: string }> {
  return (_loaded, env) => {
    const turn = look();
    const { turnId, conversationId } = turn;
    if (turn.runId !== null || turn.endedAtMs !== null)
      return refuse('wrong-state', 'This turn does not wait any more.', 'Read the conversation again.');
    const error = 'error' in because ? because.error : null;
    const facts = { conversation: conversationId, turn: turnId, code: error?.code ?? '' };
    const actor = 'person' in because ? by(because.person) : { actor: systemActor };
    return {
      ok: true,
      changes: [
        { put: 'turn', state: { ...turn, error, endedAtMs: env.nowMs } },
        { put: 'audit', entry: { ...actor, kind: 'turn.dropped', facts } },
      ],
      reply: { turnId },
    };
  };
}
