import type { ReactElement } from 'react';
import { budgetNames, budgetNameWords, readAmount } from '../../format/budget.ts';
import type { BudgetName } from '../../format/budget.ts';
import s from './Agents.module.css';

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
export function limitsOf(
  draft: StartBudgetDraft,
): { readonly limits: { measure: string; limit: number; atLimit: 'ask' | 'fail' }[] } | { readonly problem: string } {
  const limits: { measure: string; limit: number; atLimit: 'ask' | 'fail' }[] = [];
  for (const name of budgetNames) {
    const stated = draft[name];
    if (stated.trim() === '') continue;
    const read = readAmount(name, stated);
    if (read === null) return { problem: `${budgetNameWords[name].word}: write it as ${budgetNameWords[name].hint}.` };
    limits.push({ measure: read.measure, limit: read.amount, atLimit: draft.fails ? 'fail' : 'ask' });
  }
  return { limits };
}

/** Budgets of this one run; most starts need none, so they are folded. */
export function StartBudgets(props: {
  readonly draft: StartBudgetDraft;
  readonly onChange: (draft: StartBudgetDraft) => void;
}): ReactElement {
  const { draft, onChange } = props;
  return (
    <details>
      <summary>Budget of this run</summary>
      <div className={s['budgets']}>
        {budgetNames.map((name) => (
          <div className="field" key={name}>
            <label htmlFor={`start-budget-${name}`}>{budgetNameWords[name].word}, at most</label>
            <input
              id={`start-budget-${name}`}
              className="input"
              value={draft[name]}
              placeholder={`Such as ${budgetNameWords[name].hint}`}
              aria-invalid={draft[name].trim() !== '' && readAmount(name, draft[name]) === null}
              onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
            />
          </div>
        ))}
      </div>
      <label className="row">
        <input
          type="checkbox"
          checked={draft.fails}
          onChange={(event) => onChange({ ...draft, fails: event.target.checked })}
        />
        Fail where one is used up, instead of pausing and asking
      </label>
    </details>
  );
}
