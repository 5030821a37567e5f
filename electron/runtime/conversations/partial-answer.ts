import type { TurnAnswer } from '../../../shared/domain/conversation.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { generateResultSchema } from '../../../shared/domain/model-call.ts';
import type { JournalRow, RunState } from '../engine/states.ts';

/** What a turn that ended without an answer had already been told by its models: the last of it that says something. */
export function partialAnswer(
  journal: readonly JournalRow[],
  { status, finishedAtMs }: Pick<RunState, 'status' | 'finishedAtMs'>,
): TurnAnswer | null {
  if (!finalRunStatuses.has(status)) return null;
  for (const row of journal.toReversed()) {
    if (row.kind !== 'model' || row.phase !== 'done' || row.result === null) continue;
    const result = generateResultSchema
      .pick({ text: true, sources: true, endpointId: true, model: true })
      .safeParse(JSON.parse(row.result)).data;
    if (result === undefined || result.text.trim() === '') continue;
    const { text, sources, endpointId, model } = result;
    const engine = endpointId === 'embedded' ? model : `${model} at ${endpointId}`;
    return { text, sources, choices: [], action: null, engine, verdicts: [], atMs: finishedAtMs ?? row.atMs };
  }
  return null;
}
