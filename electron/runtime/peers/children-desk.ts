import { finalRunStatuses } from '../../../shared/domain/run.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { RunState } from '../engine/states.ts';
import { crashPoint } from '../faults/crash-point.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { endOf } from './spawn.ts';

/** When a transaction could not be written, the run is looked at again after this long. */
const lookAgainMs = 3_000;

export interface ChildrenDeskOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: () => Pick<Activations, 'settle'>;
  /** Cancels a child, or kills it as its parent was killed. */
  readonly endChild: (runId: string, how: 'cancel' | 'kill') => Promise<void>;
  readonly log: Logger;
}

export interface ChildrenDesk {
  /** After a start: what a crash left between the end of a run and what follows from it. */
  recover(): Promise<void>;
  /** A branch was left behind: the joined children it had started end. */
  branchLeft(runId: string, prefix: string): void;
}

/**
 * A child's end is told to who waits for it, and a parent's end ends its joined children. It keeps nothing: it reads
 * where the runs stand and does the next thing, so that a crash in between is taken up at the next start.
 */
export function createChildrenDesk({ engine, stores, activations, endChild, log }: ChildrenDeskOptions): ChildrenDesk {
  function after(runId: string, act: () => Promise<void>): void {
    act().catch((error: unknown) => {
      log.warn('what follows from the end of a run could not be done', { runId, error: String(error) });
      engine.after(lookAgainMs, () => after(runId, act));
    });
  }

  async function tellParents(childId: string, runId: string): Promise<void> {
    for (const wait of stores.signals.waitsForChild(childId)) {
      const child = stores.runs.load(runId);
      const waited = stores.journal.last(wait.runId, wait.lineageId, wait.path);
      if (child === null || waited === null || !hasEnded(child)) continue;
      crashPoint('peer.before-told');
      await activations().settle(waited, endOf(child));
    }
  }

  async function endChildren(parentId: string): Promise<void> {
    const { openJoined, openDropped } = stores.families;
    const joined = openJoined(parentId);
    if (joined.length === 0) return;
    const parent = stores.runs.load(parentId);
    if (parent === null) return;
    const how = parent.error?.code === 'killed' ? 'kill' : 'cancel';
    const ending = letsGo(parent)
      ? joined
      : parent.generation > 1 && !finalRunStatuses.has(parent.status)
        ? openDropped(parentId, parent.lineageId)
        : [];
    for (const child of ending) {
      crashPoint('peer.before-child-ends');
      await endChild(child, how);
    }
  }

  engine.onRunsChanged((runs) => {
    for (const run of runs) {
      const { runId, parent } = run;
      if (parent !== null && hasEnded(run)) after(runId, () => tellParents(parent.childId, runId));
      const mayEnd = letsGo(run) || (run.generation > 1 && run.status === 'queued');
      if (mayEnd && stores.families.mayHaveJoined(runId)) after(runId, () => endChildren(runId));
    }
  });

  return {
    async recover() {
      for (const runId of stores.families.untold()) {
        const childId = stores.runs.load(runId)?.parent?.childId;
        if (childId !== undefined) await tellParents(childId, runId);
      }
      for (const { parentId } of stores.families.orphans()) await endChildren(parentId);
    },
    branchLeft(runId, prefix) {
      const inBranch = (childId: string): boolean =>
        stores.runs.load(childId)?.parent?.path.startsWith(`${prefix}/`) === true;
      after(runId, async () => {
        for (const child of stores.families.openJoined(runId).filter(inBranch)) await endChild(child, 'cancel');
      });
    },
  };
}

/** A run that went on as another has not ended for who waits for it, nor when it is rolled back. */
function hasEnded({ status, continuedAs }: RunState): boolean {
  return finalRunStatuses.has(status) && continuedAs === null;
}

/** What needs attention may go on: a person decides, and its children work meanwhile. */
function letsGo(run: RunState): boolean {
  if (run.status === 'needs-attention' || run.status === 'continued') return false;
  return finalRunStatuses.has(run.status) || run.cancelRequested || run.status === 'compensating';
}
