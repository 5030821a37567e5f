import type { Json, StepContext, StoredRef } from 'lanekeeper/sdk';

/** A value's shape as plain JSON: what a step may return or store of an interface. */
export type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

/** Stores one list in pieces of at most `most` items, so that no stored value grows with the file. */
export async function storeInPieces<T extends Json>(
  step: StepContext,
  items: readonly T[],
  most: number,
): Promise<Stored[]> {
  const stored: Stored[] = [];
  for (let start = 0; start < items.length; start += most) {
    const piece = items.slice(start, start + most);
    stored.push({ ref: plainRef(await step.store(piece)), items: piece.length });
  }
  return stored;
}

/** A stored list, and how many items it holds. */
export type Stored = { readonly ref: PlainRef; readonly items: number };

/** A {@link StoredRef} as a step may return it. */
export type PlainRef = Plain<StoredRef>;

/** Copies a reference into the shape a step may return. */
export function plainRef({ $stored, bytes }: StoredRef): PlainRef {
  return { $stored, bytes };
}

/** Reads a value an earlier step stored; its shape is the one that step wrote. */
export async function loadPlain<T extends Json>(step: StepContext, ref: PlainRef): Promise<T> {
  return (await step.load(ref)) as T;
}

/** Reads several stored lists as one. */
export async function loadPieces<T extends Json>(step: StepContext, refs: readonly PlainRef[]): Promise<readonly T[]> {
  const items: T[] = [];
  for (const ref of refs) for (const item of await loadPlain<readonly T[]>(step, ref)) items.push(item);
  return items;
}
