import { useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../shared/domain/approval.ts';
import { counted } from '../../format/number.ts';
import { decideMany } from '../../stores/decide.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import s from './Inbox.module.css';
import { refuseOpen } from './moves.ts';

const reasons = [
  'Wrong or unsupported facts',
  'Wrong recipient or target',
  'Tone or wording',
  'Not needed any more',
  'Needs more evidence',
] as const;

/** Asks why: a digit chooses a reason, words can be added; the agent is told. */
export function RejectSheet({ items }: { readonly items: readonly ApprovalSummary[] }): ReactElement {
  const [chosen, setChosen] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const reason = [chosen, words.trim()].filter((part) => part !== null && part !== '').join('. ');
  const unsaved = useWhyNothingIsSaved();
  const only = items.length === 1 ? items[0] : undefined;

  function reject(): void {
    if (reason === '' || unsaved !== undefined) return;
    closeOverlay();
    if (only === undefined) void decideMany('reject', items, reason);
    else void refuseOpen('reject', only, reason);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.repeat) return;
    const isInText = event.target instanceof HTMLTextAreaElement;
    const digit = Number(event.key);
    if (!isInText && digit >= 1 && digit <= reasons.length) {
      event.preventDefault();
      setChosen(reasons[digit - 1] ?? null);
    } else if (
      event.key === 'Enter' &&
      (!isInText || event.ctrlKey || event.metaKey) &&
      !(event.target instanceof HTMLButtonElement)
    ) {
      event.preventDefault();
      reject();
    }
  }

  return (
    <Sheet
      title={only === undefined ? `Reject ${counted(items.length, 'action')}` : 'Reject'}
      size="small"
      onClose={closeOverlay}
      actions={
        <>
          <Button
            kind="danger"
            keys="Enter"
            whyNot={unsaved ?? (reason === '' ? 'Say why: the agent is told, and the log keeps it.' : undefined)}
            onPress={reject}
          >
            Reject
          </Button>
          <Button kind="quiet" keys="Esc" onPress={closeOverlay}>
            Back
          </Button>
        </>
      }
    >
      <div onKeyDown={onKeyDown} role="presentation">
        {only === undefined ? null : (
          <p className="q" style={{ marginBottom: 10 }}>
            {only.title}
          </p>
        )}
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
            maxLength={1800}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <span className="hint">Sent back to the agent and kept with your name.</span>
        </div>
      </div>
    </Sheet>
  );
}
