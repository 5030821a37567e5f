import type { Random } from '../product/random.ts';
import { written, type Disk, type Inode, type NameChange, type Node, type Unsynced } from './disk.ts';

/** Files by their path, as the disk could hold them when the power comes back. */
export type FilesAfter = ReadonlyMap<string, { readonly inode: number; readonly bytes: Buffer }>;

/** What becomes of everything that no sync has covered. */
const fates = ['all lost', 'all kept', 'some writes lost', 'cut off and torn', 'sectors lost'] as const;

/** The unit a disk writes as a whole. */
const sectorBytes = 512;

/** One of the states that a power loss at this moment allows. */
export function afterPowerLoss(disk: Disk, root: string, random: Random): FilesAfter {
  const fate = random.pick(fates);
  const names = keptNames(disk, (index, of) => {
    if (fate === 'all lost') return false;
    if (fate === 'all kept') return true;
    return fate === 'cut off and torn' ? index <= of / 2 : random.chance(0.5);
  });
  const bytesOf = new Map<number, Buffer>();
  const files = new Map<string, { readonly inode: number; readonly bytes: Buffer }>();
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const [name, node] of names.get(folder) ?? []) {
      const path = `${folder}/${name}`;
      if (node === 'folder') folders.push(path);
      else {
        const bytes = bytesOf.get(node.id) ?? content(node, fate, random);
        bytesOf.set(node.id, bytes);
        files.set(path, { inode: node.id, bytes });
      }
    }
  }
  return files;
}

function keptNames(
  { names, changes }: Disk,
  isKept: (index: number, of: number) => boolean,
): ReadonlyMap<string, ReadonlyMap<string, Node>> {
  const after = new Map<string, Map<string, Node>>([...names].map(([folder, inside]) => [folder, new Map(inside)]));
  for (const [index, change] of changes.entries()) if (isKept(index, changes.length)) applyNames(after, change);
  return after;
}

function applyNames(names: Map<string, Map<string, Node>>, change: NameChange): void {
  for (const { folder, name } of change.removes) names.get(folder)?.delete(name);
  for (const { folder, name, node } of change.adds) {
    const inside = names.get(folder) ?? new Map<string, Node>();
    names.set(folder, inside.set(name, node));
  }
}

function content({ durable, unsynced }: Inode, fate: (typeof fates)[number], random: Random): Buffer {
  if (unsynced.length === 0 || fate === 'all lost') return durable;
  switch (fate) {
    case 'all kept':
      return written(durable, unsynced);
    case 'some writes lost':
      return written(
        durable,
        unsynced.filter(() => random.chance(0.5)),
      );
    case 'cut off and torn': {
      const kept = random.below(unsynced.length + 1);
      const last = unsynced[kept];
      return written(durable, [
        ...unsynced.slice(0, kept),
        ...(last === undefined ? [] : torn(last, (index, of) => index < of / 2)),
      ]);
    }
    case 'sectors lost':
      return written(
        durable,
        unsynced.flatMap((change) => torn(change, () => random.chance(0.7))),
      );
  }
}

/** A write of which only some sectors arrived. */
function torn(change: Unsynced, isKept: (index: number, of: number) => boolean): Unsynced[] {
  if (change.kind === 'truncate') return [change];
  const kept: Unsynced[] = [];
  const of = Math.ceil(change.data.length / sectorBytes);
  for (let index = 0; index < of; index += 1)
    if (isKept(index, of))
      kept.push({
        kind: 'write',
        offset: change.offset + index * sectorBytes,
        data: change.data.subarray(index * sectorBytes, (index + 1) * sectorBytes),
      });
  return kept;
}
