import type { Person } from '../../../shared/domain/person.ts';
import { defaultQueues, type Queue } from '../../../shared/domain/queue.ts';
import type { RunSummary, Verb } from '../../../shared/domain/run.ts';
import { limitsOfFork } from '../budgets/own-limits.ts';
import type { AuditFacts } from '../audit/kinds.ts';
import type { Change, Decide, Env, Outcome } from '../engine/engine-port.ts';
import { journalFull, keepRecords, putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { ArtifactState, JournalRow, RunState } from '../engine/states.ts';
import { runSummary } from '../engine/summaries.ts';
import { canExtend, canFork, canRetry, canRewind } from './allowed.ts';
import { by } from './by.ts';
import { letterEnd } from '../queues/letter-end.ts';
import { consequencesOf, type RestartAsked, type RestartWorld } from './consequences.ts';
import { freshRun } from '../engine/fresh-run.ts';
import { divideAt } from './kept-part.ts';
import { refusedByQuarantine } from './quarantined.ts';

/** Looked up inside the transaction. */
export interface RestartRows {
  readonly world: (run: RunState) => RestartWorld;
  readonly artifacts: (runId: string) => readonly ArtifactState[];
}

export interface RestartRequest extends RestartAsked {
  readonly by: Person;
  readonly reason: string;
  /** Of the preview a person saw; undefined when none was asked for. */
  readonly version: string | undefined;
}

/**
 * The same run again as a new lineage, from its top or from an entry. What was committed before the entry is copied
 * into the new lineage, so its results are used again; no grant is, because a grant names its lineage (A16). The
 * activation ends with the commit.
 */
export function restartRun(request: RestartRequest, rows: RestartRows): Decide<{ run: string }, RunSummary> {
  return ({ run, queue, agentPauses }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb: Verb = request.verb === 'rewind' ? canRewind(run) : canRetry(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const held = refusedByQuarantine(run, agentPauses, 'Nothing was changed.');
    if (held !== null) return held;
    const keeping = keptFor(request, rows.world(run));
    if (!keeping.ok) return keeping;
    const lineageId = env.uuid();
    const quarantined = setAside(rows.artifacts(run.runId), keeping.kept);
    const begun = putRun(run, [
      { kind: 'restarted', by: request.by.personId, lineageId, quarantined },
      { kind: 'placed', queue: queueThere(run, queue) },
    ]);
    const copied = keepRecords(begun.state, keeping.kept);
    const full = journalFull(copied.state);
    if (full !== null) return { ok: false, error: full };
    const lineages = { fromLineage: run.lineageId, toLineage: lineageId };
    return {
      ok: true,
      changes: [
        { put: 'timer-gone', runId: run.runId, path: null },
        { put: 'signals-back', runId: run.runId, keptPaths: new Set(keeping.kept.map(({ path }) => path)) },
        ...copied.changes,
        { put: 'run', before: run, state: copied.state },
        letterEnd('retried', run.runId, { by: request.by, reason: request.reason, env }),
        {
          put: 'audit',
          entry: { ...by(request.by), run: run.runId, ...restarted(request, lineages, keeping.kept.length) },
        },
      ],
      reply: runSummary(copied.state),
    };
  };
}

/** How the audit log tells it. */
type RestartedEntry =
  | { readonly kind: 'run.retried'; readonly facts: AuditFacts['run.retried'] }
  | { readonly kind: 'run.restarted'; readonly facts: AuditFacts['run.restarted'] };

function restarted(
  { verb, path, reason }: RestartRequest,
  lineages: { readonly fromLineage: string; readonly toLineage: string },
  kept: number,
): RestartedEntry {
  if (path === null) return { kind: 'run.retried', facts: lineages };
  return { kind: 'run.restarted', facts: { ...lineages, verb, path, kept, reason } };
}

export interface ForkRequest extends RestartRequest {
  readonly runId: string;
  readonly title: string | undefined;
  /** Checked JSON texts; undefined: as they were. */
  readonly input: string | undefined;
  readonly result: string | undefined;
}

/** A new run with the origin's journal up to an entry, its input or that entry's result as a person edited it. */
export function forkRun(request: ForkRequest, rows: RestartRows): Decide<{ run: string }, RunSummary> {
  return ({ run, queue, agentPauses }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canFork(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const held = refusedByQuarantine(run, agentPauses, 'Nothing was started.');
    if (held !== null) return held;
    const keeping = keptFor(request, rows.world(run));
    if (!keeping.ok) return keeping;
    const edited = request.result === undefined ? null : editedEntry(rows.world(run).journal, request);
    if (edited !== null && 'ok' in edited) return edited;
    const kept = edited === null ? keeping.kept : [...keeping.kept, edited];
    const begun = forkedState(run, request, { env, queue });
    const copied = keepRecords(begun, kept);
    const full = journalFull(copied.state);
    if (full !== null) return { ok: false, error: full };
    const artifacts = keptArtifacts(rows.artifacts(run.runId), keeping.kept);
    const quarantined = setAside(artifacts, keeping.kept);
    const state: RunState = { ...copied.state, quarantined };
    const changed = [request.input === undefined ? '' : 'input', request.result === undefined ? '' : 'result'];
    const changes: Change[] = [
      { put: 'run', before: null, state },
      ...copied.changes,
      ...artifacts.map((artifact): Change => {
        return { put: 'artifact', state: { ...artifact, artifactId: env.uuid(), runId: state.runId } };
      }),
      {
        put: 'audit',
        entry: {
          ...by(request.by),
          kind: 'run.forked',
          run: state.runId,
          facts: {
            origin: run.runId,
            path: request.path ?? '',
            kept: kept.length,
            edited: changed.filter((word) => word !== '').join(', '),
            reason: request.reason,
          },
        },
      },
    ];
    return { ok: true, changes, reply: runSummary(state) };
  };
}

export interface ExtendRequest {
  readonly by: Person;
  readonly runId: string;
  readonly title: string | undefined;
  readonly reason: string;
  /** The whole input of the new run, checked, as JSON text; from the origin's. */
  readonly input: (run: RunState) => string;
}

/** A finished run continues as a run of its own: nothing is replayed, and its artifacts come along. */
export function extendRun(
  request: ExtendRequest,
  artifactsOf: (runId: string) => readonly ArtifactState[],
): Decide<{ run: string }, RunSummary> {
  return ({ run, queue, agentPauses }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = canExtend(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was started.');
    const held = refusedByQuarantine(run, agentPauses, 'Nothing was started.');
    if (held !== null) return held;
    const title = request.title ?? `Continues ${run.title}`.slice(0, 200);
    const input = request.input(run);
    const { runId } = request;
    const begun = forkedState(run, { by: request.by, runId, title, input, path: null }, { env, queue });
    const origin = { ...begun.origin, kind: 'extension' as const, runId: run.runId, path: null, seed: begun.runId };
    const state: RunState = { ...begun, origin: { ...origin, createdAtMs: env.nowMs } };
    const artifacts = artifactsOf(run.runId);
    const facts = { origin: run.runId, artifacts: artifacts.length, reason: request.reason };
    return {
      ok: true,
      changes: [
        { put: 'run', before: null, state },
        ...artifacts.map((artifact): Change => {
          return { put: 'artifact', state: { ...artifact, artifactId: env.uuid(), runId: state.runId } };
        }),
        { put: 'audit', entry: { ...by(request.by), kind: 'run.extended', run: state.runId, facts } },
      ],
      reply: runSummary(state),
    };
  };
}

type Keeping = { readonly ok: true; readonly kept: readonly JournalRow[] } | (Outcome<never> & { ok: false });

function keptFor(request: RestartRequest, world: RestartWorld): Keeping {
  const { path, version } = request;
  const now = consequencesOf(request, world);
  const division = divideAt(world.journal, path);
  if (now === null || division === null)
    return refuse(
      'not-found',
      `The run has no entry at ${path} in its present lineage.`,
      'Its journal lists the entries there are. Nothing was changed.',
    );
  if (version !== undefined && version !== now.version)
    return {
      ok: false,
      error: {
        code: 'stale',
        message:
          'The run has moved on since the preview: what it would repeat is not what was shown. Nothing was changed.',
        hint: 'Look at the preview again.',
      },
    };
  if (now.blocked !== null) return refuse('refused', now.blocked, 'Nothing was changed.');
  return { ok: true, kept: division.kept };
}

/** The entry at the fork with the result a person gave it: the code goes on as if it had been recorded so. */
function editedEntry(
  journal: readonly JournalRow[],
  { path, result }: ForkRequest,
): JournalRow | (Outcome<never> & { ok: false }) {
  const entry = journal.findLast((row) => row.path === path);
  if (entry === undefined)
    return refuse('invalid-input', 'An edited result needs the step it is the result of: name its entry.');
  if (entry.kind !== 'step' && entry.kind !== 'model')
    return refuse(
      'refused',
      `${path} is an entry of kind ${entry.kind}; only the result of a step can be edited.`,
      'What happened outside the run cannot be edited. Nothing was started.',
    );
  return { ...entry, phase: 'done', result: result ?? 'null', error: null, dueAtMs: null };
}

type Begun = Pick<ForkRequest, 'by' | 'runId' | 'title' | 'input' | 'path'>;

interface Where {
  readonly env: Env;
  readonly queue: (name: string) => Queue | null;
}

function forkedState(run: RunState, request: Begun, { env, queue }: Where): RunState {
  const origin = {
    kind: 'fork' as const,
    runId: run.runId,
    path: request.path,
    // The kept part was recorded with the origin's chance and time; code that is replayed must meet them again.
    seed: run.origin?.seed ?? run.runId,
    createdAtMs: run.origin?.createdAtMs ?? run.createdAtMs,
  };
  return {
    ...run,
    ...freshRun,
    runId: request.runId,
    lineageId: env.uuid(),
    ownerEpoch: env.epoch,
    queue: queueThere(run, queue),
    limits: limitsOfFork(run),
    title: request.title ?? `Fork of ${run.title}`.slice(0, 200),
    startedBy: request.by.personId,
    input: request.input ?? run.input,
    origin,
    parent: null,
    chainId: null,
    continuedAs: null,
    createdAtMs: env.nowMs,
  };
}

/** Its queue, or where that was removed, the one its lane always has. */
function queueThere(run: RunState, queue: Where['queue']): string {
  return queue(run.queue) === null
    ? defaultQueues[run.lane === 'interactive' ? 'interactive' : 'background']
    : run.queue;
}

function keptArtifacts(artifacts: readonly ArtifactState[], kept: readonly JournalRow[]): readonly ArtifactState[] {
  const named = new Set(
    kept
      .filter((row) => row.kind === 'artifact' && row.result !== null)
      .map((row) => whichOf(JSON.parse(row.result ?? '{}') as ArtifactState)),
  );
  return artifacts.filter((artifact) => named.has(whichOf(artifact)));
}

/** A fork has its artifacts under ids of their own, while what it keeps names those of its origin: only this is the same. */
function whichOf({ name, version, sha256 }: Pick<ArtifactState, 'name' | 'version' | 'sha256'>): string {
  return `${version} ${sha256} ${name}`;
}

/** Rows of the input that the kept part had set aside. */
function setAside(artifacts: readonly ArtifactState[], kept: readonly JournalRow[]): number {
  return keptArtifacts(artifacts, kept)
    .filter(({ role }) => role === 'quarantine')
    .reduce((sum, { items }) => sum + (items ?? 0), 0);
}
