import type { Person } from '../../../shared/domain/person.ts';
import type { Decide, Engine } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import type { RunState } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import { by } from '../verbs/by.ts';
import { raisedAs, standsOf } from './stands.ts';

/** Runs let go on in one group of commits: none waits for ten thousand. */
const together = 50;

export interface GoingOn {
  readonly engine: Pick<Engine, 'transact'>;
  readonly stores: Pick<Stores, 'runs'>;
  readonly person: Person;
  /** By how much somebody was let go on already, by the key of their budget. */
  readonly promised: ReadonlyMap<string, number>;
  /** Only those who stand at it under this key: a run, or a day. */
  readonly key?: string;
}

/**
 * Lets the runs go on that stand at a budget which has room for what they asked, or is there no more: the oldest first,
 * as far as it reaches. What becomes of each is looked at again in its own transaction. The ids of those that go on.
 */
export async function goOnAtBudget(budgetId: string, world: GoingOn): Promise<readonly string[]> {
  const { engine, stores, key } = world;
  const promised = new Map(world.promised);
  const resumed: string[] = [];
  const standing = stores.runs.atBudget().filter((runId) => standsAt(stores.runs.load(runId), budgetId, key));
  for (let from = 0; from < standing.length; from += together)
    await Promise.all(
      standing.slice(from, from + together).map(async (runId) => {
        const goesOn = await engine.transact({ run: runId }, letGoOn(budgetId, world.person, promised));
        if (goesOn) resumed.push(runId);
      }),
    );
  return resumed;
}

function letGoOn(budgetId: string, person: Person, promised: Map<string, number>): Decide<{ run: string }, boolean> {
  return ({ run, spending }) => {
    const at = run?.pause?.budget;
    if (run === null || at === undefined || !standsAt(run, budgetId)) return { ok: true, changes: [], reply: false };
    const stand = standsOf(run, spending).find((one) => one.budgetId === at.budgetId);
    const given = promised.get(at.key) ?? 0;
    if (stand !== undefined && at.asked > stand.limit - stand.used - stand.reserved - stand.unknown - given)
      return { ok: true, changes: [], reply: false };
    promised.set(at.key, given + at.asked);
    return {
      ok: true,
      changes: [
        putRun(run, [{ kind: 'resumed' }]),
        {
          put: 'audit',
          entry: { ...by(person), kind: 'run.resumed', run: run.runId, facts: { pausedBy: run.pause?.by ?? '' } },
        },
      ],
      reply: true,
    };
  };
}

function standsAt(run: RunState | null, budgetId: string, key?: string): boolean {
  const at = run?.pause?.budget;
  if (run?.status !== 'paused' || at === undefined) return false;
  return raisedAs(at) === budgetId && (key === undefined || at.key === key);
}
