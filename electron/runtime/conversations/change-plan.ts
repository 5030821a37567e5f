import { turnSignals } from '../../../shared/domain/conversation.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { sha256 } from '../json/canonical.ts';
import type { Decide } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { JournalRow, RunState } from '../engine/states.ts';
import { deliver, type DeliverWorld } from '../peers/deliver.ts';
import { by } from '../verbs/by.ts';
import type { TurnState } from './states.ts';

/** A person's version of a turn's plan; the agent goes by it from its next step on. */
export function changePlan(
  person: Person,
  { turnId }: Pick<TurnState, 'turnId'>,
  payload: string,
  world: DeliverWorld,
  delivered: (row: JournalRow | null, state: RunState) => void,
): Decide<{ run: string }, { turnId: string }> {
  return ({ run }, env) => {
    if (run === null)
      return refuse('wrong-state', 'This turn has no run whose plan could be changed.', 'Nothing was changed.');
    const { plan } = turnSignals;
    const done = deliver(run, { signalId: env.uuid(), name: plan, key: '', payload }, world, env);
    if (!done.ok) return done;
    delivered(done.row, done.state);
    return {
      ok: true,
      changes: [
        ...done.changes,
        {
          put: 'audit',
          entry: {
            ...by(person),
            kind: 'signal.sent',
            run: run.runId,
            payloads: { payload: sha256(payload) },
            facts: { name: plan, key: '', taken: done.row !== null },
          },
        },
      ],
      reply: { turnId },
    };
  };
}
