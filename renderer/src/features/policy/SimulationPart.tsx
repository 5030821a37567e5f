import type { ReactElement } from 'react';
import type { Simulation } from '../../../../shared/domain/policy-simulation.ts';
import { count } from '../../format/number.ts';
import {
  cancelSimulation,
  exportSimulation,
  moreChanges,
  simulateDraft,
  useSimulation,
} from '../../stores/policy-simulation.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Empty.tsx';
import { TierMark } from '../../ui/Status.tsx';
import s from './Policy.module.css';
import { TierChanges } from './TierChanges.tsx';

/** A draft tried on everything that was judged so far. */
export function SimulationPart(props: { readonly text: string; readonly whyNot: string | undefined }): ReactElement {
  const { text, whyNot } = props;
  const { simulation, changes, next, isRunning, failure } = useSimulation();
  return (
    <section aria-label="Simulation over the past">
      <h3 className="label">What was decided before</h3>
      <div className="row">
        {isRunning ? (
          <Button onPress={() => void cancelSimulation()}>Stop the simulation</Button>
        ) : (
          <Button whyNot={whyNot} onPress={() => void simulateDraft(text)}>
            Simulate over the past
          </Button>
        )}
        {simulation === null || isRunning ? null : (
          <Button kind="quiet" onPress={() => void exportSimulation(simulation.simulationId)}>
            Export the report as JSON
          </Button>
        )}
      </div>
      {failure === null ? null : <Failure error={failure} onRetry={() => void simulateDraft(text)} />}
      {simulation === null ? null : (
        <>
          <p role="status">{simulationWords(simulation)}</p>
          {simulation.unknown === 0 ? null : (
            <p className="d small">
              Of {count(simulation.unknown)} not enough facts were kept to say: they were proposed before that.
            </p>
          )}
          {isRunning ? null : <Report simulation={simulation} />}
          {isRunning || simulation.changed === 0 ? null : (
            <>
              <TierChanges
                moves={simulation.moves.filter(({ from, to }) => from !== to)}
                changes={changes}
                of={simulation.changed}
              />
              {next === null ? null : (
                <Button kind="quiet" onPress={() => void moreChanges()}>
                  Show more
                </Button>
              )}
            </>
          )}
        </>
      )}
    </section>
  );
}

function Report({ simulation: { rules, rolledBack } }: { readonly simulation: Simulation }): ReactElement {
  return (
    <>
      {rules.length === 0 ? null : (
        <ul className={s['moves']} aria-label="By rule">
          {rules.map(({ from, to, fromRule, toRule, count: n }) => (
            <li key={`${fromRule} ${from} ${toRule} ${to}`}>
              <span className="b">{count(n)}</span> by <span className="mono">{fromRule}</span> ({from}) would be by{' '}
              <span className="mono">{toRule}</span> ({to})
            </li>
          ))}
        </ul>
      )}
      {rolledBack.count === 0 ? (
        <p className="d small">None of them was rolled back later.</p>
      ) : (
        <>
          <p>
            {count(rolledBack.count)} were rolled back later; {count(rolledBack.changed)} of those would have gone
            another way.
          </p>
          <ul className={s['moves']} aria-label="Of those rolled back later">
            {rolledBack.moves.map(({ from, to, count: n }) => (
              <li key={`${from} ${to}`} className="row">
                <span className="b">{count(n)}</span> <TierMark tier={from} /> {from}{' '}
                {from === to ? (
                  'as before'
                ) : (
                  <>
                    to <TierMark tier={to} /> {to}
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function simulationWords({ status, looked, total, changed }: Simulation): string {
  const seen = `${count(looked)} of ${count(total)} decisions`;
  if (status === 'running') return `Looked at ${seen}; ${count(changed)} would change so far.`;
  const words = `${count(changed)} of ${count(looked)} decisions would be at another tier.`;
  return status === 'cancelled' ? `Stopped after ${seen}. ${words}` : words;
}
