import { turnSignals } from '../../../shared/domain/conversation.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { sha256 } from '../json/canonical.ts';
import type { Decide } from '../engine/engine-port.ts';
import type { JournalRow, RunState } from '../engine/states.ts';
import { deliver, type DeliverWorld } from '../peers/deliver.ts';
import { by } from '../verbs/by.ts';
import type { TurnState } from './states.ts';

/** What was delivered; null: the run has ended meanwhile, so what was said is a message of its own. */
export interface Steered {
  readonly row: JournalRow | null;
  readonly state: RunState;
}

/** Hands a message to the turn at work; it is heard before the turn's next model call. */
export function steerTurn(
  person: Person,
  turn: TurnState,
  text: string,
  world: DeliverWorld,
  delivered: (row: JournalRow | null, state: RunState) => void,
): Decide<{ run: string }, { turnId: string } | null> {
  return ({ run }, env) => {
    if (run === null || finalRunStatuses.has(run.status) || run.cancelRequested)
      return { ok: true, changes: [], reply: null };
    const signalId = env.uuid();
    const payload = JSON.stringify({ text });
    const done = deliver(run, { signalId, name: turnSignals.steer, key: '', payload }, world, env);
    if (!done.ok) return done;
    delivered(done.row, done.state);
    const { turnId, conversationId } = turn;
    const { personId } = person;
    return {
      ok: true,
      changes: [
        ...done.changes,
        {
          put: 'steer',
          state: { signalId, turnId, runId: run.runId, personId, text, atMs: env.nowMs, becameId: null },
        },
        { put: 'turn-words', turnId, conversationId, body: text },
        {
          put: 'audit',
          entry: {
            ...by(person),
            kind: 'turn.steered',
            run: run.runId,
            payloads: { text: sha256(text) },
            facts: { conversation: conversationId, turn: turnId },
          },
        },
      ],
      reply: { turnId },
    };
  };
}
