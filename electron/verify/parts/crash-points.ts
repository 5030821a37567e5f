import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { crashPoints } from '../../runtime/faults/crash-point.ts';
import { copyStore } from '../checker/planted.ts';
import { openBook } from '../product/book.ts';
import { openMailSink } from '../product/mail-sink.ts';
import { createOperator } from '../product/operator.ts';
import { prepareGround } from '../product/prepare.ts';
import { seededRandom } from '../product/random.ts';
import { startRuntime } from '../product/runtime-process.ts';
import { liveOut } from './last-life.ts';
import type { PartWorld, Violation } from './part.ts';

/** Points that are passed all the time: the process dies at one of the first so many passes. */
const oftenPassed: Readonly<Record<string, number>> = {
  'commit.before': 60,
  'commit.after': 60,
  'audit.appended': 100,
};
const rarelyPassed = 2;
/** Where a mail is between us and the server: what became of it can only be `unknown`. */
const leavesDoubt: ReadonlySet<string> = new Set(['tool.before-content', 'tool.after-accept']);
/** Lives in one store before the next one is begun. */
const pointsPerStore = 7;
/** Longest wait for work to reach a point. */
const reachMs = 90_000;

export interface CrashUnit {
  readonly index: number;
  readonly signal: AbortSignal;
  readonly onCrash: (point: string) => void;
}

/** kill -9 at every named point, once, in an order the seed chooses; each store then lives out its work. */
export async function crashEverywhere(world: PartWorld, unit: CrashUnit): Promise<readonly Violation[]> {
  const where = `${world.seed}/crash-points/${unit.index}`;
  const random = seededRandom(where);
  const left = [...crashPoints] as string[];
  const violations: Violation[] = [];
  for (let store = 0; left.length > 0 && violations.length === 0 && !unit.signal.aborted; store += 1) {
    const points: string[] = [];
    while (points.length < pointsPerStore && left.length > 0) points.push(...left.splice(random.below(left.length), 1));
    violations.push(...(await crashInOneStore(world, unit, { where: `${where}/${store}`, points })));
  }
  return violations;
}

async function crashInOneStore(
  world: PartWorld,
  unit: CrashUnit,
  store: { readonly where: string; readonly points: readonly string[] },
): Promise<Violation[]> {
  const random = seededRandom(store.where);
  const name = store.where.replaceAll('/', '-');
  const ground = await prepareGround(join(world.scratch, name));
  const book = openBook();
  const sink = await openMailSink(
    () => random.below(30),
    ({ key }) => book.write({ kind: 'mail', key }),
  );
  const serial = `c${unit.index}-${store.where.split('/').at(-1)}`;
  const operator = createOperator({ ground, book, sink, random, serial, tickets: 5, rollBackShare: 0.6 });
  const violations: Violation[] = [];
  const violated = (point: string, invariant: string, what: string): void =>
    void violations.push({ part: 'crash-points', where: `${store.where} at ${point}`, invariant, what });
  let doubts = 0;

  async function check(point: string, state: { isRecovered: boolean; isSettled: boolean }): Promise<void> {
    const copy = join(world.scratch, `${name}-copy`, 'workspace');
    copyStore(ground.workspace, copy);
    copyStore(ground.published, join(copy, '..', 'published'));
    for (const { invariant, what } of await world.checker.check(copy, book.ledger(state)))
      violated(point, invariant, what);
  }

  try {
    for (const point of store.points) {
      if (violations.length > 0 || unit.signal.aborted) break;
      const crashAt = `${point}:${1 + random.below(oftenPassed[point] ?? rarelyPassed)}`;
      const sinceMs = Date.now();
      const runtime = startRuntime({ script: world.script, workspace: ground.workspace, crashAt });
      const working = runtime.ready.then((client) =>
        client === null ? false : operator.work(client, () => false, sinceMs),
      );
      const late = new AbortController();
      const code = await Promise.race([
        runtime.ended,
        wait(reachMs, 'late' as const, { signal: late.signal }).catch(() => 'late' as const),
      ]);
      late.abort();
      await runtime.kill();
      await working;
      if (code === 'late') violated(point, 'reach', `The work did not come to ${crashAt} within ${reachMs / 1000} s.`);
      else if (code !== null)
        violated(point, 'I5', `The runtime ended by itself (${code}): ${runtime.log().slice(-2_000)}`);
      if (leavesDoubt.has(point)) doubts += 1;
      await check(crashAt, { isRecovered: false, isSettled: false });
      unit.onCrash(point);
    }
    if (violations.length === 0 && !unit.signal.aborted) {
      const stuck = await liveOut(world.script, ground, operator);
      if (stuck !== null) violated('the end', 'I5', stuck);
      else await check('the end', { isRecovered: true, isSettled: true });
      if (operator.inDoubt() < doubts)
        violated(
          'the end',
          'I3',
          `${doubts} mails were cut off on their way, and ${operator.inDoubt()} were said to be in doubt.`,
        );
    }
  } finally {
    await sink.close();
  }
  if (violations.length > 0) copyStore(ground.root, join(world.kept, name));
  else rmSync(ground.root, { recursive: true, force: true, maxRetries: 5 });
  return violations;
}
