import { LanekeeperError, toWireError, type WireError } from '../../../shared/errors.ts';
import type { Ms } from '../../../shared/ids.ts';
import { createAlarm } from '../engine/alarm.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { RunState } from '../engine/states.ts';
import { derivedId } from '../peers/derived-id.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import type { BeginDesk } from './begin-desk.ts';
import { dropTurn } from './drop-turn.ts';
import { promoteTurn } from './promote.ts';
import type { SteerState } from './states.ts';
import { turnOf } from './plan-turn.ts';
import { holdsUp, turnWorld } from './turn-world.ts';

/** When something could not be written, it is looked at again after this long. */
const lookAgainMs: Ms = 3_000;
const mostAtOnce = 100;
/** Refusals that pass by themselves. */
const passing: ReadonlySet<WireError['code']> = new Set(['disk-full', 'degraded', 'queue-full', 'internal', 'stale']);

export interface TurnDeskOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly begin: BeginDesk;
  readonly activations: () => Pick<Activations, 'laneChanged'>;
  readonly log: Logger;
}

/** What follows for turns from what became of others: those that waited begin, those that take too long move. */
export interface TurnDesk {
  /** After a start: what a crash left. */
  recover(): void;
  /** It has ended without a run: those that wait for it may begin. */
  turnEnded(turnId: string): void;
  rearm(): void;
  close(): void;
}

/** It keeps nothing: it reads where the turns stand and does the next thing, so a crash in between is made up for at the next start. */
export function createTurnDesk({ engine, stores, begin, activations, log }: TurnDeskOptions): TurnDesk {
  const world = turnWorld(stores);
  const { conversations } = stores;
  let isClosed = false;
  const alarm = createAlarm(engine, conversations.nextBudgetMs, async (nowMs) => {
    const due = conversations.overBudget(nowMs, mostAtOnce);
    for (const turnId of due)
      await promote(turnId).catch((error: unknown) =>
        log.warn('a turn could not be moved', { turnId, error: String(error) }),
      );
    return due.length < mostAtOnce ? 'all' : 'more';
  });

  async function promote(turnId: string): Promise<void> {
    const runId = conversations.turn(turnId)?.runId ?? null;
    if (runId === null) return;
    const decide = promoteTurn('budget', () => ({
      turn: turnOf(turnId, world),
      release: stores.workspace.release(stores.runs.load(runId)?.releaseHash ?? ''),
    }));
    const moved = await engine.transact({ run: runId }, decide);
    if (moved !== null) activations().laneChanged(runId);
  }

  function again(what: string, act: () => Promise<void>): void {
    act().catch((error: unknown) => {
      if (isClosed) return;
      log.warn(what, { error: String(error) });
      engine.after(lookAgainMs, () => again(what, act));
    });
  }

  async function beginWaiting(turnId: string): Promise<void> {
    try {
      await begin.beginWaiting(turnId);
    } catch (thrown) {
      const error = toWireError(thrown);
      if (!(thrown instanceof LanekeeperError) || passing.has(error.code)) throw thrown;
      const dropped = dropTurn({ error }, () => turnOf(turnId, world));
      await engine.transact({}, dropped).catch(() => undefined);
      after(turnId);
    }
  }

  /** The turn keeps nobody waiting any more. */
  function after(turnId: string): void {
    for (const waiting of conversations.waitingFor(turnId))
      again('a turn that waited could not begin', () => beginWaiting(waiting.turnId));
  }

  /** What was said to a run that ended without hearing it is said again, as a turn after it. */
  async function sayUnheard(steer: SteerState): Promise<void> {
    const { turnId: spokenTo, text, personId, signalId, atMs } = steer;
    const turn = conversations.turn(spokenTo);
    if (turn === null || conversations.load(turn.conversationId)?.removedAtMs !== null) return;
    const turnId = derivedId(atMs, 'steer', signalId);
    if (conversations.turn(turnId) === null) {
      const said = { text, attachments: [], about: null, labels: turn.labels };
      const { conversationId } = turn;
      const parentId = conversations.lastBelow(spokenTo);
      await begin.say({ turnId, conversationId, parentId, regenerates: null, personId, said }, {});
    }
    await engine.transact({}, () => ({
      ok: true,
      changes: [{ put: 'steer', state: { ...steer, becameId: turnId } }],
      reply: null,
    }));
  }

  function ended(runId: string): void {
    for (const steer of conversations.unheard(runId))
      again('what was said to a turn that ended could not be said again', () => sayUnheard(steer));
  }

  function follow(run: RunState): void {
    const turn = conversations.turnOfRun(run.runId);
    if (turn === null) return;
    if (turn.countingSinceMs !== null) alarm.consider(turn.countingSinceMs + turn.leftMs);
    if (run.finishedAtMs !== null) ended(run.runId);
    if (!holdsUp(turn, world)) after(turn.turnId);
  }

  const stop = engine.onRunsChanged((runs) => {
    for (const run of runs) follow(run);
  });

  return {
    recover() {
      for (const turnId of conversations.waiting())
        again('a turn that waited could not begin', () => beginWaiting(turnId));
      for (const steer of conversations.unheard(null))
        again('what was said to a turn that ended could not be said again', () => sayUnheard(steer));
      alarm.rearm();
    },
    turnEnded: after,
    rearm: alarm.rearm,
    close() {
      isClosed = true;
      stop();
      alarm.close();
    },
  };
}
