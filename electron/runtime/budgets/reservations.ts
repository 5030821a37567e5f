import type { Decide, Engine } from '../engine/engine-port.ts';
import { endWords, type LiveRun } from '../engine/live-runs.ts';
import type { RunState } from '../engine/states.ts';
import type { FromHost } from '../hosts/protocol.ts';
import type { Stores } from '../store/stores.ts';
import { reserveCall } from './reserve-call.ts';
import { countsSteps } from './stands.ts';

export interface ReservationsOptions {
  readonly engine: Engine;
  readonly stores: Pick<Stores, 'budgets' | 'runs'>;
  /** The run has left its host with the commit that stopped it. */
  readonly sendAway: (live: LiveRun) => void;
  readonly onAbandoned: (runId: string, prefix: string | null, why: string) => void;
  readonly refused: (live: LiveRun, error: unknown) => void;
}

/** Answers hosts that ask before a call; nothing is begun before what it reserves is committed. */
export interface Reservations {
  ask(live: LiveRun, message: Extract<FromHost, { kind: 'reserve' }>): Promise<void>;
  /** Which calls of a run have to ask. */
  asked(run: Pick<RunState, 'agentId' | 'lane' | 'limits'>): { readonly countsSteps: boolean };
  /** Budgets have changed: hosts are told for the runs they hold. */
  changed(lives: Iterable<LiveRun>): Promise<void>;
  /** Something that was reserved may have been given back: calls that wait for that are asked for again, oldest first. */
  freed(): void;
}

/** What a run at work has done since its row was written is in no sum yet: a new budget has to find it there. */
const countNow: Decide<{ run: string }, null> = ({ run }) => ({
  ok: true,
  changes: run === null ? [] : [{ put: 'run', before: run, state: run, isExact: true }],
  reply: null,
});

export function createReservations(options: ReservationsOptions): Reservations {
  const { stores } = options;
  let waiting: { readonly live: LiveRun; readonly message: Extract<FromHost, { kind: 'reserve' }> }[] = [];
  /** Times that something was given back: a call that was told to wait just before may have missed it. */
  let freedTimes = 0;
  options.engine.onRunsChanged(freed);

  function freed(): void {
    freedTimes += 1;
    if (waiting.length === 0) return;
    const again = waiting;
    waiting = [];
    for (const { live, message } of again) void ask(live, message);
  }

  async function ask(live: LiveRun, message: Extract<FromHost, { kind: 'reserve' }>): Promise<void> {
    const { call } = message;
    const { runId, activation } = live;
    // Of a branch that was left behind: its host has forgotten it, and would leave open what is reserved for it.
    if (live.abandoned.some((prefix) => call.path.startsWith(`${prefix}/`))) return;
    const freedBefore = freedTimes;
    try {
      const { stop, waits, run } = await options.engine.transact({ run: runId }, reserveCall(activation, call));
      if (waits) {
        waiting.push({ live, message });
        if (freedTimes !== freedBefore) freed();
        return;
      }
      if (stop === null) return live.host.send({ kind: 'reserved', runId, activation, path: call.path });
      options.sendAway(live);
      if (run.status !== 'paused') options.onAbandoned(runId, null, endWords(run.status));
    } catch (error) {
      options.refused(live, error);
    }
  }

  const asked: Reservations['asked'] = (run) => ({ countsSteps: countsSteps(run, stores.budgets.all()) });
  return {
    asked,
    async changed(lives) {
      const runIds: string[] = [];
      for (const { runId, activation, host } of lives) {
        const run = stores.runs.load(runId);
        if (run === null) continue;
        host.send({ kind: 'counts-steps', runId, activation, ...asked(run) });
        runIds.push(runId);
      }
      await Promise.all(runIds.map((runId) => options.engine.transact({ run: runId }, countNow)));
      freed();
    },
    freed,
    ask,
  };
}
