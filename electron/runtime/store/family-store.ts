import type { RunState } from '../engine/states.ts';
import type { Db } from './open.ts';

/** Runs by who started them and what they went on as. */
export interface FamilyStore {
  /** The run that a chain of continuations has come to; the run itself when it has none. */
  latest(runId: string): string;
  /** Runs of a tree that have not ended, its root not among them. */
  openInTree(rootId: string): number;
  /** A run that has not ended was written: whoever started it may have joined children at work. */
  written(run: Pick<RunState, 'parent' | 'finishedAtMs'>): void;
  /** False for the many runs that have none; from memory, since every run is asked about at its end. */
  mayHaveJoined(runId: string): boolean;
  /** After a rollback. */
  forget(): void;
  /** Joined children that are at work and not told to end, oldest first. */
  openJoined(parentId: string): readonly string[];
  /** Of those, the ones whose spawn is not in this lineage of their parent: it was begun again without them. */
  openDropped(parentId: string, lineageId: string): readonly string[];
  hasSpawned(runId: string, lineageId: string, childId: string): boolean;
  /** Joined children at work whose parent is over: what a crash between the two left. */
  orphans(): readonly { readonly parentId: string }[];
  /** Ended runs for which a wait is open. */
  untold(): readonly string[];
}

export function createFamilyStore(db: Db): FamilyStore {
  const latest = db
    .prepare(
      `SELECT run_id FROM run WHERE chain_id = (SELECT chain_id FROM run WHERE run_id = ?) AND chain_id IS NOT NULL
         AND continued_as IS NULL`,
    )
    .pluck();
  const openInTree = db
    .prepare(
      "SELECT count(*) FROM run WHERE json_extract(parent, '$.rootId') = ? AND parent IS NOT NULL AND finished_at_ms IS NULL",
    )
    .pluck();
  const open = `parent IS NOT NULL AND json_extract(parent, '$.life') = 'joined' AND finished_at_ms IS NULL
    AND cancel_requested = 0 AND status <> 'compensating'`;
  const parents = db
    .prepare(
      "SELECT json_extract(parent, '$.runId') FROM run INDEXED BY run_tree WHERE parent IS NOT NULL AND finished_at_ms IS NULL",
    )
    .pluck();
  const openJoined = db
    .prepare(`SELECT run_id FROM run WHERE json_extract(parent, '$.runId') = ? AND ${open} ORDER BY run_id`)
    .pluck();
  const spawned = (run: string): string =>
    `EXISTS (SELECT 1 FROM journal_all WHERE run_id = ${run} AND lineage_id = @lineageId AND kind = 'spawn'
       AND phase = 'done' AND json_extract(result, '$.runId') = @childId)`;
  const hasSpawned = db.prepare(`SELECT ${spawned('@runId')}`).pluck();
  const childOf = db.prepare("SELECT json_extract(parent, '$.childId') FROM run WHERE run_id = ?").pluck();
  const orphans = db.prepare(
    `SELECT DISTINCT parent_id AS parentId FROM (SELECT json_extract(parent, '$.runId') AS parent_id FROM run INDEXED BY run_tree WHERE ${open})
     JOIN run ON run_id = parent_id
     WHERE finished_at_ms IS NOT NULL OR cancel_requested = 1 OR status = 'compensating' OR generation > 1`,
  );
  // A child is known by the first run of its chain.
  const untold = db
    .prepare(
      `SELECT run_id FROM (SELECT DISTINCT coalesce((SELECT run_id FROM run WHERE chain_id = wait.name AND continued_as IS NULL),
         wait.name) AS id FROM wait WHERE kind = 'child') JOIN run ON run_id = +id WHERE finished_at_ms IS NOT NULL`,
    )
    .pluck();
  let known: Set<string> | null = null;
  const knownParents = (): Set<string> => (known ??= new Set(parents.all() as string[]));

  function joinedOf(parentId: string): readonly string[] {
    const found = openJoined.all(parentId) as string[];
    if (found.length === 0) knownParents().delete(parentId);
    return found;
  }

  return {
    written({ parent, finishedAtMs }) {
      if (parent !== null && finishedAtMs === null) knownParents().add(parent.runId);
    },
    mayHaveJoined: (runId) => knownParents().has(runId),
    forget() {
      known = null;
    },
    latest: (runId) => (latest.get(runId) as string | undefined) ?? runId,
    openInTree: (rootId) => openInTree.get(rootId) as number,
    openJoined: joinedOf,
    openDropped: (parentId, lineageId) =>
      joinedOf(parentId).filter(
        (runId) => hasSpawned.get({ runId: parentId, lineageId, childId: childOf.get(runId) }) !== 1,
      ),
    hasSpawned: (runId, lineageId, childId) => hasSpawned.get({ runId, lineageId, childId }) === 1,
    orphans: () => orphans.all() as { parentId: string }[],
    untold: () => untold.all() as string[],
  };
}
