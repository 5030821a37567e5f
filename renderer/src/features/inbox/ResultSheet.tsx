import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import type { BatchItem, BatchSheet } from '../../../../shared/domain/batch.ts';
import type { BulkItemStatus } from '../../../../shared/domain/bulk.ts';
import { useClock } from '../../clock.ts';
import { count } from '../../format/number.ts';
import { approvalLooks } from '../../format/status.ts';
import { openBatch, readMoreLines, retryBatch, showOnly, stopBatch, undoBatch, useBatch } from '../../stores/batch.ts';
import { openCard } from '../../stores/card.ts';
import { focusRow, refreshInbox } from '../../stores/inbox.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { goQuietly, useRoute } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Status } from '../../ui/Status.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { batchTitle, endLooks } from './batch-words.ts';
import { memberTitle } from './rows.ts';
import { takeKeyboardLater } from './take-keyboard.ts';

const rowPx = 30;

/** A batch under way, and what became of each of its items. Closing it leaves the batch running. */
export function ResultSheet({ jobId }: { readonly jobId: string }): ReactElement {
  const sheet = useBatch((state) => state.sheet);
  const done = useRef<HTMLButtonElement>(null);
  useEffect(() => openBatch(jobId), [jobId]);
  const isOver = sheet !== null && sheet.job.status !== 'running';
  useEffect(() => {
    // Nothing here can go wrong by Enter: it closes, and what is held stays held.
    if (isOver) done.current?.focus();
  }, [isOver]);
  useEffect(() => takeKeyboardLater, []);

  function close(): void {
    closeOverlay();
    if (useRoute.getState().route.page !== 'inbox') return;
    focusRow(null);
    openCard(null);
    goQuietly({ page: 'inbox', approvalId: null });
    void refreshInbox();
  }

  const failed = sheet?.counts.find(({ status }) => status === 'failed')?.count ?? 0;
  return (
    <Sheet
      title={sheet === null ? 'Batch' : batchTitle(sheet.job)}
      size="large"
      note={sheet === null ? undefined : noteOf(sheet)}
      onClose={close}
      actions={
        sheet === null ? undefined : isOver ? (
          <>
            <Button kind="primary" ref={done} onPress={close}>
              Done
            </Button>
            {failed > 0 ? <Button onPress={() => void retryBatch(jobId)}>Retry {count(failed)} failed</Button> : null}
            <span className="grow" />
            <UndoAll sheet={sheet} />
          </>
        ) : (
          <>
            <Button kind="danger" onPress={() => void stopBatch(jobId)}>
              Stop here
            </Button>
            <span className="grow" />
            <UndoAll sheet={sheet} />
          </>
        )
      }
    >
      {sheet === null ? <Empty kind="loading" title="Reading the batch" /> : <Lines sheet={sheet} />}
    </Sheet>
  );
}

function Lines({ sheet }: { readonly sheet: BatchSheet }): ReactElement {
  const items = useBatch((state) => state.items);
  const only = useBatch((state) => state.only);
  const { job } = sheet;
  const ended = job.applied + job.ignored;
  return (
    <>
      {job.status === 'running' ? (
        <progress value={ended} max={job.total} aria-label="Items dealt with" style={{ width: '100%' }} />
      ) : null}
      <div className="row small" style={{ gap: 8, flexWrap: 'wrap', margin: '8px 0' }} role="group" aria-label="Show">
        <Filter only={null} chosen={only} label={`all ${count(job.total)}`} />
        {sheet.counts.map(({ status, count: many }) => (
          <Filter key={status} only={status} chosen={only} label={`${endLooks[status].word} ${count(many)}`} />
        ))}
      </div>
      <p className="d small" style={{ marginBottom: 8 }}>
        {sheet.became.length === 0
          ? null
          : `Of what was done: ${sheet.became.map(({ status, count: many }) => `${count(many)} ${approvalLooks[status].word}`).join(', ')}. `}
        {sheet.leftOut.map(({ count: many, reason }) => `${count(many)} left out: ${reason} `).join('')}
      </p>
      <div style={{ height: Math.min(420, Math.max(60, items.length * rowPx)), display: 'flex' }}>
        <VirtualRows
          count={items.length}
          rowHeight={() => rowPx}
          rowKey={(index) => String(items[index]?.n ?? index)}
          className="grow"
          onNearEnd={() => void readMoreLines()}
          host={{ role: 'list', 'aria-label': 'Outcome per item', tabIndex: 0 }}
          row={(index) => {
            const item = items[index];
            return item === undefined ? null : <Line item={item} />;
          }}
        />
      </div>
    </>
  );
}

function Line({ item }: { readonly item: BatchItem }): ReactElement {
  const isDone = item.status === 'applied';
  const words = isDone ? (item.detail ?? '') : item.reason;
  return (
    <div
      role="listitem"
      className="row small"
      style={{ height: rowPx, borderBottom: '1px solid var(--line)', gap: 10 }}
    >
      <span style={{ width: 150, flex: 'none' }}>
        <Status look={isDone ? approvalLooks[item.now] : endLooks[item.status]} />
      </span>
      <span className="cut grow" title={item.title}>
        {memberTitle(item.title)}
      </span>
      {words === '' ? null : (
        <span className="q cut" style={{ maxWidth: '50%' }} title={words}>
          {words}
        </span>
      )}
    </div>
  );
}

function Filter(props: {
  readonly only: BulkItemStatus | null;
  readonly chosen: BulkItemStatus | null;
  readonly label: string;
}): ReactElement {
  const { only, chosen, label } = props;
  return (
    <Button
      isSmall
      kind={only === chosen ? 'plain' : 'quiet'}
      isPressed={only === chosen}
      onPress={() => showOnly(only)}
    >
      {label}
    </Button>
  );
}

/** As long as something of it is held. */
function UndoAll({ sheet }: { readonly sheet: BatchSheet }): ReactElement | null {
  const now = useClock((state) => state.nowMs);
  const { heldUntilMs, job } = sheet;
  const held = sheet.became.find(({ status }) => status === 'holding')?.count ?? 0;
  if (heldUntilMs === null || held === 0) return null;
  const left = Math.max(0, Math.ceil((heldUntilMs - now) / 1_000));
  return (
    <Button icon="undo" onPress={() => void undoBatch(job.jobId)}>
      Undo {held === job.applied ? 'all' : count(held)} ({left} s)
    </Button>
  );
}

function noteOf({ job }: BatchSheet): string {
  if (job.status === 'running') return 'goes on when this is closed';
  if (job.status === 'cancelled') return `stopped; ${count(job.total - job.applied - job.ignored)} left as they are`;
  return job.ignored === 0 ? 'every item' : `${count(job.ignored)} not, each with its reason`;
}
