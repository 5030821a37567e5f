import type { ReactElement } from 'react';
import { explain } from '../../format/errors.ts';
import { shortHash } from '../../format/hash.ts';
import { count } from '../../format/number.ts';
import { duration, localTime } from '../../format/time.ts';
import { useAudit, verifyAudit } from '../../stores/audit.ts';
import { Button } from '../../ui/Button.tsx';
import { Status } from '../../ui/Status.tsx';
import s from './Audit.module.css';

/** Whether the chain holds, and what that does and does not prove. */
export function VerdictStrip(): ReactElement {
  const verdict = useAudit((state) => state.verdict);
  const isVerifying = useAudit((state) => state.isVerifying);
  const failure = useAudit((state) => state.verifyFailure);
  return (
    <section className={s['proof']} aria-label="Verification">
      <div className="grow" aria-live="polite">
        {failure !== null ? (
          <>
            <h2 className="fail">{explain(failure).title}</h2>
            <p>
              {explain(failure).detail} {explain(failure).next}
            </p>
          </>
        ) : isVerifying ? (
          <>
            <h2>Recomputing every hash</h2>
            <p>From the first event on; the log stays usable meanwhile.</p>
          </>
        ) : verdict === null ? (
          <>
            <h2>Not verified in this window yet</h2>
            <p>Each event carries the hash of the one before it. Verify recomputes them all from their own bytes.</p>
          </>
        ) : verdict.value.ok ? (
          <>
            <h2>
              <Status look={{ family: 'ok', mark: 'succeeded', word: 'The chain holds' }} />
            </h2>
            <p>
              1 to {count(verdict.value.events)}, no gap, {duration(verdict.tookMs)}, at {localTime(verdict.atMs)}. Head{' '}
              <span className="mono">{shortHash(verdict.value.head)}</span>, root{' '}
              <span className="mono">{shortHash(verdict.value.root)}</span>. {verdict.value.note}
            </p>
          </>
        ) : (
          <>
            <h2>
              <Status look={{ family: 'fail', mark: 'needs-attention', word: 'The chain is broken', isLoud: true }} />
            </h2>
            <p>
              {verdict.value.firstBad === null
                ? 'The log does not match its own hashes.'
                : `First at event ${count(verdict.value.firstBad.seq)}: ${verdict.value.firstBad.reason}.`}{' '}
              Engage the emergency stop, keep this disk as it is, and compare with a copy taken elsewhere.
            </p>
          </>
        )}
      </div>
      <Button icon="seal" whyNot={isVerifying ? 'It is under way.' : undefined} onPress={() => void verifyAudit()}>
        {verdict === null ? 'Verify' : 'Verify again'}
      </Button>
    </section>
  );
}
