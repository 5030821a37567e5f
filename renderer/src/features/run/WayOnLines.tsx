import type { ReactElement } from 'react';
import type { WayOn } from '../../../../shared/domain/safe-fail.ts';
import { hrefOf } from '../../stores/route.ts';
import { extendRun } from '../../stores/run-verbs.ts';
import { Button } from '../../ui/Button.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { Ago } from '../../ui/Time.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

/** The runbook of a run that stands still: what was kept, what to use meanwhile, and what to do. */
export function WayOnLines({ runId, wayOn }: { readonly runId: string; readonly wayOn: WayOn }): ReactElement {
  const { isWaiting, refusal, send } = useAnswer(() => undefined);
  const { path, kept, runbook, isDeclared, lastGood, input } = wayOn;
  return (
    <section aria-label="What to do">
      <p>{kept}</p>
      {path !== 'last-known-good' ? null : lastGood === null ? (
        <p>There is no earlier result to use meanwhile: none of this agent’s last runs left one.</p>
      ) : (
        <p>
          Last known good:{' '}
          <a href={hrefOf({ page: 'run', runId: lastGood.runId, tab: null })}>{lastGood.name} of an earlier run</a>,
          made <Ago at={lastGood.atMs} />.
        </p>
      )}
      <p>
        <b className="b">{isDeclared ? 'Runbook of the agent' : 'What to do'}</b>: {runbook}
      </p>
      {input === null ? null : (
        <Button
          isBusy={isWaiting}
          onPress={() => void send(() => extendRun(runId, JSON.stringify(input), 'in reduced mode'))}
        >
          Go on in reduced mode
        </Button>
      )}
      <Refusal refusal={refusal} />
    </section>
  );
}
