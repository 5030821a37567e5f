import type { Db } from '../open.ts';

/** Rows looked at where no index helps; those found are the newest that fit. */
export const mostScanned = 50_000;

/** Ids that start with `part`, or end with it once dashes are left out; newest first. */
export type FindIds = (part: string, limit: number) => readonly string[];

/** `index` names an index that covers the id, so that no wide row is read on the way. */
export function findIdsIn(db: Db, table: { name: 'run' | 'approval'; id: string; index: string }): FindIds {
  const { name, id, index } = table;
  const starts = db
    .prepare(`SELECT ${id} FROM ${name} WHERE ${id} >= @part AND ${id} < @part || '~' ORDER BY ${id} DESC LIMIT @limit`)
    .pluck();
  const ends = db
    .prepare(
      `SELECT ${id} FROM ${name} INDEXED BY ${index}
       WHERE substr(replace(${id}, '-', ''), -length(@part)) = @part ORDER BY ${id} DESC LIMIT @limit`,
    )
    .pluck();
  return (given, limit) => {
    const part = given.toLowerCase();
    const bare = part.replaceAll('-', '');
    if (bare === '') return [];
    const found = [...(starts.all({ part, limit }) as string[]), ...(ends.all({ part: bare, limit }) as string[])];
    return [...new Set(found)].toSorted().toReversed().slice(0, limit);
  };
}

/** The smallest UUIDv7 of a moment: ids of that time on are not below it. */
export function firstIdAt(atMs: number): string {
  const hex = Math.min(Math.max(0, Math.floor(atMs)), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
