import type { ReleaseHold } from '../../../shared/domain/agent.ts';
import type { BulkJob } from '../../../shared/domain/bulk.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { RunSummary, RunVerbs, Verb } from '../../../shared/domain/run.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { addAudit } from './content.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';
import { fakeId } from './state.ts';

/** The verbs as the stand-in has them: a live run can be ended, an ended one retried. */
export function verbsOf({ status }: RunSummary): RunVerbs {
  const isFinal = finalRunStatuses.has(status);
  const live = isFinal ? no(`This run ended: it is ${status}.`) : yes;
  return {
    cancel: live,
    kill: live,
    pause: status === 'paused' ? no('It is paused already.') : live,
    resume: status === 'paused' ? yes : no('It is not paused.'),
    rewind: yes,
    fork: yes,
    signal: live,
    prioritise: live,
    move: live,
    delay: status === 'queued' ? yes : no('Only a run that waits for its turn can be put off.'),
    extend: isFinal ? yes : no('Only a finished run can be continued.'),
    rollBack: isFinal ? yes : no(`Roll back needs an ended run. This one is ${status}.`),
    retry: isFinal ? yes : no(`Retry needs an ended run. This one is ${status}; cancel it first, or wait.`),
  };
}

/** A run that waits for a signal waits for `go-on`, of one customer. */
export function waitingOf({
  status,
  createdAtMs,
}: RunSummary): Pick<MethodOutput<'run.show'>, 'waits' | 'signals' | 'children'> {
  const wait = {
    path: '1',
    kind: 'signal',
    name: 'go-on',
    key: 'customer-7',
    sinceMs: createdAtMs,
    dueAtMs: null,
  } as const;
  return {
    children: { total: 0, list: [] },
    waits: status === 'waiting-signal' ? [wait] : [],
    signals: [{ name: 'go-on', version: '1', schema: { type: 'object' } }],
  };
}

export const runVerbHandlers: Pick<
  Handlers,
  | 'run.cancel'
  | 'run.kill'
  | 'run.rollBack'
  | 'run.undoPreview'
  | 'bulk.preview'
  | 'bulk.start'
  | 'bulk.cancel'
  | 'bulk.show'
  | 'bulk.list'
  | 'run.pause'
  | 'signal.send'
  | 'run.resume'
  | 'run.consequences'
  | 'run.rewind'
  | 'run.fork'
  | 'run.extend'
  | 'agent.pause'
  | 'agent.resume'
  | 'agent.quarantine'
  | 'agent.liftQuarantine'
  | 'agent.resetBreaker'
> = {
  'run.cancel': (input, runtime, as) => end(runtime, input.runId, as, 'run.cancel-requested', 'Cancelled'),
  'bulk.preview': (_, { state }) => ({
    matched: state.runs.size,
    runIds: [],
    set: '',
    isTooMany: false,
    allowed: state.runs.size,
    ignored: [],
    effectsDone: 0,
  }),
  'bulk.start': (input, runtime, as) => jobOf(runtime, input.verb, as),
  'bulk.cancel': (_, runtime, as) => jobOf(runtime, 'cancel', as),
  'bulk.show': (_, runtime) => ({ job: jobOf(runtime, 'cancel', 'mara'), items: [], next: null }),
  'bulk.list': () => ({ jobs: [] }),
  'run.rollBack': ({ runId }, runtime) => change(runtime, runId, { status: 'compensated' }),
  'run.undoPreview': () => ({
    undo: { count: 0, list: [] },
    cannot: { count: 0, list: [] },
    undone: 0,
    notes: [],
  }),
  'run.kill': (input, runtime, as) => end(runtime, input.runId, as, 'run.killed', 'Killed'),
  'signal.send': ({ runId }, runtime) => {
    change(runtime, runId, { status: 'running' });
    return { taken: true };
  },
  'run.pause': ({ runId, reason }, runtime, as) =>
    change(runtime, runId, { status: 'paused', pause: { by: as, reason, atMs: runtime.nowMs() } }),
  'run.resume': ({ runId }, runtime) => change(runtime, runId, { status: 'queued', pause: null }),
  'run.consequences': ({ runId, path }, { state }) => {
    const done = [...state.effects.values()].filter((effect) => effect.runId === runId && effect.status === 'done');
    const records = state.journals.get(runId) ?? [];
    return {
      version: 'seen',
      path,
      kept: { entries: path === null ? 0 : records.length, workMs: 4_000 },
      redone: { entries: records.length, workMs: 12_000, list: [] },
      repeats: { count: done.length, list: done.map((effect) => ({ ...effect, canCompensate: false })) },
      withdrawn: { count: 0, list: [] },
      keptEffects: 0,
      undoneSince: { count: 0, list: [] },
      blocked: null,
      notes: [],
    };
  },
  'run.rewind': ({ runId }, runtime) => change(runtime, runId, { status: 'queued', finishedAtMs: null }),
  'run.fork': ({ runId, path, title }, runtime) => {
    const found = runtime.state.runs.get(runId);
    if (found === undefined) throw new LanekeeperError('not-found', `There is no run ${runId}.`);
    const forked = { ...found, runId: fakeId(), title: title ?? `Fork of ${found.title}`, status: 'queued' as const };
    runtime.state.runs.set(forked.runId, { ...forked, finishedAtMs: null, origin: { kind: 'fork', runId, path } });
    return change(runtime, forked.runId, {});
  },
  'run.extend': ({ runId }, runtime) => change(runtime, runId, {}),
  'agent.pause': ({ agentId, reason }, runtime, as) => {
    const pause = { by: as, reason, atMs: runtime.nowMs() };
    setPause(runtime, agentId, pause);
    return pause;
  },
  'agent.quarantine': ({ agentId, reason }, runtime, as) => {
    const pause = { by: as, reason, atMs: runtime.nowMs() };
    setHold(runtime, agentId, { ...pause, kind: 'quarantined', retryAtMs: null });
    return pause;
  },
  'agent.liftQuarantine': ({ agentId }, runtime) => {
    setHold(runtime, agentId, null);
    return { ok: true };
  },
  'agent.resetBreaker': ({ agentId }, runtime) => {
    setHold(runtime, agentId, null);
    return { ok: true };
  },
  'agent.resume': ({ agentId }, runtime) => {
    setPause(runtime, agentId, null);
    return { ok: true };
  },
};

function jobOf(runtime: FakeRuntime, verb: BulkJob['verb'], by: string): BulkJob {
  const total = runtime.state.runs.size;
  const atMs = runtime.nowMs();
  return {
    jobId: 'job',
    verb,
    title: '',
    linkedJob: null,
    by,
    reason: '',
    status: 'done',
    total,
    applied: total,
    ignored: 0,
    createdAtMs: atMs,
    finishedAtMs: atMs,
  };
}

function end(runtime: FakeRuntime, runId: string, as: string, kind: string, words: string): RunSummary {
  const run = change(runtime, runId, { status: 'cancelled', finishedAtMs: runtime.nowMs(), partial: true });
  addAudit(runtime.state, kind, 'person', as, `${words} ${run.title}`, runtime.nowMs(), null, runId);
  return run;
}

function change(runtime: FakeRuntime, runId: string, to: Partial<RunSummary>): RunSummary {
  const found = runtime.state.runs.get(runId);
  if (found === undefined) throw new LanekeeperError('not-found', `There is no run ${runId}.`);
  const run = { ...found, ...to };
  runtime.state.runs.set(runId, run);
  runtime.publish('run.changed', run);
  return run;
}

function setPause(
  runtime: FakeRuntime,
  agentId: string,
  pause: { by: string; reason: string; atMs: number } | null,
): void {
  const at = runtime.state.agents.findIndex((agent) => agent.agentId === agentId);
  const agent = runtime.state.agents[at];
  if (agent === undefined) throw new LanekeeperError('not-found', `There is no agent "${agentId}".`);
  runtime.state.agents[at] = { ...agent, pause };
  runtime.publish('workspace.changed', { reason: 'agents' });
}

function setHold(runtime: FakeRuntime, agentId: string, releaseHold: ReleaseHold | null): void {
  const at = runtime.state.agents.findIndex((agent) => agent.agentId === agentId);
  const agent = runtime.state.agents[at];
  if (agent === undefined) throw new LanekeeperError('not-found', `There is no agent "${agentId}".`);
  runtime.state.agents[at] = { ...agent, releaseHold };
  runtime.publish('workspace.changed', { reason: 'agents' });
}

const yes: Verb = { allowed: true, reason: '' };
function no(reason: string): Verb {
  return { allowed: false, reason };
}
