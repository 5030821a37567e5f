import type { QueueRule, Waiting } from '../../../electron/runtime/queues/choose-turn.ts';
import type { TurnWorld } from '../../../electron/runtime/queues/waiting-lines-port.ts';

export type PlainRule = QueueRule;

interface Place {
  readonly run: Waiting;
  readonly startedAtMs: number | null;
}

/** The rules of the lines as one would write them down without a thought for speed: everything is looked at each time. */
export interface PlainQueues {
  add(run: Waiting): void;
  remove(runId: string): void;
  next(world: TurnWorld): string | null;
  takeNow(run: Waiting, world: TurnWorld): boolean;
  free(runId: string, isUndone: boolean): void;
  nth(n: number): string | null;
  length(): number;
  opensAtMs(world: TurnWorld): number | null;
}

export function createPlainQueues(): PlainQueues {
  let waiting: Waiting[] = [];
  let places: Place[] = [];
  let starts: { readonly queue: string; readonly runId: string; readonly atMs: number }[] = [];
  const served = new Map<string, number>();
  let turn = 0;

  const countOf = (of: (run: Waiting) => boolean): number => places.filter(({ run }) => of(run)).length;
  const startsIn = (queue: string): number[] => starts.filter((one) => one.queue === queue).map(({ atMs }) => atMs);

  function rateFrom({ rate }: PlainRule, queue: string): number {
    const counted = rate === null ? undefined : startsIn(queue).at(-rate.count);
    return rate === null || counted === undefined ? Number.NEGATIVE_INFINITY : counted + rate.periodMs;
  }

  function isHeld(rule: PlainRule, queue: string, nowMs: number): 'rate' | 'other' | null {
    if (rule.pause !== null) return 'other';
    if (rule.concurrency !== null && countOf((run) => run.queue === queue) >= rule.concurrency) return 'other';
    return rateFrom(rule, queue) > nowMs ? 'rate' : null;
  }

  function mayGo(run: Waiting, { nowMs, rule: ruleOf, hasRoom, isBlocked }: TurnWorld): boolean {
    const rule = ruleOf(run.queue);
    const why = rule === null ? null : isHeld(rule, run.queue, nowMs);
    if (rule === null || why === 'other' || (why === 'rate' && run.isNew)) return false;
    const { key, queue } = run;
    const isKeyFull =
      key !== null && rule.perKey !== null && countOf((one) => one.queue === queue && one.key === key) >= rule.perKey;
    return !isKeyFull && hasRoom(run.lane) && !isBlocked(run.releaseHash);
  }

  function rank(run: Waiting): readonly (number | string)[] {
    return [
      run.lane === 'interactive' ? 0 : 1,
      -run.priority,
      countOf((one) => one.agentId === run.agentId),
      served.get(run.agentId) ?? 0,
      run.runId,
    ];
  }

  function first(world: TurnWorld): Waiting | null {
    const able = waiting.filter((run) => mayGo(run, world));
    return able.toSorted((one, other) => compare(rank(one), rank(other)))[0] ?? null;
  }

  function take(run: Waiting, { nowMs, rule }: TurnWorld): void {
    waiting = waiting.filter((one) => one.runId !== run.runId);
    const isCounted = run.isNew && rule(run.queue)?.rate != null;
    places.push({ run, startedAtMs: isCounted ? nowMs : null });
    if (isCounted) starts.push({ queue: run.queue, runId: run.runId, atMs: nowMs });
    turn += 1;
    served.set(run.agentId, turn);
  }

  return {
    add: (run) => void waiting.push(run),
    remove(runId) {
      waiting = waiting.filter((run) => run.runId !== runId);
    },
    next(world) {
      const run = first(world);
      if (run !== null) take(run, world);
      return run?.runId ?? null;
    },
    takeNow(run, world) {
      if (!mayGo(run, world) || first(world) !== null) return false;
      take(run, world);
      return true;
    },
    free(runId, isUndone) {
      const place = places.find(({ run }) => run.runId === runId);
      places = places.filter((one) => one !== place);
      if (isUndone && place?.startedAtMs != null)
        starts = starts.filter((one) => one.runId !== runId || one.atMs !== place.startedAtMs);
    },
    nth: (n) => waiting[n % Math.max(1, waiting.length)]?.runId ?? null,
    length: () => waiting.length,
    opensAtMs({ nowMs, rule: ruleOf }) {
      const opening = [...new Set(waiting.filter(({ isNew }) => isNew).map(({ queue }) => queue))].flatMap((queue) => {
        const rule = ruleOf(queue);
        return rule !== null && isHeld(rule, queue, nowMs) === 'rate' ? [rateFrom(rule, queue)] : [];
      });
      return opening.length === 0 ? null : Math.min(...opening);
    },
  };
}

function compare(one: readonly (number | string)[], other: readonly (number | string)[]): number {
  for (const [at, value] of one.entries()) {
    const against = other[at] ?? 0;
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
}
