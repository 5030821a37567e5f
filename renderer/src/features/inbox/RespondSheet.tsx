import { useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../shared/domain/approval.ts';
import { keyLabel } from '../../commands/command.ts';
import { decideSeen } from '../../stores/decide.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { Shown } from '../../ui/Shown.tsx';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { ReservedWarning } from '../card/duty/Reserved.tsx';
import { thenNext } from './moves.ts';

/** Answers the agent instead of letting its action run; no rejection, and the agent may propose something else. */
export function RespondSheet({ item }: { readonly item: ApprovalSummary }): ReactElement {
  const [answer, setAnswer] = useState('');
  const unsaved = useWhyNothingIsSaved();

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.repeat || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  }

  return (
    <VerbSheet
      title="Respond"
      size="small"
      go="Respond"
      goKeys={keyLabel('mod+Enter')}
      stay="Back"
      reason="none"
      whyNot={unsaved ?? (answer.trim() === '' ? 'Write what the agent shall be told.' : undefined)}
      onClose={closeOverlay}
      onGo={() => thenNext(item.approvalId, () => decideSeen('respond', item, answer.trim()))}
    >
      <p className="q">
        <Shown text={item.title} />
      </p>
      <ReservedWarning item={item} />
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
    </VerbSheet>
  );
}
