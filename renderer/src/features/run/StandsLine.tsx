import type { ReactElement } from 'react';
import type { RunSummary } from '../../../../shared/domain/run.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Budget.module.css';

/** A run that stands at a budget: what was used, what was asked, and what can be done. */
export function StandsLine({ run }: { readonly run: RunSummary }): ReactElement | null {
  const stop = run.pause?.budget;
  if (run.pause === null || stop === undefined) return null;
  const { runId, title } = run;
  return (
    <div className={s['stands']} role="status">
      <p>
        <b className="b">It stands at its budget</b> <Ago at={run.pause.atMs} />. {run.pause.reason}{' '}
        <a href={hrefOf({ page: 'run', runId, tab: 'cost' })}>All its budgets</a>
      </p>
      <Button kind="primary" isSmall onPress={() => showOverlay({ kind: 'raise-budget', runId, title, stand: stop })}>
        Raise and go on…
      </Button>
      <Button isSmall icon="x" onPress={() => showOverlay({ kind: 'undo-run', verb: 'cancel', runId, title })}>
        Stop the run…
      </Button>
    </div>
  );
}
