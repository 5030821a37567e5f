import { useId, useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { budgetIdOf, type Budget } from '../../../../shared/domain/budget.ts';
import { laneSchema } from '../../../../shared/domain/lane.ts';
import { budgetNames, budgetNameWords, fieldText, nameOf, readAmount } from '../../format/budget.ts';
import type { BudgetName } from '../../format/budget.ts';
import { explain } from '../../format/errors.ts';
import { useAgents } from '../../stores/agents.ts';
import { setBudget, useBudgets } from '../../stores/budgets.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Settings.module.css';

interface Draft {
  readonly name: BudgetName;
  readonly amount: string;
  readonly per: Budget['per'];
  readonly agentId: string;
  readonly lane: string;
  readonly atLimit: Budget['atLimit'];
}

const empty: Draft = { name: 'tokens', amount: '', per: 'day', agentId: '', lane: '', atLimit: 'ask' };

/** Makes a budget, or changes the one that is given: there is one for each scope. */
export function BudgetForm(props: { readonly budget: Budget | null; readonly onDone: () => void }): ReactElement {
  const { budget, onDone } = props;
  const agents = useAgents((state) => state.agents);
  const { listed, isSaving, saveFailure } = useBudgets();
  // The form that changes a budget stands over the one that adds them.
  const formId = useId();
  const [draft, setDraft] = useState<Draft>(() => (budget === null ? empty : draftOf(budget)));
  const [hasTried, setTried] = useState(false);
  const read = readAmount(draft.name, draft.amount);
  const scope = {
    per: draft.per,
    agentId: draft.agentId === '' ? null : draft.agentId,
    lane: laneSchema.options.find((lane) => lane === draft.lane) ?? null,
    measure: read?.measure ?? '',
  };
  const same = listed?.budgets.find(({ budgetId }) => budgetId === budgetIdOf(scope));
  const problem =
    read === null
      ? `Write the amount as ${budgetNameWords[draft.name].hint}.`
      : budget === null && same !== undefined
        ? 'There is a budget for this already: change that one.'
        : undefined;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (problem !== undefined || read === null || isSaving) return;
    const version = budget?.version ?? 0;
    if (await setBudget({ ...scope, measure: read.measure, limit: read.amount, atLimit: draft.atLimit, version })) {
      setTried(false);
      if (budget === null) setDraft(empty);
      onDone();
    }
  }

  const set = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const isKept = budget !== null;
  return (
    <form className={s['form']} onSubmit={(event) => void submit(event)} noValidate>
      <div className={s['pair']}>
        <Choice
          id={`${formId}-name`}
          label="What"
          value={draft.name}
          isKept={isKept}
          onChange={(name) => set({ name })}
        >
          {budgetNames.map((name) => [name, budgetNameWords[name].word])}
        </Choice>
        <div className="field">
          <label htmlFor={`${formId}-amount`}>At most</label>
          <input
            id={`${formId}-amount`}
            className="input"
            value={draft.amount}
            placeholder={budgetNameWords[draft.name].hint}
            aria-invalid={hasTried && read === null}
            onChange={(event) => set({ amount: event.target.value })}
          />
        </div>
        <Choice
          id={`${formId}-per`}
          label="Counted over"
          value={draft.per}
          isKept={isKept}
          onChange={(per) => set({ per })}
        >
          {[
            ['run', 'each run by itself'],
            ['day', 'a day'],
            ['ever', 'all time'],
          ]}
        </Choice>
        <Choice
          id={`${formId}-agent`}
          label="Agent"
          value={draft.agentId}
          isKept={isKept}
          onChange={(agentId) => set({ agentId })}
        >
          {[['', 'all agents'], ...agents.map(({ agentId, title }) => [agentId, title] as const)]}
        </Choice>
        <Choice
          id={`${formId}-lane`}
          label="Lane"
          value={draft.lane}
          isKept={isKept}
          onChange={(lane) => set({ lane })}
        >
          {[
            ['', 'all lanes'],
            ['interactive', 'interactive'],
            ['background', 'background'],
          ]}
        </Choice>
        <Choice
          id={`${formId}-at-limit`}
          label="Where it is used up"
          value={draft.atLimit}
          onChange={(atLimit) => set({ atLimit })}
        >
          {[
            ['ask', 'the run pauses and asks'],
            ['fail', 'the run fails'],
          ]}
        </Choice>
      </div>
      {hasTried && problem !== undefined ? (
        <p className="bad" role="alert">
          {problem}
        </p>
      ) : saveFailure === null ? null : (
        <p className="bad" role="alert">
          {explain(saveFailure).detail} {explain(saveFailure).next}
        </p>
      )}
      <div className="row">
        <Button type="submit" kind="primary" whyNot={isSaving ? 'It is being saved.' : undefined}>
          {budget === null ? 'Add the budget' : 'Save the budget'}
        </Button>
        {budget === null ? null : (
          <Button kind="quiet" onPress={onDone}>
            Leave it as it is
          </Button>
        )}
      </div>
    </form>
  );
}

function Choice<T extends string>(props: {
  readonly id: string;
  readonly label: string;
  readonly value: T;
  /** It is part of what names the budget. */
  readonly isKept?: boolean;
  readonly onChange: (value: T) => void;
  readonly children: readonly (readonly string[])[];
}): ReactElement {
  const { id, label, value, isKept = false, onChange, children } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        disabled={isKept}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {children.map(([option = '', words = option]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

function draftOf({ measure, limit, per, agentId, lane, atLimit }: Budget): Draft {
  return {
    name: nameOf(measure),
    amount: fieldText(measure, limit),
    per,
    agentId: agentId ?? '',
    lane: lane ?? '',
    atLimit,
  };
}
