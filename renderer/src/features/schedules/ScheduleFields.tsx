import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { StartLimits } from '../../../../shared/domain/budget.ts';
import { forecastWords } from '../../../../shared/domain/forecast.ts';
import { overlapRules } from '../../../../shared/domain/schedule.ts';
import type { CatchUp, OverlapRule, Schedule, SchedulePlan, Trigger } from '../../../../shared/domain/schedule.ts';
import { explain } from '../../format/errors.ts';
import { catchUpWords, cronWords, overlapWords } from '../../format/schedule.ts';
import { wholeTime } from '../../format/time.ts';
import { fewAhead, previewTrigger } from '../../stores/schedules.ts';
import type { Preview } from '../../stores/schedules.ts';
import { TimeZoneInput } from '../../ui/TimeZoneInput.tsx';
import { MoreTimes } from './MoreTimes.tsx';
import s from './Schedules.module.css';

/** What the form says of time; the rest of a plan is the run's own input. */
export interface Timing {
  readonly cron: string;
  readonly timeZone: string;
  readonly jitterMinutes: string;
  readonly overlap: OverlapRule;
  readonly catchUp: CatchUp['rule'];
}

const presets = ['0 7 * * MON-FRI', '0 7 * * *', '0 * * * *', '*/15 * * * *', '0 7 * * MON', '0 7 1 * *'] as const;
const calmMs = 250;

export function initialTiming(): Timing {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { cron: presets[0], timeZone, jitterMinutes: '0', overlap: 'skip', catchUp: 'one' };
}

function triggerOf({ cron, timeZone, jitterMinutes }: Timing): Trigger {
  return { kind: 'cron', cron, timeZone, jitterMs: Math.round(Number(jitterMinutes) * 60_000) || 0 };
}

/** What the form says of a schedule by the clock; null of any other. */
export function timingOf({ trigger, overlap, catchUp }: Schedule): Timing | null {
  if (trigger.kind !== 'cron') return null;
  const { cron, timeZone, jitterMs } = trigger;
  return { cron, timeZone, jitterMinutes: String(jitterMs / 60_000), overlap, catchUp: catchUp.rule };
}

export function planOf(
  timing: Timing,
  maxAgeMs: number | null = null,
): Pick<SchedulePlan, 'trigger' | 'overlap' | 'catchUp'> {
  return { trigger: triggerOf(timing), overlap: timing.overlap, catchUp: { rule: timing.catchUp, maxAgeMs } };
}

/** When runs start, with the next times as one types. */
export function ScheduleFields(props: {
  readonly agentId: string;
  readonly timing: Timing;
  /** What each run may use, for the forecast. */
  readonly budgets: StartLimits;
  readonly onChange: (timing: Timing) => void;
}): ReactElement {
  const { agentId, timing, budgets, onChange } = props;
  const set = (part: Partial<Timing>): void => onChange({ ...timing, ...part });
  return (
    <section>
      <h3 className="label">When</h3>
      <div className={s['fields']}>
        <Choice
          id="schedule-preset"
          label="Often used"
          value={presets.find((preset) => preset === timing.cron) ?? ''}
          options={[
            ...presets.map((preset) => [preset, cronWords(preset)] as const),
            ['', 'as written beside'] as const,
          ]}
          onChange={(cron) => (cron === '' ? undefined : set({ cron }))}
        />
        <Text id="schedule-cron" label="Cron" value={timing.cron} onChange={(cron) => set({ cron })}>
          Minute, hour, day of month, month, day of week
        </Text>
        <div className="field">
          <label htmlFor="schedule-zone">Time zone</label>
          <TimeZoneInput id="schedule-zone" value={timing.timeZone} onChange={(timeZone) => set({ timeZone })} />
          <span className="hint">Also where the clocks change</span>
        </div>
        <Text
          id="schedule-jitter"
          label="Put off by up to, minutes"
          value={timing.jitterMinutes}
          onChange={(jitterMinutes) => set({ jitterMinutes })}
        >
          Spreads schedules that share a time
        </Text>
        <Choice
          id="schedule-overlap"
          label="While an earlier run is at work"
          value={timing.overlap}
          options={overlapRules.map((rule) => [rule, overlapWords[rule]] as const)}
          onChange={(overlap) => set({ overlap })}
        />
        <Choice
          id="schedule-catch-up"
          label="What was missed while off or asleep"
          value={timing.catchUp}
          options={(['one', 'all', 'skip'] as const).map((rule) => [rule, catchUpWords[rule]] as const)}
          onChange={(catchUp) => set({ catchUp })}
        />
      </div>
      <NextTimes agentId={agentId} timing={timing} budgets={budgets} />
    </section>
  );
}

function NextTimes(props: {
  readonly agentId: string;
  readonly timing: Timing;
  readonly budgets: StartLimits;
}): ReactElement {
  const { agentId, timing } = props;
  // Compared as text: another list with the same budgets is no reason to ask again.
  const budgets = JSON.stringify(props.budgets);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState('');
  const [ahead, setAhead] = useState(fewAhead);
  const { cron, timeZone, jitterMinutes } = timing;
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => {
      const trigger = triggerOf({ cron, timeZone, jitterMinutes, overlap: 'skip', catchUp: 'one' });
      previewTrigger(agentId, trigger, { budgets: JSON.parse(budgets) as StartLimits, count: ahead }).then(
        (made) => {
          if (isOver) return;
          setPreview(made);
          setProblem(made.firings.length === 0 ? 'This never happens.' : '');
        },
        (error: unknown) => {
          if (isOver) return;
          setPreview(null);
          const { detail, title, next } = explain(error);
          setProblem(`${detail === '' ? title : detail} ${next}`);
        },
      );
    }, calmMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [agentId, cron, timeZone, jitterMinutes, budgets, ahead]);
  return (
    <div aria-live="polite" style={{ marginTop: 14 }}>
      {problem === '' ? null : <p className="bad">{problem}</p>}
      {preview === null || problem !== '' ? null : (
        <>
          <ol className={s['times']} aria-label="The next times">
            {preview.firings.map(({ nominalAtMs }) => (
              <li key={nominalAtMs}>{wholeTime(nominalAtMs)}</li>
            ))}
          </ol>
          <MoreTimes shown={preview.firings.length} ahead={ahead} onMore={setAhead} />
          <p className="q">{forecastWords(preview.forecast)}</p>
        </>
      )}
    </div>
  );
}

function Text(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: string;
}): ReactElement {
  const { id, label, value, onChange, children } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        value={value}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="hint">{children}</span>
    </div>
  );
}

export function Choice<V extends string>(props: {
  readonly id: string;
  readonly label: string;
  readonly value: V;
  readonly options: readonly (readonly [V, string])[];
  readonly onChange: (value: V) => void;
}): ReactElement {
  const { id, label, value, options, onChange } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={(event) => {
          const chosen = options.find(([option]) => option === event.target.value);
          if (chosen !== undefined) onChange(chosen[0]);
        }}
      >
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
