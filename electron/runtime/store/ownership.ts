import Database from 'better-sqlite3';
import { join } from 'node:path';
import type { Db } from './open.ts';

/** Held for the life of the process; the kernel releases it on death, so nothing is guessed from a pid or a clock. */
export interface Ownership {
  release(): void;
}

/**
 * Takes the workspace, or answers null when a live process has it.
 * The lock is an exclusive transaction on a database file used for nothing else.
 */
export function takeOwnership(workspace: string): Ownership | null {
  const lock: Db = new Database(join(workspace, 'owner.lock.db'), { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    // Locking a database without a page would write its first one, for which a full disk has no room.
    if (lock.pragma('page_count', { simple: true }) === 0) lock.pragma('user_version = 1');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return { release: () => lock.close() };
}
