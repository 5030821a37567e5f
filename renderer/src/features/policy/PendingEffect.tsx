import type { ReactElement } from 'react';
import type { PendingOutlook } from '../../../../shared/domain/policy-outlook.ts';
import { count } from '../../format/number.ts';
import { TierChanges } from './TierChanges.tsx';

/** What a draft would do to the items that wait now. */
export function PendingEffect({ outlook }: { readonly outlook: PendingOutlook }): ReactElement {
  const { looked, unknown, changed, isCut, moves, changes } = outlook;
  return (
    <section aria-label="Effect on what waits now">
      <h3 className="label">What waits now</h3>
      <p role="status">{pendingWords(outlook)}</p>
      {isCut ? <p className="d small">More wait; the first {count(looked)} were looked at.</p> : null}
      {unknown === 0 ? null : (
        <p className="d small">
          Of {count(unknown)} too little was kept to say: they were proposed before their facts were kept.
        </p>
      )}
      {changed === 0 ? null : <TierChanges moves={moves} changes={changes} of={changed} />}
    </section>
  );
}

function pendingWords({ looked, changed }: PendingOutlook): string {
  if (looked === 0) return 'Nothing waits for a decision.';
  if (changed === 0) return `None of the ${count(looked)} that wait would be at another tier.`;
  return `${count(changed)} of the ${count(looked)} that wait would be at another tier.`;
}
