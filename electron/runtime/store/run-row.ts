import type { RunState } from '../engine/states.ts';

/** A column of a run's row, and what of the run it holds: as it is, as JSON text, or as 0 or 1. */
interface Field {
  readonly column: string;
  readonly key: keyof RunState;
  readonly as: 'is' | 'json' | 'flag';
  /** It never changes after the insert. */
  readonly isFixed: boolean;
}

const is = (column: string, key: keyof RunState): Field => ({ column, key, as: 'is', isFixed: false });
const json = (column: string, key: keyof RunState): Field => ({ column, key, as: 'json', isFixed: false });
const flag = (column: string, key: keyof RunState): Field => ({ column, key, as: 'flag', isFixed: false });
const fixed = (field: Field): Field => ({ ...field, isFixed: true });

/** Written once, so that insert, update and read agree. */
const fields: readonly Field[] = [
  fixed(is('run_id', 'runId')),
  fixed(is('engine_id', 'engineId')),
  is('lineage_id', 'lineageId'),
  is('generation', 'generation'),
  fixed(is('agent_id', 'agentId')),
  is('agent_title', 'agentTitle'),
  is('release_hash', 'releaseHash'),
  is('sdk_version', 'sdkVersion'),
  is('activation', 'activation'),
  is('owner_epoch', 'ownerEpoch'),
  is('status', 'status'),
  is('lane', 'lane'),
  is('queue', 'queue'),
  is('priority', 'priority'),
  is('not_before_ms', 'notBeforeMs'),
  fixed(is('queue_key', 'queueKey')),
  fixed(is('dedup_key', 'dedupKey')),
  is('admitted_at_ms', 'admittedAtMs'),
  is('title', 'title'),
  fixed(is('started_by', 'startedBy')),
  is('asked_by', 'askedBy'),
  is('attempt', 'attempt'),
  is('recoveries', 'recoveries'),
  is('stalls', 'stalls'),
  flag('cancel_requested', 'cancelRequested'),
  flag('leaves_in_place', 'leavesInPlace'),
  is('input', 'input'),
  json('file', 'file'),
  is('output', 'output'),
  json('error', 'error'),
  json('progress', 'progress'),
  is('next_ord', 'nextOrd'),
  is('journal_bytes', 'journalBytes'),
  is('steps', 'steps'),
  is('work_ms', 'workMs'),
  json('spent', 'spent'),
  json('limits', 'limits'),
  is('pending_approvals', 'pendingApprovals'),
  is('effects', 'effects'),
  is('effects_done', 'effectsDone'),
  is('quarantined', 'quarantined'),
  flag('is_partial', 'partial'),
  fixed(flag('is_sample', 'sample')),
  json('pause', 'pause'),
  is('removed_at_ms', 'removedAtMs'),
  fixed(json('origin', 'origin')),
  fixed(json('parent', 'parent')),
  is('chain_id', 'chainId'),
  is('continued_as', 'continuedAs'),
  json('undo', 'undo'),
  fixed(flag('is_sandbox', 'sandbox')),
  is('deadline_at_ms', 'deadlineAtMs'),
  fixed(is('created_at_ms', 'createdAtMs')),
  is('started_at_ms', 'startedAtMs'),
  is('finished_at_ms', 'finishedAtMs'),
  is('wake_at_ms', 'wakeAtMs'),
];

export const columns: readonly string[] = fields.map(({ column }) => column);

/** What can change, each with a bit of its own: the columns of an update are known by their sum. */
export const changing: readonly (Field & { readonly bit: number })[] = fields
  .filter(({ isFixed }) => !isFixed)
  .map((field, at) => ({ ...field, bit: 2 ** at }));

export type Value = string | number | null;

export function valueOf(state: RunState, { key, as }: Pick<Field, 'key' | 'as'>): Value {
  const value = state[key];
  if (as === 'is') return value as Value;
  if (as === 'flag') return value === true ? 1 : 0;
  return value === null ? null : JSON.stringify(value);
}

export function valuesOf(state: RunState): Value[] {
  return fields.map((field) => valueOf(state, field));
}

/**
 * Of a run that is not finished, `nextOrd` and what its journal counts are what they were when the row was last written.
 * A literal: objects put together by name, key after key, are slow to copy, and every event copies its run.
 */
export function runFromRow(row: Record<string, unknown>): RunState {
  const text = (name: string): string => row[name] as string;
  const number = (name: string): number => row[name] as number;
  const parsed = <T>(name: string): T | null => (row[name] === null ? null : (JSON.parse(row[name] as string) as T));
  return {
    runId: text('run_id'),
    engineId: text('engine_id'),
    lineageId: text('lineage_id'),
    generation: number('generation'),
    agentId: text('agent_id'),
    agentTitle: text('agent_title'),
    releaseHash: text('release_hash'),
    sdkVersion: number('sdk_version'),
    activation: number('activation'),
    ownerEpoch: number('owner_epoch'),
    status: row['status'] as RunState['status'],
    lane: row['lane'] as RunState['lane'],
    queue: text('queue'),
    priority: number('priority'),
    notBeforeMs: row['not_before_ms'] as number | null,
    queueKey: row['queue_key'] as string | null,
    dedupKey: row['dedup_key'] as string | null,
    admittedAtMs: row['admitted_at_ms'] as number | null,
    title: text('title'),
    startedBy: text('started_by'),
    askedBy: row['asked_by'] as string | null,
    attempt: number('attempt'),
    recoveries: number('recoveries'),
    stalls: number('stalls'),
    cancelRequested: row['cancel_requested'] === 1,
    leavesInPlace: row['leaves_in_place'] === 1,
    input: text('input'),
    file: parsed('file'),
    output: row['output'] as string | null,
    error: parsed('error'),
    progress: parsed('progress'),
    nextOrd: number('next_ord'),
    journalBytes: number('journal_bytes'),
    steps: number('steps'),
    workMs: number('work_ms'),
    spent: parsed('spent') ?? {},
    limits: parsed('limits') ?? [],
    pendingApprovals: number('pending_approvals'),
    effects: number('effects'),
    effectsDone: number('effects_done'),
    quarantined: number('quarantined'),
    partial: row['is_partial'] === 1,
    sample: row['is_sample'] === 1,
    pause: parsed('pause'),
    removedAtMs: row['removed_at_ms'] as number | null,
    origin: parsed('origin'),
    parent: parsed('parent'),
    chainId: row['chain_id'] as string | null,
    continuedAs: row['continued_as'] as string | null,
    undo: parsed('undo'),
    sandbox: row['is_sandbox'] === 1,
    deadlineAtMs: row['deadline_at_ms'] as number | null,
    createdAtMs: number('created_at_ms'),
    startedAtMs: row['started_at_ms'] as number | null,
    finishedAtMs: row['finished_at_ms'] as number | null,
    wakeAtMs: row['wake_at_ms'] as number | null,
  };
}
