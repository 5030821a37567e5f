import { useState } from 'react';
import type { ReactElement } from 'react';
import { budgetNames, budgetNameWords, readAmount } from '../../format/budget.ts';
import s from './Agents.module.css';
import type { StartBudgetDraft } from './start-budget.ts';

/** Budgets of one run; most starts need none, so they are folded unless there is one. */
export function StartBudgets(props: {
  readonly title: string;
  readonly draft: StartBudgetDraft;
  readonly onChange: (draft: StartBudgetDraft) => void;
}): ReactElement {
  const { title, draft, onChange } = props;
  const [isOpen] = useState(() => budgetNames.some((name) => draft[name] !== ''));
  return (
    <details open={isOpen}>
      <summary className="label">{title}</summary>
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
