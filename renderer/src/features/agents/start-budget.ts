import type { StartLimits } from '../../../../shared/domain/budget.ts';
import { budgetNames, budgetNameWords, readAmount } from '../../format/budget.ts';
import type { BudgetName } from '../../format/budget.ts';

/** What a person wrote beside each measure; empty: no budget of it. */
export type StartBudgetDraft = Readonly<Record<BudgetName, string>> & { readonly fails: boolean };

export const noBudgets: StartBudgetDraft = {
  tokens: '',
  'model-calls': '',
  'tool-calls': '',
  wall: '',
  steps: '',
  money: '',
  fails: false,
};

/** The budgets of a start, or the first field that is none. */
export function limitsOf(draft: StartBudgetDraft): { readonly limits: StartLimits } | { readonly problem: string } {
  const limits: StartLimits = [];
  for (const name of budgetNames) {
    const stated = draft[name];
    if (stated.trim() === '') continue;
    const read = readAmount(name, stated);
    if (read === null) return { problem: `${budgetNameWords[name].word}: write it as ${budgetNameWords[name].hint}.` };
    limits.push({ measure: read.measure, limit: read.amount, atLimit: draft.fails ? 'fail' : 'ask' });
  }
  return { limits };
}
