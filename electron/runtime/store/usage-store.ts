import type { Use, UseOf } from '../budgets/stands.ts';
import type { Db } from './open.ts';

/** One row: what an agent's runs of a lane used of a measure, on one day or (`day` empty) ever. */
interface Row extends Use {
  readonly day: string;
  readonly agentId: string;
  readonly lane: string;
  readonly measure: string;
}

type Moved = Partial<Use>;

/**
 * Maintained sums of what runs use up. Kept in memory by day, since this is the only connection that writes them, and
 * written once a group however many of its commands moved them.
 */
export interface UsageStore {
  use(of: UseOf): Use;
  /** Adds to a day and to what was ever used. What is reserved belongs to no day: it may end on the next. */
  add(of: { readonly [K in keyof UseOf]: string }, moved: Moved): void;
  /** Writes what was moved; part of the group's transaction. */
  flush(): void;
  mark(): readonly Row[];
  /** Forgets what was moved since the mark; without one, everything that was not flushed. */
  rewind(mark?: readonly Row[]): void;
}

/** Days kept in memory at most, beside the sums over all time. */
const mostDays = 4;

export function createUsageStore(db: Db): UsageStore {
  const select = db.prepare(
    'SELECT day, agent_id AS agentId, lane, measure, used, reserved, unknown FROM usage WHERE day = ?',
  );
  const put = db.prepare(
    `INSERT INTO usage (day, agent_id, lane, measure, used, reserved, unknown)
     VALUES (@day, @agentId, @lane, @measure, @used, @reserved, @unknown)
     ON CONFLICT DO UPDATE SET used = excluded.used, reserved = excluded.reserved, unknown = excluded.unknown`,
  );
  const days = new Map<string, Map<string, Row>>();
  const moved = new Map<string, Row>();

  function rowsOf(day: string): Map<string, Row> {
    const known = days.get(day);
    if (known !== undefined) return known;
    const rows = new Map((select.all(day) as Row[]).map((row) => [keyOf(row), row]));
    for (const row of moved.values()) if (row.day === day) rows.set(keyOf(row), row);
    for (const oldest of days.keys()) if (days.size > mostDays) days.delete(oldest);
    days.set(day, rows);
    return rows;
  }

  function addTo(of: { readonly [K in keyof UseOf]: string }, by: Moved): void {
    const rows = rowsOf(of.day);
    const key = keyOf(of);
    const before = rows.get(key) ?? { ...of, used: 0, reserved: 0, unknown: 0 };
    const after = {
      ...before,
      used: before.used + (by.used ?? 0),
      reserved: before.reserved + (by.reserved ?? 0),
      unknown: before.unknown + (by.unknown ?? 0),
    };
    rows.set(key, after);
    moved.set(key, after);
  }

  return {
    use({ day, agentId, lane, measure }) {
      const isMeant = (row: Row): boolean =>
        row.measure === measure &&
        (agentId === null || row.agentId === agentId) &&
        (lane === null || row.lane === lane);
      const sum = (rows: Map<string, Row>, field: keyof Use): number => {
        let total = 0;
        for (const row of rows.values()) if (isMeant(row)) total += row[field];
        return total;
      };
      const rows = rowsOf(day);
      return { used: sum(rows, 'used'), reserved: sum(rowsOf(''), 'reserved'), unknown: sum(rows, 'unknown') };
    },
    add(of, { reserved = 0, ...rest }) {
      if (of.day !== '' && ((rest.used ?? 0) !== 0 || (rest.unknown ?? 0) !== 0)) addTo(of, rest);
      addTo({ ...of, day: '' }, { ...rest, reserved });
    },
    flush() {
      for (const row of moved.values()) put.run(row);
      moved.clear();
    },
    mark: () => [...moved.values()],
    rewind(mark = []) {
      days.clear();
      moved.clear();
      for (const row of mark) moved.set(keyOf(row), row);
    },
  };
}

function keyOf({ day, agentId, lane, measure }: { readonly [K in keyof UseOf]: string }): string {
  return `${day}\n${agentId}\n${lane}\n${measure}`;
}
