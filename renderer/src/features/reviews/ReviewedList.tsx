import type { ReactElement } from 'react';
import type { ReviewedItem } from '../../../../shared/domain/review-statistics.ts';
import { count } from '../../format/number.ts';
import { approvalLooks } from '../../format/status.ts';
import { duration } from '../../format/time.ts';
import { readMoreReviewed, useReviews } from '../../stores/reviews.ts';
import { hrefOf } from '../../stores/route.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { Status } from '../../ui/Status.tsx';
import { Ago } from '../../ui/Time.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import s from './Reviews.module.css';

const rowPx = 48;
const words: Readonly<Record<ReviewedItem['decision'], string>> = {
  approve: 'approved',
  reject: 'rejected',
  respond: 'answered',
};

/** The decisions behind the chosen number, the last first; each opens its item. */
export function ReviewedList(): ReactElement {
  const { items, total, isReading, statistics } = useReviews();
  if (statistics === null) return <Empty kind="loading" title="Reading the decisions" />;
  if (items.length === 0)
    return isReading ? (
      <Empty kind="loading" title="Reading the decisions" />
    ) : (
      <Empty kind="nothing-yet" title="No decision is behind this number">
        Another number or a longer period may have some.
      </Empty>
    );
  return (
    <>
      <div className="note">
        {count(total)} {total === 1 ? 'decision' : 'decisions'}, the last first
      </div>
      <VirtualRows
        count={items.length}
        rowHeight={() => rowPx}
        rowKey={(index) => `${items[index]?.approvalId ?? ''}-${items[index]?.atMs ?? 0}`}
        row={(index) => {
          const item = items[index];
          return item === undefined ? null : <ReviewedRow item={item} />;
        }}
        onNearEnd={() => void readMoreReviewed()}
        host={{ role: 'list', 'aria-label': 'Decisions', tabIndex: 0 }}
      />
    </>
  );
}

function ReviewedRow({ item }: { readonly item: ReviewedItem }): ReactElement {
  const { looked } = item;
  return (
    <div role="listitem" className={s['row']}>
      <a className="cut b" href={hrefOf({ page: 'inbox', approvalId: item.approvalId })}>
        <Shown text={item.title} />
      </a>
      <Status look={approvalLooks[item.status]} />
      <span className="d small cut">
        {words[item.decision]} <Ago at={item.atMs} />
        {looked === null
          ? ''
          : `, card open ${duration(looked.shownMs)}, ${looked.opened.length === 0 ? 'nothing opened' : `${looked.opened.join(', ')} seen`}`}
      </span>
    </div>
  );
}
