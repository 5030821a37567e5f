import { closeSync, fdatasyncSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The project's ignored cache; everything a benchmark writes is below it, on the disk the project is on. */
export const benchFolder = join(import.meta.dirname, '../../.cache/bench');

/** How noisy the machine was just before a run: the same work each time. */
export interface Canary {
  /** A fixed loop of integer arithmetic, ms. */
  readonly cpuMs: number;
  /** 4 KiB overwritten and flushed, times a second. */
  readonly flushesPerSecond: number;
  /** 99th percentile of one such flush, ms. */
  readonly flushP99Ms: number;
}

/** Median of several runs with their extremes. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

const flushes = 256;

/** Times a CPU loop and the disk's flush; takes about 60 ms. */
export function canary(): Canary {
  const began = performance.now();
  let sum = 0;
  for (let at = 0; at < 2e7; at += 1) sum = (sum * 31 + at) | 0;
  const cpuMs = performance.now() - began;
  mkdirSync(benchFolder, { recursive: true });
  const file = join(benchFolder, `canary-${process.pid}.bin`);
  const descriptor = openSync(file, 'w');
  try {
    const block = Buffer.alloc(4096, sum & 1);
    for (let at = 0; at < flushes; at += 1) writeSync(descriptor, block, 0, block.length, at * block.length);
    fsyncSync(descriptor);
    const each: number[] = [];
    const from = performance.now();
    for (let at = 0; at < flushes; at += 1) {
      const before = performance.now();
      writeSync(descriptor, block, 0, block.length, at * block.length);
      fdatasyncSync(descriptor);
      each.push(performance.now() - before);
    }
    return {
      cpuMs,
      flushesPerSecond: perSecond(flushes, performance.now() - from),
      flushP99Ms: percentile(each, 0.99),
    };
  } finally {
    closeSync(descriptor);
    rmSync(file, { force: true });
  }
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  return {
    median: percentile(sorted, 0.5),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    runs: sorted.length,
  };
}

/** The value below which this share of the samples lies; NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function perSecond(count: number, elapsedMs: number): number {
  return count / (elapsedMs / 1000);
}

/** Runs `act` over 0..count-1 with at most `width` of them under way. */
export async function inFlight(count: number, width: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await act(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** An empty folder of this name below the cache. */
export function emptyFolder(name: string): string {
  const folder = join(benchFolder, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
