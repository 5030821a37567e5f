import type { ReactElement } from 'react';
import { StartBudgets } from '../agents/StartBudgets.tsx';
import { QueueSelect } from '../queues/PlaceInput.tsx';
import type { RunTermsDraft } from './run-terms.ts';
import s from './Schedules.module.css';

/** Where the runs of a schedule wait, when they are cancelled, and what each may use. */
export function RunTermsFields(props: {
  readonly draft: RunTermsDraft;
  readonly onChange: (draft: RunTermsDraft) => void;
}): ReactElement {
  const { draft, onChange } = props;
  return (
    <section className={s['terms']}>
      <h3 className="label">Its runs</h3>
      <div className={s['fields']}>
        <div className="field">
          <label htmlFor="runs-queue">Queue</label>
          <QueueSelect
            id="runs-queue"
            value={draft.queue}
            none="The agent’s own"
            onChange={(queue) => onChange({ ...draft, queue })}
          />
          <span className="hint">Its limits hold for each run.</span>
        </div>
        <div className="field">
          <label htmlFor="runs-priority">Priority</label>
          <input
            id="runs-priority"
            className="input"
            value={draft.priority}
            maxLength={4}
            placeholder="0"
            onChange={(event) => onChange({ ...draft, priority: event.target.value })}
          />
          <span className="hint">Higher goes first, from -100 to 100.</span>
        </div>
        <div className="field">
          <label htmlFor="runs-deadline">Deadline of each run</label>
          <input
            id="runs-deadline"
            className="input"
            value={draft.deadline}
            maxLength={20}
            placeholder="None"
            onChange={(event) => onChange({ ...draft, deadline: event.target.value })}
          />
          <span className="hint">
            After its start, such as 90m or 2h. Then it is cancelled, and what it did is undone after a decision.
          </span>
        </div>
      </div>
      <StartBudgets
        title="Budget of each run"
        draft={draft.budget}
        onChange={(budget) => onChange({ ...draft, budget })}
      />
    </section>
  );
}
