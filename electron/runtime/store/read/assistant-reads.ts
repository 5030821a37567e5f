import type { AssistantAnswer } from '../../../../shared/domain/assistant.ts';
import type { MethodArguments } from '../../../../shared/ipc/methods.ts';
import { answerQuestion } from '../../assistant/assistant.ts';
import type { ConsoleFacts } from '../../assistant/facts.ts';
import type { Clock, Ids } from '../../ports.ts';
import type { Db } from '../open.ts';
import { personFromRow } from '../workspace-store.ts';

export interface AssistantReadsOptions {
  readonly facts: ConsoleFacts;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface AssistantReads {
  /** `as`: the profile of who asks; null, or one that is not there, asks as nobody. */
  ask(input: MethodArguments<'assistant.ask'> & { readonly as: string | null }): Promise<AssistantAnswer>;
}

/** Answers one question from the rows of one read transaction. Nothing of it waits for anything but this database. */
export function createAssistantReads(db: Db, { facts, clock, ids }: AssistantReadsOptions): AssistantReads {
  const person = db.prepare('SELECT * FROM person WHERE person_id = ?');
  return {
    async ask({ question, about, as }) {
      const startedAt = clock.monotonic();
      const nowMs = clock.now();
      const row = as === null ? undefined : person.get(as);
      const answer = await answerQuestion(
        {
          question,
          about: about ?? null,
          person: row === undefined ? null : personFromRow(row as Record<string, unknown>),
          moment: { nowMs, dayStartMs: new Date(nowMs).setHours(0, 0, 0, 0) },
        },
        facts,
      );
      return { answerId: ids.uuid(), ...answer, tookMs: Math.round((clock.monotonic() - startedAt) * 10) / 10 };
    },
  };
}
