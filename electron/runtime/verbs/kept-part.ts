import type { JournalRow } from '../engine/states.ts';

/** A lineage's journal, divided at one entry. */
export interface Division {
  /** Final records committed before the entry's first record, in commit order. */
  readonly kept: readonly JournalRow[];
  /** Paths of everything else the journal knows, in the order it first met them, each with its last record. */
  readonly dropped: ReadonlyMap<string, JournalRow>;
}

/**
 * What is kept when a run is done again from `path` (null: nothing is). The cut is by commit order, not by branch: code
 * of one branch may have read what another had finished, so only what was committed before can be kept safely. An entry
 * that was begun before the cut and ended after it is begun again. Null: this lineage has no such entry.
 */
export function divideAt(rows: readonly JournalRow[], path: string | null): Division | null {
  const cut = path === null ? 0 : rows.findIndex((row) => row.path === path);
  if (cut === -1) return null;
  const kept = rows.slice(0, cut).filter(isFinal);
  const keptPaths = new Set(kept.map((row) => row.path));
  const dropped = new Map<string, JournalRow>();
  for (const row of rows) if (!keptPaths.has(row.path)) dropped.set(row.path, row);
  return { kept, dropped };
}

export function isFinal({ phase }: JournalRow): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled';
}
