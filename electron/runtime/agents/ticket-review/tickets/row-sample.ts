/**
 * Decides which rows of a file of unknown length are reviewed: those with the smallest seeded hash of their row number.
 * Every subset of that size is equally likely, the choice depends on seed and row alone, and memory is bounded.
 */
export class RowSample<T extends { readonly row: number }> {
  readonly #seed: number;
  readonly #sizeOf: (item: T) => number;
  readonly #budget: number;
  #most: number;
  #threshold = 2 ** 32;
  #kept: { readonly hash: number; readonly item: T }[] = [];
  #size = 0;

  constructor(options: { seed: number; most: number; budget: number; sizeOf: (item: T) => number }) {
    this.#seed = options.seed;
    this.#most = options.most;
    this.#budget = options.budget;
    this.#sizeOf = options.sizeOf;
  }

  /** Whether a row could still belong to the sample; asked before the row is copied. */
  wants(row: number): boolean {
    return rowHash(this.#seed, row) < this.#threshold;
  }

  add(item: T): void {
    this.#kept.push({ hash: rowHash(this.#seed, item.row), item });
    this.#size += this.#sizeOf(item);
    if (this.#size > this.#budget) this.#shrink(Math.floor(Math.min(this.#most, this.#kept.length) / 2));
    else if (this.#kept.length >= this.#most * 2) this.#shrink(this.#most);
  }

  /** The sample in the file's order. */
  items(): T[] {
    if (this.#kept.length > this.#most) this.#shrink(this.#most);
    return this.#kept.map(({ item }) => item).toSorted((left, right) => left.row - right.row);
  }

  #shrink(most: number): void {
    this.#most = Math.max(1, most);
    this.#kept.sort((left, right) => left.hash - right.hash || left.item.row - right.item.row);
    this.#threshold = this.#kept[this.#most]?.hash ?? this.#threshold;
    this.#kept.length = Math.min(this.#kept.length, this.#most);
    this.#size = this.#kept.reduce((sum, { item }) => sum + this.#sizeOf(item), 0);
  }
}

/** A well-mixed 32-bit hash of seed and row: the finaliser of MurmurHash3 (Appleby), applied twice. */
function rowHash(seed: number, row: number): number {
  return mixed(Math.imul(mixed(seed >>> 0), 0x9e3779b1) ^ row);
}

function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
