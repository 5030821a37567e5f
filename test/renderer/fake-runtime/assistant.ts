import type { AssistantAnswer } from '../../../shared/domain/assistant.ts';
import type { FakeRuntime } from './runtime.ts';
import { fakeId } from './state.ts';

/** Answers three kinds of question from the stand-in's rows; asks back otherwise. */
export function answer(runtime: FakeRuntime, question: string): AssistantAnswer {
  const runs = [...runtime.state.runs.values()];
  const base = {
    answerId: fakeId(),
    question,
    confidence: 0.9,
    choices: [],
    action: null,
    engine: 'embedded language engine',
    lane: 'interactive',
    tookMs: 38,
    atMs: runtime.nowMs(),
    citations: [],
  };
  if (/cancel|stop/i.test(question)) {
    const run = runs.find((one) => one.status === 'running');
    if (run === undefined) return { ...base, text: 'No run is running, so there is nothing to cancel.' };
    return {
      ...base,
      text: `I read this as: cancel the run **${run.title}** [1]. It keeps its finished steps and its report.`,
      citations: [{ kind: 'run', id: run.runId, label: run.title, atMs: run.createdAtMs }],
      action: {
        method: 'run.cancel',
        input: { runId: run.runId, reason: 'asked in the assistant' },
        label: `Cancel ${run.title}`,
      },
    };
  }
  if (/fail|wrong|attention/i.test(question)) {
    const failed = runs.filter((run) => run.error !== null).slice(0, 2);
    return {
      ...base,
      text: `**${failed.length} runs** ended with an error that names its cause.\n\n${failed.map((run, i) => `- ${run.title}: ${run.error?.message ?? ''} [${i + 1}]`).join('\n')}`,
      citations: failed.map((run) => ({ kind: 'run', id: run.runId, label: run.title, atMs: run.createdAtMs })),
    };
  }
  if (/wait|approv|decid/i.test(question)) {
    const pending = [...runtime.state.approvals.values()]
      .filter((item) => item.status === 'pending')
      .toSorted((a, b) => a.expiresAtMs - b.expiresAtMs);
    const next = pending[0];
    return {
      ...base,
      text: `${pending.length} actions wait for a person. The first to expire is **${next?.title ?? 'none'}** [1].`,
      citations:
        next === undefined
          ? []
          : [{ kind: 'approval', id: next.approvalId, label: next.title, atMs: next.createdAtMs }],
    };
  }
  return {
    ...base,
    confidence: 0.3,
    text: 'I am not sure what you mean. Which of these is it?',
    choices: ['What waits for a decision?', 'Which runs failed, and why?', 'Cancel the running review'],
  };
}
