import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { Attachment } from '../../../../shared/domain/conversation.ts';
import { runLooks } from '../../format/status.ts';
import { attach } from '../../stores/composer.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { findAnything, useFound } from '../../stores/search.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { Status } from '../../ui/Status.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Composer.module.css';

/** Finds a run or an action by its words, to go along with what is said. */
export function AttachSheet(): ReactElement {
  const [text, setText] = useState('');
  const { runs, approvals, isLooking } = useFound();
  useEffect(() => findAnything(text), [text]);
  const isSearched = text.trim().length > 1;

  function take(attachment: Attachment): void {
    attach(attachment);
    closeOverlay();
  }

  return (
    <Sheet
      title="Attach a run or an action"
      note="The agent reads it when it answers; nothing of it is changed."
      onClose={closeOverlay}
      actions={
        <Button kind="quiet" onPress={closeOverlay}>
          Attach nothing
        </Button>
      }
    >
      <div className={s['find']}>
        <input
          className="input"
          type="search"
          aria-label="Words of its title, or its id"
          placeholder="Words of its title, or its id"
          value={text}
          maxLength={200}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the sheet was opened to be typed into
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
        <ul aria-label="Found">
          {runs.map((run) => (
            <li key={run.runId}>
              <button type="button" onClick={() => take({ kind: 'run', id: run.runId, label: run.title })}>
                <Status look={runLooks[run.status]} />
                <span className="cut grow">
                  <Shown text={run.title} />
                </span>
                <span className="d small nw">
                  run, <Ago at={run.createdAtMs} />
                </span>
              </button>
            </li>
          ))}
          {approvals.map((item) => (
            <li key={item.approvalId}>
              <button type="button" onClick={() => take({ kind: 'approval', id: item.approvalId, label: item.title })}>
                <span className="cut grow">
                  <Shown text={item.title} />
                </span>
                <span className="d small nw">
                  {item.status}, <Ago at={item.createdAtMs} />
                </span>
              </button>
            </li>
          ))}
        </ul>
        <p className="d small" role="status">
          {!isSearched
            ? 'Two letters are enough.'
            : runs.length + approvals.length > 0
              ? ''
              : isLooking
                ? 'Looking'
                : 'No run and no action has these words.'}
        </p>
      </div>
    </Sheet>
  );
}
