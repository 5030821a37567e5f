import { limitOf, plainMeasures, writtenAmount } from '../../../shared/domain/amounts.ts';
import type { Budget, BudgetStand } from '../../../shared/domain/budget.ts';

/** What a budget can be of, as a form offers it; `hint` is how its amount is written. */
export const budgetNames = [...plainMeasures, 'money'] as const;
export type BudgetName = (typeof budgetNames)[number];

export const budgetNameWords: Readonly<Record<BudgetName, { readonly word: string; readonly hint: string }>> = {
  tokens: { word: 'Tokens', hint: '10000' },
  'model-calls': { word: 'Model calls', hint: '20' },
  'tool-calls': { word: 'Tool calls', hint: '5' },
  wall: { word: 'Time of work', hint: '90s, 10m or 2h' },
  steps: { word: 'Steps', hint: '100' },
  money: { word: 'Money', hint: '2.50 EUR' },
};

/** The amount a person wrote; null when it is none. */
export function readAmount(name: string, text: string): { readonly measure: string; readonly amount: number } | null {
  return limitOf(name, text);
}

/** What a form's name and field show of a stored amount. */
export function nameOf(measure: string): BudgetName {
  return budgetNames.find((name) => name === measure) ?? 'money';
}

export function fieldText(measure: string, amount: number): string {
  return writtenAmount(measure, amount);
}

/** Which budget it is: `each run of all agents`, `ticket-review, 2026-11-21`. */
export function scopeWords(
  of: Pick<Budget, 'per' | 'agentId' | 'lane'> & Partial<Pick<BudgetStand, 'from' | 'key' | 'ownerId'>>,
): string {
  if (of.ownerId !== undefined) return `of its family, set for run ${of.ownerId.slice(0, 8)}`;
  if (of.from === 'start') return 'as it was started';
  if (of.from === 'agent') return 'by its agent';
  const whose = `${of.agentId ?? 'all agents'}${of.lane === null ? '' : `, ${of.lane} lane`}`;
  if (of.per === 'run') return `each run of ${whose}`;
  if (of.per === 'ever') return `${whose}, over all time`;
  return of.key === undefined || of.key === '' ? `${whose}, each day` : `${whose}, ${of.key}`;
}

export const atLimitWords = { ask: 'pauses and asks', fail: 'fails' } as const;
