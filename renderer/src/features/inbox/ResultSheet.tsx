import { useEffect, useMemo, useRef } from 'react';
import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { approvalLooks } from '../../format/status.ts';
import { closeBatch, decidedWords, undoHeld, useDecide } from '../../stores/decide.ts';
import { openCard } from '../../stores/card.ts';
import { focusRow, refreshInbox, useInbox } from '../../stores/inbox.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { goQuietly } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Empty.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Status } from '../../ui/Status.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import s from './Inbox.module.css';
import { memberTitle } from './rows.ts';
import { takeKeyboardLater } from './take-keyboard.ts';

/** What became of each item of a set. */
export function ResultSheet(): ReactElement | null {
  const batch = useDecide((state) => state.batch);
  const byId = useInbox((state) => state.byId);
  const sorted = useMemo(
    () => batch?.results.toSorted((a, b) => Number(a.outcome === 'decided') - Number(b.outcome === 'decided')) ?? [],
    [batch],
  );
  const done = useRef<HTMLButtonElement>(null);
  const isDone = batch?.isDone === true;
  useEffect(() => {
    // Nothing here can go wrong by Enter: it closes, and what is held stays held.
    if (isDone) done.current?.focus();
  }, [isDone]);
  useEffect(() => takeKeyboardLater, []);
  if (batch === null) return null;
  const decided = batch.results.filter((result) => result.outcome === 'decided').length;
  const refused = batch.results.filter((result) => result.outcome === 'refused');
  const again = refused.flatMap(({ approvalId }) => {
    const item = byId.get(approvalId);
    return item?.status === 'pending' ? [item] : [];
  });
  const hasHeld =
    batch.verdict === 'approve' &&
    batch.results.some(({ approvalId, status }) => (byId.get(approvalId)?.status ?? status) === 'holding');

  function close(): void {
    closeBatch();
    focusRow(null);
    openCard(null);
    goQuietly({ page: 'inbox', approvalId: null });
    void refreshInbox();
  }

  return (
    <Sheet
      title={
        batch.isDone
          ? `${count(decided)} of ${count(batch.total)} ${decidedWords[batch.verdict].toLowerCase()}`
          : 'Deciding'
      }
      size="large"
      isHeld={!batch.isDone}
      note={
        batch.isDone
          ? refused.length > 0
            ? `${count(refused.length)} refused, listed first`
            : 'none refused'
          : `${count(batch.results.length)} of ${count(batch.total)}`
      }
      onClose={close}
      actions={
        batch.isDone ? (
          <>
            <Button kind="primary" ref={done} onPress={close}>
              Done
            </Button>
            {again.length === 0 ? null : (
              <Button
                onPress={() => {
                  close();
                  showOverlay({ kind: 'preview', items: again });
                }}
              >
                Look again at {count(again.length)}
              </Button>
            )}
            <span className="grow" />
            {hasHeld ? (
              <Button icon="undo" onPress={() => void undoHeld().then(close)}>
                Undo what is held
              </Button>
            ) : null}
          </>
        ) : undefined
      }
    >
      {batch.failure === null ? null : <Failure error={batch.failure} />}
      <div style={{ height: Math.min(420, Math.max(60, sorted.length * 30)), display: 'flex' }}>
        <VirtualRows
          count={sorted.length}
          rowHeight={() => 30}
          rowKey={(index) => sorted[index]?.approvalId ?? ''}
          className="grow"
          host={{ role: 'list', 'aria-label': 'Outcome per item', tabIndex: 0 }}
          row={(index) => {
            const result = sorted[index];
            if (result === undefined) return null;
            const isRefused = result.outcome === 'refused';
            return (
              <div role="listitem" className="row small" style={{ height: 30, borderBottom: '1px solid var(--line)' }}>
                <span style={{ width: 190, flex: 'none' }}>
                  {isRefused ? (
                    <Status look={{ family: 'fail', mark: 'failed', word: `refused, ${result.status}` }} />
                  ) : (
                    <Status look={approvalLooks[byId.get(result.approvalId)?.status ?? result.status]} />
                  )}
                </span>
                <span className="cut grow">{memberTitle(byId.get(result.approvalId)?.title ?? result.approvalId)}</span>
                <span className={`cut q ${s['why'] ?? ''}`} title={result.reason}>
                  {result.reason}
                </span>
              </div>
            );
          }}
        />
      </div>
    </Sheet>
  );
}
