import { generateResultSchema } from '../../../shared/domain/model-call.ts';
import type { TurnCall } from '../../../shared/domain/conversation.ts';
import type { EffectState, JournalRow } from '../engine/states.ts';

const longestPreview = 400;
const branchMark = '/all:';

export interface CallFacts {
  readonly journal: readonly JournalRow[];
  readonly effects: readonly EffectState[];
  readonly hasEnded: boolean;
}

/**
 * The tools a model asked for in this turn, in the order it asked: each is done in a branch named by its call, whose
 * entries say what became of it.
 */
export function callsOf({ journal, effects, hasEnded }: CallFacts): TurnCall[] {
  const branches = byBranch(journal);
  const calls: TurnCall[] = [];
  const lastModel = journal.findLastIndex(({ kind, phase }) => kind === 'model' && phase === 'done');
  for (const [index, row] of journal.entries()) {
    if (row.kind !== 'model' || row.phase !== 'done' || row.result === null) continue;
    const result = generateResultSchema.pick({ items: true }).safeParse(JSON.parse(row.result));
    for (const item of result.data?.items ?? []) {
      if (item.kind !== 'call') continue;
      const rows = branches.get(item.callId) ?? [];
      const effect = effects.find(({ path }) => rows.some((one) => one.path === path));
      const asked = { callId: item.callId, tool: item.name, arguments: item.arguments };
      // The model was answered, and nothing was done: the call was none that could be.
      const isRefused = rows.length === 0 && (index < lastModel || hasEnded);
      calls.push({ ...asked, ...becameOf(rows, effect, hasEnded), ...(isRefused ? { status: 'refused' } : {}) });
    }
  }
  return calls;
}

function becameOf(
  rows: readonly JournalRow[],
  effect: EffectState | undefined,
  hasEnded: boolean,
): Omit<TurnCall, 'callId' | 'tool' | 'arguments'> {
  const [first, last] = [rows[0], rows.at(-1)];
  const isDone = last !== undefined && (last.phase === 'done' || last.phase === 'failed');
  const status: TurnCall['status'] =
    effect === undefined
      ? isDone
        ? last.phase === 'done'
          ? 'done'
          : 'failed'
        : hasEnded
          ? 'failed'
          : 'running'
      : statusOf(effect);
  const tookMs = isDone ? last.atMs - (first?.atMs ?? last.atMs) + (first?.durationMs ?? 0) : null;
  const preview = (last?.error?.message ?? effect?.causeDetail ?? last?.result ?? '').slice(0, longestPreview);
  return { status, preview, approvalId: effect?.approvalId ?? null, tookMs, provenance: provenanceOf(last) };
}

function statusOf({ status }: EffectState): TurnCall['status'] {
  if (status === 'proposed' || status === 'waiting-decision') return 'waiting-approval';
  if (status === 'granted' || status === 'holding' || status === 'dispatched') return 'running';
  return status === 'compensated' ? 'done' : status;
}

/** Where an output says that it comes from, when that is outside. */
function provenanceOf(row: JournalRow | undefined): string | null {
  if (row?.result == null || row.phase !== 'done') return null;
  const value = JSON.parse(row.result) as unknown;
  const said = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['provenance'] : null;
  return typeof said === 'string' ? said : null;
}

function byBranch(journal: readonly JournalRow[]): ReadonlyMap<string, readonly JournalRow[]> {
  const branches = new Map<string, JournalRow[]>();
  for (const row of journal) {
    const at = row.path.lastIndexOf(branchMark);
    if (at < 0) continue;
    const key = row.path.slice(at + branchMark.length).split('/')[0] ?? '';
    const rows = branches.get(key);
    if (rows === undefined) branches.set(key, [row]);
    else rows.push(row);
  }
  return branches;
}
