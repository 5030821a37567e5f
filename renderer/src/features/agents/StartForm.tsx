import { useEffect, useMemo, useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { AgentSummary } from '../../../../shared/domain/agent.ts';
import { runtimeNow } from '../../clock.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { openStart, scheduleRuns, startRun, useStart } from '../../stores/start-run.ts';
import type { FileState } from '../../stores/start-run.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Empty.tsx';
import { readRunTerms } from '../schedules/run-terms.ts';
import type { RunTermsDraft } from '../schedules/run-terms.ts';
import { RunTermsFields } from '../schedules/RunTermsFields.tsx';
import { initialTiming, planOf, ScheduleFields } from '../schedules/ScheduleFields.tsx';
import type { Timing } from '../schedules/ScheduleFields.tsx';
import { StartTerms } from '../queues/StartTerms.tsx';
import { noTerms, termsOf, whyNoTerms } from '../queues/terms.ts';
import s from './Agents.module.css';
import { DeadlineField, deadlineId, deadlineIn, whyNoDeadline } from './DeadlineField.tsx';
import { FileField } from './FileField.tsx';
import { cleanValue, fieldsOf, initialValue, mergeValue, problemsOf } from './schema-form.ts';
import type { FormValue } from './schema-form.ts';
import { SchemaFields } from './SchemaFields.tsx';
import { limitsOf, noBudgets } from './start-budget.ts';
import { StartBudgets } from './StartBudgets.tsx';

const noColumns: readonly string[] = [];

/** Starts a run: a file when the agent takes one, then the contract's own fields. */
export function StartForm({ agent }: { readonly agent: AgentSummary }): ReactElement {
  const fields = useMemo(() => fieldsOf(agent.input.schema), [agent.input.schema]);
  const file = useStart((state) => state.file);
  const isStarting = useStart((state) => state.isStarting);
  const failure = useStart((state) => state.failure);
  const [value, setValue] = useState<FormValue>(() => initialValue(fields));
  const [title, setTitle] = useState('');
  const [sandbox, setSandbox] = useState(false);
  const [budget, setBudget] = useState(noBudgets);
  const [terms, setTerms] = useState(noTerms);
  const [hasTried, setTried] = useState(false);
  const [timing, setTiming] = useState<Timing | null>(null);
  const [deadline, setDeadline] = useState('');
  const [deadlineSpan, setDeadlineSpan] = useState('');
  const inspection = file.state === 'ready' ? file.inspection : null;
  const problems = useMemo(() => problemsOf(fields, value), [fields, value]);
  const given = limitsOf(budget);
  const scheduled: RunTermsDraft = { queue: terms.queue, priority: terms.priority, deadline: deadlineSpan, budget };
  const runTerms = readRunTerms(scheduled);
  const unsaved = useWhyNothingIsSaved();
  const wrongTerms = timing === null ? whyNoTerms(terms) : undefined;
  const whyNot = unsaved ?? obstacleOf(agent, file, isStarting) ?? wrongTerms;
  const wrongLimits = timing === null ? given : runTerms;
  const problem = 'problem' in wrongLimits ? wrongLimits.problem : null;

  useEffect(() => openStart(agent.agentId), [agent.agentId]);
  // A new inspection lays its proposal over the form once, while rendering, so that no frame shows the old values.
  const [taken, setTaken] = useState(inspection);
  if (inspection !== taken) {
    setTaken(inspection);
    if (inspection !== null) setValue((now) => mergeValue(now, inspection.proposal));
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (problems.size > 0 || whyNot !== undefined) return;
    if (problem !== null) return;
    const input = cleanValue(fields, value);
    if (timing === null) {
      // The field says what is wrong with it, as time goes by.
      if (whyNoDeadline(deadline, runtimeNow()) !== undefined) return document.getElementById(deadlineId)?.focus();
      const inMs = deadlineIn(deadline, runtimeNow());
      const budgets = 'limits' in given ? given.limits : [];
      const when = { ...termsOf(terms), ...(inMs === null ? {} : { deadlineInMs: inMs }) };
      void startRun(agent.agentId, input, { title, sandbox, budgets, terms: when });
    } else if ('terms' in runTerms)
      void scheduleRuns(agent, input, title, { ...planOf(timing), terms: runTerms.terms });
  }

  return (
    <form className={s['start']} onSubmit={submit} noValidate>
      <div className={`scroll ${s['startbody']}`}>
        {agent.takesFile ? <FileField agentId={agent.agentId} file={file} /> : null}
        {fields.length === 0 ? null : (
          <section>
            <h3 className="label">
              Settings <span className="mono">{`${agent.input.id}@${agent.input.version}`}</span>
            </h3>
            <div className={s['fields']}>
              <SchemaFields
                key={inspection === null ? 'plain' : 'proposed'}
                fields={fields}
                value={value}
                problems={hasTried ? problems : noProblems}
                columns={inspection?.columns ?? noColumns}
                onChange={setValue}
              />
            </div>
          </section>
        )}
        <fieldset className={s['group']}>
          <legend className="label">Start</legend>
          <div className="row">
            <label className="row">
              <input type="radio" name="when" checked={timing === null} onChange={() => setTiming(null)} />
              Now
            </label>
            <label className="row">
              <input type="radio" name="when" checked={timing !== null} onChange={() => setTiming(initialTiming())} />
              By the clock
            </label>
          </div>
        </fieldset>
        {timing === null ? null : (
          <ScheduleFields
            agentId={agent.agentId}
            timing={timing}
            budgets={'limits' in given ? given.limits : []}
            onChange={setTiming}
          />
        )}
        <div className="field" style={{ maxWidth: 460 }}>
          <label htmlFor="run-title">{timing === null ? 'Name of this run' : 'Name of this schedule'}</label>
          <input
            id="run-title"
            className="input"
            maxLength={200}
            value={title}
            placeholder={timing === null ? 'From the file, when left empty' : agent.title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </div>
        {timing === null ? (
          <label className="row">
            <input type="checkbox" checked={sandbox} onChange={(event) => setSandbox(event.target.checked)} />
            Sandbox: its actions are decided and recorded, and none is sent
          </label>
        ) : null}
        {timing === null ? (
          <>
            <DeadlineField value={deadline} onChange={setDeadline} />
            <StartBudgets title="Budget of this run" draft={budget} onChange={setBudget} />
            <StartTerms terms={terms} onChange={setTerms} />
          </>
        ) : (
          <RunTermsFields
            draft={scheduled}
            onChange={({ queue, priority, deadline: span, budget: next }) => {
              setTerms({ ...terms, queue, priority });
              setDeadlineSpan(span);
              setBudget(next);
            }}
          />
        )}
        {failure === null ? null : <Failure error={failure} />}
      </div>
      <div className={`acts ${s['acts']}`}>
        <Button type="submit" kind="primary" whyNot={whyNot}>
          {timing === null ? `Start ${agent.title}` : `Schedule ${agent.title}`}
        </Button>
        <span className="d small">
          {hasTried && (problems.size > 0 || problem !== null) ? (
            <span className="bad">{[...problems.values(), problem ?? ''].join(' ')}</span>
          ) : (
            whatHappens(timing !== null)
          )}
        </span>
      </div>
    </form>
  );
}

function whatHappens(isScheduled: boolean): string {
  return isScheduled
    ? 'It fires while Lanekeeper runs; what was missed is made up for as chosen.'
    : 'It works in the background; you can leave this page.';
}

const noProblems: ReadonlyMap<string, string> = new Map();

function obstacleOf(agent: AgentSummary, file: FileState, isStarting: boolean): string | undefined {
  if (isStarting) return 'The run is being started.';
  if (!agent.takesFile || file.state === 'ready') return undefined;
  if (file.state === 'sending') return 'The file is still being sent.';
  if (file.state === 'inspecting') return 'The agent is looking at the file.';
  return 'Give it a file first.';
}
