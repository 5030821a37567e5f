import type { ModelItem } from '../../../../shared/domain/model-call.ts';
import type { Ctx } from '../types.ts';
import { engineOf, type TurnInput, type TurnOutput } from './turn.ts';

/** How an agent answers: what it is told of itself. */
export interface LoopSettings {
  readonly instructions: string;
}

/** Answers one message of a person. */
export async function answerTurn(ctx: Ctx, input: TurnInput, settings: LoopSettings): Promise<TurnOutput> {
  const items: ModelItem[] = [...input.history, { kind: 'message', role: 'user', text: input.text }];
  const { instructions } = settings;
  const result = await ctx.generate(
    'answer',
    { purpose: 'chat', instructions, items, labels: [...(input.labels ?? [])] },
    input.about == null ? {} : { about: input.about },
  );
  const { text, sources, choices } = result;
  const action = result.action as TurnOutput['action'];
  return { text, sources, choices, action, engine: engineOf(result), verdicts: [] };
}
