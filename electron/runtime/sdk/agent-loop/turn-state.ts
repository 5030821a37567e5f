import type { TurnOutput } from './turn.ts';
import type { Verdict } from '../../../../shared/domain/conversation.ts';
import type { DataLabel, ModelItem, ModelSource } from '../../../../shared/domain/model-call.ts';

/** What a turn has gathered so far; made anew by each replay from the same entries. */
export interface TurnState {
  items: ModelItem[];
  readonly sources: ModelSource[];
  readonly labels: Set<DataLabel>;
  readonly verdicts: Verdict[];
  /** Where text came from that nobody of the console wrote: it may have chosen what comes after it. */
  readonly provenance: Set<string>;
  /** How often each call was made, by its name and arguments. */
  readonly asked: Map<string, number>;
  /** Texts whose addresses an answer may repeat. */
  readonly known: string[];
  action: TurnOutput['action'];
  /** A plan is shown, and may be changed by the person. */
  hasPlan: boolean;
  /** Calls that were refused because they go round in a circle. */
  circles: number;
}

/** Its number in the answer, from 1; the same for the same thing. */
export function cite(state: Pick<TurnState, 'sources'>, source: ModelSource): number {
  const known = state.sources.findIndex(
    ({ kind, id, atMs }) => kind === source.kind && id === source.id && atMs === source.atMs,
  );
  if (known >= 0) return known + 1;
  state.sources.push(source);
  return state.sources.length;
}

/** The same finding is told once. */
export function note(state: Pick<TurnState, 'verdicts'>, verdicts: readonly Verdict[]): void {
  for (const verdict of verdicts)
    if (!state.verdicts.some(({ rule, message }) => rule === verdict.rule && message === verdict.message))
      state.verdicts.push(verdict);
}
