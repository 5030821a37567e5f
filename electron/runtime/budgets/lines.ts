import { added, type Amounts } from '../../../shared/domain/amounts.ts';
import type { CallLine } from '../../../shared/domain/budget.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { Change } from '../engine/engine-port.ts';
import type { RunEvent } from '../engine/run-events.ts';
import type { EffectState, JournalRow, RunState } from '../engine/states.ts';
import type { HostRecord } from '../hosts/protocol.ts';
import { reservedBy } from './reserve.ts';
import type { Spending } from './stands.ts';

/** The life of a line: reserved -> settled, or -> unknown -> settled. A step's line is gone when the step is. */
type LineChange = Extract<Change, { put: 'call' }>;

interface Named {
  readonly path: string;
  readonly attempt: number;
  readonly name: string;
  readonly kind: CallLine['kind'];
  readonly sentSha256?: string;
}
type Owner = Pick<RunState, 'runId' | 'lineageId' | 'activation' | 'agentId' | 'lane'>;
interface When {
  readonly atMs: AtMs;
  readonly day: string;
}

/** An attempt is a call of its own; what an activation left behind is never taken for the next one's. */
function lineIdOf({ lineageId, activation }: Owner, { path, attempt }: Pick<Named, 'path' | 'attempt'>): string {
  return `${lineageId}/${path}#${attempt}.${activation}`;
}

export function reservedLine(run: Owner, call: Named, estimate: Amounts, { atMs, day }: When): LineChange {
  const line: CallLine = {
    runId: run.runId,
    lineId: lineIdOf(run, call),
    lineageId: run.lineageId,
    path: call.path,
    attempt: call.attempt,
    activation: run.activation,
    kind: call.kind,
    name: call.name,
    agentId: run.agentId,
    lane: run.lane,
    status: 'reserved',
    estimate,
    used: null,
    settledBy: null,
    day,
    atMs,
    endedAtMs: null,
    ...(call.sentSha256 === undefined ? {} : { model: { sentSha256: call.sentSha256, end: null } }),
  };
  return { put: 'call', before: null, state: line };
}

/**
 * A response that went on at its provider is followed again: what was reserved for it, and left unknown by the activation
 * that is over, is reserved by this one, so that it is charged once. Empty where a person has settled it meanwhile.
 */
export function resumedLine(run: Owner, call: Named, spending: Spending): LineChange[] {
  const left = spending
    .openLines(run.runId)
    .find(
      ({ kind, status, lineageId, path, attempt }) =>
        kind === 'model' &&
        status === 'unknown' &&
        lineageId === run.lineageId &&
        path === call.path &&
        attempt === call.attempt,
    );
  if (left === undefined) return [];
  const { activation } = run;
  const state: CallLine = { ...left, lineId: lineIdOf(run, call), activation, status: 'reserved', endedAtMs: null };
  return [
    { put: 'call', before: left, state: null },
    { put: 'call', before: null, state },
  ];
}

type Settling = Pick<JournalRow, 'path' | 'attempt' | 'name' | 'kind' | 'phase'> &
  Pick<HostRecord, 'model' | 'isCostUnknown'> & { readonly used?: Amounts | null };

/** What the record of a step or a model call settles: its line, and what the run has spent. */
export function settledByRecord(
  run: RunState,
  record: Settling,
  spending: Spending,
  atMs: AtMs,
): { readonly changes: readonly LineChange[]; readonly events: readonly RunEvent[]; readonly used: Amounts | null } {
  const { kind } = record;
  // A model call that waits is under way at its provider.
  if ((kind !== 'step' && kind !== 'model') || record.phase === 'waiting')
    return { changes: [], events: [], used: null };
  const lineId = lineIdOf(run, record);
  const before = spending.openLines(run.runId).find((line) => line.lineId === lineId) ?? null;
  if (kind === 'step')
    return { changes: before === null ? [] : [{ put: 'call', before, state: null }], events: [], used: null };
  const facts = modelOf(before, record.model);
  if (record.isCostUnknown === true && before !== null) {
    const unknown = withEndUnknown(before, atMs);
    return { changes: [{ put: 'call', before, state: { ...unknown, ...facts } }], events: [], used: null };
  }
  const used = { ...record.used, 'model-calls': 1 };
  const made = before ?? reservedLine(run, { ...record, kind }, used, { atMs, day: spending.today() }).state;
  if (made === null) return { changes: [], events: [], used };
  const state: CallLine = { ...made, ...facts, status: 'settled', used, endedAtMs: atMs };
  return { changes: [{ put: 'call', before, state }], events: [{ kind: 'spent', amounts: used }], used };
}

function modelOf(line: CallLine | null, end: HostRecord['model']): Pick<CallLine, 'model'> {
  return line?.model === undefined || end === undefined ? {} : { model: { ...line.model, end } };
}

/** The step it was is over; what it cost nobody knows. */
function withEndUnknown(line: CallLine, atMs: AtMs): CallLine {
  const { steps: _steps, ...estimate } = line.estimate;
  return { ...line, status: 'unknown', estimate, endedAtMs: atMs };
}

/**
 * What an activation that is over left open: a step that has no record was not done, and reserves again when it is
 * begun again; of a model call nobody knows what it cost, so it stays reserved and says so.
 */
export function leftOpen(
  lines: readonly CallLine[],
  atMs: AtMs,
  isMeant = (_line: CallLine): boolean => true,
): LineChange[] {
  return lines
    .filter((line) => line.status === 'reserved' && line.kind !== 'effect' && isMeant(line))
    .map((before): LineChange => {
      if (before.kind === 'step') return { put: 'call', before, state: null };
      return { put: 'call', before, state: withEndUnknown(before, atMs) };
    });
}

/** Whether a run's activation ended with this change: nothing it has under way is heard of any more. */
export function isLeaving(before: RunState, state: RunState): boolean {
  if (before.activation !== state.activation || state.finishedAtMs !== null) return true;
  return before.status !== state.status && (state.status === 'queued' || state.status === 'paused');
}

/** One intent is one call of its tool, however often it has to be handed over. */
export function lineOfEffect(
  run: RunState,
  before: Pick<EffectState, 'status'>,
  effect: EffectState,
  spending: Spending,
  atMs: AtMs,
): { readonly changes: readonly LineChange[]; readonly events: readonly RunEvent[] } {
  const nothing = { changes: [], events: [] };
  if (before.status === effect.status) return nothing;
  if (effect.status === 'dispatched' && before.status !== 'unknown') {
    const call = { path: effect.path, attempt: 1, name: effect.toolId, kind: 'effect' as const };
    const { state } = reservedLine(run, call, reservedBy('effect'), { atMs, day: spending.today() });
    if (state === null) return nothing;
    const line = { ...state, lineId: effect.effectId, lineageId: effect.lineageId };
    return { changes: [{ put: 'call', before: null, state: line }], events: [] };
  }
  const open = spending.openLines(run.runId).find((line) => line.lineId === effect.effectId);
  if (open === undefined) return nothing;
  if (effect.status === 'unknown')
    return { changes: [{ put: 'call', before: open, state: { ...open, status: 'unknown' } }], events: [] };
  if (effect.status === 'dispatched') return nothing;
  const state: CallLine = { ...open, status: 'settled', used: open.estimate, endedAtMs: atMs };
  return { changes: [{ put: 'call', before: open, state }], events: [{ kind: 'spent', amounts: open.estimate }] };
}

/** What a line adds to the maintained sums beside what its run has spent. */
export function standing(line: CallLine | null): { readonly reserved: Amounts; readonly unknown: Amounts } {
  const none = { reserved: {}, unknown: {} };
  if (line === null || line.status === 'settled') return none;
  return { ...none, [line.status]: line.estimate };
}

/** By how much `after` is more than `before`, measure by measure. */
export function moved(before: Amounts, after: Amounts): Amounts {
  return added(after, before, -1);
}
