import { added, type Amounts } from '../../../../shared/domain/amounts.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { standOf, standsOf, usedBy, type Spending } from '../../budgets/stands.ts';
import { createBudgetStore } from '../budget-store.ts';
import { callFromRow, createCallStore } from '../call-store.ts';
import type { Db } from '../open.ts';
import { createRunStore } from '../run-store.ts';
import { spendingOf } from '../spending-reads.ts';
import { ownTimeZone } from '../today.ts';
import { createFamilyUseStore } from '../family-use-store.ts';
import { createUsageStore } from '../usage-store.ts';
import { createFamilyUsed } from './family-used.ts';
import { settingsFromValue } from '../workspace-store.ts';

type Row = Record<string, unknown>;

/** Lines of the ledger on one page. */
const mostLines = 200;

export interface BudgetReads {
  list(): MethodOutput<'budget.list'>;
  ofRun(input: MethodArguments<'budget.ofRun'>): MethodOutput<'budget.ofRun'>;
}

/** Reads through the same stores as the decisions do. */
export function createBudgetReads(db: Db, now: () => number): BudgetReads {
  const settings = db.prepare("SELECT value FROM setting WHERE key = 'settings'").pluck();
  const lines = db.prepare('SELECT * FROM call WHERE run_id = ? AND line_id > ? ORDER BY line_id LIMIT ?');
  const usage = db.prepare(
    'SELECT agent_id AS agentId, measure, sum(used) AS used, sum(unknown) AS unknown FROM usage WHERE day = ? GROUP BY agent_id, measure',
  );
  const underWay = db.prepare(
    "SELECT agent_id AS agentId, measure, sum(reserved) AS reserved FROM usage WHERE day = '' AND reserved > 0 GROUP BY agent_id, measure",
  );

  const [budgets, calls, sums, runs, familyUse] = [
    createBudgetStore(db),
    createCallStore(db),
    createUsageStore(db),
    createRunStore(db, { has: () => true }),
    createFamilyUseStore(db),
  ];
  const familyOf = createFamilyUsed(db);

  /** The writer has moved on since the last question. */
  function open(): { readonly spending: Spending; readonly timeZone: string } {
    for (const store of [budgets, calls, runs]) store.forget();
    sums.rewind();
    const { timeZone } = settingsFromValue(settings.get());
    const spending = spendingOf({ budgets, calls, usage: sums, familyUse, runs }, now, () => timeZone);
    return { spending, timeZone: timeZone ?? ownTimeZone() };
  }

  return {
    list() {
      const { spending, timeZone } = open();
      const day = spending.today();
      const agents = new Map<string, { used: Amounts; reserved: Amounts }>();
      const add = (agentId: string, field: 'used' | 'reserved', amounts: Amounts): void => {
        const before = agents.get(agentId) ?? { used: {}, reserved: {} };
        agents.set(agentId, { ...before, [field]: added(before[field], amounts) });
      };
      for (const row of usage.all(day) as { agentId: string; measure: string; used: number; unknown: number }[]) {
        add(row.agentId, 'used', { [row.measure]: row.used });
        add(row.agentId, 'reserved', { [row.measure]: row.unknown });
      }
      for (const row of underWay.all() as { agentId: string; measure: string; reserved: number }[])
        add(row.agentId, 'reserved', { [row.measure]: row.reserved });
      return {
        budgets: spending
          .budgets()
          .map((budget) => ({ ...budget, stand: budget.per === 'run' ? null : standOf(budget, spending) })),
        today: { day, timeZone, agents: [...agents].map(([agentId, use]) => ({ agentId, ...use })) },
      };
    },
    ofRun({ runId, after }) {
      const { spending } = open();
      const run = runs.load(runId);
      if (run === null) throw new LanekeeperError('not-found', `There is no run ${runId}.`);
      const found = (lines.all(runId, after ?? '', mostLines + 1) as Row[]).map(callFromRow);
      const page = found.slice(0, mostLines);
      return {
        used: usedBy(run),
        family: familyOf(run, runs.load),
        stands: standsOf(run, spending),
        lines: page,
        linesNext: found.length > mostLines ? (page.at(-1)?.lineId ?? null) : null,
      };
    },
  };
}
