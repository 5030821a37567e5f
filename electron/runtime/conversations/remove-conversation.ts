import type { Person } from '../../../shared/domain/person.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { Change, Decide, Keys, Outcome } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { EffectState, RunState } from '../engine/states.ts';
import { by } from '../verbs/by.ts';
import type { ConversationState, TurnState } from './states.ts';

/** Actions from which nothing more follows. */
const settled: ReadonlySet<EffectState['status']> = new Set(['done', 'failed', 'compensated', 'refused']);

/** Looked up inside the transaction. */
export interface RemoveWorld {
  readonly conversation: () => ConversationState;
  readonly turns: () => readonly TurnState[];
  readonly run: (runId: string) => RunState | null;
  readonly effects: (runId: string) => readonly EffectState[];
  readonly isHeld: (runId: string) => boolean;
}

/**
 * The words of a conversation go: its own, and the contents of its turns' runs, which are removed step by step like those
 * of any run whose days are over. That the turns were, what they cost and what was decided in them stays.
 */
export function removeConversation(person: Person, world: RemoveWorld): Decide<Keys, { ok: true }> {
  return ({ settings }, env) => {
    const conversation = world.conversation();
    const turns = world.turns();
    const runs = turns.flatMap(({ runId }) => (runId === null ? [] : (world.run(runId) ?? [])));
    const not = mayNot(turns, runs, world);
    if (not !== null) return not;
    const nowMs = env.nowMs;
    const whole = runs.filter(({ removedAtMs }) => removedAtMs === null);
    const emptied = whole.flatMap((run): Change[] => [
      {
        put: 'run',
        before: run,
        state: { ...run, input: '{}', file: null, output: null, progress: null, removedAtMs: nowMs },
      },
      {
        put: 'removal',
        removal: {
          runId: run.runId,
          keepDays: settings.keepRunsDays ?? 0,
          begunAtMs: nowMs,
          doneAtMs: null,
          records: 0,
          files: 0,
          bytes: 0,
        },
      },
    ]);
    const { conversationId } = conversation;
    const facts = { conversation: conversationId, turns: turns.length, runs: whole.length };
    return {
      ok: true,
      changes: [
        ...emptied,
        { put: 'conversation-words-gone', conversationId },
        { put: 'conversation', state: { ...conversation, title: '', removedAtMs: nowMs, changedAtMs: nowMs } },
        { put: 'audit', entry: { ...by(person), kind: 'conversation.removed', facts } },
        { put: 'notice', reason: 'retention' },
      ],
      reply: { ok: true },
    };
  };
}

function mayNot(
  turns: readonly TurnState[],
  runs: readonly RunState[],
  world: RemoveWorld,
): (Outcome<never> & { ok: false }) | null {
  const isOpen =
    turns.some(({ endedAtMs }) => endedAtMs === null) || runs.some(({ status }) => !finalRunStatuses.has(status));
  if (isOpen)
    return refuse(
      'wrong-state',
      'A turn of this conversation is at work or waits. Nothing was removed.',
      'Stop it first.',
    );
  const held = runs.find(({ runId }) => world.isHeld(runId));
  if (held !== undefined)
    return refuse(
      'refused',
      `A turn of this conversation is on legal hold (run ${held.runId}). Nothing was removed.`,
      'Lift the hold first: `lanekeeper runs release`.',
    );
  const acting = runs.find(({ runId }) => world.effects(runId).some(({ status }) => !settled.has(status)));
  if (acting !== undefined)
    return refuse(
      'wrong-state',
      `An action of this conversation is open, or nobody knows its outcome (run ${acting.runId}). Nothing was removed.`,
      'Settle it first.',
    );
  return null;
}
