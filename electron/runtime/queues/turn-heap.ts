import { compareInLine, type Waiting } from './choose-turn.ts';

/** A waiting run in a heap; one that was taken out elsewhere stays until it comes up. */
export interface Entry {
  readonly run: Waiting;
  isGone: boolean;
}

/** The runs of one line, the next one first. Runs come almost always in order, so adding one costs next to nothing. */
export interface TurnHeap {
  push(entry: Entry): void;
  /** The next one that is still there. */
  peek(): Entry | undefined;
  pop(): Entry | undefined;
  /** Entries that are still there, in no order. */
  entries(): Entry[];
  copy(): TurnHeap;
}

export function createTurnHeap(items: Entry[] = []): TurnHeap {
  function push(entry: Entry): void {
    items.push(entry);
    let at = items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  }

  function removeFirst(): void {
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    items[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let first = at;
      if (left < items.length && isBefore(left, first)) first = left;
      if (right < items.length && isBefore(right, first)) first = right;
      if (first === at) return;
      swap(at, first);
      at = first;
    }
  }

  function isBefore(at: number, other: number): boolean {
    const one = items[at];
    const two = items[other];
    return one !== undefined && two !== undefined && compareInLine(one.run, two.run) < 0;
  }

  function swap(at: number, other: number): void {
    const one = items[at];
    const two = items[other];
    if (one === undefined || two === undefined) return;
    items[at] = two;
    items[other] = one;
  }

  function peek(): Entry | undefined {
    while (items[0]?.isGone === true) removeFirst();
    return items[0];
  }

  return {
    push,
    peek,
    pop() {
      const first = peek();
      if (first !== undefined) removeFirst();
      return first;
    },
    entries: () => items.filter(({ isGone }) => !isGone),
    copy: () => createTurnHeap(items.slice()),
  };
}
