import { z } from 'zod';
import { turnAnswerSchema, type TurnAnswer } from '../../../shared/domain/conversation.ts';
import type { AtMs } from '../../../shared/ids.ts';

/** What a conversational agent may leave out of its answer has its plain meaning. */
const outputSchema = turnAnswerSchema
  .omit({ atMs: true })
  .partial({ sources: true, choices: true, action: true, engine: true, verdicts: true });

/** The answer in a run's output; null where that is none a conversation can show. */
export function answerOf(output: string | null, atMs: AtMs): TurnAnswer | null {
  if (output === null) return null;
  const value = JSON.parse(output) as unknown;
  const parsed = outputSchema.safeParse(value);
  const said = parsed.success ? parsed.data : z.string().safeParse(value).data;
  if (said === undefined) return null;
  const { text, ...given } = typeof said === 'string' ? { text: said } : said;
  return {
    text,
    sources: given.sources ?? [],
    choices: given.choices ?? [],
    action: given.action ?? null,
    engine: given.engine ?? '',
    verdicts: given.verdicts ?? [],
    atMs,
  };
}
