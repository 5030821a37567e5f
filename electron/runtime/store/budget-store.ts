import { budgetSchema, type Budget } from '../../../shared/domain/budget.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { Db } from './open.ts';

/** A budget by its scope, also one that was removed: its next version is told from what was there before. */
export interface KnownBudget extends Budget {
  readonly removedAtMs: AtMs | null;
}

/** The workspace's budgets and what they were raised by. */
export interface BudgetStore {
  /** In force. */
  all(): readonly Budget[];
  known(budgetId: string): KnownBudget | null;
  put(budget: KnownBudget): void;
  raised(budgetId: string, key: string): number;
  raise(budgetId: string, key: string, by: number): void;
  /** Drops what is kept in memory, after a rollback. */
  forget(): void;
}

export function createBudgetStore(db: Db): BudgetStore {
  const all = db.prepare('SELECT * FROM budget ORDER BY budget_id');
  const put = db.prepare(
    `INSERT INTO budget (budget_id, per, agent_id, lane, measure, limit_n, at_limit, version, by_person, at_ms, removed_at_ms)
     VALUES (@budgetId, @per, @agentId, @lane, @measure, @limit, @atLimit, @version, @by, @atMs, @removedAtMs)
     ON CONFLICT DO UPDATE SET limit_n = excluded.limit_n, at_limit = excluded.at_limit, version = excluded.version,
       by_person = excluded.by_person, at_ms = excluded.at_ms, removed_at_ms = excluded.removed_at_ms`,
  );
  const raised = db.prepare('SELECT by_n FROM budget_raise WHERE budget_id = ? AND key = ?').pluck();
  const raise = db.prepare(
    `INSERT INTO budget_raise (budget_id, key, by_n) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET by_n = by_n + excluded.by_n`,
  );
  let kept: readonly KnownBudget[] | null = null;
  const rows = (): readonly KnownBudget[] =>
    (kept ??= all.all().map((row) => budgetFromRow(row as Record<string, unknown>)));

  return {
    all: () => rows().filter(({ removedAtMs }) => removedAtMs === null),
    known: (budgetId) => rows().find((budget) => budget.budgetId === budgetId) ?? null,
    put(budget) {
      put.run(budget);
      kept = null;
    },
    raised: (budgetId, key) => (raised.get(budgetId, key) as number | undefined) ?? 0,
    raise: (budgetId, key, by) => void raise.run(budgetId, key, by),
    forget() {
      kept = null;
    },
  };
}

export function budgetFromRow(row: Record<string, unknown>): KnownBudget {
  const budget = budgetSchema.parse({
    budgetId: row['budget_id'],
    per: row['per'],
    agentId: row['agent_id'],
    lane: row['lane'],
    measure: row['measure'],
    limit: row['limit_n'],
    atLimit: row['at_limit'],
    version: row['version'],
    by: row['by_person'],
    atMs: row['at_ms'],
  });
  return { ...budget, removedAtMs: row['removed_at_ms'] as number | null };
}
