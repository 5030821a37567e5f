import { useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../shared/domain/approval.ts';
import { counted } from '../../format/number.ts';
import { rejectTogether } from '../../stores/batch.ts';
import { decideSeen } from '../../stores/decide.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { useSettings } from '../../stores/settings.ts';
import { Shown } from '../../ui/Shown.tsx';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { ReservedWarning } from '../card/duty/Reserved.tsx';
import s from './Inbox.module.css';
import { thenNext } from './moves.ts';

/** Asks why: a digit chooses a reason of the workspace, words can be added; the agent is told. */
export function RejectSheet({ items }: { readonly items: readonly ApprovalSummary[] }): ReactElement {
  const [chosen, setChosen] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const reasons = useSettings(({ settings }) => settings?.rejectReasons) ?? noReasons;
  const reason = [chosen, words.trim()].filter((part) => part !== null && part !== '').join('. ');
  const unsaved = useWhyNothingIsSaved();
  const only = items.length === 1 ? items[0] : undefined;

  async function reject(): Promise<void> {
    if (only !== undefined) return thenNext(only.approvalId, () => decideSeen('reject', only, reason));
    // What becomes of each is shown item by item.
    await rejectTogether(items, reason);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.repeat) return;
    const field = event.target instanceof HTMLTextAreaElement ? event.target : null;
    const digit = Number(event.key);
    if (field === null && digit >= 1 && digit <= reasons.length) {
      event.preventDefault();
      setChosen(reasons[digit - 1] ?? null);
    } else if (event.key === 'Enter' && field !== null && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form?.requestSubmit();
    }
  }

  return (
    <VerbSheet
      title={only === undefined ? `Reject ${counted(items.length, 'action')}` : 'Reject'}
      size="small"
      go="Reject"
      goKeys="Enter"
      stay="Back"
      isDanger
      reason="none"
      whyNot={unsaved ?? (reason === '' ? 'Say why: the agent is told, and the log keeps it.' : undefined)}
      onClose={closeOverlay}
      onGo={reject}
      // The sheet of the batch takes its place.
      {...(only === undefined ? { onDone: () => undefined } : {})}
    >
      <div onKeyDown={onKeyDown} role="presentation">
        {only === undefined ? null : (
          <p className="q" style={{ marginBottom: 10 }}>
            <Shown text={only.title} />
          </p>
        )}
        {only === undefined ? null : <ReservedWarning item={only} />}
        <div className={s['reasons']} role="radiogroup" aria-label="Reason">
          {reasons.map((text, index) => (
            <label key={text}>
              {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the sheet was opened to choose one of these */}
              <input
                type="radio"
                name="reason"
                checked={chosen === text}
                // oxlint-disable-next-line jsx-a11y/no-autofocus -- the sheet was opened to choose one of these
                autoFocus={index === 0}
                onChange={() => setChosen(text)}
              />
              <span className="grow">{text}</span>
              <kbd>{index + 1}</kbd>
            </label>
          ))}
        </div>
        <div className="field">
          <label htmlFor="reject-words">In your words</label>
          <textarea
            id="reject-words"
            className="input"
            rows={3}
            maxLength={1_700}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <span className="hint">Sent back to the agent and kept with your name.</span>
        </div>
      </div>
    </VerbSheet>
  );
}

const noReasons: readonly string[] = [];
