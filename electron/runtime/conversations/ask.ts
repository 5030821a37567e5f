import type { AtMs } from '../../../shared/ids.ts';
import type { Change } from '../engine/engine-port.ts';
import type { RunState } from '../engine/states.ts';
import type { HostQuestion } from '../hosts/protocol.ts';

/** What a run asks a person, written with the entry that waits for the answer. */
export function asks(
  { runId, agentId }: Pick<RunState, 'runId' | 'agentId'>,
  asked: { readonly questionId: string; readonly path: string; readonly question: HostQuestion },
  nowMs: AtMs,
): readonly Change[] {
  const { questionId, path, question } = asked;
  return [
    {
      put: 'question',
      state: {
        questionId,
        runId,
        path,
        text: question.text,
        choices: question.choices,
        askedAtMs: nowMs,
        answer: null,
        answeredBy: null,
        answeredAtMs: null,
        overAtMs: null,
      },
    },
    {
      put: 'audit',
      entry: {
        kind: 'question.asked',
        actor: { kind: 'agent', id: agentId },
        run: runId,
        step: path,
        facts: { question: questionId },
      },
    },
  ];
}
