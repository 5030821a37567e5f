import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { forecastWords } from '../../../../shared/domain/forecast.ts';
import type { ScheduleSummary } from '../../../../shared/domain/schedule.ts';
import { explain } from '../../format/errors.ts';
import { counted } from '../../format/number.ts';
import { wholeTime } from '../../format/time.ts';
import { announce } from '../../stores/notices.ts';
import { backfillSchedule, previewBackfill } from '../../stores/schedules.ts';
import type { Preview } from '../../stores/schedules.ts';
import { Button } from '../../ui/Button.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import s from './Schedules.module.css';

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

type Look = { readonly preview: Preview } | { readonly problem: string } | null;

/** Fires the instants of a past range: first what would start, then it starts. */
export function BackfillSheet(props: {
  readonly schedule: ScheduleSummary;
  readonly onClose: () => void;
}): ReactElement {
  const { schedule, onClose } = props;
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [look, setLook] = useState<Look>(null);
  const { isWaiting, refusal, send } = useAnswer(onClose);
  const range = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  const isComplete = Number.isFinite(range.fromMs) && Number.isFinite(range.toMs);
  const toStart = look !== null && 'preview' in look ? look.preview.firings.filter(({ hasFired }) => !hasFired) : [];

  /** What was shown is of another range: it has to be looked at again. */
  const changed = (set: (value: string) => void) => (value: string) => {
    set(value);
    setLook(null);
  };

  async function show(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      setLook({ preview: await previewBackfill(schedule, range) });
    } catch (error) {
      const { detail, next } = explain(error);
      setLook({ problem: `${detail} ${next}` });
    }
  }

  async function start(): Promise<void> {
    const fired = await backfillSchedule(schedule, range);
    announce(`${counted(fired.filter(({ outcome }) => outcome === 'started').length, 'run')} started`);
  }

  const actions = (
    <>
      <Button
        kind="primary"
        whyNot={toStart.length > 0 ? undefined : 'Look first at what would start.'}
        isBusy={isWaiting}
        onPress={() => void send(start)}
      >
        {toStart.length === 0 ? 'Start runs' : `Start ${counted(toStart.length, 'run')}`}
      </Button>
      <Button kind="quiet" onPress={onClose}>
        Start none
      </Button>
    </>
  );
  return (
    <Sheet title="Backfill a range" note={schedule.name} size="medium" onClose={onClose} actions={actions}>
      <form className={s['range']} onSubmit={(event) => void show(event)}>
        <Moment id="backfill-from" label="From" value={from} onChange={changed(setFrom)} />
        <Moment id="backfill-to" label="To" value={to} onChange={changed(setTo)} />
        <Button type="submit" whyNot={isComplete ? undefined : 'Choose both ends of the range.'}>
          Show what would start
        </Button>
      </form>
      <p className="d small">Both ends in the time of this computer: {timeZone}.</p>
      {look === null ? null : 'problem' in look ? (
        <p role="alert" className="bad">
          {look.problem}
        </p>
      ) : (
        <>
          <p className="q">{forecastWords(look.preview.forecast)}</p>
          <ol className={s['times']}>
            {look.preview.firings.map(({ nominalAtMs, hasFired }) => (
              <li key={nominalAtMs}>
                {wholeTime(nominalAtMs)} {hasFired ? <span className="d">has fired: left out</span> : null}
              </li>
            ))}
          </ol>
        </>
      )}
      <Refusal refusal={refusal} />
    </Sheet>
  );
}

function Moment(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const { id, label, value, onChange } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="datetime-local"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
