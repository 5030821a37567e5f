import type { EffectState } from '../engine/states.ts';
import type { Broker } from '../effects/broker-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { undoPlan } from './undo-plan.ts';
import { endUndo, openUndos } from './undo-run.ts';

/** Compensations opened in one transaction. */
const openTogether = 50;
/** When a transaction could not be written, the run is looked at again after this long. */
const lookAgainMs = 3_000;

export interface UndoDeskOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly broker: Pick<Broker, 'dispatch' | 'markUndone' | 'rearm'>;
  readonly log: Logger;
}

export interface UndoDesk {
  /** After a start: every run that was being undone goes on from what its rows say. */
  recover(): void;
  /** A compensation of this run moved, which its row may not show. */
  moved(runId: string): void;
  /** What is left to be undone is taken up at the next start. */
  close(): void;
}

/**
 * Brings runs that are `compensating` to their end, and has what was undone by itself say so. It keeps nothing: whatever happened, it reads where the run stands
 * and does the next thing, so a crash between any two transactions is taken up at the next start.
 */
export function createUndoDesk({ engine, stores, broker, log }: UndoDeskOptions): UndoDesk {
  const looking = new Set<string>();
  const again = new Set<string>();
  let isClosed = false;

  function consider(runId: string): void {
    if (isClosed) return;
    if (looking.has(runId)) return void again.add(runId);
    looking.add(runId);
    look(runId)
      .catch((error: unknown) => {
        log.warn('a run that is being undone could not go on', { runId, error: String(error) });
        engine.after(lookAgainMs, () => consider(runId));
      })
      .finally(() => {
        looking.delete(runId);
        if (again.delete(runId)) consider(runId);
      });
  }

  async function look(runId: string): Promise<void> {
    const run = stores.runs.load(runId);
    if (run === null) return;
    const sinceMs = run.undo?.atMs ?? 0;
    const { toMark, toOpen, open, inFlight } = undoPlan(stores.effects.ofRun(runId), sinceMs);
    for (const { done, by } of toMark) await broker.markUndone(done, by);
    if (run.status !== 'compensating') return;
    if (toOpen.length > 0) {
      const next = (): readonly EffectState[] =>
        undoPlan(stores.effects.ofRun(runId), sinceMs).toOpen.slice(0, openTogether);
      const earlier = ({ effectId }: EffectState): number => stores.effects.undosOf(effectId).length;
      await engine.transact({ run: runId, release: run.releaseHash }, openUndos(next, earlier));
      broker.rearm();
      again.add(runId);
    } else if (open.length > 0) {
      // Newest first: only the first that is open may go.
      const turn = open.find(({ facts }) => facts.undo?.isAlone !== true);
      if (turn?.status === 'granted' || turn?.status === 'holding') broker.dispatch(turn.effectId);
    } else if (inFlight.length === 0) await engine.transact({ run: runId }, endUndo(stores.effects.ofRun));
  }

  engine.onRunsChanged((runs) => {
    for (const run of runs) if (run.status === 'compensating') consider(run.runId);
  });

  return {
    moved: consider,
    recover() {
      for (const runId of stores.runs.unfinished('compensating')) consider(runId);
      for (const runId of stores.effects.withUndoneToMark()) consider(runId);
    },
    close() {
      isClosed = true;
    },
  };
}
