import { useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import type { AgentSummary } from '../../../../shared/domain/agent.ts';
import type { OverlapRule, SchedulePlan, ScheduleSummary } from '../../../../shared/domain/schedule.ts';
import { overlapWords } from '../../format/schedule.ts';
import { readAgents, useAgents } from '../../stores/agents.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { changeSchedule } from '../../stores/schedules.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { cleanValue, fieldsOf, initialValue, mergeValue, problemsOf } from '../agents/schema-form.ts';
import type { FormValue } from '../agents/schema-form.ts';
import { SchemaFields } from '../agents/SchemaFields.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { draftOf, otherLimits, readRunTerms } from './run-terms.ts';
import { RunTermsFields } from './RunTermsFields.tsx';
import { Choice, planOf, ScheduleFields, timingOf } from './ScheduleFields.tsx';
import s from './Schedules.module.css';

interface EditProps {
  readonly schedule: ScheduleSummary;
  readonly onClose: () => void;
}

/** Changes a schedule by the form it was made with. What it was when the form was opened is what is changed. */
export function EditSheet({ schedule, onClose }: EditProps): ReactElement {
  const agent = useAgents(({ agents }) => agents.find(({ agentId }) => agentId === schedule.agentId));
  const isLoading = useAgents((state) => state.isLoading);
  useEffect(() => void readAgents(), []);
  if (agent !== undefined) return <EditForm schedule={schedule} agent={agent} onClose={onClose} />;
  return (
    <Sheet title="Edit the schedule" note={schedule.name} onClose={onClose}>
      {isLoading ? (
        <Empty kind="loading" title="Reading its agent" />
      ) : (
        <Empty kind="nothing-yet" title="Its agent is not here">
          Add the agent again, or remove the schedule.
        </Empty>
      )}
    </Sheet>
  );
}

function EditForm({ schedule, agent, onClose }: EditProps & { readonly agent: AgentSummary }): ReactElement {
  // As it was when the form was opened: a change by somebody else meanwhile is refused, not overwritten.
  const [seen] = useState(schedule);
  const fields = useMemo(() => fieldsOf(agent.input.schema), [agent.input.schema]);
  const [name, setName] = useState(seen.name);
  const [value, setValue] = useState<FormValue>(() => mergeValue(initialValue(fields), seen.input));
  const [timing, setTiming] = useState(() => timingOf(seen));
  const [draft, setDraft] = useState(() => draftOf(seen.terms));
  const [overlap, setOverlap] = useState<OverlapRule>(seen.overlap);
  const problems = useMemo(() => problemsOf(fields, value), [fields, value]);
  const unsaved = useWhyNothingIsSaved();
  const read = readRunTerms(draft, otherLimits(seen.terms));
  const whyNot = unsaved ?? obstacleOf(name, problems) ?? ('problem' in read ? read.problem : undefined);

  async function save(): Promise<void> {
    const plan: SchedulePlan = {
      name: name.trim(),
      agentId: seen.agentId,
      input: cleanValue(fields, value),
      ...(seen.file === null ? {} : { file: seen.file }),
      trigger: seen.trigger,
      overlap,
      catchUp: seen.catchUp,
      ...(timing === null ? {} : planOf(timing, seen.catchUp.maxAgeMs)),
      terms: 'terms' in read ? read.terms : seen.terms,
    };
    await changeSchedule(seen, plan);
  }

  return (
    <VerbSheet
      title="Edit the schedule"
      note={agent.title}
      size="large"
      go="Save the change"
      stay="Keep it as it is"
      whyNot={whyNot}
      reason="none"
      onClose={onClose}
      onGo={save}
    >
      <div className={s['edit']}>
        <TextField label="Name of this schedule" maxLength={120} value={name} onChange={setName} />
        {timing === null ? (
          <Choice
            id="schedule-overlap"
            label="While an earlier run is at work"
            value={overlap}
            options={(['wait', 'allow'] as const).map((rule) => [rule, overlapWords[rule]] as const)}
            onChange={setOverlap}
          />
        ) : (
          <ScheduleFields
            agentId={seen.agentId}
            timing={timing}
            budgets={'terms' in read ? read.terms.budgets : []}
            onChange={setTiming}
          />
        )}
        {fields.length === 0 ? null : (
          <section>
            <h3 className="label">
              Settings <span className="mono">{`${agent.input.id}@${agent.input.version}`}</span>
            </h3>
            <div className={s['fields']}>
              <SchemaFields fields={fields} value={value} problems={problems} columns={[]} onChange={setValue} />
            </div>
          </section>
        )}
        <RunTermsFields draft={draft} onChange={setDraft} />
        {seen.file === null ? null : <p className="q">It goes on reading {seen.file.name}.</p>}
        <p className="q">Its runs are yours from the next firing on. What waits already starts as it was sent.</p>
      </div>
    </VerbSheet>
  );
}

function obstacleOf(name: string, problems: ReadonlyMap<string, string>): string | undefined {
  if (name.trim() === '') return 'Give it a name.';
  return problems.size === 0 ? undefined : [...problems.values()].join(' ');
}
