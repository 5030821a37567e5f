import type { LaneChoice } from '../../../shared/domain/conversation.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { defaultQueues } from '../../../shared/domain/queue.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Decide } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { ReleaseState } from '../engine/states.ts';
import { by } from '../verbs/by.ts';
import { serves } from './handoffs.ts';
import type { TurnState } from './states.ts';

/**
 * The run of a turn goes on in the background lane: its queue, its slot and its priority are that lane's from now on, and
 * nothing of its journal is touched. What it comes to is still the turn's answer. Null: the budget rang for a turn that
 * has ended or waits for a person.
 */
export function promoteTurn(
  who: Person | 'budget',
  /** Looked up inside the transaction. */
  look: () => { readonly turn: TurnState; readonly release: ReleaseState | null },
): Decide<{ run: string }, { runId: string } | null> {
  return ({ run, queue }, env) => {
    const { turn, release } = look();
    const isDue = turn.countingSinceMs !== null && turn.countingSinceMs + turn.leftMs <= env.nowMs;
    const nothing = { ok: true, changes: [], reply: null } as const;
    if (run === null || finalRunStatuses.has(run.status) || run.status === 'compensating')
      return who === 'budget' ? nothing : refuse('wrong-state', 'This turn has ended.', 'Nothing was changed.');
    if (run.lane !== 'interactive')
      return who === 'budget'
        ? nothing
        : refuse('wrong-state', 'It goes on in the background already.', 'Nothing was changed.');
    if (run.cancelRequested)
      return who === 'budget' ? nothing : refuse('wrong-state', 'It is being stopped.', 'Nothing was changed.');
    if (who === 'budget' && !isDue) return nothing;
    const declared = queue(release?.manifest.queue ?? '');
    const to = declared?.lane === 'background' ? declared.name : defaultQueues.background;
    const change = putRun(run, [{ kind: 'promoted', queue: to }]);
    const choice: LaneChoice = { lane: 'background', ...reasonOf(who, turn), atMs: env.nowMs };
    const { turnId, conversationId } = turn;
    const facts = { conversation: conversationId, turn: turnId, by: who === 'budget' ? 'budget' : 'person', queue: to };
    const actor = who === 'budget' ? { actor: systemActor } : by(who);
    return {
      ok: true,
      changes: [
        { put: 'turn', state: { ...turn, lanes: [...turn.lanes, choice] } },
        ...(release === null ? [] : [serves('promotion', turn, { run, release, atMs: env.nowMs })]),
        // Last: the turn as it is then is what follows its run.
        change,
        { put: 'audit', entry: { ...actor, kind: 'turn.promoted', run: run.runId, facts } },
      ],
      reply: { runId: run.runId },
    };
  };
}

function reasonOf(who: Person | 'budget', { budgetMs }: TurnState): Pick<LaneChoice, 'by' | 'reasons'> {
  const reason =
    who === 'budget'
      ? { fact: 'latency budget', value: `${budgetMs} ms are used up`, speaksFor: 'background' as const }
      : { fact: 'asked', value: 'moved by a person', speaksFor: 'background' as const };
  return { by: who === 'budget' ? 'budget' : 'person', reasons: [reason] };
}
