import { answerSignal } from '../../../shared/domain/signals.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { sha256 } from '../json/canonical.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { JournalRow, RunState } from '../engine/states.ts';
import { crashPoint } from '../faults/crash-point.ts';
import { deliver } from '../peers/deliver.ts';
import { deliverWorld } from '../peers/signal-commands.ts';
import type { Stores } from '../store/stores.ts';
import { by } from '../verbs/by.ts';

export interface QuestionWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: Pick<Activations, 'during' | 'resume' | 'live'>;
}

/** A person's answer: it is the question's, and ends the wait of the run that asked, in one transaction. */
export function createQuestionCommands({
  engine,
  stores,
  activations,
}: QuestionWorld): Readonly<Record<string, Handler>> {
  const nameOf = (personId: string | null): string =>
    stores.workspace.person(personId ?? '')?.printedName ?? 'somebody';
  return {
    'question.answer': async ({ questionId, answer }: MethodArguments<'question.answer'>, call) => {
      const person = acting(call);
      const asked = stores.questions.load(questionId);
      if (asked === null)
        throw new LanekeeperError('not-found', `There is no question ${questionId}. Nothing was answered.`, {
          hint: '`lanekeeper questions list` shows those that are open.',
        });
      const { runId } = asked;
      const deliverTo = deliverWorld({ stores, activations }, runId, { name: answerSignal, key: questionId });
      const ended: { row: JournalRow | null; state: RunState | null } = { row: null, state: null };
      return activations.during(runId, async () => {
        const done = await engine.transact(
          { run: runId },
          ({ run }, env) => {
            const now = stores.questions.load(questionId);
            if (now?.answeredAtMs != null)
              return {
                ok: false,
                error: {
                  code: 'already-decided',
                  message: `${nameOf(now.answeredBy)} has answered this question already. Your answer was not sent.`,
                },
              };
            if (run === null || now === null || now.overAtMs !== null)
              return refuse(
                'wrong-state',
                'Nobody waits for this answer any more: the run has ended or went another way.',
                'Nothing was sent.',
              );
            if (now.choices.length > 0 && !now.choices.includes(answer))
              return refuse(
                'invalid-input',
                'This question takes one of its choices. Your answer was not sent.',
                `They are: ${now.choices.join('; ')}.`,
              );
            const signal = {
              signalId: env.uuid(),
              name: answerSignal,
              key: questionId,
              payload: JSON.stringify(answer),
            };
            const delivered = deliver(run, signal, deliverTo, env);
            if (!delivered.ok) return delivered;
            Object.assign(ended, { row: delivered.row, state: delivered.state });
            const state = { ...now, answer, answeredBy: person.personId, answeredAtMs: env.nowMs };
            return {
              ok: true,
              changes: [
                // Before the end of its wait, which ends all that has no answer.
                { put: 'question', state },
                ...delivered.changes,
                {
                  put: 'audit',
                  entry: {
                    ...by(person),
                    kind: 'question.answered',
                    run: runId,
                    payloads: { answer: sha256(answer) },
                    facts: { question: questionId },
                  },
                },
              ],
              reply: { questionId, runId },
            };
          },
          call.options,
        );
        crashPoint('question.after-answer');
        if (ended.row !== null) activations.resume(runId, ended.state, [ended.row]);
        return done;
      });
    },
  };
}
