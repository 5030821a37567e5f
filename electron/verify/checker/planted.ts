import Database from 'better-sqlite3';
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkStore } from './check-store.ts';
import type { Invariant } from './finding.ts';
import type { Ledger } from './ledger.ts';
import { violations, type Copy } from './violations.ts';

export interface PlantedVerdict {
  readonly invariant: Invariant;
  readonly what: string;
  readonly isFound: boolean;
}

/** Plants each violation in a copy of its own and says whether the checker found it. The store itself must be sound. */
export function plantedIn(store: string, copies: string, ledger: Ledger): PlantedVerdict[] {
  return violations.map(({ invariant, what, plant }, index) => {
    const folder = join(copies, `${index}`, 'workspace');
    copyStore(store, folder);
    copyStore(join(store, '..', 'published'), join(folder, '..', 'published'));
    const copy: Copy = { folder, db: new Database(join(folder, 'lanekeeper.db')), ledger };
    try {
      plant(copy);
    } finally {
      copy.db.close();
    }
    const isFound = checkStore(folder, copy.ledger).some((finding) => finding.invariant === invariant);
    rmSync(join(folder, '..'), { recursive: true, force: true });
    return { invariant, what, isFound };
  });
}

/** A store's folder without its sockets. */
export function copyStore(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name === 'empty' || name.endsWith('-shm')) continue;
    const path = join(from, name);
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind?.isFile() === true) copyFileSync(path, join(to, name));
    if (kind?.isDirectory() === true) copyStore(path, join(to, name));
  }
}
