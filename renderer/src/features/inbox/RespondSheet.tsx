import { useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../shared/domain/approval.ts';
import { keyLabel } from '../../commands/command.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { refuseOpen } from './moves.ts';

/** Answers the agent instead of letting its action run; no rejection, and the agent may propose something else. */
export function RespondSheet({ item }: { readonly item: ApprovalSummary }): ReactElement {
  const [answer, setAnswer] = useState('');
  const unsaved = useWhyNothingIsSaved();
  const isEmpty = answer.trim() === '';

  function respond(): void {
    if (isEmpty || unsaved !== undefined) return;
    closeOverlay();
    void refuseOpen('respond', item, answer.trim());
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.repeat || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    respond();
  }

  return (
    <Sheet
      title="Respond"
      size="small"
      onClose={closeOverlay}
      actions={
        <>
          <Button
            kind="primary"
            keys={keyLabel('mod+Enter')}
            whyNot={unsaved ?? (isEmpty ? 'Write what the agent shall be told.' : undefined)}
            onPress={respond}
          >
            Respond
          </Button>
          <Button kind="quiet" keys="Esc" onPress={closeOverlay}>
            Back
          </Button>
        </>
      }
    >
      <p className="q" style={{ marginBottom: 10 }}>
        {item.title}
      </p>
      <div className="field">
        <label htmlFor="respond-words">Your answer</label>
        <textarea
          id="respond-words"
          className="input"
          rows={5}
          maxLength={2000}
          value={answer}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the sheet was opened to write this
          autoFocus
          onKeyDown={onKeyDown}
          onChange={(event) => setAnswer(event.target.value)}
        />
        <span className="hint">This action does not run. The agent is told your answer and goes on with it.</span>
      </div>
    </Sheet>
  );
}
