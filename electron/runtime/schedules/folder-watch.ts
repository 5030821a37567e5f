import { createHash } from 'node:crypto';
import { createReadStream, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clock, Logger } from '../ports.ts';

/** A folder that cannot be watched, or a file that could not be taken, is looked at again after this long. */
const lookAgainMs = 30_000;
/** Network folders report no changes, and some systems lose them: every folder is looked at this often anyway. */
const slowLookMs = 60_000;
/** Names that programs give to files they are still writing. */
const unfinished = /^\.|^~|\.(tmp|temp|part|partial|crdownload|download|swp)$/i;

export interface WatchedFolder {
  readonly scheduleId: string;
  readonly path: string;
  readonly settleMs: number;
}

export interface FolderWatchOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether a file with this SHA-256 has started its run. */
  readonly hasFired: (scheduleId: string, sha256: string) => Promise<boolean>;
  /** Takes the file in and, if it is the same afterwards, starts its run; false = it was written meanwhile, and nothing was started. */
  readonly take: (scheduleId: string, path: string, isSame: () => Promise<boolean>) => Promise<boolean>;
  /** Tells of changes in a folder, where the system does. */
  readonly listen?: Listen;
}

export type Listen = (path: string, changed: () => void, failed: () => void) => { close(): void };

/** Watches folders for settled files. Files are left where they are; what has run is known by its content. */
export interface FolderWatch {
  /** From now on these, and no others. */
  follow(folders: readonly WatchedFolder[]): void;
  /** Why a folder is not watched just now; empty when it is. */
  problem(scheduleId: string): string;
  close(): void;
}

interface Following {
  readonly folder: WatchedFolder;
  /** Files as last seen: size and time of change; a file that has not moved since is settled. */
  readonly seen: Map<string, { readonly mark: string; readonly sinceMs: number; done: boolean }>;
  watcher: ReturnType<Listen> | null;
  /** Device and inode of what the watcher listens to: a folder that was made anew is another one under the same name. */
  listensTo: string;
  /** Takes the armed look back; null = none is armed. */
  disarm: (() => void) | null;
  armedForMs: number;
  isLooking: boolean;
  again: boolean;
  problem: string;
  closed: boolean;
}

export function createFolderWatch(options: FolderWatchOptions): FolderWatch {
  const { clock, log, hasFired, take, listen = systemListen } = options;
  const followed = new Map<string, Following>();

  function start(folder: WatchedFolder): void {
    const one: Following = {
      folder,
      seen: new Map(),
      watcher: null,
      listensTo: '',
      disarm: null,
      armedForMs: Number.POSITIVE_INFINITY,
      isLooking: false,
      again: false,
      problem: '',
      closed: false,
    };
    followed.set(folder.scheduleId, one);
    void look(one);
  }

  function stop(one: Following): void {
    one.closed = true;
    deafen(one);
    one.disarm?.();
  }

  /** Looks once, at the earliest time asked for, however many changes are reported meanwhile. */
  function lookIn(one: Following, delayMs: number): void {
    const atMs = clock.now() + delayMs;
    if (one.closed || (one.disarm !== null && one.armedForMs <= atMs)) return;
    one.disarm?.();
    one.armedForMs = atMs;
    one.disarm = clock.after(delayMs, () => {
      one.disarm = null;
      void look(one);
    });
  }

  async function look(one: Following): Promise<void> {
    if (one.isLooking) {
      one.again = true;
      return;
    }
    one.isLooking = true;
    let next = slowLookMs;
    try {
      await arm(one);
      next = Math.min(next, (await takeSettled(one)) ?? slowLookMs);
      one.problem = '';
    } catch (error) {
      one.problem = `${one.folder.path} cannot be read (${codeOf(error)}); it is looked at again every ${lookAgainMs / 1000} s.`;
      deafen(one);
      next = lookAgainMs;
    } finally {
      one.isLooking = false;
    }
    lookIn(one, one.again ? Math.min(next, one.folder.settleMs) : next);
    one.again = false;
  }

  async function arm(one: Following): Promise<void> {
    const { path, settleMs } = one.folder;
    if (!isAbsolute(path)) throw Object.assign(new Error('not absolute'), { code: 'not an absolute path' });
    const { dev, ino } = await stat(path);
    const found = `${dev}:${ino}`;
    if (one.watcher !== null && one.listensTo !== found) deafen(one);
    if (one.watcher !== null || one.closed) return;
    one.watcher = listen(
      path,
      () => lookIn(one, settleMs),
      () => {
        deafen(one);
        lookIn(one, lookAgainMs);
      },
    );
    one.listensTo = found;
  }

  function deafen(one: Following): void {
    one.watcher?.close();
    one.watcher = null;
  }

  /** How long until something may have settled; null = nothing is moving. */
  async function takeSettled(one: Following): Promise<number | null> {
    const { path, settleMs, scheduleId } = one.folder;
    const names = (await readdir(path)).filter((name) => !unfinished.test(name)).toSorted();
    const present = new Set(names);
    for (const name of one.seen.keys()) if (!present.has(name)) one.seen.delete(name);
    let wait: number | null = null;
    for (const name of names) {
      if (one.closed) return null;
      const file = join(path, name);
      const found = await stat(file).catch(() => null);
      if (found === null || !found.isFile()) continue;
      const mark = markOf(found);
      const known = one.seen.get(name);
      if (known?.mark !== mark) {
        // One that was there long before it was first looked at need not settle again.
        const sinceMs = Math.min(clock.now(), Math.max(found.mtimeMs, found.ctimeMs));
        one.seen.set(name, { mark, sinceMs, done: false });
      }
      const entry = one.seen.get(name);
      if (entry === undefined || entry.done) continue;
      const restMs = entry.sinceMs + settleMs - clock.now();
      if (restMs > 0) {
        wait = Math.min(wait ?? restMs, restMs);
        continue;
      }
      try {
        const isSame = async (): Promise<boolean> => markOf(await stat(file)) === mark;
        entry.done = (await hasFired(scheduleId, await sha256Of(file)))
          ? await isSame()
          : await take(scheduleId, file, isSame);
        // It was written meanwhile: it has to settle again.
        if (!entry.done) wait = Math.min(wait ?? settleMs, settleMs);
      } catch (error) {
        log.warn('a file of a watched folder was not taken yet', { scheduleId, name, error: String(error) });
        wait = Math.min(wait ?? lookAgainMs, lookAgainMs);
      }
    }
    return wait;
  }

  return {
    follow(folders) {
      const wanted = new Map(folders.map((folder) => [folder.scheduleId, folder]));
      for (const [scheduleId, one] of followed) {
        const now = wanted.get(scheduleId);
        if (now?.path === one.folder.path && now.settleMs === one.folder.settleMs) continue;
        stop(one);
        followed.delete(scheduleId);
      }
      for (const folder of folders) if (!followed.has(folder.scheduleId)) start(folder);
    },
    problem: (scheduleId) => followed.get(scheduleId)?.problem ?? '',
    close() {
      for (const one of followed.values()) stop(one);
      followed.clear();
    },
  };
}

/** A file whose mark has not changed has not been written. */
function markOf({ size, mtimeMs, ino }: { size: number; mtimeMs: number; ino: number }): string {
  return `${size} ${mtimeMs} ${ino}`;
}

function systemListen(path: string, changed: () => void, failed: () => void): ReturnType<Listen> {
  return watch(path, { persistent: false }, changed).on('error', failed);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
