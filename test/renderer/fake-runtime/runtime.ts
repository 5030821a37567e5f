import { toWireError } from '../../../shared/errors.ts';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import { approvalSummarySchema } from '../../../shared/domain/approval.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { ClientFrame, ServerFrame } from '../../../shared/ipc/frames.ts';
import { methods } from '../../../shared/ipc/methods.ts';
import type { MethodName } from '../../../shared/ipc/methods.ts';
import type { TopicName, TopicPayload } from '../../../shared/ipc/topics.ts';
import { topics } from '../../../shared/ipc/topics.ts';
import { moveTo } from './approvals.ts';
import { handlers } from './handlers.ts';
import type { FakeState } from './state.ts';

type Listener = (topic: TopicName, payload: unknown, key: string | null) => void;

/** A stand-in for the runtime: the same methods and topics over plain maps. */
export interface FakeRuntime {
  readonly state: FakeState;
  nowMs(): number;
  cursor(): string;
  publish<T extends TopicName>(topic: T, payload: TopicPayload<T>): void;
  publishApproval(detail: ApprovalDetail): void;
  hold(detail: ApprovalDetail): ApprovalDetail;
  drive(runId: string): void;
  personOf(id: string): Person;
  ephemeral(frame: Extract<ServerFrame, { t: 'ephemeral' }>): void;
  handle(frame: Extract<ClientFrame, { t: 'call' }>): Extract<ServerFrame, { t: 'reply' }>;
  listen(listener: Listener, onEphemeral: (frame: ServerFrame) => void): () => void;
  /** Command ids seen, with how often. */
  readonly commands: Map<string, number>;
}

/** Creates the stand-in around a state. */
export function createFakeRuntime(state: FakeState, nowMs: () => number = Date.now): FakeRuntime {
  const listeners = new Map<Listener, (frame: ServerFrame) => void>();
  const commands = new Map<string, number>();
  const firstReplies = new Map<string, Extract<ServerFrame, { t: 'reply' }>>();

  const runtime: FakeRuntime = {
    state,
    commands,
    nowMs,
    cursor: () => String(state.cursor),
    publish: (topic, payload) => {
      state.cursor += 1;
      const checked = topics[topic].parse(payload);
      const key = 'runId' in checked ? checked.runId : null;
      for (const listener of listeners.keys()) listener(topic, checked, key);
    },
    publishApproval: (detail) => {
      runtime.publish('approval.changed', approvalSummarySchema.parse(detail));
      const effect = state.effects.get(detail.effectId);
      if (effect !== undefined) runtime.publish('effect.changed', effect);
      const run = state.runs.get(detail.runId);
      if (run === undefined) return;
      const mine = [...state.approvals.values()].filter((item) => item.runId === run.runId);
      const after = {
        ...run,
        pendingApprovals: mine.filter((item) => item.status === 'pending').length,
        effectsDone: mine.filter((item) => item.status === 'executed').length,
      };
      state.runs.set(run.runId, after);
      runtime.publish('run.changed', after);
    },
    hold: (detail) => {
      setTimeout(() => {
        const now = state.approvals.get(detail.approvalId);
        if (now?.status !== 'holding') return;
        runtime.publishApproval(
          moveTo(state, detail.approvalId, 'executed', {
            receipt: { summary: 'Written to the outbox', detail: { file: `${detail.approvalId}.eml` }, atMs: nowMs() },
          }),
        );
      }, detail.holdMs).unref();
      return detail;
    },
    drive: (runId) => drive(runtime, runId),
    personOf: (id) =>
      state.people.find((person) => person.personId === id) ?? { personId: id, printedName: id, role: 'operator' },
    ephemeral: (frame) => listeners.forEach((send) => send(frame)),
    handle: (frame) => {
      if (!(frame.method in methods))
        return {
          t: 'reply',
          id: frame.id,
          ok: false,
          error: { code: 'unsupported', message: `There is no method ${frame.method}.` },
        };
      const known = frame.commandId === undefined ? undefined : firstReplies.get(frame.commandId);
      if (frame.commandId !== undefined) commands.set(frame.commandId, (commands.get(frame.commandId) ?? 0) + 1);
      if (known !== undefined) return { ...known, id: frame.id };
      const reply = answerTo(runtime, frame);
      if (frame.commandId !== undefined) firstReplies.set(frame.commandId, reply);
      return reply;
    },
    listen: (listener, onEphemeral) => {
      listeners.set(listener, onEphemeral);
      return () => listeners.delete(listener);
    },
  };
  return runtime;
}

function answerTo(
  runtime: FakeRuntime,
  frame: Extract<ClientFrame, { t: 'call' }>,
): Extract<ServerFrame, { t: 'reply' }> {
  const method = frame.method as MethodName;
  try {
    const input = methods[method].input.parse(frame.input);
    const handler = handlers[method] as (input: unknown, runtime: FakeRuntime, as: string) => unknown;
    const value = methods[method].output.parse(handler(input, runtime, frame.as ?? ''));
    return { t: 'reply', id: frame.id, ok: true, value };
  } catch (error) {
    return { t: 'reply', id: frame.id, ok: false, error: toWireError(error) };
  }
}

/** Lets a started run read its rows, in steps of a tenth. */
function drive(runtime: FakeRuntime, runId: string): void {
  let tenth = 0;
  const timer = setInterval(() => {
    tenth += 1;
    const run = runtime.state.runs.get(runId);
    if (run === undefined || run.status !== 'running') {
      clearInterval(timer);
      return;
    }
    const progress = { phase: 'language', done: tenth * 155, total: 1_550, unit: 'rows', etaMs: (10 - tenth) * 400 };
    runtime.ephemeral({ t: 'ephemeral', name: 'progress', payload: { runId, progress, runningSteps: ['language'] } });
    const ord = (runtime.state.journals.get(runId)?.length ?? 0) + 1;
    const record = {
      ord,
      path: String(tenth),
      kind: 'step' as const,
      name: `chunk`,
      phase: 'done' as const,
      attempt: 1,
      durationMs: 380,
      atMs: runtime.nowMs(),
      preview: `${progress.done} rows`,
      error: null,
      dueAtMs: null,
      isKept: false,
    };
    runtime.state.journals.set(runId, [...(runtime.state.journals.get(runId) ?? []), record]);
    runtime.publish('journal.appended', { runId, records: [record] });
    const isDone = tenth >= 10;
    const after = {
      ...run,
      progress,
      ...(isDone ? { status: 'succeeded' as const, finishedAtMs: runtime.nowMs() } : {}),
    };
    runtime.state.runs.set(runId, after);
    runtime.publish('run.changed', after);
  }, 400);
  timer.unref();
}
