import { useCallback, useEffect } from 'react';
import type { ReactElement } from 'react';
import { KeyHint } from '../../commands/KeyHint.tsx';
import { count } from '../../format/number.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { go } from '../../stores/route.ts';
import { openRuns, readMoreRuns, refreshRuns, setRunsAtTop, showNewRuns, useRuns } from '../../stores/runs.ts';
import { useMarkedRuns } from '../../stores/marked-runs.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { MarkBox } from '../../ui/MarkBox.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { takeKeyboard } from '../inbox/take-keyboard.ts';
import { useRowHeights } from '../inbox/use-row-heights.ts';
import { LaneStrips } from './LaneStrips.tsx';
import { MarkedBar } from './MarkedBar.tsx';
import { markAllShown } from './marks.ts';
import { QueryBar } from './QueryBar.tsx';
import { RunRow } from './RunRow.tsx';
import { RunsNav } from './RunsNav.tsx';
import s from './Runs.module.css';

/** Every run, live: what runs, what waits for a person, what failed. */
export function RunsPage({ query }: { readonly query: string }): ReactElement {
  const fresh = useRuns((state) => state.fresh.length);
  useEffect(() => openRuns(query), [query]);
  return (
    <>
      <div className="head">
        <h1>Runs</h1>
        <RunsNav />
        <span className="grow" />
        <Button
          isSmall
          kind="quiet"
          onPress={() => showOverlay({ kind: 'bulk-runs', target: { kind: 'filter', query } })}
        >
          {query === '' ? 'Act on all…' : 'Act on all that match…'}
        </Button>
        <Button isSmall icon="plus" onPress={() => go({ page: 'agents', agentId: null, isStarting: false })}>
          Start a run
        </Button>
      </div>
      <LaneStrips />
      <QueryBar query={query}>
        {fresh > 0 ? (
          <button type="button" className={s['new']} onClick={showNewRuns}>
            {count(fresh)} new <KeyHint of="runs.new" />
          </button>
        ) : null}
      </QueryBar>
      <RunTable query={query} />
      <MarkedBar />
      <Foot />
    </>
  );
}

function RunTable({ query }: { readonly query: string }): ReactElement {
  const order = useRuns((state) => state.order);
  const focusId = useRuns((state) => state.focusId);
  const isLoading = useRuns((state) => state.isLoading);
  const failure = useRuns((state) => state.failure);
  const rowHeight = useRowHeights().table;
  const onNearEnd = useCallback(() => void readMoreRuns(), []);
  const hasRows = order.length > 0;
  useEffect(() => {
    if (hasRows) takeKeyboard(listId);
  }, [hasRows]);
  if (!hasRows)
    return (
      <div className="scroll">
        <NoRuns query={query} isLoading={isLoading} failure={failure} />
      </div>
    );
  const at = focusId === null ? -1 : order.indexOf(focusId);
  return (
    <VirtualRows
      count={order.length}
      rowHeight={() => rowHeight}
      rowKey={(index) => order[index] ?? ''}
      row={(index) => <RunRow runId={order[index] ?? ''} isFocused={index === at} index={index} />}
      header={{ node: <Head />, heightPx: 30 }}
      keepInView={at === -1 ? null : at}
      onNearEnd={onNearEnd}
      onScrollTop={setRunsAtTop}
      className={s['rows'] ?? ''}
      host={{
        id: listId,
        role: 'grid',
        tabIndex: 0,
        'aria-label': 'Runs',
        'aria-rowcount': -1,
        'aria-multiselectable': true,
        'data-keys': 'runs',
        ...(focusId === null ? {} : { 'aria-activedescendant': `run-${focusId}` }),
      }}
    />
  );
}

/** The list of runs, which the single keys belong to. */
const listId = 'runs-rows';
const columns = ['Work', 'Status', 'Agent', 'Progress', 'Effects', 'Elapsed', 'Started', 'By'];

function Head(): ReactElement {
  return (
    <div className={`${s['row']} ${s['header']}`} role="row" aria-rowindex={1}>
      <span role="columnheader" className={s['mark']}>
        <MarkAll />
      </span>
      {columns.map((word) => (
        <span role="columnheader" key={word}>
          {word}
        </span>
      ))}
    </div>
  );
}

function MarkAll(): ReactElement {
  const order = useRuns((state) => state.order);
  const marked = useMarkedRuns((state) => state.marked);
  const shown = order.reduce((sum, runId) => sum + (marked.has(runId) ? 1 : 0), 0);
  const isAll = shown === order.length;
  const isSome = shown > 0 && !isAll;
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={isAll ? true : isSome ? 'mixed' : false}
      aria-label="Mark all runs shown"
      title="Mark all runs shown"
      onClick={markAllShown}
    >
      <MarkBox isMarked={isAll} isHalf={isSome} />
    </button>
  );
}

function NoRuns(props: {
  readonly query: string;
  readonly isLoading: boolean;
  readonly failure: unknown;
}): ReactElement {
  const { query, isLoading, failure } = props;
  if (failure !== null) return <Failure error={failure} onRetry={() => void refreshRuns()} />;
  if (isLoading) return <Empty kind="loading" title="Reading runs" />;
  if (query !== '')
    return (
      <Empty
        kind="filtered-out"
        title="No run matches these filters"
        action={<Button onPress={() => go({ page: 'runs', query: '' })}>Clear filters</Button>}
      >
        Runs are hidden by <span className="mono">{query}</span>.
      </Empty>
    );
  return (
    <Empty
      kind="nothing-yet"
      icon="runs"
      title="Nothing has run yet"
      action={<Button onPress={() => go({ page: 'agents', agentId: null, isStarting: false })}>Choose an agent</Button>}
    >
      Give an agent a file. It works in the background and stops here when it wants a decision.
    </Empty>
  );
}

function Foot(): ReactElement {
  const shown = useRuns((state) => state.order.length);
  const next = useRuns((state) => state.next);
  const isAtTop = useRuns((state) => state.isAtTop);
  const model = useWorkspace((state) => state.status?.model);
  const hasMarks = useMarkedRuns((state) => state.marked.size > 0);
  return (
    <div className="foot">
      <span>
        {count(shown)} {next === null ? 'in all' : 'read, more below'}
      </span>
      <span className="vs" />
      <span>{isAtTop ? 'Live: follows while the top row is in view' : 'Held: new runs are counted above'}</span>
      <span className="grow" />
      <span className="cut">{model}</span>
      <span className="keyhint">
        Mark <KeyHint of="runs.mark" />
      </span>
      {hasMarks ? null : (
        <span className="keyhint">
          Open <KeyHint of="runs.open" />
        </span>
      )}
    </div>
  );
}
