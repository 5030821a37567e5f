import type { Check } from '../../../shared/domain/workspace.ts';
import { repairCounters, type Recount } from '../store/counter-store.ts';
import { DamagedError, damageRung, isDamage } from '../store/integrity-ladder.ts';
import { migrate } from '../store/migrations/migrations.ts';
import type { Db } from '../store/open.ts';
import { enterWorkspace, type WorkspaceMeta } from '../store/workspace-meta.ts';

/** The schema as it is known here, and the workspace entered; a database that refuses either is closed again. */
export function entered(db: Db, climbed: readonly Check[]): { meta: WorkspaceMeta; counted: Recount } {
  try {
    migrate(db);
    return { meta: enterWorkspace(db), counted: repairCounters(db) };
  } catch (error) {
    db.close();
    throw isDamage(error) ? new DamagedError([...climbed, damageRung(error)]) : error;
  }
}
