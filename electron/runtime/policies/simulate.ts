import type { TierChange, TierMove } from '../../../shared/domain/policy-outlook.ts';
import type { Simulation, SimulationReport } from '../../../shared/domain/policy-simulation.ts';

/** One chunk of the history, as a reader judged it again. */
export interface SimulatedPage {
  readonly looked: number;
  readonly unknown: number;
  /** Of all that could be judged again; `isRolledBack` counted apart. */
  readonly moves: readonly TierMove[];
  readonly rolledBackMoves: readonly TierMove[];
  readonly changes: readonly TierChange[];
  /** Where the next begins; null: this was the last. */
  readonly next: string | null;
}

type Head = Omit<Simulation, 'looked' | 'unknown' | 'changed' | 'moves' | 'rules' | 'rolledBack'>;

/** A report that has looked at nothing yet. */
export function emptyReport(head: Head): SimulationReport {
  const rolledBack = { count: 0, changed: 0, moves: [] };
  return {
    simulation: { ...head, looked: 0, unknown: 0, changed: 0, moves: [], rules: [], rolledBack },
    changes: [],
  };
}

/** The report with one chunk more. */
export function withPage({ simulation, changes }: SimulationReport, page: SimulatedPage): SimulationReport {
  const rolledBack = mergedMoves(simulation.rolledBack.moves, page.rolledBackMoves);
  return {
    simulation: {
      ...simulation,
      looked: simulation.looked + page.looked,
      unknown: simulation.unknown + page.unknown,
      changed: simulation.changed + page.changes.length,
      moves: mergedMoves(simulation.moves, page.moves),
      rules: mergedRules(simulation.rules, page.changes),
      rolledBack: {
        count: sum(rolledBack),
        changed: sum(rolledBack.filter(({ from, to }) => from !== to)),
        moves: rolledBack,
      },
    },
    changes: [...changes, ...page.changes],
  };
}

function mergedMoves(one: readonly TierMove[], other: readonly TierMove[]): TierMove[] {
  const counts = new Map<string, TierMove>();
  for (const move of [...one, ...other]) {
    const key = `${move.from} ${move.to}`;
    counts.set(key, { ...move, count: move.count + (counts.get(key)?.count ?? 0) });
  }
  return [...counts.values()].toSorted(byCount);
}

function mergedRules(rules: Simulation['rules'], changes: readonly TierChange[]): Simulation['rules'] {
  const counts = new Map(rules.map((rule) => [keyOf(rule), rule]));
  for (const { from, to, fromRule, toRule } of changes) {
    const key = keyOf({ from, to, fromRule, toRule });
    counts.set(key, { from, to, fromRule, toRule, count: 1 + (counts.get(key)?.count ?? 0) });
  }
  return [...counts.values()].toSorted(byCount);
}

function keyOf({ from, to, fromRule, toRule }: Omit<Simulation['rules'][number], 'count'>): string {
  return JSON.stringify([from, to, fromRule, toRule]);
}

function byCount(one: { readonly count: number }, other: { readonly count: number }): number {
  return other.count - one.count;
}

function sum(moves: readonly TierMove[]): number {
  return moves.reduce((total, { count }) => total + count, 0);
}
