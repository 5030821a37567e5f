import type { Db } from '../open.ts';

/** Why a schedule is paused, where that was not a person's own doing: a restore, or a copy of the workspace. */
export function pauseNote(db: Db): void {
  db.exec("ALTER TABLE schedule ADD COLUMN pause_note TEXT NOT NULL DEFAULT ''");
}
