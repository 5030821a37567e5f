import type { JournalRecord, RunSummary } from '../../../../shared/domain/run.ts';
import { finalRunStatuses } from '../../../../shared/domain/run.ts';
import type { AtMs, Ms } from '../../../../shared/ids.ts';
import { shortId } from '../../format/hash.ts';
import { count } from '../../format/number.ts';
import type { Family } from '../../format/status.ts';
import { duration } from '../../format/time.ts';

/** How a bar is drawn: work is solid, waiting is dashed, waiting for a person is hatched. */
export type BarKind = 'work' | 'wait' | 'person' | 'mark';

export interface Bar {
  readonly kind: BarKind;
  readonly family: Family;
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
  readonly attempt: number;
  readonly ord: number;
}

export const timelineGroups = ['Work', 'People', 'Effects', 'Results'] as const;
export type TimelineGroup = (typeof timelineGroups)[number];

/** Everything of one name, on one line. */
export interface TimelineRow {
  readonly key: string;
  readonly group: TimelineGroup;
  readonly name: string;
  readonly bars: Bar[];
  readonly paths: Set<string>;
  workMs: Ms;
  waitMs: Ms;
  failures: number;
  open: number;
  /** The run ended before what is open did. */
  isCut: boolean;
}

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
}

/**
 * Reads a journal as bars: attempts become work, the time between a wait's record and its answer becomes waiting, and
 * waiting for a decision is kept apart from work.
 */
export function timelineOf(
  run: RunSummary,
  records: readonly JournalRecord[],
  runningSteps: readonly string[],
  nowMs: AtMs,
): Timeline {
  const rows = new Map<string, TimelineRow>();
  const waits = new Map<string, { record: JournalRecord; row: TimelineRow }>();
  const fromMs = run.startedAtMs ?? run.createdAtMs;
  const endMs = run.finishedAtMs ?? (finalRunStatuses.has(run.status) ? (records.at(-1)?.atMs ?? nowMs) : nowMs);
  for (const record of records) {
    // Copied from earlier: drawn where it was done, not again.
    if (record.isKept) continue;
    const waiting = waits.get(record.path);
    if (waiting !== undefined) {
      closeWait(waiting.row, waiting.record, startOf(record), familyAfterWait(waiting.record, record));
      waits.delete(record.path);
    }
    const row = rowOf(rows, record);
    if (row === null) continue;
    row.paths.add(record.path);
    if (record.phase === 'waiting') {
      row.open += 1;
      waits.set(record.path, { record, row });
      continue;
    }
    addBar(row, record);
    if (record.phase === 'attempt-failed') {
      row.open += 1;
      waits.set(record.path, { record, row });
    }
  }
  for (const { record, row } of waits.values()) addWait(row, record, endMs, record.kind === 'effect' ? 'wait' : 'idle');
  if (finalRunStatuses.has(run.status)) for (const { row } of waits.values()) row.isCut = true;
  if (run.finishedAtMs === null) addRunning(rows, runningSteps, records.at(-1)?.atMs ?? fromMs, nowMs);
  for (const row of rows.values()) if (row.group === 'People') mergeWaits(row);
  const toMs = Math.max(endMs, records.at(-1)?.atMs ?? fromMs, fromMs + 1);
  const ordered = timelineGroups.flatMap((group) => [...rows.values()].filter((row) => row.group === group));
  return { rows: ordered, fromMs: Math.min(fromMs, records[0]?.atMs ?? fromMs), toMs };
}

/** What stands beside a row's last bar. */
export function rowLabel(row: TimelineRow): string {
  if (row.group === 'People')
    return row.open > 0
      ? `${count(row.open)} ${row.isCut ? 'not decided' : 'waiting'}, ${duration(row.waitMs)}`
      : `decided after ${duration(row.waitMs)}`;
  if (row.group === 'Results') return '';
  const done = row.paths.size > 1 ? `${count(row.paths.size)} ×, ` : '';
  const waited = row.waitMs > row.workMs && row.open > 0 && !row.isCut ? ', waiting' : '';
  return row.workMs === 0
    ? row.open > 0
      ? row.isCut
        ? 'not ended'
        : 'waiting'
      : ''
    : `${done}${duration(row.workMs)}${waited}`;
}

/** What a row is now, for its table twin. */
export function rowState(row: TimelineRow): { family: Family; word: string } {
  if (row.bars.some((bar) => bar.family === 'active')) return { family: 'active', word: 'running' };
  if (row.isCut) return { family: 'idle', word: 'not ended' };
  if (row.open > 0) return { family: 'wait', word: row.group === 'People' ? `${count(row.open)} waiting` : 'waiting' };
  if (row.bars.at(-1)?.family === 'fail') return { family: 'fail', word: 'failed' };
  if (row.failures > 0) return { family: 'ok', word: `done, ${row.failures} failed` };
  return { family: 'ok', word: 'done' };
}

function rowOf(rows: Map<string, TimelineRow>, record: JournalRecord): TimelineRow | null {
  const group = groupOf(record);
  if (group === null) return null;
  return rowFor(rows, group, record.kind === 'artifact' ? 'artifacts' : nameOf(record));
}

/** `read language 3 of 7` is one part of `read language`; what joins a child is named by the child's whole id. */
function nameOf({ kind, name }: JournalRecord): string {
  if (kind === 'join') return `join ${shortId(name)}`;
  return name.replace(/ \d+ of \d+$/, '');
}

function rowFor(rows: Map<string, TimelineRow>, group: TimelineGroup, name: string): TimelineRow {
  const key = `${group}/${name}`;
  let row = rows.get(key);
  if (row === undefined) {
    row = { key, group, name, bars: [], paths: new Set(), workMs: 0, waitMs: 0, failures: 0, open: 0, isCut: false };
    rows.set(key, row);
  }
  return row;
}

function groupOf({ kind, phase }: JournalRecord): TimelineGroup | null {
  if (kind === 'effect') return phase === 'waiting' ? 'People' : 'Effects';
  if (kind === 'artifact') return 'Results';
  // A branch point and the run's own life take no time of their own: they are in the journal.
  return kind === 'lifecycle' || kind === 'all' || kind === 'race' ? null : 'Work';
}

function addBar(row: TimelineRow, record: JournalRecord): void {
  const { durationMs, atMs, attempt, ord } = record;
  const isFailed = record.phase === 'failed' || record.phase === 'attempt-failed';
  if (isFailed) row.failures += 1;
  const family: Family = isFailed ? 'fail' : record.phase === 'cancelled' ? 'idle' : 'ok';
  const kind: BarKind = durationMs === null ? 'mark' : 'work';
  row.workMs += durationMs ?? 0;
  row.bars.push({ kind, family, fromMs: atMs - (durationMs ?? 0), toMs: atMs, attempt, ord });
}

function closeWait(row: TimelineRow, record: JournalRecord, toMs: AtMs, family: Family): void {
  row.open -= 1;
  addWait(row, record, toMs, family);
}

function addWait(row: TimelineRow, record: JournalRecord, toMs: AtMs, family: Family): void {
  const { atMs: fromMs, attempt, ord } = record;
  row.waitMs += Math.max(0, toMs - fromMs);
  row.bars.push({
    kind: record.kind === 'effect' ? 'person' : 'wait',
    family,
    fromMs,
    toMs: Math.max(fromMs, toMs),
    attempt,
    ord,
  });
}

function familyAfterWait(wait: JournalRecord, answer: JournalRecord): Family {
  if (wait.kind !== 'effect') return 'idle';
  return answer.phase === 'done' ? 'ok' : answer.phase === 'cancelled' ? 'idle' : 'fail';
}

function addRunning(rows: Map<string, TimelineRow>, steps: readonly string[], sinceMs: AtMs, nowMs: AtMs): void {
  // The window's clock steps once a second and may stand before the newest record.
  const toMs = Math.max(nowMs, sinceMs);
  for (const name of steps) {
    const row = rowFor(rows, 'Work', name.replace(/ \d+ of \d+$/, ''));
    row.bars.push({
      kind: 'work',
      family: 'active',
      fromMs: sinceMs,
      toMs,
      attempt: 1,
      ord: Number.MAX_SAFE_INTEGER,
    });
    row.workMs += toMs - sinceMs;
  }
}

/** Many actions wait side by side: the row shows since when anybody is waited for, and waits are not added up. */
function mergeWaits(row: TimelineRow): void {
  const answered = unionOf(row.bars.filter((bar) => bar.family !== 'wait'));
  const open = unionOf(row.bars.filter((bar) => bar.family === 'wait'));
  row.bars.splice(0, row.bars.length, ...answered, ...open);
  row.waitMs = unionOf([...answered, ...open]).reduce((sum, bar) => sum + bar.toMs - bar.fromMs, 0);
}

function unionOf(bars: readonly Bar[]): Bar[] {
  const merged: Bar[] = [];
  for (const bar of bars.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last === undefined || bar.fromMs > last.toMs) merged.push(bar);
    else merged[merged.length - 1] = { ...last, toMs: Math.max(last.toMs, bar.toMs) };
  }
  return merged;
}

function startOf(record: JournalRecord): AtMs {
  return record.atMs - (record.durationMs ?? 0);
}
