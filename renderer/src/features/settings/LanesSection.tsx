import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import { hrefOf } from '../../stores/route.ts';
import { useSettings } from '../../stores/settings.ts';
import { TextField } from '../../ui/TextField.tsx';
import { SaveForm } from './SaveForm.tsx';

/** In which lane a turn begins, and when it is moved. */
export function LanesSection(): ReactElement | null {
  const settings = useSettings((state) => state.settings);
  if (settings === null) return null;
  const { latencyBudgetMs, routing } = settings;
  return (
    <LanesForm key={JSON.stringify([latencyBudgetMs, routing])} latencyBudgetMs={latencyBudgetMs} routing={routing} />
  );
}

function LanesForm({ latencyBudgetMs, routing }: Pick<Settings, 'latencyBudgetMs' | 'routing'>): ReactElement {
  const [budget, setBudget] = useState(String(latencyBudgetMs / 1_000));
  const [steps, setSteps] = useState(String(routing.manySteps));
  const [turns, setTurns] = useState(String(routing.fewestTurns));
  const [large, setLarge] = useState(String(routing.largeBytes / 1_000_000));
  const [sitting, setSitting] = useState(String(routing.sittingMs / 60_000));
  const change = {
    latencyBudgetMs: Math.round(Number(budget) * 1_000),
    routing: {
      manySteps: Number(steps),
      fewestTurns: Number(turns),
      largeBytes: Math.round(Number(large) * 1_000_000),
      sittingMs: Math.round(Number(sitting) * 60_000),
    },
  };
  return (
    <section>
      <h3 className="label">Lanes of conversations</h3>
      <p className="d small">
        A turn is live unless its result is worth keeping and it takes several steps or slow tools.{' '}
        <a href={hrefOf({ page: 'lanes' })}>Lanes of past turns</a> says whether that was right.
      </p>
      <SaveForm
        change={change}
        problem={problemOf(change)}
        isSame={JSON.stringify(change) === JSON.stringify({ latencyBudgetMs, routing })}
      >
        <TextField
          label="Latency budget of a live turn, seconds"
          isTabular
          inputMode="decimal"
          value={budget}
          hint="One that takes longer goes on in the background by itself. Waiting for people does not count."
          onChange={setBudget}
        />
        <TextField
          label="So many steps are several"
          isTabular
          inputMode="numeric"
          value={steps}
          hint="The median of an agent’s newest turns is held against it."
          onChange={setSteps}
        />
        <TextField
          label="Turns measured before they count"
          isTabular
          inputMode="numeric"
          value={turns}
          hint="Until then, what the agent’s manifest states counts."
          onChange={setTurns}
        />
        <TextField
          label="A file is large from, MB"
          isTabular
          inputMode="decimal"
          value={large}
          hint="Work on a large file begins in the background."
          onChange={setLarge}
        />
        <TextField
          label="A sitting lasts, minutes"
          isTabular
          inputMode="numeric"
          value={sitting}
          hint="A result that is looked at later was rightly made in the background."
          onChange={setSitting}
        />
      </SaveForm>
    </section>
  );
}

function problemOf({ latencyBudgetMs, routing }: Pick<Settings, 'latencyBudgetMs' | 'routing'>): string | undefined {
  const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && within(value, least, most);
  if (!within(latencyBudgetMs, 1_000, 3_600_000)) return 'The latency budget is from 1 second to an hour.';
  if (!whole(routing.manySteps, 2, 10_000)) return 'Several steps are a whole number from 2.';
  if (!whole(routing.fewestTurns, 1, 1_000)) return 'Turns are a whole number from 1 to 1,000.';
  if (!within(routing.largeBytes, 1, 1e12)) return 'The size of a large file is no number of MB.';
  if (!within(routing.sittingMs, 60_000, 86_400_000)) return 'A sitting is from 1 minute to a day.';
  return undefined;
}
