/** Of events that came too early this many are held for those before them. */
const mostHeld = 64;

export interface InOrder<T> {
  /** What is next in order now; an event that was there before is left out. */
  take(event: T, number: number | undefined): readonly T[];
  /** All that is held, as no more will come. */
  rest(): readonly T[];
}

/**
 * Puts numbered events in order. Numbers rise by one; what is missing is waited for until too many are held. A server
 * that numbers nothing is taken as it comes. `first`: the number of the first event, where that is known.
 */
export function createInOrder<T>(first: number): InOrder<T> {
  const held = new Map<number, T>();
  let next = first;

  function ready(): T[] {
    const found: T[] = [];
    for (let event = held.get(next); event !== undefined; event = held.get(next)) {
      found.push(event);
      held.delete(next);
      next += 1;
    }
    return found;
  }

  return {
    take(event, number) {
      if (number === undefined) return [event];
      if (number < next || held.has(number)) return [];
      held.set(number, event);
      if (held.size > mostHeld) next = Math.min(...held.keys());
      return ready();
    },
    rest() {
      const found = [...held].toSorted(([one], [other]) => one - other).map(([, event]) => event);
      held.clear();
      return found;
    },
  };
}
