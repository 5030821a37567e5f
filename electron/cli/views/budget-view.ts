import { amountWords, measureWords, usedWordsOf, writtenAmount } from '../../../shared/domain/amounts.ts';
import { modelWords } from '../../../shared/domain/model-words.ts';
import type { Budget, BudgetStand, CallLine } from '../../../shared/domain/budget.ts';
import { table } from '../output/table.ts';
import { localTime, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

const atLimitWords = { ask: 'pauses and asks', fail: 'fails' } as const;

/** A run's budgets, each as used, reserved and limit. */
export function standTable(stands: readonly BudgetStand[], terminal: Terminal): string {
  return limitTable(
    stands.map((stand) => ({ ...stand, name: `${measureWords(stand.measure)}, ${whose(stand)}`, stand })),
    terminal,
  );
}

/** The workspace's budgets, and how those of a day or over all time stand. */
export function budgetTable(
  budgets: readonly (Budget & { readonly stand: BudgetStand | null })[],
  terminal: Terminal,
): string {
  return limitTable(
    budgets.map((budget) => ({ ...budget, name: budget.budgetId })),
    terminal,
  );
}

type LimitLine = Pick<BudgetStand, 'measure' | 'limit' | 'atLimit'> & {
  readonly name: string;
  /** Null: it stands for each run by itself. */
  readonly stand: BudgetStand | null;
};

function limitTable(lines: readonly LimitLine[], terminal: Terminal): string {
  return table(
    [
      { title: 'BUDGET', isFlexible: true },
      { title: 'USED', align: 'right' },
      { title: 'RESERVED', align: 'right' },
      { title: 'LIMIT', align: 'right' },
      { title: 'AT LIMIT' },
    ],
    lines.map(({ name, measure, limit, atLimit, stand }) => [
      name,
      stand === null ? 'each run its own' : usedWords(stand),
      stand === null ? '' : reservedWords(stand),
      amountWords(measure, stand?.limit ?? limit),
      atLimitWords[atLimit],
    ]),
    terminal,
  );
}

/** Model calls of which nobody knows the end, and what settles them. */
export function unknownTable(lines: readonly CallLine[], terminal: Terminal): string {
  const rows = lines.map(({ name, lineId, estimate, atMs }) => [
    plain(name),
    lineId,
    usedWordsOf(estimate),
    localTime(atMs),
  ]);
  const columns = [{ title: 'CALL' }, { title: 'LINE' }, { title: 'RESERVED' }, { title: 'BEGUN' }];
  return `What these calls cost is not known; lanekeeper budgets settle RUN LINE says it:\n${table(columns, rows, terminal)}`;
}

/** Calls of models that the runtime made: who answered, with what, and what it cost. */
export function modelTable(lines: readonly CallLine[], terminal: Terminal): string {
  const rows = lines.map(({ name, attempt, model, used }) => [
    `${plain(name)}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
    model === undefined ? '' : plain(modelWords(model)),
    used === null ? 'not known' : usedWordsOf(used),
  ]);
  return table(
    [{ title: 'MODEL CALL' }, { title: 'ANSWERED BY', isFlexible: true }, { title: 'USED' }],
    rows,
    terminal,
  );
}

/** What `runs raise` is given for twice the limit, or what was asked more. */
export function raisedWords({ measure, limit, asked }: { measure: string; limit: number; asked: number }): string {
  const name = measure.startsWith('money:') ? 'money' : measure;
  return `${name}=${writtenAmount(measure, Math.max(limit * 2, limit + asked))}`;
}

/** What others of its family used of the same budget is told apart. */
function usedWords({ measure, used, usedByIt }: BudgetStand): string {
  const words = amountWords(measure, used);
  return usedByIt === undefined || usedByIt === used ? words : `${words} (${amountWords(measure, usedByIt)} by it)`;
}

function reservedWords({ measure, reserved, unknown }: BudgetStand): string {
  const words = amountWords(measure, reserved + unknown);
  return unknown === 0 ? words : `${words} (${amountWords(measure, unknown)} of unknown end)`;
}

function whose({ from, per, agentId, lane, key, ownerId }: BudgetStand): string {
  if (ownerId !== undefined) return `of its family, set for run ${ownerId}`;
  if (from !== 'workspace') return from === 'agent' ? 'by its agent' : 'as started';
  const scope = `${agentId === null ? 'all agents' : plain(agentId)}${lane === null ? '' : `, ${lane} lane`}`;
  if (per === 'run') return `each run of ${scope}`;
  return per === 'day' ? `${scope}, ${key}` : `${scope}, over all time`;
}
