import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { readSettings, runChecks, useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Mark } from '../../ui/Icon.tsx';
import s from './Settings.module.css';

/** What this machine offers and what is missing, each with what to do. */
export function ChecksSection(): ReactElement {
  const { checks, isChecking, failure } = useSettings();
  useEffect(() => void runChecks(), []);
  if (checks === null)
    return failure === null ? (
      <Empty kind="loading" title="Looking at this machine" />
    ) : (
      <Failure error={failure} onRetry={() => void readSettings().then(runChecks)} />
    );
  return (
    <>
      <ul className={s['checks']}>
        {checks.map((check) => (
          <li key={check.id}>
            <span className={`st ${check.ok ? 'ok' : 'wait'}`}>
              <Mark name={check.ok ? 'succeeded' : 'needs-attention'} />
              <span className="sr">{check.ok ? 'fine' : 'look at this'}</span>
            </span>
            <span className="b">{check.label}</span>
            <span style={{ overflowWrap: 'anywhere' }}>{check.value}</span>
            {check.ok || check.hint === undefined ? null : <p>{check.hint}</p>}
          </li>
        ))}
      </ul>
      <div>
        <Button
          icon="retry"
          whyNot={isChecking ? 'It is being looked at.' : undefined}
          onPress={() => void runChecks()}
        >
          Look again
        </Button>
      </div>
    </>
  );
}
