import { memo } from 'react';
import type { MouseEvent, ReactElement, ReactNode } from 'react';
import type { ApprovalStatus, ApprovalSummary } from '../../../../shared/domain/approval.ts';
import { riskReason } from '../../../../shared/domain/approval-risk.ts';
import type { AtMs } from '../../../../shared/ids.ts';
import { useClock } from '../../clock.ts';
import { shortId } from '../../format/hash.ts';
import { count } from '../../format/number.ts';
import { approvalLooks, type Look } from '../../format/status.ts';
import { timeLeftRough } from '../../format/time.ts';
import { toggleGroup } from '../../stores/inbox.ts';
import { toggleMarks, useSelection } from '../../stores/selection.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Icon } from '../../ui/Icon.tsx';
import { MarkBox } from '../../ui/MarkBox.tsx';
import { Status, TierMark } from '../../ui/Status.tsx';
import { Ago, HoldLeft, Left } from '../../ui/Time.tsx';
import s from './Inbox.module.css';
import { DutyMarks } from '../card/duty/Reserved.tsx';
import { markRow, moveTo } from './moves.ts';
import { groupTitle, memberTitle } from './rows.ts';
import type { InboxRow } from './rows.ts';

interface RowProps {
  readonly row: InboxRow;
  readonly isFocused: boolean;
  readonly position: number;
  readonly size: number;
}

/** One line of the list: an item, the head of a group, a member, or the rest of a group. */
export const InboxRowView = memo(function InboxRowView(props: RowProps): ReactElement {
  const { row, isFocused, position, size } = props;
  const shared = {
    id: `row-${row.kind}-${row.id}`,
    role: 'treeitem',
    'aria-posinset': position,
    'aria-setsize': size,
    onClick: (event: MouseEvent) => {
      if (event.shiftKey && row.kind === 'item') toggleMarks([row.item], 'add');
      moveTo(row);
    },
  } as const;
  if (row.kind === 'more')
    return (
      <div
        {...shared}
        aria-level={2}
        className={`${s['kid']} ${s['more']} ${look(isFocused)}`}
        onClick={() => toggleGroup(row.id)}
      >
        {count(row.hidden)} more in this group
      </div>
    );
  if (row.kind === 'group') return <GroupRow shared={shared} row={row} isFocused={isFocused} />;
  if (row.isMember) return <MemberRow shared={shared} item={row.item} isFocused={isFocused} />;
  return <ItemRow shared={shared} item={row.item} isFocused={isFocused} />;
});

interface Part {
  readonly shared: Readonly<Record<string, unknown>>;
  readonly isFocused: boolean;
}

function ItemRow({ shared, item, isFocused }: Part & { readonly item: ApprovalSummary }): ReactElement {
  const isMarked = useSelection((state) => state.marked.has(item.approvalId));
  const isOpen = item.status === 'pending' || item.status === 'partly-approved';
  return (
    <div
      {...shared}
      aria-level={1}
      aria-selected={isFocused}
      aria-checked={isMarked}
      className={`${s['item']} ${look(isFocused)} ${isOpen ? '' : s['gone']}`}
    >
      <Check
        isMarked={isMarked}
        isOff={item.tier === 'gate-two' || item.status !== 'pending'}
        onToggle={() => markItem(item)}
      />
      <TierMark tier={item.tier} />
      <span className={`cut ${s['t']}`} title={item.title}>
        {item.title}
      </span>
      <span className={s['e']}>
        <DutyMarks item={item} />
        <When item={item} />
      </span>
      <Origin item={item} isOnTop={isOpen && shared['aria-posinset'] === 1}>
        <Ago at={item.createdAtMs} />
      </Origin>
      <span className={s['s']}>{fact(item)}</span>
    </div>
  );
}

function GroupRow({
  shared,
  row,
  isFocused,
}: Part & { readonly row: Extract<InboxRow, { kind: 'group' }> }): ReactElement {
  const marked = useSelection((state) =>
    row.items.reduce((sum, item) => sum + (state.marked.has(item.approvalId) ? 1 : 0), 0),
  );
  const first = row.items[0];
  if (first === undefined) return <></>;
  const isAll = marked === row.items.length;
  return (
    <div
      {...shared}
      aria-level={1}
      aria-expanded={row.isOpen}
      aria-selected={isFocused}
      aria-checked={isAll ? true : marked > 0 ? 'mixed' : false}
      className={`${s['item']} ${row.isOpen ? s['open'] : ''} ${look(isFocused)}`}
    >
      <Check
        isMarked={isAll}
        isHalf={marked > 0 && !isAll}
        isOff={first.tier === 'gate-two' || !row.items.some((item) => item.status === 'pending')}
        onToggle={() => markRow(row)}
      />
      <TierMark tier={first.tier} />
      <span className={`cut ${s['t']}`}>{groupTitle(row.items)}</span>
      <span className={s['e']}>
        <When item={first} />
      </span>
      <Origin item={first} isOnTop={first.status === 'pending' && shared['aria-posinset'] === 1}>
        one rule, one tier
      </Origin>
      <span
        className={s['s']}
        onClick={(event) => {
          event.stopPropagation();
          toggleGroup(`closed:${row.id}`);
        }}
      >
        {count(row.items.length)} alike <Icon name="down" className={`tiny ${row.isOpen ? 'flip' : ''}`} />
      </span>
    </div>
  );
}

/** Where it comes from; on the first row, why that is the first. */
function Origin(props: {
  readonly item: ApprovalSummary;
  readonly isOnTop: boolean;
  readonly children: ReactNode;
}): ReactElement {
  const { item, isOnTop, children } = props;
  const why = useClock(({ nowMs }) => riskReason(item, timeLeftRough(item.expiresAtMs, nowMs), nowMs));
  const told = why === null ? undefined : `Risk × time left: ${why}`;
  return (
    <span className={`cut ${s['mt']}`} title={told}>
      {isOnTop && why !== null ? (
        <>On top: {why}</>
      ) : (
        <>
          {item.agentId} · <span className="mono">{shortId(item.runId)}</span> · {children}
        </>
      )}
    </span>
  );
}

function MemberRow({ shared, item, isFocused }: Part & { readonly item: ApprovalSummary }): ReactElement {
  const isMarked = useSelection((state) => state.marked.has(item.approvalId));
  const isOpen = item.status === 'pending';
  return (
    <div
      {...shared}
      aria-level={2}
      aria-selected={isFocused}
      aria-checked={isMarked}
      className={`${s['kid']} ${isMarked ? s['marked'] : ''} ${look(isFocused)} ${isOpen ? '' : s['gone']}`}
    >
      <Check isMarked={isMarked} isOff={!isOpen || item.tier === 'gate-two'} onToggle={() => markItem(item)} />
      <span className="cut grow" title={item.title}>
        {memberTitle(item.title)}
      </span>
      <DutyMarks item={item} />
      {isOpen ? <Left until={item.expiresAtMs} isRough /> : <Status look={rowLook(item.status)} />}
    </div>
  );
}

function Check(props: {
  readonly isMarked: boolean;
  readonly isHalf?: boolean;
  readonly isOff: boolean;
  readonly onToggle: () => void;
}): ReactElement {
  const { isMarked, isHalf = false, isOff, onToggle } = props;
  if (isOff) return <span className={s['nocheck']} />;
  return (
    <span
      className={s['check']}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <MarkBox isMarked={isMarked} isHalf={isHalf} />
    </span>
  );
}

/** When it expires, or what it is now. */
function When({ item }: { readonly item: ApprovalSummary }): ReactElement {
  if (item.status === 'holding' && item.holdUntilMs !== null)
    return <HeldUntil approvalId={item.approvalId} until={item.holdUntilMs} />;
  if (item.status !== 'pending' && item.status !== 'partly-approved') return <Status look={rowLook(item.status)} />;
  return (
    <span className="st wait">
      <Icon name="clock" className="tiny" />
      <Left until={item.expiresAtMs} isRough />
    </span>
  );
}

/** A row does not carry the length of its window; the hold bar's list does. */
function HeldUntil({ approvalId, until }: { readonly approvalId: string; readonly until: AtMs }): ReactElement {
  const windowMs = useWorkspace(({ status }) => {
    const held = status?.holding.find((entry) => entry.approvalId === approvalId) ?? status?.holding[0];
    return held?.holdMs ?? 0;
  });
  return (
    <span className="st wait">
      <Icon name="clock" className="tiny" />
      {windowMs === 0 ? <Left until={until} /> : <HoldLeft until={until} windowMs={windowMs} />}
    </span>
  );
}

function fact(item: ApprovalSummary): string {
  const { given, count: needed } = item.approvers;
  if (item.status === 'partly-approved') return `${given} of ${needed}`;
  if (item.status === 'expired') return 'nobody answered';
  if (item.decidedBy !== null) return `by ${item.decidedBy}`;
  return needed > 1 ? `0 of ${needed}` : '';
}

function markItem(item: ApprovalSummary): void {
  markRow({ kind: 'item', id: item.approvalId, item, isMember: false });
}

function look(isFocused: boolean): string {
  return isFocused ? `${s['selected']} ${s['focused']}` : '';
}

/** In a row, where the words beside it say what came of it. */
function rowLook(status: ApprovalStatus): Look {
  return status === 'expired' ? { ...approvalLooks.expired, word: 'expired' } : approvalLooks[status];
}
