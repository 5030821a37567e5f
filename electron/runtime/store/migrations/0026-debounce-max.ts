import type { Db } from '../open.ts';

/** How long a stream of debounced starts may put a run off, counted from the first: an hour where nobody says otherwise. */
export function debounceMax(db: Db): void {
  db.exec('ALTER TABLE queue ADD COLUMN debounce_max_ms INTEGER NOT NULL DEFAULT 3600000');
}
