import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { copyStore } from '../checker/planted.ts';
import { openBook } from '../product/book.ts';
import { openMailSink } from '../product/mail-sink.ts';
import { createOperator } from '../product/operator.ts';
import { prepareGround } from '../product/prepare.ts';
import { seededRandom } from '../product/random.ts';
import { startRuntime, type RuntimeProcess } from '../product/runtime-process.ts';
import { liveOut } from './last-life.ts';
import type { PartWorld, Violation } from './part.ts';

export interface KillUnit {
  /** Which store of the campaign this is. */
  readonly index: number;
  readonly kills: number;
  readonly signal: AbortSignal;
  readonly onKill: () => void;
}

export interface KillResult {
  readonly kills: number;
  readonly acknowledged: number;
  readonly mails: number;
  readonly edits: number;
  readonly batches: number;
  readonly grants: number;
  readonly runs: number;
  /** Kills before the runtime was ready. */
  readonly early: number;
  readonly violations: readonly Violation[];
}

/** How long a start takes, until it is known here. */
const firstGuessMs = 1_500;
/** The share of kills that come while the runtime starts; the others come soon after, when it recovers and works. */
const earlyShare = 0.2;
/** A life lasts no longer than this after it is ready, or one and a half starts on a slow machine. */
const leastLifeMs = 1_200;

/**
 * kill -9 at random moments: one store, so many lives, each ended at a moment nobody chose. After each the store is
 * checked as it lies; at the end a last life is given the time to end all work.
 */
export async function killAgainAndAgain(world: PartWorld, unit: KillUnit): Promise<KillResult> {
  const where = `${world.seed}/kills/${unit.index}`;
  const random = seededRandom(where);
  const ground = await prepareGround(join(world.scratch, `kills-${unit.index}`));
  const book = openBook();
  const sink = await openMailSink(
    () => random.below(30),
    ({ key }) => book.write({ kind: 'mail', key }),
  );
  const operator = createOperator({
    ground,
    book,
    sink,
    random,
    serial: String(unit.index),
    tickets: 5,
    hasFamilies: true,
  });
  const violations: Violation[] = [];
  let startMs = firstGuessMs;
  let early = 0;
  let kills = 0;

  async function check(state: { readonly isRecovered: boolean; readonly isSettled: boolean }): Promise<void> {
    const copy = join(world.scratch, `kills-${unit.index}-copy`, 'workspace');
    copyStore(ground.workspace, copy);
    copyStore(ground.published, join(copy, '..', 'published'));
    const findings = await world.checker.check(copy, book.ledger(state));
    for (const finding of findings)
      violations.push({ part: 'kills', where: `${where} after kill ${kills}`, ...finding });
  }

  try {
    while (kills < unit.kills && violations.length === 0 && !unit.signal.aborted) {
      const isEarly = random.chance(earlyShare);
      const chance = random.next();
      const startedAt = performance.now();
      const sinceMs = Date.now();
      const runtime = startRuntime({ script: world.script, workspace: ground.workspace });
      const life = { wasReady: false };
      const working = runtime.ready.then(async (client) => {
        if (client === null) return;
        life.wasReady = true;
        startMs = (startMs * 3 + (performance.now() - startedAt)) / 4;
        await operator.work(client, () => false, sinceMs);
      });
      if (!isEarly) await Promise.race([runtime.ready, runtime.ended]);
      await Promise.race([
        wait(isEarly ? chance * startMs : chance * chance * Math.max(leastLifeMs, 1.5 * startMs)),
        runtime.ended,
      ]);
      if (runtime.hasEnded()) violations.push(endedByItself(where, runtime));
      await runtime.kill();
      await working;
      if (!life.wasReady) early += 1;
      kills += 1;
      await check({ isRecovered: life.wasReady && operator.isRecovered(), isSettled: false });
      unit.onKill();
    }
    if (violations.length === 0) {
      const stuck = await liveOut(world.script, ground, operator);
      if (stuck !== null) violations.push({ part: 'kills', where, invariant: 'I5', what: stuck });
      else await check({ isRecovered: true, isSettled: true });
    }
  } finally {
    await sink.close();
  }
  if (violations.length > 0) copyStore(ground.root, join(world.kept, `kills-${unit.index}`));
  else rmSync(ground.root, { recursive: true, force: true, maxRetries: 5 });
  return { kills, ...book.counts, runs: operator.runsStarted(), early, violations };
}

function endedByItself(where: string, runtime: RuntimeProcess): Violation {
  return { part: 'kills', where, invariant: 'I5', what: `The runtime ended by itself: ${runtime.log().slice(-2_000)}` };
}
