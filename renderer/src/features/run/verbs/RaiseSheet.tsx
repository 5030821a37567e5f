import { useState } from 'react';
import type { ReactElement } from 'react';
import { amountWords, measureWords } from '../../../../../shared/domain/amounts.ts';
import type { BudgetStand } from '../../../../../shared/domain/budget.ts';
import { budgetNameWords, fieldText, nameOf, readAmount, scopeWords } from '../../../format/budget.ts';
import { raiseBudget } from '../../../stores/budgets.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';

/** Asks for the new limit of a budget, and why. */
export function RaiseSheet(props: {
  readonly runId: string;
  readonly title: string;
  readonly stand: BudgetStand & { readonly asked?: number };
}): ReactElement {
  const { runId, title, stand } = props;
  const { budgetId, measure, limit, used, reserved, unknown, per } = stand;
  const [stated, setStated] = useState(() => fieldText(measure, Math.max(limit * 2, limit + (stand.asked ?? 0))));
  const name = nameOf(measure);
  const read = readAmount(name, stated);
  const whyNot =
    read === null || read.measure !== measure
      ? `Write it as ${budgetNameWords[name].hint}.`
      : read.amount <= limit
        ? `More than ${amountWords(measure, limit)}, which it holds now.`
        : undefined;

  return (
    <VerbSheet
      title="Raise this budget?"
      size="small"
      go="Raise it"
      stay="Leave it"
      whyNot={whyNot}
      onClose={closeOverlay}
      onGo={(reason) => raiseBudget({ runId, budgetId, limit: read?.amount ?? 0, reason })}
    >
      <p>
        <b className="b">{title}</b>
        <br />
        <span className="q">
          {measureWords(measure)}, {scopeWords(stand)}: {amountWords(measure, used)} used
          {reserved + unknown > 0 ? `, ${amountWords(measure, reserved + unknown)} reserved` : ''} of{' '}
          {amountWords(measure, limit)}.{' '}
          {per === 'day'
            ? 'What is raised holds for every run of this day, and for no other day.'
            : per === 'ever'
              ? 'What is raised holds for every run from now on.'
              : 'What is raised holds for the run it was given to, and for the runs that one started or went on as.'}{' '}
          A run that stands at it goes on from its last checkpoint.
        </span>
      </p>
      <div className="field">
        <label htmlFor="raise-limit">New limit, in all</label>
        <input
          id="raise-limit"
          className="input"
          value={stated}
          aria-describedby="raise-hint"
          onChange={(event) => setStated(event.target.value)}
        />
        <span className="hint" id="raise-hint">
          Such as {budgetNameWords[name].hint}.
        </span>
      </div>
    </VerbSheet>
  );
}
