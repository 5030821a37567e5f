import { useState } from 'react';
import type { ReactElement } from 'react';
import { closeOverlay } from '../../../stores/overlay.ts';
import { useRunPage } from '../../../stores/run-page.ts';
import { extendRun } from '../../../stores/run-verbs.ts';
import { Button } from '../../../ui/Button.tsx';
import { Sheet } from '../../../ui/Sheet.tsx';

/** Further input for a run that goes on where a finished one ended. */
export function ExtendSheet({ runId, title }: { readonly runId: string; readonly title: string }): ReactElement {
  const input = useRunPage((state) => state.detail?.input);
  const [further, setFurther] = useState(() => JSON.stringify(input ?? {}, null, 2));
  const [reason, setReason] = useState('');

  async function act(): Promise<void> {
    if (await extendRun(runId, further, reason)) closeOverlay();
  }

  return (
    <Sheet
      title="Continue this run?"
      note={title}
      onClose={closeOverlay}
      actions={
        <>
          <Button kind="primary" onPress={() => void act()}>
            Start the continuation
          </Button>
          <Button kind="quiet" onPress={closeOverlay}>
            Leave it as it is
          </Button>
        </>
      }
    >
      <div style={{ display: 'grid', gap: 14 }}>
        <p className="q">
          A run of its own, linked to this one, with its file and its artifacts. It begins from its top with the input
          below; its actions ask anew.
        </p>
        <div className="field">
          <label htmlFor="extend-input">Input, as JSON</label>
          <textarea
            id="extend-input"
            className="input mono"
            rows={12}
            spellCheck={false}
            value={further}
            onChange={(event) => setFurther(event.target.value)}
          />
          <span className="hint">A field left out stays as it was.</span>
        </div>
        <div className="field">
          <label htmlFor="verb-reason">Reason</label>
          <input
            id="verb-reason"
            className="input"
            value={reason}
            maxLength={2000}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">Optional. Kept in the audit log.</span>
        </div>
      </div>
    </Sheet>
  );
}
