import type { StartedRun } from '../../../shared/domain/run.ts';
import type { Decide } from '../engine/engine-port.ts';
import type { Stores } from '../store/stores.ts';
import { serves } from './handoffs.ts';
import { turnOf } from './plan-turn.ts';
import { turnWorld } from './turn-world.ts';

/** A start that a turn's answer proposed: the run is linked to the turn in the transaction that makes it. */
export function forTurn(
  turnId: string | undefined,
  stores: Stores,
  start: Decide<{ agent: string }, StartedRun>,
): Decide<{ agent: string }, StartedRun> {
  if (turnId === undefined) return start;
  return (loaded, env) => {
    const turn = turnOf(turnId, turnWorld(stores));
    const made = start(loaded, env);
    if (!made.ok || loaded.agent === null) return made;
    const handoff = serves('start', turn, { run: made.reply, release: loaded.agent, atMs: env.nowMs });
    return { ...made, changes: [...made.changes, handoff] };
  };
}
