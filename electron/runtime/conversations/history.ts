import type { ModelItem } from '../../../shared/domain/model-call.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { RunState } from '../engine/states.ts';
import { answerOf } from './answer-of.ts';
import type { TurnState } from './states.ts';

/** What a history holds at most: turns, and characters of all its texts together. */
export const mostTurns = 60;
const mostCharacters = 48_000;

/** A turn of the branch, with its run where it has one. */
export interface PastTurn {
  readonly turn: Pick<TurnState, 'text' | 'attachments'>;
  readonly run: Pick<RunState, 'status' | 'output' | 'lane' | 'finishedAtMs'> | null;
}

/**
 * The turns of a branch as an agent is given them, the oldest first: what was said, and what was answered. As many of the
 * newest as there is room for, whole turns only, so that no answer stands without its question.
 */
export function historyOf(newestFirst: readonly PastTurn[]): readonly ModelItem[] {
  const kept: ModelItem[][] = [];
  let characters = 0;
  for (const past of newestFirst.slice(0, mostTurns)) {
    const items = itemsOf(past);
    characters += items.reduce((sum, item) => sum + (item.kind === 'message' ? item.text.length : 0), 0);
    if (characters > mostCharacters) break;
    kept.push(items);
  }
  return kept.toReversed().flat();
}

function itemsOf({ turn, run }: PastTurn): ModelItem[] {
  const names = turn.attachments.map((one) => (one.kind === 'file' ? one.name : one.label));
  const asked = names.length === 0 ? turn.text : `${turn.text}\n\n(Attached: ${names.join(', ')})`;
  return [
    { kind: 'message', role: 'user', text: asked },
    { kind: 'message', role: 'assistant', text: answered(run) },
  ];
}

/** Said so that a later answer does not take an unfinished one for nothing. */
function answered(run: PastTurn['run']): string {
  if (run === null) return '(Not answered.)';
  const answer = answerOf(run.output, run.finishedAtMs ?? 0);
  if (answer !== null) return answer.text;
  if (run.status === 'cancelled') return '(Stopped before it was answered.)';
  if (finalRunStatuses.has(run.status)) return '(It could not be answered.)';
  return run.lane === 'background'
    ? '(This goes on in the background; its result is not there yet.)'
    : '(This is still being answered.)';
}
