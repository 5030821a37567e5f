import { createHash, randomUUID } from 'node:crypto';
import type { Db } from './open.ts';

export interface WorkspaceMeta {
  /** Made once; part of every idempotency key. */
  readonly instanceId: string;
  readonly engineId: string;
  /** Raised by each owner; every commit group checks it. */
  readonly epoch: number;
  /** Highest time ever committed, ms. */
  readonly floorMs: number;
}

/** Reads who this workspace is and raises the owner epoch, in one transaction. */
export function enterWorkspace(db: Db): WorkspaceMeta {
  const read = db.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  const write = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  return db.transaction(() => {
    const instanceId = (read.get('instance-id') as string | undefined) ?? randomUUID();
    const engineId =
      (read.get('engine-id') as string | undefined) ??
      `sqlite-${createHash('sha256').update(instanceId).digest('hex').slice(0, 8)}`;
    const epoch = Number(read.get('owner-epoch') ?? 0) + 1;
    write.run('instance-id', instanceId);
    write.run('engine-id', engineId);
    write.run('owner-epoch', String(epoch));
    const floorMs =
      (db
        .prepare('SELECT coalesce(max(at_ms), 0) FROM audit WHERE seq = (SELECT max(seq) FROM audit)')
        .pluck()
        .get() as number | null) ?? 0;
    return { instanceId, engineId, epoch, floorMs };
  })();
}
