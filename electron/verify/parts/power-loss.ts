import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ledger } from '../checker/ledger.ts';
import { openBook, type BookEntry } from '../product/book.ts';
import { seededRandom } from '../product/random.ts';
import { afterPowerLoss, type FilesAfter } from '../power/after-power-loss.ts';
import { createDisk } from '../power/disk.ts';
import { record, type Recording } from '../power/recorder.ts';
import { readTrace, type FileEvent } from '../power/trace.ts';
import type { PartWorld, Violation } from './part.ts';

export interface PowerUnit {
  readonly index: number;
  readonly states: number;
  /** With synchronous=NORMAL, where losses must be found. */
  readonly isWeakened: boolean;
  readonly signal: AbortSignal;
  readonly onState: () => void;
}

export interface PowerResult {
  readonly states: number;
  /** Writes, name changes and syncs of the recording. */
  readonly events: number;
  readonly syncs: number;
  readonly acknowledged: number;
  readonly violations: readonly Violation[];
}

/** Ticket reviews in one recording. */
const runsRecorded = 3;
/** Findings of one recording that are kept: one broken promise breaks it in a thousand states. */
const mostViolations = 5;

/**
 * Power loss: the product's writes and syncs are recorded, and what a disk could hold is rebuilt for moments in between,
 * with unsynced writes and names lost or torn. Each state is opened with SQLite and checked, and everything that had been
 * acknowledged by then must be in it.
 */
export async function losePower(world: PartWorld, unit: PowerUnit): Promise<PowerResult> {
  const kind = unit.isWeakened ? 'power-loss-normal' : 'power-loss';
  const where = `${world.seed}/${kind}/${unit.index}`;
  const folder = join(world.scratch, `${kind}-${unit.index}`);
  mkdirSync(folder, { recursive: true });
  const recording = await record({
    folder,
    script: world.script,
    seed: where,
    runs: runsRecorded,
    isWeakened: unit.isWeakened,
  });
  const { root } = recording;
  const events = await readTrace(
    recording.trace,
    (path) => path.startsWith(`${root}/`) || path === root || path === recording.book,
  );
  rmSync(recording.trace);
  const random = seededRandom(where);
  const disk = createDisk([dirname(root), root, join(root, 'workspace'), join(root, 'published')]);
  const told = answers(recording, events);
  const first = events.findIndex((event) => 'path' in event && event.path === recording.book);
  const moments = Array.from({ length: unit.states }, () => first + 1 + random.below(events.length - first)).toSorted(
    (one, other) => one - other,
  );
  const stage = openStage(world.scratch, root);
  const violations: Violation[] = [];
  let states = 0;
  let at = 0;
  try {
    for (const moment of moments) {
      if (unit.signal.aborted || violations.length >= mostViolations) break;
      for (; at < moment; at += 1) disk.apply(events[at] as FileEvent);
      const files = afterPowerLoss(disk, root, random);
      stage.put(files);
      const findings = await world.checker.check(stage.workspace, told.by(moment));
      for (const finding of findings.slice(0, 2))
        violations.push({ part: kind, where: `${where} state ${states} at event ${moment}`, ...finding });
      states += 1;
      unit.onState();
    }
  } finally {
    stage.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  const syncs = events.filter(({ op }) => op === 'synced').length;
  return { states, events: events.length, syncs, acknowledged: told.count, violations };
}

/** What had been answered by a moment of the recording. */
function answers(
  recording: Recording,
  events: readonly FileEvent[],
): { by(moment: number): Ledger; readonly count: number } {
  const entries: { readonly at: number; readonly entry: BookEntry }[] = [];
  for (const [at, event] of events.entries()) {
    if (event.op !== 'write' || event.path !== recording.book) continue;
    const entry = JSON.parse(event.data.toString()) as BookEntry | { kind: 'prepared' };
    if (entry.kind !== 'prepared') entries.push({ at, entry });
  }
  const book = openBook();
  let written = 0;
  return {
    count: entries.filter(({ entry }) => entry.kind === 'acknowledged').length,
    by(moment) {
      for (let next = entries[written]; next !== undefined && next.at < moment; next = entries[written]) {
        book.write(next.entry);
        written += 1;
      }
      return book.ledger({ isRecovered: false, isSettled: false });
    },
  };
}

interface Stage {
  readonly workspace: string;
  put(files: FilesAfter): void;
  close(): void;
}

/** A folder in memory where a state is laid out. Files that neither changed nor are opened for writing stay. */
function openStage(scratch: string, root: string): Stage {
  const memory = existsSync('/dev/shm') ? '/dev/shm' : scratch;
  const folder = mkdtempSync(join(memory, 'lanekeeper-power-'));
  const laid = new Map<string, number>();
  return {
    workspace: join(folder, 'workspace'),
    put(files) {
      for (const path of laid.keys())
        if (!files.has(path) || isDatabase(path)) {
          rmSync(placeOf(path), { force: true });
          for (const beside of ['-wal', '-shm', '-journal']) rmSync(`${placeOf(path)}${beside}`, { force: true });
          laid.delete(path);
        }
      for (const [path, { inode, bytes }] of files) {
        if (path.endsWith('-shm') || path.endsWith('.sock')) continue;
        const key = inode * 1e9 + bytes.length;
        if (laid.get(path) === key) continue;
        mkdirSync(dirname(placeOf(path)), { recursive: true });
        writeFileSync(placeOf(path), bytes);
        laid.set(path, key);
      }
      mkdirSync(join(folder, 'workspace'), { recursive: true });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };

  function placeOf(path: string): string {
    return join(folder, path.slice(root.length));
  }
}

/** SQLite changes these when it recovers them. */
function isDatabase(path: string): boolean {
  return /\.db(-wal|-journal)?$/.test(path);
}
