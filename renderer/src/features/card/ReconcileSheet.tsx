import { useState } from 'react';
import type { ReactElement } from 'react';
import { reconcileEffect } from '../../stores/effects.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

/** A person says what happened to an action whose outcome nobody can tell. */
export function ReconcileSheet({
  effectId,
  title,
}: {
  readonly effectId: string;
  readonly title: string;
}): ReactElement {
  const [reason, setReason] = useState('');
  const whyNot = reason.trim() === '' ? 'Write how you found out; it is kept with your name.' : undefined;

  async function settle(verdict: 'happened' | 'did-not-happen'): Promise<void> {
    if (await reconcileEffect(effectId, verdict, reason)) closeOverlay();
  }

  return (
    <Sheet
      title="Settle what happened"
      size="small"
      onClose={closeOverlay}
      actions={
        <>
          <Button whyNot={whyNot} onPress={() => void settle('happened')}>
            It happened
          </Button>
          <Button whyNot={whyNot} onPress={() => void settle('did-not-happen')}>
            It did not happen
          </Button>
        </>
      }
    >
      <p style={{ marginBottom: 12 }}>
        <b className="b">{title}</b>
        <br />
        <span className="q">
          It was sent and no answer came. Look at the target, then say what you found. Nothing is sent again.
        </span>
      </p>
      <div className="field">
        <label htmlFor="reconcile-reason">How you found out</label>
        <textarea
          id="reconcile-reason"
          className="input"
          rows={3}
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Sheet>
  );
}
