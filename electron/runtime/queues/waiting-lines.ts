import type { AtMs } from '../../../shared/ids.ts';
import { chooseTurn, heldBy, rateOpensAtMs, type QueueRule, type Turn, type Waiting } from './choose-turn.ts';
import { createTurnHeap, type Entry, type TurnHeap } from './turn-heap.ts';
import type { TurnWorld, WaitingLines } from './waiting-lines-port.ts';

interface Line {
  readonly queue: string;
  readonly releaseHash: string;
  /** Of runs that have not been started: a rate holds no others. */
  readonly isNew: boolean;
  readonly heap: TurnHeap;
  /** Those whose key is at its limit, by key: they hold up nobody behind them. */
  readonly parked: Map<string, TurnHeap>;
}

/** Of a queue, what is under way. */
interface Use {
  taken: number;
  readonly keys: Map<string, number>;
  readonly starts: AtMs[];
  waiting: number;
  /** Of these, those to be started. */
  fresh: number;
}

export function createWaitingLines(): WaitingLines {
  const lines = new Map<string, Line>();
  const members = new Map<string, Entry>();
  const taken = new Map<string, { readonly run: Waiting; readonly startedAtMs: AtMs | null }>();
  const uses = new Map<string, Use>();
  const agents = new Map<string, { taken: number; served: number }>();
  const inLane = { interactive: 0, background: 0 };
  let turns = 0;

  function useOf(queue: string): Use {
    const known = uses.get(queue);
    if (known !== undefined) return known;
    const made: Use = { taken: 0, keys: new Map(), starts: [], waiting: 0, fresh: 0 };
    uses.set(queue, made);
    return made;
  }

  function agentOf(agentId: string): { taken: number; served: number } {
    const known = agents.get(agentId);
    if (known !== undefined) return known;
    const made = { taken: 0, served: 0 };
    agents.set(agentId, made);
    return made;
  }

  function lineOf({ queue, releaseHash, isNew }: Waiting): Line {
    const name = `${queue} ${releaseHash} ${isNew ? 'new' : ''}`;
    const known = lines.get(name);
    if (known !== undefined) return known;
    const made: Line = { queue, releaseHash, isNew, heap: createTurnHeap(), parked: new Map() };
    lines.set(name, made);
    return made;
  }

  function isKeyFull({ queue, key }: Waiting, rule: QueueRule): boolean {
    return key !== null && rule.perKey !== null && (useOf(queue).keys.get(key) ?? 0) >= rule.perKey;
  }

  function isHeld({ queue, isNew }: Pick<Line, 'queue' | 'isNew'>, rule: QueueRule, nowMs: AtMs): boolean {
    const why = heldBy(rule, useOf(queue), nowMs);
    return why !== null && (why !== 'rate' || isNew);
  }

  /** The first of a line whose key has room; those before it are put aside. */
  function headOf(line: Line, rule: QueueRule): Waiting | null {
    for (;;) {
      const entry = line.heap.peek();
      if (entry === undefined) return null;
      const { run } = entry;
      if (run.key === null || !isKeyFull(run, rule)) return run;
      line.heap.pop();
      const aside = line.parked.get(run.key);
      if (aside === undefined) line.parked.set(run.key, createTurnHeap([entry]));
      else aside.push(entry);
    }
  }

  /** A place of this key may be free: the next of each line that waits for it is looked at again. */
  function unpark(queue: string, key: string): void {
    for (const line of lines.values()) {
      if (line.queue !== queue) continue;
      const aside = line.parked.get(key);
      const entry = aside?.pop();
      if (entry !== undefined) line.heap.push(entry);
      if (aside?.peek() === undefined) line.parked.delete(key);
    }
  }

  function firstTurn(world: TurnWorld): Turn | null {
    const heads: Turn[] = [];
    for (const line of lines.values()) {
      const rule = world.rule(line.queue);
      if (rule === null || isHeld(line, rule, world.nowMs)) continue;
      const run = headOf(line, rule);
      if (run === null || !world.hasRoom(run.lane) || world.isBlocked(run.releaseHash)) continue;
      const { taken: agentTaken, served: agentServed } = agentOf(run.agentId);
      heads.push({ run, agentTaken, agentServed });
    }
    return chooseTurn(heads);
  }

  function take(run: Waiting, { nowMs, rule }: Pick<TurnWorld, 'nowMs' | 'rule'>): void {
    const use = useOf(run.queue);
    const rate = rule(run.queue)?.rate ?? null;
    const isCounted = run.isNew && rate !== null;
    taken.set(run.runId, { run, startedAtMs: isCounted ? nowMs : null });
    use.taken += 1;
    if (isCounted) {
      use.starts.push(nowMs);
      while ((use.starts[0] ?? nowMs) + rate.periodMs <= nowMs) use.starts.shift();
    }
    const agent = agentOf(run.agentId);
    turns += 1;
    agent.taken += 1;
    agent.served = turns;
    if (run.key === null) return;
    use.keys.set(run.key, (use.keys.get(run.key) ?? 0) + 1);
    unpark(run.queue, run.key);
  }

  function count({ queue, lane, isNew }: Waiting, by: 1 | -1): void {
    const use = useOf(queue);
    use.waiting += by;
    if (isNew) use.fresh += by;
    inLane[lane] += by;
  }

  function leaveLine(entry: Entry): void {
    const { run } = entry;
    members.delete(run.runId);
    count(run, -1);
  }

  function remove(runId: string): boolean {
    const entry = members.get(runId);
    if (entry === undefined) return false;
    entry.isGone = true;
    leaveLine(entry);
    // It may have been the one of its key that was looked at.
    if (entry.run.key !== null) unpark(entry.run.queue, entry.run.key);
    return true;
  }

  return {
    add(run) {
      if (members.has(run.runId) || taken.has(run.runId)) return;
      const entry: Entry = { run, isGone: false };
      members.set(run.runId, entry);
      count(run, 1);
      lineOf(run).heap.push(entry);
    },
    remove,
    has: (runId) => members.has(runId),
    length: (lane) => (lane === undefined ? members.size : inLane[lane]),
    next(world) {
      const run = members.size === 0 ? null : (firstTurn(world)?.run ?? null);
      if (run === null) return null;
      const entry = lineOf(run).heap.pop();
      if (entry !== undefined) leaveLine(entry);
      take(run, world);
      return run;
    },
    takeNow(run, world) {
      const rule = world.rule(run.queue);
      if (rule === null || taken.has(run.runId) || !world.hasRoom(run.lane) || world.isBlocked(run.releaseHash))
        return false;
      if (isHeld(run, rule, world.nowMs) || isKeyFull(run, rule)) return false;
      if (members.size > 0 && firstTurn(world) !== null) return false;
      take(run, world);
      return true;
    },
    retake(run) {
      if (!taken.has(run.runId)) return;
      this.free(run.runId);
      take(run, { nowMs: 0, rule: () => null });
    },
    free(runId, isUndone = false) {
      const place = taken.get(runId);
      if (place === undefined) return;
      const { run, startedAtMs } = place;
      taken.delete(runId);
      const use = useOf(run.queue);
      use.taken -= 1;
      agentOf(run.agentId).taken -= 1;
      if (isUndone && startedAtMs !== null) use.starts.splice(use.starts.indexOf(startedAtMs), 1);
      if (run.key === null) return;
      const left = (use.keys.get(run.key) ?? 1) - 1;
      if (left === 0) use.keys.delete(run.key);
      else use.keys.set(run.key, left);
      unpark(run.queue, run.key);
    },
    order(queue, limit) {
      const copies = [...lines.values()]
        .filter((line) => line.queue === queue)
        .map(({ heap, parked }) => {
          const copy = heap.copy();
          for (const aside of parked.values()) for (const entry of aside.entries()) copy.push(entry);
          return copy;
        });
      const had = new Map<string, { taken: number; served: number }>();
      const order: string[] = [];
      for (let turn = turns + 1; order.length < limit; turn += 1) {
        const heads = copies.flatMap((copy): (Turn & { copy: TurnHeap })[] => {
          const run = copy.peek()?.run;
          if (run === undefined) return [];
          const agent = had.get(run.agentId) ?? agentOf(run.agentId);
          return [{ run, agentTaken: agent.taken, agentServed: agent.served, copy }];
        });
        const first = chooseTurn(heads);
        if (first === null) return order;
        heads.find((head) => head === first)?.copy.pop();
        had.set(first.run.agentId, { taken: first.agentTaken + 1, served: turn });
        order.push(first.run.runId);
      }
      return order;
    },
    facts(queue) {
      const { taken: running, waiting } = useOf(queue);
      let oldestSinceMs: AtMs | null = null;
      if (waiting > 0)
        for (const { run } of members.values())
          if (run.queue === queue && (oldestSinceMs === null || run.sinceMs < oldestSinceMs))
            oldestSinceMs = run.sinceMs;
      return { running, waiting, oldestSinceMs };
    },
    limitsChanged(queue) {
      for (const line of lines.values()) {
        if (line.queue !== queue) continue;
        for (const aside of line.parked.values()) for (const entry of aside.entries()) line.heap.push(entry);
        line.parked.clear();
      }
    },
    recall: (queue, startedAtMs) => void useOf(queue).starts.push(startedAtMs),
    opensAtMs({ nowMs, rule: ruleOf }) {
      let soonest: AtMs | null = null;
      for (const [queue, use] of uses) {
        const rule = use.fresh === 0 ? null : ruleOf(queue);
        if (rule === null || heldBy(rule, use, nowMs) !== 'rate') continue;
        const opensAtMs = rateOpensAtMs(rule, use.starts);
        if (opensAtMs !== null && (soonest === null || opensAtMs < soonest)) soonest = opensAtMs;
      }
      return soonest;
    },
    clear(releaseHash) {
      const cleared = [...members.values()].filter(({ run }) => run.releaseHash === releaseHash);
      for (const { run } of cleared) remove(run.runId);
      for (const [name, line] of lines) if (line.releaseHash === releaseHash) lines.delete(name);
      return cleared.map(({ run }) => run.runId);
    },
  };
}
