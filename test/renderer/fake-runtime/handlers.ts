import { conversationHandlers } from './conversation-handlers.ts';
import { dutyHandlers } from './duty-handlers.ts';
import { profileOf } from '../../../shared/domain/person.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { MethodArguments, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import { approvalHandlers } from './approval-handlers.ts';
import { answer } from './assistant.ts';
import { defaultPreferences } from '../../../shared/domain/preferences.ts';
import { addAudit } from './content.ts';
import { editHandlers } from './edit-handlers.ts';
import { inspect } from './inspect.ts';
import { modelHandlers } from './model-handlers.ts';
import { policyHandlers } from './policy-handlers.ts';
import { queueHandlers } from './queue-handlers.ts';
import { grantHandlers } from './grant-handlers.ts';
import { batchHandlers } from './batch-handlers.ts';
import { budgetHandlers } from './budget-handlers.ts';
import { scheduleHandlers } from './schedule-handlers.ts';
import type { FakeRuntime } from './runtime.ts';
import { runVerbHandlers, verbsOf, waitingOf } from './run-verbs.ts';
import { addArtifact, addRun } from './runs.ts';
import { storageHandlers } from './storage-handlers.ts';
import { sha256 } from './state.ts';
import { settleHold, statusOf } from './status.ts';
import { uploadHandlers } from './upload-handlers.ts';

type Handler<M extends MethodName> = (input: MethodArguments<M>, runtime: FakeRuntime, as: string) => MethodOutput<M>;
export type Handlers = { readonly [M in MethodName]: Handler<M> };

/** What the stand-in answers; every answer is checked against the method's own schema before it is sent. */
export const handlers: Handlers = {
  'workspace.status': (_, runtime) => statusOf(runtime),
  'workspace.createSample': (_, runtime, as) => {
    runtime.state.sample = true;
    return { runId: startRun(runtime, 'ticket-review', 'Review of the sample complaints', as, {}).runId };
  },
  'workspace.doctor': () => ({
    checks: [
      { id: 'node', label: 'Node', ok: true, value: '24.18.1' },
      { id: 'sqlite', label: 'SQLite', ok: true, value: '3.51.3, WAL, synchronous FULL' },
      { id: 'disk', label: 'Free disk space', ok: true, value: '212 GB' },
      { id: 'browser', label: 'Browser', ok: true, value: 'Chromium 143' },
      {
        id: 'electron',
        label: 'Electron',
        ok: false,
        value: 'not installed',
        hint: 'The console runs in the browser. To get the desktop window, run: npm rebuild electron',
      },
    ],
  }),
  'workspace.settlePlace': (_, runtime) => settleHold(runtime),
  'workspace.settleClock': (_, runtime) => settleHold(runtime),
  ...budgetHandlers,
  ...modelHandlers,
  ...editHandlers,
  ...grantHandlers,
  ...batchHandlers,
  ...storageHandlers,
  ...conversationHandlers,
  ...dutyHandlers,
  ...conversationHandlers,
  ...uploadHandlers,
  'settings.show': (_, { state }) => state.settings,
  'settings.change': (input, runtime) => {
    runtime.state.settings = { ...runtime.state.settings, ...definedOf(input) };
    runtime.publish('workspace.changed', { reason: 'settings' });
    return runtime.state.settings;
  },
  'secret.change': () => ({ ok: true }),
  'preference.show': (_, runtime, as) => runtime.state.preferences.get(as) ?? defaultPreferences,
  'preference.change': (input, runtime, as) => {
    const preferences = { ...(runtime.state.preferences.get(as) ?? defaultPreferences), ...definedOf(input) };
    runtime.state.preferences.set(as, preferences);
    runtime.publish('workspace.changed', { reason: 'preferences' });
    return preferences;
  },
  'person.create': (input, runtime) => {
    if (runtime.state.people.some((person) => person.personId === input.personId))
      throw new LanekeeperError('refused', `A profile with the id ${input.personId} exists already.`, {
        hint: 'Choose it from the list, or take another id.',
      });
    runtime.state.people.push(profileOf(input));
    runtime.publish('workspace.changed', { reason: 'people' });
    return input;
  },
  'person.list': (_, { state }) => ({ people: state.people }),
  'agent.list': (_, { state }) => ({ agents: state.agents }),
  'agent.add': (input, { state, nowMs }) => {
    const built = state.agents[1];
    if (built === undefined || !input.folder.startsWith('/'))
      throw new LanekeeperError('invalid-input', `There is no agent in ${input.folder}: manifest.json is missing.`, {
        hint: 'Name the folder that holds manifest.json.',
      });
    const added = {
      ...built,
      agentId: input.folder.split('/').at(-1) ?? 'added',
      title: 'Added agent',
      addedAtMs: nowMs(),
      runs: 0,
    };
    state.agents.push(added);
    return added;
  },
  'agent.inspect': (input, { state }) => inspect(state, input.file),
  ...scheduleHandlers,
  'run.start': (input, runtime, as) =>
    startRun(runtime, input.agentId, input.title ?? `Review ${input.file?.name ?? 'input'}`, as, input.input),
  'run.list': (input, runtime) => {
    const { agentId, status, text } = input.filter;
    const all = [...runtime.state.runs.values()]
      .filter(
        (run) =>
          (agentId === undefined || run.agentId === agentId) &&
          (status === undefined || status.includes(run.status)) &&
          (text === undefined || run.title.toLowerCase().includes(text.toLowerCase())),
      )
      .toSorted((a, b) => b.createdAtMs - a.createdAtMs);
    const from = Number(input.after ?? 0);
    const runs = all.slice(from, from + input.limit);
    return {
      runs,
      next: from + input.limit < all.length ? String(from + input.limit) : null,
      cursor: runtime.cursor(),
    };
  },
  'run.show': (input, runtime) => {
    const run = runOf(runtime, input.runId);
    const effects = [...runtime.state.effects.values()].filter((effect) => effect.runId === run.runId);
    const isFinal = finalRunStatuses.has(run.status);
    const last = new Map(
      (runtime.state.journals.get(run.runId) ?? [])
        .filter((record) => record.kind === 'step')
        .map((record) => [record.path, record]),
    );
    const running =
      run.status === 'running'
        ? [{ path: '2', name: 'language', attempt: 1, status: 'running' as const, durationMs: null }]
        : [];
    return {
      run,
      input: runtime.state.inputs.get(run.runId) ?? {},
      output: isFinal ? { themes: 18, drafts: 34 } : null,
      steps: [...last.values()]
        .map((record) => ({
          path: record.path,
          name: record.name,
          attempt: record.attempt,
          status: record.phase === 'done' ? ('done' as const) : ('retrying' as const),
          durationMs: record.durationMs,
        }))
        .concat(running as never[]),
      effects: effects.slice(0, 200),
      effectsTotal: effects.length,
      approvals: effects.flatMap((effect) => effect.approvalId ?? []).slice(0, 200),
      artifacts: [...runtime.state.artifacts.values()]
        .map(({ artifact }) => artifact)
        .filter((artifact) => artifact.runId === run.runId),
      ...waitingOf(run),
      verbs: verbsOf(run),
      legalHold: null,
      removal: null,
      agentPause: null,
      releaseHold: null,
      wayOn: null,
      cursor: runtime.cursor(),
    };
  },
  'run.journal': (input, { state }) => {
    const all = state.journals.get(input.runId) ?? [];
    return { records: all.filter((record) => record.ord > input.afterOrd).slice(0, input.limit), total: all.length };
  },
  'run.entry': (input, { state }) => {
    const record = state.journals.get(input.runId)?.find((entry) => entry.ord === input.ord);
    if (record === undefined) throw new LanekeeperError('not-found', `This run has no journal record ${input.ord}.`);
    return { record, value: { preview: record.preview, rows: 40, columns: ['id', 'date', 'text'] } };
  },
  ...runVerbHandlers,
  ...queueHandlers,
  'run.retry': (input, runtime, as) =>
    startRun(runtime, runOf(runtime, input.runId).agentId, runOf(runtime, input.runId).title, as, {}),
  'artifact.read': (input, { state }) => {
    const kept = state.artifacts.get(input.artifactId);
    if (kept === undefined) throw new LanekeeperError('not-found', 'This artifact is not kept here.');
    const piece = Buffer.from(kept.text).subarray(input.offset, input.offset + input.length);
    return {
      artifact: kept.artifact,
      text: piece.toString('utf8'),
      offset: input.offset + piece.length,
      total: kept.artifact.bytes,
    };
  },
  ...approvalHandlers,
  ...policyHandlers,
  'stop.engage': (input, runtime, as) => {
    runtime.state.stops.push({ scope: input.scope, by: as, reason: input.reason, atMs: runtime.nowMs() });
    addAudit(runtime.state, 'stop.engaged', 'person', as, `Engaged: ${input.scope.kind}`, runtime.nowMs());
    runtime.publish('workspace.changed', { reason: 'stop' });
    return { ok: true, held: 0, inFlight: 0 };
  },
  'stop.lift': (input, runtime, as) => {
    runtime.state.stops.length = 0;
    addAudit(runtime.state, 'stop.lifted', 'person', as, `Lifted: ${input.reason}`, runtime.nowMs());
    runtime.publish('workspace.changed', { reason: 'stop' });
    return { ok: true };
  },
  'assistant.ask': (input, runtime) => answer(runtime, input.question),
  'audit.list': (input, { state }) => {
    const kept = state.audit.filter(
      (event) =>
        (input.kind === undefined || event.kind === input.kind) &&
        (input.before === undefined || event.seq < input.before),
    );
    return { events: kept.toReversed().slice(0, input.limit), total: state.audit.length };
  },
  'audit.verify': (_, { state }) => ({
    ok: true,
    events: state.audit.length,
    head: state.audit.at(-1)?.leafHash ?? '',
    root: sha256(state.audit.map((event) => event.leafHash).join('')),
    firstBad: null,
    note: 'The chain was recomputed from its own bytes. A chain on this disk alone proves nothing against whoever owns the disk.',
  }),
};

function startRun(
  runtime: FakeRuntime,
  agentId: string,
  title: string,
  as: string,
  input: unknown,
): MethodOutput<'run.start'> {
  const agent = runtime.state.agents.find((one) => one.agentId === agentId);
  const run = addRun(runtime.state, runtime.nowMs(), 0, title, 'running', {
    agentId,
    agentTitle: agent?.title ?? agentId,
    startedBy: as,
    progress: { phase: 'read-file', done: 0, total: 1_550, unit: 'rows', etaMs: 41_000 },
  });
  runtime.state.inputs.set(run.runId, input);
  addAudit(runtime.state, 'run.started', 'person', as, `Started ${title}`, runtime.nowMs(), null, run.runId);
  addArtifact(runtime.state, run, 'report.md', 'report', 'text/markdown', `# ${title}\n\nStarted.`, null);
  runtime.publish('run.changed', run);
  runtime.drive(run.runId);
  return run;
}

function runOf(runtime: FakeRuntime, runId: string): MethodOutput<'run.show'>['run'] {
  const run = runtime.state.runs.get(runId);
  if (run === undefined) throw new LanekeeperError('not-found', 'There is no run with this id in this workspace.');
  return run;
}

/** What is named of a change; the rest stays. */
function definedOf<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never;
}
