import { basename, dirname } from 'node:path';
import type { FileEvent } from './trace.ts';

/** A change of a file that no sync has covered yet. */
export type Unsynced =
  | { readonly kind: 'write'; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly length: number };

/** A file by itself, whatever names it has. */
export interface Inode {
  readonly id: number;
  /** What is on the platter for certain. */
  durable: Buffer;
  unsynced: Unsynced[];
}

export type Node = Inode | 'folder';

/** A change of names; one that concerns two folders reaches the disk as a whole, when either is synced. */
export interface NameChange {
  readonly adds: readonly { readonly folder: string; readonly name: string; readonly node: Node }[];
  readonly removes: readonly { readonly folder: string; readonly name: string }[];
  isDurable: boolean;
}

/**
 * What a disk promises: a write is there after the file's fsync, a name after its folder's. Until then any part of it may
 * be lost, in any order, whatever came later. Real file systems promise more; nothing here relies on it.
 */
export interface Disk {
  apply(event: FileEvent): void;
  /** Names that are certain, by folder. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, Node>>;
  /** Name changes in order; those that are durable have left the list. */
  readonly changes: readonly NameChange[];
}

/** An empty disk with these folders on it. */
export function createDisk(folders: readonly string[]): Disk {
  const names = new Map<string, Map<string, Node>>(folders.map((folder) => [folder, new Map()]));
  const seen = new Map<string, Node>();
  let changes: NameChange[] = [];
  const begun = new Map<
    number,
    | { readonly inode: Inode; readonly covered: number }
    | { readonly folder: string; readonly covered: readonly NameChange[] }
  >();
  let nextId = 1;
  for (const folder of folders) {
    seen.set(folder, 'folder');
    names.get(dirname(folder))?.set(basename(folder), 'folder');
  }

  function rename(adds: readonly (readonly [string, Node])[], removes: readonly string[]): void {
    for (const path of removes) seen.delete(path);
    for (const [path, node] of adds) seen.set(path, node);
    changes.push({
      adds: adds.map(([path, node]) => ({ folder: dirname(path), name: basename(path), node })),
      removes: removes.map((path) => ({ folder: dirname(path), name: basename(path) })),
      isDurable: false,
    });
  }

  function inodeAt(path: string): Inode | undefined {
    const node = seen.get(path);
    return node === 'folder' ? undefined : node;
  }

  function settle(change: NameChange): void {
    if (change.isDurable) return;
    change.isDurable = true;
    for (const { folder, name } of change.removes) names.get(folder)?.delete(name);
    for (const { folder, name, node } of change.adds) {
      const inside = names.get(folder) ?? new Map<string, Node>();
      names.set(folder, inside.set(name, node));
    }
  }

  return {
    names,
    get changes() {
      return changes;
    },
    apply(event) {
      switch (event.op) {
        case 'create':
          if (!seen.has(event.path))
            rename([[event.path, { id: nextId++, durable: Buffer.alloc(0), unsynced: [] }]], []);
          return;
        case 'mkdir':
          return rename([[event.path, 'folder']], []);
        case 'unlink':
        case 'rmdir':
          return rename([], [event.path]);
        case 'rename':
        case 'link': {
          const node = seen.get(event.from);
          if (node !== undefined) rename([[event.to, node]], event.op === 'rename' ? [event.from] : []);
          return;
        }
        case 'write':
          inodeAt(event.path)?.unsynced.push({ kind: 'write', offset: event.offset, data: event.data });
          return;
        case 'truncate':
          inodeAt(event.path)?.unsynced.push({ kind: 'truncate', length: event.length });
          return;
        case 'sync-begins': {
          const inode = inodeAt(event.path);
          if (inode !== undefined) begun.set(event.sync, { inode, covered: inode.unsynced.length });
          else
            begun.set(event.sync, { folder: event.path, covered: changes.filter((one) => concerns(one, event.path)) });
          return;
        }
        case 'synced': {
          const sync = begun.get(event.sync);
          begun.delete(event.sync);
          if (sync === undefined) return;
          if ('inode' in sync) {
            sync.inode.durable = written(sync.inode.durable, sync.inode.unsynced.slice(0, sync.covered));
            sync.inode.unsynced = sync.inode.unsynced.slice(sync.covered);
          } else {
            for (const covered of sync.covered) settle(covered);
            changes = changes.filter((one) => !one.isDurable);
          }
        }
      }
    },
  };
}

function concerns(change: NameChange, folder: string): boolean {
  return change.adds.some((one) => one.folder === folder) || change.removes.some((one) => one.folder === folder);
}

/** A file's bytes after some changes; what was never written reads as zeros. */
export function written(before: Buffer, changes: readonly Unsynced[]): Buffer {
  let length = before.length;
  let most = length;
  for (const change of changes) {
    length = change.kind === 'truncate' ? change.length : Math.max(length, change.offset + change.data.length);
    most = Math.max(most, length);
  }
  const after = Buffer.alloc(most);
  before.copy(after);
  let end = before.length;
  for (const change of changes) {
    if (change.kind === 'truncate') {
      if (change.length < end) after.fill(0, change.length, end);
      end = change.length;
    } else {
      change.data.copy(after, change.offset);
      end = Math.max(end, change.offset + change.data.length);
    }
  }
  return after.subarray(0, length);
}
