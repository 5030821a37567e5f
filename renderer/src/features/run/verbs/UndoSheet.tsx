import { useCallback, useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { UndoPreview } from '../../../../../shared/domain/consequences.ts';
import { explain } from '../../../format/errors.ts';
import { counted } from '../../../format/number.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { cancelRun, readUndo, rollBackRun } from '../../../stores/run-verbs.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';
import { EffectList } from './ConsequenceView.tsx';
import s from './Verbs.module.css';

/** Before a run is cancelled or rolled back: what is undone, newest first, and what cannot be. */
export function UndoSheet(props: {
  readonly verb: 'cancel' | 'roll-back';
  readonly runId: string;
  readonly title: string;
}): ReactElement {
  const { verb, runId, title } = props;
  const [isUndone, setUndone] = useState(true);
  const [seen, setSeen] = useState<UndoPreview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isCancel = verb === 'cancel';

  const read = useCallback(() => {
    let isWanted = true;
    readUndo(runId).then(
      (found) => isWanted && setSeen(found),
      (error: unknown) => isWanted && setProblem(explain(error).detail),
    );
    return () => {
      isWanted = false;
    };
  }, [runId]);
  useEffect(read, [read]);

  const nothing = !isCancel && seen?.undo.count === 0 ? 'Nothing it did can be undone.' : undefined;
  return (
    <VerbSheet
      title={isCancel ? 'Cancel this run?' : 'Roll this run back?'}
      note={title}
      go={isCancel ? 'Cancel the run' : `Undo ${counted(seen?.undo.count ?? 0, 'action')}`}
      goIcon={isCancel ? 'x' : 'undo'}
      stay={isCancel ? 'Let it run' : 'Leave it as it is'}
      isDanger
      whyNot={seen === null ? (problem ?? 'The preview is being read.') : nothing}
      onClose={closeOverlay}
      onGo={(reason) => (isCancel ? cancelRun(runId, { reason, undo: isUndone }) : rollBackRun(runId, reason))}
      onRefused={read}
    >
      <p className="q">
        {isCancel
          ? 'It stops at its next checkpoint. Finished steps and artifacts are kept, labelled partial. Actions that wait for a decision are withdrawn.'
          : 'What this run did is undone, newest first. Each undoing is an action of its own and waits for a decision in the inbox.'}
      </p>
      {seen === null ? <p className="d">{problem ?? 'Reading what can be undone.'}</p> : <Preview seen={seen} />}
      {isCancel && (seen?.undo.count ?? 0) > 0 ? (
        <label className="row">
          <input type="checkbox" checked={isUndone} onChange={(event) => setUndone(event.target.checked)} />
          Undo what it has done, newest first; each asks for a decision
        </label>
      ) : null}
    </VerbSheet>
  );
}

function Preview({ seen: { undo, cannot, undone, notes } }: { readonly seen: UndoPreview }): ReactElement {
  return (
    <section className={s['consequences']} aria-label="What is undone">
      <dl className="facts">
        <dt>Can be undone</dt>
        <dd>{counted(undo.count, 'action')}</dd>
        <dt>Cannot be undone</dt>
        <dd>{cannot.count === 0 ? 'nothing' : `${counted(cannot.count, 'action')}, which stay as they are`}</dd>
        {undone === 0 ? null : (
          <>
            <dt>Undone already</dt>
            <dd>{counted(undone, 'action')}</dd>
          </>
        )}
      </dl>
      <EffectList title="Would be undone, newest first" effects={undo.list} all={undo.count} />
      <EffectList title="Cannot be undone" effects={cannot.list} all={cannot.count} />
      {notes.map((note) => (
        <p key={note} className="q small">
          {note}
        </p>
      ))}
    </section>
  );
}
