import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { localTime } from '../../format/time.ts';
import { parseApprovalQuery } from '../../../../shared/domain/approval-query.ts';
import { useHint } from '../../commands/hint.ts';
import { refreshInbox, searchInbox, movedOn, listedOrder, useInbox } from '../../stores/inbox.ts';
import { inboxTabs } from '../../stores/inbox-list.ts';
import type { InboxTab } from '../../stores/inbox-list.ts';
import { hrefOf } from '../../stores/route.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { OpenQuestions } from './OpenQuestions.tsx';
import { AtBudget } from './AtBudget.tsx';
import { UnknownLine } from './UnknownLine.tsx';
import { ProposedGrants } from './ProposedGrants.tsx';
import { BatchNote } from './BatchNote.tsx';
import { BulkBar } from './BulkBar.tsx';
import s from './Inbox.module.css';
import { InboxRowView } from './InboxRowView.tsx';
import { SplitBar } from './SplitBar.tsx';
import { rowIndex } from './rows.ts';
import type { InboxRow } from './rows.ts';
import { listId, takeKeyboard } from './take-keyboard.ts';
import { showSplit, showTab } from './use-open-card.ts';
import { useRowHeights } from './use-row-heights.ts';

const tabWords: Readonly<Record<InboxTab, string>> = { pending: 'Pending', holding: 'Held', decided: 'Decided' };

/** The list: tabs with counts, the held order, rows, and what is marked. */
export function InboxList({ rows }: { readonly rows: readonly InboxRow[] }): ReactElement {
  const tab = useInbox((state) => state.tab);
  const total = useInbox((state) => state.total);
  const text = useInbox((state) => state.text);
  const pending = useWorkspace((state) => state.status?.lanes.approval.pending);
  const held = useWorkspace(({ status }) =>
    status === null ? undefined : Math.max(status.holding.length, ...status.holding.map((entry) => entry.count)),
  );
  const counts: Readonly<Record<InboxTab, number | undefined>> = {
    pending,
    holding: held,
    decided: tab === 'decided' && total > 0 ? total : undefined,
  };
  return (
    <section className={`pane ${s['list']}`} aria-label="Approvals">
      <div className="head">
        <h1>Inbox</h1>
        <span className="grow" />
        <label className={s['search']}>
          <Icon name="search" />
          <span className="sr">Find by words or by parts such as tier:gate-two expires:&lt;2h money:&gt;100</span>
          <input
            type="search"
            placeholder="Words, tool:, expires:<2h"
            value={text}
            onChange={(event) => searchInbox(event.target.value)}
          />
        </label>
      </div>
      <Tabs
        label="Which items"
        panelId={listId}
        chosen={tab}
        onChoose={showTab}
        options={inboxTabs.map((id) => {
          const value = counts[id];
          return value === undefined ? { id, label: tabWords[id] } : { id, label: tabWords[id], count: count(value) };
        })}
      >
        <a className={`small nw ${s['mine']}`} href={hrefOf({ page: 'reviews' })}>
          Your decisions
        </a>
      </Tabs>
      {tab === 'pending' ? <SplitBar /> : null}
      <OpenQuestions />
      <AtBudget />
      <UnknownLine />
      <ProposedGrants />
      <BatchNote />
      <OrderNote />
      <Rows rows={rows} />
      <BulkBar rows={rows} />
    </section>
  );
}

const orderWords =
  'The greatest risk in the least time comes first: twice the risk weighs as much as half the time. Nothing moves until you take in what is new.';

function OrderNote(): ReactElement | null {
  const since = useInbox((state) => state.heldSinceMs);
  const fresh = useInbox((state) => state.fresh.length);
  const elsewhere = useInbox(movedOn);
  const isLoading = useInbox((state) => state.isLoading);
  const shown = useInbox((state) => listedOrder(state).length);
  const total = useInbox((state) => state.total);
  const hint = useInbox((state) => state.hint);
  const newKey = useHint('inbox.new');
  const unknown = useInbox((state) => parseApprovalQuery(state.text).unknown.join(' '));
  const tab = useInbox((state) => state.tab);
  if (since === 0) return null;
  return (
    <div className="note">
      {unknown !== '' ? (
        <span className="wait cut">{unknown} means nothing here</span>
      ) : hint !== null ? (
        <span className="wait cut" title={hint}>
          {hint}
        </span>
      ) : isLoading ? (
        <span>
          Reading {count(shown)} of {count(total)}
        </span>
      ) : (
        <span className="cut" title={tab === 'pending' ? orderWords : undefined}>
          {tab === 'pending' ? 'Risk × time left, held' : 'Order held'} since {localTime(since)}
        </span>
      )}
      <span className="grow" />
      {fresh + elsewhere > 0 ? (
        <Button isSmall kind="quiet" {...(newKey === null ? {} : { keys: newKey })} onPress={() => void refreshInbox()}>
          {[
            ...(fresh > 0 ? [`${count(fresh)} new`] : []),
            ...(elsewhere > 0 ? [`${count(elsewhere)} moved on`] : []),
          ].join(', ')}
        </Button>
      ) : null}
    </div>
  );
}

function Rows({ rows }: { readonly rows: readonly InboxRow[] }): ReactElement {
  const focus = useInbox((state) => state.focus);
  const tab = useInbox((state) => state.tab);
  const text = useInbox((state) => state.text);
  const isLoading = useInbox((state) => state.isLoading);
  const failure = useInbox((state) => state.failure);
  const heights = useRowHeights();
  const at = rowIndex(rows, focus);
  const hasRows = rows.length > 0;
  useEffect(() => {
    if (hasRows) takeKeyboard();
  }, [hasRows]);
  if (!hasRows)
    return (
      <div className="scroll" id={listId} role="tabpanel" tabIndex={0} aria-label={tabWords[tab]}>
        <NoRows tab={tab} text={text} isLoading={isLoading} failure={failure} />
      </div>
    );
  const focused = rows[at];
  return (
    <VirtualRows
      count={rows.length}
      rowHeight={(index) => heightOf(rows[index], heights)}
      rowKey={(index) => keyOf(rows[index])}
      row={(index) => {
        const row = rows[index];
        return row === undefined ? null : (
          <InboxRowView row={row} isFocused={index === at} position={index + 1} size={rows.length} />
        );
      }}
      keepInView={at === -1 ? null : at}
      className={s['rows'] ?? ''}
      host={{
        id: listId,
        role: 'tree',
        'aria-label': `${tabWords[tab]} approvals`,
        'aria-multiselectable': true,
        tabIndex: 0,
        'data-keys': 'inbox',
        ...(focused === undefined ? {} : { 'aria-activedescendant': `row-${keyOf(focused)}` }),
      }}
    />
  );
}

function NoRows(props: {
  readonly tab: InboxTab;
  readonly text: string;
  readonly isLoading: boolean;
  readonly failure: unknown;
}): ReactElement {
  const { tab, text, isLoading, failure } = props;
  const split = useInbox((state) => state.split);
  const fresh = useInbox((state) => state.fresh.length);
  const { unknown } = parseApprovalQuery(text);
  if (failure !== null) return <Failure error={failure} onRetry={() => void refreshInbox()} />;
  if (isLoading) return <Empty kind="loading" title="Reading the inbox" />;
  if (fresh > 0)
    return (
      <Empty
        kind="nothing-yet"
        title={`${count(fresh)} came up since this list was read`}
        action={<Button onPress={() => void refreshInbox()}>Show what is new</Button>}
      />
    );
  if (text !== '')
    return (
      <Empty
        kind="filtered-out"
        title={unknown.length > 0 ? `${unknown.join(' ')} means nothing here` : `Nothing matches “${text}”`}
        action={<Button onPress={() => searchInbox('')}>Show all</Button>}
      >
        Other {tabWords[tab].toLowerCase()} items are hidden by this. Words of a title are known, and tool: agent: run:
        tier: status: expires:&lt;2h money:&gt;100 for:me by:me.
      </Empty>
    );
  if (tab === 'pending' && split.query !== '')
    return (
      <Empty
        kind="filtered-out"
        title="Nothing of this list waits"
        action={<Button onPress={() => showSplit({ id: 'all', query: '' })}>Show all</Button>}
      >
        It shows only <span className="mono">{split.query}</span>.
      </Empty>
    );
  if (tab === 'pending')
    return (
      <Empty
        kind="nothing-yet"
        title="Nothing waits for you"
        action={<Button onPress={() => showTab('decided')}>Show decided</Button>}
      >
        When an agent wants to send, change or publish something, it stops and appears here by itself.
      </Empty>
    );
  return (
    <Empty kind="nothing-yet" title={tab === 'holding' ? 'Nothing is held' : 'Nothing has been decided yet'}>
      {tab === 'holding'
        ? 'After an approval an action waits some seconds here, so that it can be taken back.'
        : 'Decisions, with who made them and what came of them, are kept here.'}
    </Empty>
  );
}

function heightOf(row: InboxRow | undefined, heights: { readonly item: number; readonly member: number }): number {
  if (row === undefined) return heights.item;
  return row.kind === 'more' || (row.kind === 'item' && row.isMember) ? heights.member : heights.item;
}

function keyOf(row: InboxRow | undefined): string {
  return row === undefined ? '' : `${row.kind}-${row.id}`;
}
